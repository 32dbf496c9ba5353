/* SPDX-License-Identifier: ISC */
/* Issuing a token: the one sequence behind the API and the command line. */
#ifndef TOKEN_ISSUE_H
#define TOKEN_ISSUE_H

#include "base/config.h"
#include "base/error.h"
#include "base/uuid.h"
#include "crypto/claims.h"
#include "crypto/jwt.h"
#include "crypto/key.h"
#include "crypto/seal.h"
#include "store/store.h"
#include "token/registry.h"

#include <stdint.h>

/* What issuing stands on; all borrowed. */
struct issuer {
	struct store *store;
	const struct seal *seal;
	const struct config *config;
	struct keyring_memory *memory; /* NULL: it opens each key anew */
};

struct issue_request {
	enum token_scope scope;
	struct uuid scope_id;      /* the container's or namespace's id */
	const char *description;   /* UTF-8; "" when there is none */
	const int64_t *expires_at; /* seconds; NULL: never */
	struct uuid created_by;    /* principal */
};

/* The token's text is here and nowhere else: digest_cleanse() it after use. */
struct issued {
	struct token token; /* its record, as registered */
	char jwt[JWT_LONGEST + 1];
	char pem[KEY_PEM]; /* the namespace's public key */
};

/*
 * Makes a token and registers it: when this returns TOKEN_OK the record is on
 * disk and every gate knows it.  `now` in microseconds.  TOKEN_NOT_FOUND: no
 * such container or namespace.  TOKEN_INVALID_ARGUMENT of reason "constraint":
 * `description` is too long or holds control characters, `expires_at` is not
 * after `now` or beyond the year 9999.  The key ring and the registry add
 * their own errors.
 */
enum token_error issue_token(const struct issuer *issuer,
    const struct issue_request *request, int64_t now, struct issued *issued,
    struct fault *fault) MUST_CHECK;

#endif
