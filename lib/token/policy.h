/* SPDX-License-Identifier: ISC */
/* Who may do what: the one function that decides. */
#ifndef TOKEN_POLICY_H
#define TOKEN_POLICY_H

#include "base/error.h"
#include "base/uuid.h"
#include "token/principal.h"
#include "token/store.h"

enum policy_action { POLICY_READ, POLICY_WRITE, POLICY_DELETE };

/*
 * TOKEN_OK, or TOKEN_FORBIDDEN with the action, the resource ("token",
 * "namespace", "container", ...) and the permission set that would allow it.
 * A project that is not the organization's: TOKEN_FORBIDDEN too.
 */
enum token_error policy_decide(struct store *store,
    const struct principal *principal, enum policy_action action,
    const char *resource, const struct uuid *project_id,
    struct fault *fault) MUST_CHECK;

#endif
