/* SPDX-License-Identifier: ISC */
/* Projects: what namespaces belong to, and permissions are given on. */
#ifndef IAM_PROJECT_H
#define IAM_PROJECT_H

#include "base/error.h"
#include "base/uuid.h"
#include "store/store.h"

#include <stdint.h>

struct json_t;

#define PROJECT_INDEX 'P' /* of record_claim(), within the organization */

/* Stored members: id, name, organization_id, description, created_at,
 * updated_at.  The caller json_decref()s what it receives.  Faults name the
 * field as the API does. */
enum token_error project_create(struct store *store, const struct json_t *body,
    int64_t now, struct json_t **objectp, struct fault *fault) MUST_CHECK;

enum token_error project_update(struct store *store, const struct uuid *id,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

/* TOKEN_PRECONDITION for the default project, and while it has namespaces. */
enum token_error project_delete(
    struct store *store, const struct uuid *id, struct fault *fault) MUST_CHECK;

/* As the API shows it: new JSON. */
struct json_t *project_show(const struct json_t *object);

#endif
