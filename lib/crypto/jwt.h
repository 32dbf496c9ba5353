/* SPDX-License-Identifier: ISC */
/* JWS compact serialization (RFC 7515 7.1), strict: only what we write. */
#ifndef CRYPTO_JWT_H
#define CRYPTO_JWT_H

#include "base/error.h"
#include "crypto/key.h"

#include <stddef.h>

#define JWT_LONGEST 4096 /* characters of a token that is looked at */

/* A token taken apart; nothing in it is believed yet. */
struct jwt {
	enum key_algorithm algorithm;
	char kid[65];
	char claims[JWT_LONGEST]; /* the payload, claims_len bytes and a NUL */
	size_t claims_len;
	unsigned char signature[KEY_SIGNATURE];
	size_t signature_len;
	const char *text; /* borrowed: what was signed */
	size_t text_len;
};

/*
 * Takes apart `len` characters of `token`, which must stay while `jwt` is used.
 * TOKEN_TOO_LONG; TOKEN_BAD_ENCODING for anything but three non-empty parts of
 * canonical base64url; TOKEN_BAD_HEADER for a header that is not one JSON
 * object with alg, typ "JWT" and kid (1 to 64 of A-Z a-z 0-9 - _) as strings
 * and nothing else (so crit, b64, zip, enc, jwk, jku, x5u, x5c are refused
 * unread); TOKEN_BAD_ALGORITHM for an alg not offered.
 */
enum token_error jwt_parse(
    const char *token, size_t len, struct jwt *jwt) MUST_CHECK;

/* The signature under `key`.  TOKEN_BAD_ALGORITHM when the header's alg is not
 * the key's; TOKEN_BAD_SIGNATURE. */
enum token_error jwt_verify(
    const struct jwt *jwt, const struct key *key) MUST_CHECK;

/* Writes the token of a JSON text of claims to `token`, NUL-terminated. */
enum token_error jwt_sign(const struct key *key, const char *claims,
    char token[JWT_LONGEST + 1]) MUST_CHECK;

#endif
