/* SPDX-License-Identifier: ISC */
/* Which rules apply to whom: by policies, and by groups' policies. */
#ifndef IAM_GRANT_H
#define IAM_GRANT_H

#include "base/error.h"
#include "base/uuid.h"
#include "store/store.h"

struct json_t;

/* All groups and policies, read once and asked for one principal or many. */
struct grants {
	struct json_t *groups;
	struct json_t *policies;
};
enum token_error grant_read(
    struct store *store, struct grants *grants) MUST_CHECK;
void grant_free(struct grants *grants);

/* The rules that apply to a user or application, as a new JSON array; NULL when
 * memory is out. */
struct json_t *grant_rules(
    const struct grants *grants, const struct uuid *principal_id);

#endif
