/* SPDX-License-Identifier: ISC */
/* Public keys, from the store to the gate view; for publish.c. */
#ifndef PUBLISH_PUBLISH_KEYS_H
#define PUBLISH_PUBLISH_KEYS_H

#include "base/error.h"
#include "base/uuid.h"
#include "gate/view.h"
#include "store/store.h"

/* Puts all keys of a namespace, or of all (NULL), each with its time. */
enum token_error publish_keys_put(struct store *store, struct view *view,
    const struct uuid *namespace_id) MUST_CHECK;

#endif
