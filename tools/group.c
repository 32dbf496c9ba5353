/* SPDX-License-Identifier: ISC */
/* gatehouse group create, list, delete, add, remove. */
#include "iam/group.h"

#include "iam.h"

#include "iam/group_members.h"
#include "object/object.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static const struct column columns[] = { { "id", "ID", "" },
	{ "name", "NAME", "" }, { "created_at", "CREATED", "" },
	{ "members", "MEMBERS", "-" }, { NULL, NULL, NULL } };

static void
write_members(struct command *command, const json_t *ids, enum object_kind kind,
    FILE *out)
{
	char label[FIND_LABEL];
	const json_t *text;
	struct uuid id;
	size_t i;

	json_array_foreach(ids, i, text)
	{
		if (!uuid_parse(
			json_string_value(text), json_string_length(text), &id))
			continue;
		find_label(command->store, kind, &id, label);
		fprintf(out, "%s%s %s", ftell(out) > 0 ? ", " : "",
		    object_kind_name(kind), label);
	}
}

static bool
add_members(struct command *command, const json_t *object, json_t *row)
{
	char *members = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&members, &len);
	bool is_added;

	if (out == NULL)
		return false;
	write_members(
	    command, json_object_get(object, "user_ids"), OBJECT_USER, out);
	write_members(command, json_object_get(object, "application_ids"),
	    OBJECT_APPLICATION, out);
	is_added = fclose(out) == 0 && json_object_set_new(row, "members",
					   json_stringn(members, len)) == 0;
	free(members);
	return is_added;
}

static const struct iam_noun groups = { .kind = OBJECT_GROUP,
	.order = "name",
	.show = group_show,
	.complete = add_members,
	.columns = columns };

int
command_group_create(struct command *command)
{
	const char *name = command->option[OPTION_NAME];

	if (name == NULL)
		return report_usage("--name", "is missing");
	return iam_create(command, group_create,
	    json_pack("{s:s, s:s*}", "name", name, "description",
		command->option[OPTION_DESCRIPTION]));
}

int
command_group_list(struct command *command)
{
	return iam_list(command, &groups);
}

static enum token_error
find_operand(struct command *command, struct uuid *idp, struct fault *fault)
{
	return find_object(
	    command->store, OBJECT_GROUP, command->operands[0], idp, fault);
}

int
command_group_delete(struct command *command)
{
	struct fault fault = { 0 };
	enum token_error err;
	struct uuid id;

	err = find_operand(command, &id, &fault);
	if (err == TOKEN_OK)
		err =
		    group_delete(command->store, &command->delete, &id, &fault);
	return err == TOKEN_OK ? EX_OK : report_error(err, &fault);
}

static int
change(struct command *command, enum group_members_verb verb)
{
	struct group_members wanted = { .verb = verb, .now = command->now };
	struct iam_principal principal;
	struct fault fault = { 0 };
	json_t *body, *group = NULL;
	enum token_error err;
	int status;

	status = iam_principal_read(command, &principal);
	if (status != EX_OK)
		return status;
	err = find_operand(command, &wanted.id, &fault);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	body = json_pack("{s:s}", principal.member, principal.id);
	wanted.body = body;
	err = group_members_change(command->store, &wanted, &group, &fault);
	json_decref(body);
	json_decref(group);
	return err == TOKEN_OK ? EX_OK : report_error(err, &fault);
}

int
command_group_add(struct command *command)
{
	return change(command, GROUP_MEMBERS_ADD);
}

int
command_group_remove(struct command *command)
{
	return change(command, GROUP_MEMBERS_REMOVE);
}
