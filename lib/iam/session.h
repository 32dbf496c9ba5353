/* SPDX-License-Identifier: ISC */
/* Sessions of the console: opaque ids, stored hashed. */
#ifndef IAM_SESSION_H
#define IAM_SESSION_H

#include "base/error.h"
#include "base/uuid.h"
#include "iam/principal.h"
#include "store/store.h"

#include <stdint.h>

struct json_t;

#define SESSION_SECRET 44 /* 43 characters of base64url, NUL: 256 bits */

struct session {
	struct uuid id; /* names it in lists; not the secret */
	struct uuid user_id;
	int64_t created_at, used_at; /* microseconds */
	int64_t expires_at;          /* the absolute end, microseconds */
	int64_t idle;                /* it ends unused for so many seconds */
	char address[64];            /* where it began, plain text */
	char agent[128];
};

/*
 * A new session, of the user, times, address and agent that `session` has; sets
 * its id.  The secret is returned here and nowhere else.  Also removes whatever
 * sessions are over.
 */
enum token_error session_create(struct store *store, struct session *session,
    char secret[SESSION_SECRET]) MUST_CHECK;

/*
 * The session of a secret.  TOKEN_UNAUTHENTICATED, of method session and reason
 * invalid_argument, not_found (unknown or ended) or expired (idle for too long,
 * too old: it is removed).  Moves used_at, at most once a minute.
 */
enum token_error session_find(struct store *store, const char *secret,
    int64_t now, struct session *session, struct fault *fault) MUST_CHECK;

/*
 * The principal that a user is, to be asked for at every request.
 * TOKEN_UNAUTHENTICATED, of method session and reason not_found, when the user
 * is locked or gone.
 */
enum token_error session_principal(struct store *store,
    const struct uuid *user_id, struct principal *principal,
    struct fault *fault) MUST_CHECK;

/* TOKEN_NOT_FOUND, with its fault. */
enum token_error session_get(struct store *store, const struct uuid *id,
    struct session *session, struct fault *fault) MUST_CHECK;

/* A user's sessions that are not over, as session_show() shows each: a new
 * array in no order; the caller json_decref()s it. */
enum token_error session_list(struct store *store, const struct uuid *user_id,
    int64_t now, struct json_t **arrayp) MUST_CHECK;

/* id, user_id, created_at, used_at, expires_at, address, user_agent: new JSON,
 * NULL when memory is out. */
struct json_t *session_show(const struct session *session);

/* TOKEN_NOT_FOUND. */
enum token_error session_end(
    struct store *store, const struct uuid *id) MUST_CHECK;

/* All of a user's, but for `spared` (NULL: none); inside or as a change. */
enum token_error session_end_all(struct store *store,
    const struct uuid *user_id, const struct uuid *spared) MUST_CHECK;

#endif
