/* SPDX-License-Identifier: ISC */
/* Key files: 32 random bytes as 43 characters of base64url and a line break. */
#ifndef CRYPTO_KEYFILE_H
#define CRYPTO_KEYFILE_H

#include "base/error.h"

#include <sys/types.h>

#define KEYFILE_SIZE 32

/* Makes a new key file; the errors of file_create(). */
enum token_error keyfile_create(const char *path, mode_t mode) MUST_CHECK;

/*
 * Reads a key file, which the caller cleanses.  TOKEN_PRECONDITION (logged)
 * when its mode has a bit in `forbidden`, TOKEN_UNAVAILABLE (logged) when it
 * is missing or not of this form.
 */
enum token_error keyfile_read(const char *path, mode_t forbidden,
    unsigned char secret[KEYFILE_SIZE]) MUST_CHECK;

#endif
