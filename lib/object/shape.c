/* SPDX-License-Identifier: ISC */
/* The fields of a record and how each API version spells them. */
#include "object/shape.h"
#include "base/json.h"
#include "object/shape_set.h"
#include "object/shape_type.h"

#include <jansson.h>
#include <string.h>

static const char *
name_in(const struct shape_field *field, enum shape_version version)
{
	return version == SHAPE_V1 ? field->v1 : field->v1beta1;
}

/* What the body says of the field, if anything, and under which name. */
static struct shape_value
find_value(const struct shape_field *field, enum shape_version version,
    const json_t *body)
{
	struct shape_value value = { field, name_in(field, version), version,
		NULL };

	if (value.name != NULL)
		value.json = json_object_get(body, value.name);
	if (value.json == NULL && version == SHAPE_V1 && field->alias != NULL) {
		value.name = field->alias;
		value.json = json_object_get(body, field->alias);
	}
	if (json_is_null(value.json))
		value.json = NULL;
	return value;
}

static json_t *
initial_value(const struct shape_field *field)
{
	return json_parse(field->initial, strlen(field->initial));
}

static enum token_error
read_field(const struct shape_value *value, bool is_new, json_t *changes,
    struct fault *fault)
{
	const struct shape_field *field = value->field;
	enum token_error err;
	json_t *stored = NULL;

	if (value->json != NULL) {
		err = shape_type_read(value, &stored, fault);
		if (err != TOKEN_OK)
			return err;
	}
	if (stored == NULL && !is_new)
		return TOKEN_OK;
	if (stored == NULL)
		stored = initial_value(field);
	if (json_object_set_new(changes, field->stored, stored) != 0)
		return TOKEN_INTERNAL;
	return TOKEN_OK;
}

enum token_error
shape_read(const struct shape_field *fields, enum shape_version version,
    const struct json_t *body, bool is_new, struct json_t **changesp,
    struct fault *fault)
{
	json_t *changes = json_object();
	enum token_error err = changes != NULL ? TOKEN_OK : TOKEN_UNAVAILABLE;
	struct shape_value value;

	*changesp = NULL;
	for (; fields->stored != NULL && err == TOKEN_OK; fields++) {
		value = find_value(fields, version, body);
		err = read_field(&value, is_new, changes, fault);
	}
	if (err == TOKEN_OK)
		*changesp = changes;
	else
		json_decref(changes);
	return err;
}

static enum token_error
merge_secrets(
    const struct shape_value *value, json_t *object, struct fault *fault)
{
	const char *name = value->field->stored;
	json_t *stored = json_object_get(object, name);

	if (stored == NULL) {
		stored = json_object();
		if (json_object_set_new(object, name, stored) != 0)
			return TOKEN_INTERNAL;
	}
	if (!shape_set_merge(value->version, stored, value->json))
		return TOKEN_INTERNAL;
	return shape_set_check(value, json_object_size(stored), fault);
}

enum token_error
shape_merge(const struct shape_field *fields, enum shape_version version,
    const struct json_t *changes, struct json_t *object, struct fault *fault)
{
	enum token_error err = TOKEN_OK;
	struct shape_value value;

	for (; fields->stored != NULL && err == TOKEN_OK; fields++) {
		value = (struct shape_value){ fields, name_in(fields, version),
			version, json_object_get(changes, fields->stored) };
		if (value.json == NULL)
			continue;
		if (fields->type == SHAPE_SECRETS)
			err = merge_secrets(&value, object, fault);
		else if (json_object_set(object, fields->stored, value.json))
			err = TOKEN_INTERNAL;
	}
	return err;
}

/* The stored value, or the initial one when the record is older than the
 * field: a new reference. */
static json_t *
value_of(const struct shape_field *field, const json_t *object)
{
	json_t *stored = json_object_get(object, field->stored);

	return stored != NULL ? json_incref(stored) : initial_value(field);
}

bool
shape_write(const struct shape_field *fields, enum shape_version version,
    const struct json_t *object, struct json_t *answer)
{
	json_t *stored, *shown;
	const char *name;
	int rc = 0;

	for (; fields->stored != NULL && rc == 0; fields++) {
		name = name_in(fields, version);
		if (name == NULL)
			continue;
		stored = value_of(fields, object);
		shown = stored != NULL
			    ? shape_type_write(fields, version, stored)
			    : NULL;
		rc = json_object_set_new(answer, name, shown);
		json_decref(stored);
	}
	return rc == 0;
}
