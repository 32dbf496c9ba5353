/* SPDX-License-Identifier: ISC */
/* Which user has which name, in whatever case. */
#ifndef IAM_USER_NAME_H
#define IAM_USER_NAME_H

#include "base/error.h"
#include "base/uuid.h"
#include "store/store.h"

#define USER_NAME 65 /* the longest username, and the NUL */

/* Inside a change.  TOKEN_EXISTS with the fault that names it. */
enum token_error user_name_claim(struct store *store, const char *username,
    const struct uuid *id, struct fault *fault) MUST_CHECK;
enum token_error user_name_release(
    struct store *store, const char *username) MUST_CHECK;

/* TOKEN_NOT_FOUND. */
enum token_error user_name_find(
    struct store *store, const char *username, struct uuid *idp) MUST_CHECK;

#endif
