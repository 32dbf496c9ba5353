/* SPDX-License-Identifier: ISC */
/* Applications: principals that are programs. */
#ifndef IAM_APPLICATION_H
#define IAM_APPLICATION_H

#include "base/error.h"
#include "base/uuid.h"
#include "store/store.h"
#include "token/registry.h"

#include <stdint.h>

struct json_t;

/* Stored members: those of a label.h record.  The caller json_decref()s what
 * it receives.  Faults name the field as the API does. */
enum token_error application_create(struct store *store,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

enum token_error application_update(struct store *store, const struct uuid *id,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

/* With its API keys; see attachment_remove(). */
enum token_error application_delete(struct store *store,
    const struct registry_delete *wanted, const struct uuid *id,
    struct fault *fault) MUST_CHECK;

/* As the API shows it, but nb_api_keys is 0: new JSON. */
struct json_t *application_show(const struct json_t *object);

#endif
