/* SPDX-License-Identifier: ISC */
/* Base64url without padding, canonical only (RFC 7515 2, RFC 4648 3.5). */
#ifndef BASE_BASE64URL_H
#define BASE_BASE64URL_H

#include <stdbool.h>
#include <stddef.h>

/* Characters that `len` bytes take, without the NUL. */
#define BASE64URL_TEXT(len) (((len)*4 + 2) / 3)

/* Writes BASE64URL_TEXT(len) characters and a NUL to `string` of `size` bytes;
 * false when they do not fit. */
bool base64url_encode(const void *data, size_t len, char *string, size_t size);

/*
 * Reads `len` characters into `data` of `size` bytes.  False for padding, any
 * character outside the alphabet, a length of 1 modulo 4, trailing bits that
 * are not zero, or a result that does not fit.
 */
bool base64url_decode(
    const char *string, size_t len, void *data, size_t size, size_t *lenp);

#endif
