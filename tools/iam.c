/* SPDX-License-Identifier: ISC */
/* What the verbs of IAM have in common. */
#include "iam.h"

#include "base/json.h"
#include "object/object.h"

#include <jansson.h>

#include <string.h>
#include <sysexits.h>

static json_t *
make_row(
    struct command *command, const struct iam_noun *noun, const json_t *object)
{
	json_t *row = noun->show(object);

	if (row == NULL || noun->complete == NULL ||
	    noun->complete(command, object, row))
		return row;
	json_decref(row);
	return NULL;
}

static json_t *
make_rows(
    struct command *command, const struct iam_noun *noun, const json_t *objects)
{
	json_t *rows = json_array();
	const json_t *object;
	size_t i;

	json_array_foreach(objects, i, object)
	{
		if (json_array_append_new(
			rows, make_row(command, noun, object)) == 0)
			continue;
		json_decref(rows);
		return NULL;
	}
	return output_sort(rows, noun->order);
}

int
iam_list(struct command *command, const struct iam_noun *noun)
{
	json_t *objects = NULL, *rows;
	enum token_error err;

	err = object_list(command->store, noun->kind, NULL, NULL, &objects);
	if (err != TOKEN_OK)
		return report_error(err, NULL);
	rows = make_rows(command, noun, objects);
	json_decref(objects);
	return output_list(command, rows, noun->columns);
}

int
iam_report_text(void)
{
	struct fault fault = { 0 };

	return report_error(
	    fault_argument(&fault, "options", "format", "are no UTF-8 text"),
	    &fault);
}

int
iam_create(struct command *command,
    enum token_error (*create)(struct store *store, const struct json_t *body,
	int64_t now, struct json_t **objectp, struct fault *fault),
    struct json_t *body)
{
	struct fault fault = { 0 };
	json_t *object = NULL;
	enum token_error err;

	if (body == NULL)
		return iam_report_text();
	err = create(command->store, body, command->now, &object, &fault);
	json_decref(body);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	output_id(command, json_text(object, "id"));
	json_decref(object);
	return EX_OK;
}

/* ---- users, applications and groups ---- */

static const struct {
	enum option option;
	enum object_kind kind;
	const char *member;
} principals[] = {
	{ OPTION_USER, OBJECT_USER, "user_id" },
	{ OPTION_APPLICATION, OBJECT_APPLICATION, "application_id" },
	{ OPTION_GROUP, OBJECT_GROUP, "group_id" },
};
#define PRINCIPALS (sizeof principals / sizeof principals[0])

static int
report_choice(const struct command *command)
{
	const bool has_group =
	    (command->verb->options & OPTION_BIT(OPTION_GROUP)) != 0;

	return report_usage(has_group ? "--user, --application or --group"
				      : "--user or --application",
	    "exactly one of them is needed");
}

int
iam_principal_read(struct command *command, struct iam_principal *principal)
{
	size_t i, given = PRINCIPALS, count = 0;
	struct fault fault = { 0 };
	enum token_error err;
	struct uuid id;

	for (i = 0; i < PRINCIPALS; i++) {
		if (command->option[principals[i].option] == NULL)
			continue;
		given = i;
		count++;
	}
	if (count != 1)
		return report_choice(command);
	err = find_object(command->store, principals[given].kind,
	    command->option[principals[given].option], &id, &fault);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	principal->member = principals[given].member;
	uuid_format(&id, principal->id);
	return EX_OK;
}

bool
iam_principal_label(
    struct command *command, struct json_t *row, const char *member)
{
	char label[FIND_LABEL];
	struct uuid id;
	size_t i;

	for (i = 0; i < PRINCIPALS; i++)
		if (*json_text(row, principals[i].member) != '\0')
			break;
	if (i == PRINCIPALS)
		return json_object_set_new(row, member, json_null()) == 0;
	id = object_uuid(row, principals[i].member);
	find_label(command->store, principals[i].kind, &id, label);
	return json_object_set_new(row, member,
		   json_sprintf("%s %s", object_kind_name(principals[i].kind),
		       label)) == 0;
}

struct json_t *
iam_split(const char *list)
{
	json_t *strings = json_array();
	size_t len;

	for (;; list += len + 1) {
		len = strcspn(list, ",");
		if (json_array_append_new(strings, json_stringn(list, len)) !=
		    0) {
			json_decref(strings);
			return NULL;
		}
		if (list[len] == '\0')
			return strings;
	}
}
