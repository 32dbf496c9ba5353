/* SPDX-License-Identifier: ISC */
/* What a request for a token asks for. */
#ifndef CGI_BIN_TOKEN_WANTED_H
#define CGI_BIN_TOKEN_WANTED_H

#include "base/error.h"
#include "base/uuid.h"
#include "crypto/claims.h"

#include <stdbool.h>
#include <stdint.h>

struct json_t;

struct token_wanted {
	enum token_scope scope;
	struct uuid scope_id;
	const char *description; /* borrowed from the body */
	int64_t expires_at;      /* seconds */
	bool expires;
};

/*
 * From the body of POST tokens, or from the query of the legacy issue-jwt,
 * whose tokens expire in a year when it does not say (`now` in microseconds).
 * TOKEN_INVALID_ARGUMENT with its fault: not exactly one scope, no UUID, no
 * time.
 */
enum token_error token_wanted_read_body(const struct json_t *body,
    struct token_wanted *wanted, struct fault *fault) MUST_CHECK;
enum token_error token_wanted_read_query(const char *query, int64_t now,
    struct token_wanted *wanted, struct fault *fault) MUST_CHECK;

#endif
