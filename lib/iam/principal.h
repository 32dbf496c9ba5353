/* SPDX-License-Identifier: ISC */
/* Who calls: the owner, members and applications, and their API keys. */
#ifndef IAM_PRINCIPAL_H
#define IAM_PRINCIPAL_H

#include "base/error.h"
#include "base/uuid.h"
#include "object/object.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

#define PRINCIPAL_ACCESS_KEY 21 /* SCW, 17 of A-Z0-9, NUL */

struct principal {
	struct uuid id;
	enum object_kind kind; /* OBJECT_USER or OBJECT_APPLICATION */
	struct uuid organization_id;
	bool is_owner;
	char access_key[PRINCIPAL_ACCESS_KEY]; /* "" in a session */
};

/*
 * The principal of a secret key.  TOKEN_UNAUTHENTICATED with method api_key and
 * reason invalid_argument (no UUID), not_found (deleted, or its bearer is),
 * expired, or unknown_reason (its bearer is locked).  `now` in microseconds.
 */
enum token_error principal_of_secret(struct store *store, const char *secret,
    int64_t now, struct principal *principal, struct fault *fault) MUST_CHECK;

/*
 * Makes an API key for a user or application, which must exist.  The secret is
 * returned here and nowhere else: the store has its SHA-256.  `now` in
 * microseconds.
 */
struct principal_key {
	struct uuid bearer_id;
	enum object_kind bearer_kind; /* OBJECT_USER or OBJECT_APPLICATION */
	struct uuid default_project_id;
	const char *description;
	int64_t expires_at;      /* seconds, 0: none */
	const char *creation_ip; /* NULL: not known */
};
enum token_error principal_add_key(struct store *store,
    const struct principal_key *wanted, int64_t now,
    char access_key[PRINCIPAL_ACCESS_KEY], char secret[UUID_TEXT]) MUST_CHECK;

#endif
