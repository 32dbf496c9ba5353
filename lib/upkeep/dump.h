/* SPDX-License-Identifier: ISC */
/*
 * The text of an installation, for moving it between versions: doc/TOKEN.md,
 * "An installation as text", has the format.  It is as secret as a backup.
 */
#ifndef UPKEEP_DUMP_H
#define UPKEEP_DUMP_H

#include "base/error.h"

/* Writes the backup in `dir`, which is settled, to the new file `path`, of mode
 * 0600, synced. */
enum token_error dump_write(const char *dir, const char *path) MUST_CHECK;

/*
 * Makes the new directory `dir`, of mode 0700, from the text in `path`: laid
 * out as a backup, not settled yet.  TOKEN_PRECONDITION, logged, when it is of
 * a newer gatehouse, TOKEN_INVALID_ARGUMENT, logged with its line, when it is
 * no such text or not all of it.
 */
enum token_error dump_read(const char *path, const char *dir) MUST_CHECK;

#endif
