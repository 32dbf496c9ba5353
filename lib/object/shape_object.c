/* SPDX-License-Identifier: ISC */
/*
 * Fields that are objects with members of their own.  What one client sends
 * another reads, and some panic over a member that they do not expect: so
 * nothing is kept that the API does not have.
 */
#include "object/shape_object.h"
#include "base/text.h"

#include <jansson.h>
#include <stdbool.h>
#include <string.h>

#define SAME(name) name, name, name
#define THRESHOLD(name)                                                  \
	{                                                                \
		SAME(name), SHAPE_INTEGER, 0, 10000, NULL, "null", NULL, \
	}

static const struct shape_field scaling_members[] = {
	THRESHOLD("concurrent_requests_threshold"),
	THRESHOLD("cpu_usage_threshold"),
	THRESHOLD("memory_usage_threshold"),
	{ .stored = NULL },
};

static const struct shape_field probe_members[] = {
	{ SAME("failure_threshold"), SHAPE_INTEGER, 0, 1000, NULL, "30", NULL },
	{ SAME("interval"), SHAPE_DURATION, 0, 3600, NULL, "10", NULL },
	{ "timeout", NULL, "timeout", SHAPE_DURATION, 0, 3600, NULL, "1",
	    NULL },
	{ SAME("http"), SHAPE_HTTP, 0, 1, NULL, "null", NULL },
	{ SAME("tcp"), SHAPE_TCP, 0, 0, NULL, "null", NULL },
	{ .stored = NULL },
};

static const struct shape_field http_members[] = {
	{ SAME("path"), SHAPE_STRING, 0, 255, NULL, "\"\"", NULL },
	{ .stored = NULL },
};

static const struct shape_field no_members[] = { { .stored = NULL } };

/* Members whose initial value is null exclude each other. */
static const struct shape_field *
members_of(const struct shape_field *field)
{
	switch (field->type) {
	case SHAPE_PROBE:
		return probe_members;
	case SHAPE_HTTP:
		return http_members;
	case SHAPE_SCALING:
		return scaling_members;
	default:
		return no_members;
	}
}

static bool
excludes_others(const struct shape_field *member)
{
	return strcmp(member->initial, "null") == 0;
}

static enum token_error
check_choice(
    const struct shape_value *value, const json_t *stored, struct fault *fault)
{
	const struct shape_field *member = members_of(value->field);
	int count = 0;

	for (; member->stored != NULL; member++)
		count += excludes_others(member) &&
			 json_object_get(stored, member->stored) != NULL;
	if (count <= 1)
		return TOKEN_OK;
	return shape_type_refuse_value(value, fault,
	    "must have only one of the members that exclude "
	    "each other");
}

/* Which member of which field is wrong. */
static void
prefix_argument(const struct shape_value *value, struct fault *fault)
{
	char member[sizeof fault->argument];
	struct text text;

	if (fault == NULL)
		return;
	memcpy(member, fault->argument, sizeof member);
	text_open(&text, fault->argument, sizeof fault->argument);
	text_addf(&text, "%s.%s", value->name, member);
}

enum token_error
shape_object_read(const struct shape_value *value, struct json_t **storedp,
    struct fault *fault)
{
	const struct shape_field *members = members_of(value->field);
	json_t *stored = NULL;
	enum token_error err;

	if (!json_is_object(value->json))
		return shape_type_refuse(value, "must be an object", fault);
	err = shape_read(
	    members, value->version, value->json, false, &stored, fault);
	if (err == TOKEN_INVALID_ARGUMENT)
		prefix_argument(value, fault);
	if (err != TOKEN_OK)
		return err;
	err = check_choice(value, stored, fault);
	if (err == TOKEN_OK &&
	    (json_object_size(stored) > 0 || members == no_members))
		*storedp = json_incref(stored);
	json_decref(stored);
	return err;
}

struct json_t *
shape_object_write(const struct shape_field *field, enum shape_version version,
    const struct json_t *stored)
{
	const struct shape_field *members = members_of(field), *member;
	json_t *answer = json_object();

	if (!shape_write(members, version, stored, answer)) {
		json_decref(answer);
		return NULL;
	}
	for (member = members; member->stored != NULL; member++)
		if (excludes_others(member) &&
		    json_object_get(stored, member->stored) == NULL)
			json_object_del(answer, member->stored);
	return answer;
}
