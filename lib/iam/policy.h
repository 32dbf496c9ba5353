/* SPDX-License-Identifier: ISC */
/* Who may do what: the one function that decides. */
#ifndef IAM_POLICY_H
#define IAM_POLICY_H

#include "base/error.h"
#include "base/uuid.h"
#include "iam/permission_set.h"
#include "iam/principal.h"
#include "store/store.h"

/*
 * TOKEN_OK, or TOKEN_FORBIDDEN with the action, the resource ("token",
 * "namespace", "container", "user", "application", "group", "policy",
 * "api_key", "project") and a permission set that would allow it.
 *
 * The Owner may do everything in the organization.  A member or an application
 * may do what the union of the rules of its policies and of its groups'
 * policies allows; nothing denies.  `project_id` NULL asks for the
 * organization itself: what no project contains.  A project that is not the
 * organization's: TOKEN_FORBIDDEN.
 */
enum token_error policy_decide(struct store *store,
    const struct principal *principal, enum permission_action action,
    const char *resource, const struct uuid *project_id,
    struct fault *fault) MUST_CHECK;

#endif
