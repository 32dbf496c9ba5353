/* SPDX-License-Identifier: ISC */
/* Who is in a group. */
#ifndef IAM_GROUP_MEMBERS_H
#define IAM_GROUP_MEMBERS_H

#include "base/error.h"
#include "base/uuid.h"
#include "object/object.h"
#include "store/store.h"

#include <stdint.h>

struct json_t;

#define GROUP_MEMBERS_MOST 1000 /* of each kind */

/*
 * Sets, adds or removes those whom the body names: arrays user_ids and
 * application_ids, or one user_id or application_id.  TOKEN_NOT_FOUND for who
 * does not exist, or is not in the group.  The caller json_decref()s the stored
 * group that it receives.
 */
enum group_members_verb {
	GROUP_MEMBERS_SET,
	GROUP_MEMBERS_ADD,
	GROUP_MEMBERS_REMOVE
};
struct group_members {
	enum group_members_verb verb;
	struct uuid id; /* the group */
	const struct json_t *body;
	int64_t now;
};
enum token_error group_members_change(struct store *store,
    const struct group_members *wanted, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

/* Inside a change: takes a user or application out of all groups. */
enum token_error group_members_forget(struct store *store,
    enum object_kind kind, const struct uuid *id, int64_t now) MUST_CHECK;

#endif
