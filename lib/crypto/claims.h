/* SPDX-License-Identifier: ISC */
/* What a token says: the claims of Scaleway's tokens, in their order. */
#ifndef CRYPTO_CLAIMS_H
#define CRYPTO_CLAIMS_H

#include "base/error.h"
#include "base/uuid.h"

#include <stddef.h>
#include <stdint.h>

#define CLAIMS_TEXT 1024

enum token_scope { SCOPE_NAMESPACE = 1, SCOPE_CONTAINER = 2 };

/*
 * application_claim has one object with namespace_id and application_id, of
 * which the one out of scope is "".  version is 2, sub is "token", nbf equals
 * iat.  RFC 7519 4.1 for the rest.
 */
struct claims {
	struct uuid id; /* jti */
	enum token_scope scope;
	struct uuid scope_id; /* the container's or namespace's id */
	int64_t issued_at;    /* iat and nbf, seconds */
	int64_t expires_at;   /* exp, seconds; 0: none, and no exp claim */
	char issuer[64];      /* iss */
	char audience[64];    /* aud, a string */
};

/* Writes the JSON text, NUL-terminated; TOKEN_INTERNAL when it does not fit. */
enum token_error claims_format(
    const struct claims *claims, char text[CLAIMS_TEXT]) MUST_CHECK;

/*
 * Reads what claims_format() writes, members in any order.  TOKEN_BAD_CLAIMS
 * for a missing, unknown, repeated or differently typed member, a time that is
 * no integer of 0..TIME_LAST, nbf other than iat, aud as an array.
 */
enum token_error claims_parse(
    const char *text, size_t len, struct claims *claims) MUST_CHECK;

#endif
