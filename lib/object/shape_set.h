/* SPDX-License-Identifier: ISC */
/* Fields that hold many strings: lists, maps and secrets; for shape_type.c. */
#ifndef OBJECT_SHAPE_SET_H
#define OBJECT_SHAPE_SET_H

#include "base/error.h"
#include "object/shape_type.h"

#include <stdbool.h>
#include <stddef.h>

struct json_t;

/* Each reads one type of field; see shape_type_read(). */
enum token_error shape_set_strings(const struct shape_value *value,
    struct json_t **storedp, struct fault *fault) MUST_CHECK;
enum token_error shape_set_map(const struct shape_value *value,
    struct json_t **storedp, struct fault *fault) MUST_CHECK;
enum token_error shape_set_secrets(const struct shape_value *value,
    struct json_t **storedp, struct fault *fault) MUST_CHECK;

/* A fault when the field does not allow so many entries. */
enum token_error shape_set_check(const struct shape_value *value, size_t count,
    struct fault *fault) MUST_CHECK;

/* Takes changes over into stored secrets, as shape_merge() tells.  False when
 * memory is out. */
bool shape_set_merge(enum shape_version version, struct json_t *stored,
    struct json_t *changes) MUST_CHECK;

/* Stored secrets as an array of {key, hashed_value}. */
struct json_t *shape_set_list(struct json_t *secrets);

#endif
