/* SPDX-License-Identifier: ISC */
/* Records with a name of their own: applications, groups and projects. */
#ifndef IAM_LABEL_H
#define IAM_LABEL_H

#include "base/error.h"
#include "base/uuid.h"
#include "object/object.h"
#include "object/shape.h"
#include "store/store.h"

#include <stdint.h>

struct json_t;

#define LABEL_NAME 64         /* characters */
#define LABEL_DESCRIPTION 200 /* characters */

/* description and tags. */
extern const struct shape_field label_fields[];

/* The rules of one kind; its names are unique in the organization. */
struct label_kind {
	enum object_kind kind;
	char index;                       /* of object_claim(): the name's */
	const struct shape_field *fields; /* what a body may say besides */

	/* May be NULL: what a new record needs besides, inside the change. */
	enum token_error (*complete)(
	    struct store *store, struct json_t *object);
};

/*
 * Each is a change, or part of one.  A body that names nothing changes nothing.
 * TOKEN_EXISTS when the name is taken, TOKEN_NOT_FOUND for an unknown id.
 * Objects are the stored ones: id, name, organization_id, created_at,
 * updated_at and the fields; the caller json_decref()s them.
 */
enum token_error label_create(struct store *store,
    const struct label_kind *kind, const struct json_t *body, int64_t now,
    struct json_t **objectp, struct fault *fault) MUST_CHECK;

struct label_update {
	const struct label_kind *kind;
	struct uuid id;
	const struct json_t *body;
	int64_t now;
};
enum token_error label_update(struct store *store,
    const struct label_update *wanted, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

enum token_error label_delete(struct store *store,
    const struct label_kind *kind, const struct uuid *id,
    struct fault *fault) MUST_CHECK;

#endif
