/* SPDX-License-Identifier: ISC */
/* The first half of reading a token, for jwt.c and the tests with vectors of
 * JWS that are no tokens of ours. */
#ifndef CRYPTO_JWT_INTERNAL_H
#define CRYPTO_JWT_INTERNAL_H

#include "crypto/jwt.h"

/*
 * Decodes the three parts of any compact JWS: TOKEN_TOO_LONG,
 * TOKEN_BAD_ENCODING.  The payload may be empty (RFC 7515 5.1), the others may
 * not.  The header's *header_lenp bytes are not looked at.
 */
enum token_error jwt_split(const char *token, size_t len, struct jwt *jwt,
    char header[JWT_LONGEST], size_t *header_lenp) MUST_CHECK;

#endif
