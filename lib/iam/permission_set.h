/* SPDX-License-Identifier: ISC */
/* What may be done to which kinds of resources. */
#ifndef IAM_PERMISSION_SET_H
#define IAM_PERMISSION_SET_H

#include <stdbool.h>
#include <stddef.h>

enum permission_action {
	PERMISSION_READ,
	PERMISSION_WRITE,
	PERMISSION_DELETE,
	PERMISSION_CALL
};
#define PERMISSION_ACTIONS 4

/* "read", "write", "delete", "call". */
extern const char *const permission_actions[PERMISSION_ACTIONS];

/* The permission sets there are; `count` of them. */
struct permission_set {
	const char *id; /* a UUID, fixed for ever */
	const char *name;
	const char *scope_type; /* "projects" or "organization" */
	const char *description;
	const char *category;
};
const struct permission_set *permission_sets(size_t *countp);

/* Whether a set allows an action on a kind of resource: the table itself. */
bool permission_set_allows(
    const char *set, enum permission_action action, const char *resource);

#endif
