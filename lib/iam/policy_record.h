/* SPDX-License-Identifier: ISC */
/* Policies: whose they are, and their rules. */
#ifndef IAM_POLICY_RECORD_H
#define IAM_POLICY_RECORD_H

#include "base/error.h"
#include "base/uuid.h"
#include "store/store.h"

#include <stdint.h>

struct json_t;

/*
 * Stored members: those of a label.h record; rules, see rule.h; and exactly one
 * of user_id, group_id, application_id and no_principal (true).  Objects
 * returned are the stored ones; the caller json_decref()s them.  Faults name
 * the field as the API does.  The gate hears of every change.
 */

/* name, description, tags, rules, and the principal: exactly one, which must
 * exist. */
enum token_error policy_record_create(struct store *store,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

/* name, description, tags, and another principal. */
enum token_error policy_record_update(struct store *store,
    const struct uuid *id, const struct json_t *body, int64_t now,
    struct json_t **objectp, struct fault *fault) MUST_CHECK;

/* The body's rules in place of all that it has. */
enum token_error policy_record_set_rules(struct store *store,
    const struct uuid *id, const struct json_t *body, int64_t now,
    struct json_t **objectp, struct fault *fault) MUST_CHECK;

/* A new policy of the same rules, for nobody yet: "NAME (2)" and so on. */
enum token_error policy_record_clone(struct store *store, const struct uuid *id,
    int64_t now, struct json_t **objectp, struct fault *fault) MUST_CHECK;

enum token_error policy_record_delete(
    struct store *store, const struct uuid *id, struct fault *fault) MUST_CHECK;

/* As the API shows it: new JSON. */
struct json_t *policy_record_show(const struct json_t *object);

#endif
