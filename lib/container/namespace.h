/* SPDX-License-Identifier: ISC */
/* Namespaces: what containers, tokens and keys belong to. */
#ifndef CONTAINER_NAMESPACE_H
#define CONTAINER_NAMESPACE_H

#include "base/config.h"
#include "base/error.h"
#include "base/uuid.h"
#include "object/shape.h"
#include "store/store.h"
#include "token/registry.h"

#include <stdint.h>

struct json_t;

/*
 * Stored members: id, name, project_id, organization_id, description,
 * created_at, updated_at, algorithm, rsa_bits, and those of the field table.
 * Objects returned are the stored ones; the caller json_decref()s them.
 * Faults name the field as the API version spells it.
 */
enum token_error namespace_create(struct store *store,
    const struct config *config, enum shape_version version,
    const struct json_t *body, const struct uuid *project_id, int64_t now,
    struct json_t **objectp, struct fault *fault) MUST_CHECK;

enum token_error namespace_update(struct store *store,
    enum shape_version version, const struct uuid *id,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

/* With its containers, tokens and keys, journalled as registry_delete(). */
enum token_error namespace_delete(struct store *store,
    const struct registry_delete *wanted, const struct uuid *id,
    struct json_t **objectp, struct fault *fault) MUST_CHECK;

/* The object as the API version shows it, with `status`: new JSON. */
struct json_t *namespace_show(const struct json_t *object,
    const struct config *config, enum shape_version version,
    const char *status);

#endif
