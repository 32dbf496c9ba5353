/* SPDX-License-Identifier: ISC */
/* Records kept as JSON objects, by kind and id: all but tokens and keys. */
#ifndef OBJECT_OBJECT_H
#define OBJECT_OBJECT_H

#include "base/error.h"
#include "base/uuid.h"
#include "store/store.h"

struct json_t;

enum object_kind {
	OBJECT_ORGANIZATION = 'o',
	OBJECT_PROJECT = 'p',
	OBJECT_NAMESPACE = 'n',
	OBJECT_CONTAINER = 'c',
	OBJECT_USER = 'u',
	OBJECT_APPLICATION = 'a',
	OBJECT_GROUP = 'g',
	OBJECT_POLICY = 'y',
	OBJECT_API_KEY = 'k',
	OBJECT_SESSION = 's',
	OBJECT_THROTTLE = 't'
};

/* "namespace", "container", ...: the API's word for the kind. */
const char *object_kind_name(enum object_kind kind);

/* The caller json_decref()s *objectp.  TOKEN_NOT_FOUND with its fault. */
enum token_error object_get(struct store *store, enum object_kind kind,
    const struct uuid *id, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

/* Inside a change.  The member "id" of `object` is its id. */
enum token_error object_put(struct store *store, enum object_kind kind,
    const struct json_t *object) MUST_CHECK;
enum token_error object_delete(struct store *store, enum object_kind kind,
    const struct uuid *id) MUST_CHECK;

/*
 * All objects of a kind for which `wants` (NULL: all) says true, as a new
 * JSON array in no order; the caller json_decref()s it.
 */
enum token_error object_list(struct store *store, enum object_kind kind,
    bool (*wants)(const struct json_t *object, void *context), void *context,
    struct json_t **arrayp) MUST_CHECK;

/*
 * Unique names: (index, value of at most 255 bytes) leads to one id.
 * object_claim(), inside a change, answers TOKEN_EXISTS when another id has
 * it.
 */
enum token_error object_claim(struct store *store, char index,
    const void *value, size_t len, const struct uuid *id) MUST_CHECK;
enum token_error object_release(
    struct store *store, char index, const void *value, size_t len) MUST_CHECK;
enum token_error object_lookup(struct store *store, char index,
    const void *value, size_t len, struct uuid *idp) MUST_CHECK;

/* A member that holds a UUID; nil when it holds none. */
struct uuid object_uuid(const struct json_t *object, const char *name);

#endif
