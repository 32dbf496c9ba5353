/* SPDX-License-Identifier: ISC */
/* Small files: keys and settings, read whole and written whole. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define FILE_PATH 512 /* of a path that we make, and the NUL */

/* "dir/name"; false, logged, when it is too long. */
bool file_path(const char *dir, const char *name, char path[FILE_PATH]);

/*
 * Reads at most `size` - 1 bytes and adds a NUL.  TOKEN_NOT_FOUND when there
 * is no such file, TOKEN_UNAVAILABLE (logged) when it cannot be read or is
 * longer.
 */
enum token_error file_read(
    const char *path, char *data, size_t size, size_t *lenp) MUST_CHECK;

/* Writes all of it, whatever it takes; false (errno) when that fails. */
bool file_write(int fd, const char *data, size_t len);

/* Whether the last line has no end: it was cut, and the next must not be taken
 * for the rest of it.  `fd` must be open for reading. */
bool file_ends_within_line(int fd);

/* Creates the file with `mode`, writes and syncs it and its directory.
 * TOKEN_EXISTS when it is there, TOKEN_UNAVAILABLE (logged) otherwise. */
enum token_error file_create(
    const char *path, mode_t mode, const void *data, size_t len) MUST_CHECK;

/* Copies a file into a new one, as file_create(). */
enum token_error file_copy(
    const char *from, const char *to, mode_t mode) MUST_CHECK;

/* Syncs a directory, so that names made in it survive power loss. */
enum token_error file_sync_directory(const char *path) MUST_CHECK;
/* The directory that `path` is in. */
enum token_error file_sync_parent(const char *path) MUST_CHECK;

/* Refuses (TOKEN_PRECONDITION, logged) a path whose mode has one of the bits in
 * `forbidden`, for example 0007: others may do nothing. */
enum token_error file_check_mode(const char *path, mode_t forbidden) MUST_CHECK;

/* Takes the space that the file needs up to `size`, so that a full disk is an
 * error here and no signal when its memory map is written. */
enum token_error file_reserve(int fd, const char *path, off_t size) MUST_CHECK;

/* For the beginning of a program: a file that reaches its size limit is an
 * error where it is written, and mapped memory that cannot be had ends the
 * process with a line that says so. */
void file_expect_full_disk(void);

/* Removes a file, or a directory with all that is in it; what is not there is
 * no error. */
enum token_error file_remove_tree(const char *path) MUST_CHECK;

#endif
