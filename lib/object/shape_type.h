/* SPDX-License-Identifier: ISC */
/* The types of fields: how a value is read, kept and shown; for shape.c. */
#ifndef OBJECT_SHAPE_TYPE_H
#define OBJECT_SHAPE_TYPE_H

#include "base/error.h"
#include "object/shape.h"

struct json_t;

/* A value that a client sent, never null. */
struct shape_value {
	const struct shape_field *field;
	const char *name; /* as the version spells it */
	enum shape_version version;
	struct json_t *json;
};

/* What to keep, a new reference; *storedp stays NULL when the value says "not
 * set". */
enum token_error shape_type_read(const struct shape_value *value,
    struct json_t **storedp, struct fault *fault) MUST_CHECK;

/* What is shown of a stored value: a new reference, NULL when memory is out. */
struct json_t *shape_type_write(const struct shape_field *field,
    enum shape_version version, struct json_t *stored);

/* Returns the error of a value that has another type than its field, or that
 * its field does not allow; `help` says what it must be. */
enum token_error shape_type_refuse(
    const struct shape_value *value, const char *help, struct fault *fault);
enum token_error shape_type_refuse_value(const struct shape_value *value,
    struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
