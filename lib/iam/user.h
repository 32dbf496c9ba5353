/* SPDX-License-Identifier: ISC */
/* Users: the Owner and the members, and what each may not suffer. */
#ifndef IAM_USER_H
#define IAM_USER_H

#include "base/error.h"
#include "base/uuid.h"
#include "store/store.h"
#include "token/registry.h"

#include <stdbool.h>
#include <stdint.h>

struct json_t;

/*
 * Stored members: id, organization_id, type ("owner" or "member"), username,
 * email, first_name, last_name, phone_number, locale, tags, created_at,
 * updated_at; and where they are set locked, last_login_at, and password, the
 * hash, which is never shown.  Objects returned are the stored ones; the
 * caller json_decref()s them.  Faults name the field as the API does.
 */

/* A member, by the body's tags and member {username, email, password ...}; a
 * member without password cannot sign in. */
enum token_error user_create(struct store *store, const struct json_t *body,
    int64_t now, struct json_t **objectp, struct fault *fault) MUST_CHECK;

/* One change of a user. */
struct user_change {
	struct uuid id;
	const struct json_t *body;
	int64_t now;
};

/* email, first_name, last_name, phone_number, locale, tags. */
enum token_error user_update(struct store *store,
    const struct user_change *wanted, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

/* The body's username, of 2 to 64 letters, digits and @ . _ -; TOKEN_EXISTS
 * when another user has it, in whatever case. */
enum token_error user_rename(struct store *store,
    const struct user_change *wanted, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

/* The body's password; ends the user's sessions. */
enum token_error user_set_password(struct store *store,
    const struct user_change *wanted, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

/* Locks: the user's API keys and sessions are refused from then on.  Unlocking
 * gives the keys back, not the sessions.  TOKEN_PRECONDITION for the Owner. */
enum token_error user_lock(struct store *store, const struct uuid *id,
    bool is_locked, int64_t now, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

/* See attachment_remove(); TOKEN_PRECONDITION for the Owner. */
enum token_error user_delete(struct store *store,
    const struct registry_delete *wanted, const struct uuid *id,
    struct fault *fault) MUST_CHECK;

/* The user of that name, in whatever case.  TOKEN_NOT_FOUND. */
enum token_error user_find(struct store *store, const char *username,
    struct json_t **objectp) MUST_CHECK;

/* Notes that the user signed in now; with `hash`, not NULL, keeps that hash of
 * the same password. */
enum token_error user_note_login(struct store *store, const struct uuid *id,
    const char *hash, int64_t now) MUST_CHECK;

#endif
