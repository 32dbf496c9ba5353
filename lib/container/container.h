/* SPDX-License-Identifier: ISC */
/* Containers: the web applications that the gate stands before. */
#ifndef CONTAINER_CONTAINER_H
#define CONTAINER_CONTAINER_H

#include "base/config.h"
#include "base/error.h"
#include "base/uuid.h"
#include "object/shape.h"
#include "store/store.h"
#include "token/registry.h"

#include <stdint.h>

struct json_t;

/*
 * Stored members: id, name, namespace_id, project_id, organization_id, privacy,
 * domain_name, created_at, updated_at, and those of the field table.  The body
 * of a create names the namespace (namespace_id), which must exist.  A new
 * container lives at NAME.domain, or NAME-NAMESPACE.domain when that is taken,
 * or where the body's domain_name says.
 */
enum token_error container_create(struct store *store,
    const struct config *config, enum shape_version version,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

enum token_error container_update(struct store *store,
    enum shape_version version, const struct uuid *id,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

/* With its tokens, journalled as registry_delete(). */
enum token_error container_delete(struct store *store,
    const struct registry_delete *wanted, const struct uuid *id,
    struct json_t **objectp, struct fault *fault) MUST_CHECK;

/* The containers of a namespace, as an array that the caller json_decref()s. */
enum token_error container_list(struct store *store,
    const struct uuid *namespace_id, struct json_t **containersp) MUST_CHECK;

struct json_t *container_show(const struct json_t *object,
    const struct config *config, enum shape_version version,
    const char *status);

#endif
