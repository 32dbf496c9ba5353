/* SPDX-License-Identifier: ISC */
/* Whom a policy is for; for policy_record.c. */
#ifndef IAM_POLICY_PRINCIPAL_H
#define IAM_POLICY_PRINCIPAL_H

#include "base/error.h"
#include "store/store.h"

#include <stdbool.h>

struct json_t;

/*
 * Makes the policy `object` one for whom `body` names: exactly one of user_id,
 * group_id and application_id, who must exist, and no_principal, true.  A body
 * that names nobody changes nothing; that of a new policy must.
 */
enum token_error policy_principal_set(struct store *store,
    const struct json_t *body, bool is_new, struct json_t *object,
    struct fault *fault) MUST_CHECK;

/* For nobody. */
enum token_error policy_principal_clear(struct json_t *object) MUST_CHECK;

#endif
