/* SPDX-License-Identifier: ISC */
/* Groups of users and applications. */
#ifndef IAM_GROUP_H
#define IAM_GROUP_H

#include "base/error.h"
#include "base/uuid.h"
#include "store/store.h"
#include "token/registry.h"

#include <stdint.h>

struct json_t;

/* Stored members: those of a label.h record, user_ids and application_ids.  The
 * caller json_decref()s what it receives.  Faults name the field as the API
 * does. */
enum token_error group_create(struct store *store, const struct json_t *body,
    int64_t now, struct json_t **objectp, struct fault *fault) MUST_CHECK;

enum token_error group_update(struct store *store, const struct uuid *id,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

/* See attachment_remove(). */
enum token_error group_delete(struct store *store,
    const struct registry_delete *wanted, const struct uuid *id,
    struct fault *fault) MUST_CHECK;

/* As the API shows it: new JSON. */
struct json_t *group_show(const struct json_t *object);

#endif
