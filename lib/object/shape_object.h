/* SPDX-License-Identifier: ISC */
/* Fields that are objects with members of their own; for shape_type.c. */
#ifndef OBJECT_SHAPE_OBJECT_H
#define OBJECT_SHAPE_OBJECT_H

#include "base/error.h"
#include "object/shape_type.h"

struct json_t;

/* Reads an object's known members; see shape_type_read().  One without any is
 * not set, as clients mean it.  A fault names member and field:
 * "liveness_probe.interval". */
enum token_error shape_object_read(const struct shape_value *value,
    struct json_t **storedp, struct fault *fault) MUST_CHECK;

/* The members that are set: new JSON, NULL when memory is out. */
struct json_t *shape_object_write(const struct shape_field *field,
    enum shape_version version, const struct json_t *stored);

#endif
