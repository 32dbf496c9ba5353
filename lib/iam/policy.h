/* SPDX-License-Identifier: ISC */
/* Who may do what: the one function that decides. */
#ifndef IAM_POLICY_H
#define IAM_POLICY_H

#include "base/error.h"
#include "base/uuid.h"
#include "iam/principal.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

enum policy_action { POLICY_READ, POLICY_WRITE, POLICY_DELETE, POLICY_CALL };

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
    const struct principal *principal, enum policy_action action,
    const char *resource, const struct uuid *project_id,
    struct fault *fault) MUST_CHECK;

/* The permission sets there are; `count` of them. */
struct policy_set {
	const char *id; /* a UUID, fixed for ever */
	const char *name;
	const char *scope_type; /* "projects" or "organization" */
	const char *description;
	const char *category;
};
const struct policy_set *policy_sets(size_t *countp);

/* Whether a set allows an action on a kind of resource: the table itself. */
bool policy_allows(
    const char *set, enum policy_action action, const char *resource);

#endif
