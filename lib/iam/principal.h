/* SPDX-License-Identifier: ISC */
/* Who calls: the Owner, a member or an application. */
#ifndef IAM_PRINCIPAL_H
#define IAM_PRINCIPAL_H

#include "base/error.h"
#include "base/uuid.h"
#include "iam/api_key.h"
#include "object/object.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct principal {
	struct uuid id;
	enum object_kind kind; /* OBJECT_USER or OBJECT_APPLICATION */
	struct uuid organization_id;
	bool is_owner;
	char access_key[API_KEY_ACCESS]; /* "" in a session */
};

/*
 * The principal of a secret key.  TOKEN_UNAUTHENTICATED with method api_key and
 * reason invalid_argument (no UUID), not_found (deleted, or its bearer is),
 * expired, or unknown_reason (its bearer is locked).  `now` in microseconds.
 */
enum token_error principal_of_secret(struct store *store, const char *secret,
    int64_t now, struct principal *principal, struct fault *fault) MUST_CHECK;

#endif
