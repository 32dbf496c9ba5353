/* SPDX-License-Identifier: ISC */
/* gatehouse project create, list, delete. */
#include "iam/project.h"

#include "iam.h"

#include <jansson.h>

#include <sysexits.h>

static const struct column columns[] = { { "id", "ID", "" },
	{ "name", "NAME", "" }, { "created_at", "CREATED", "" },
	{ "description", "DESCRIPTION", "" }, { NULL, NULL, NULL } };

static const struct iam_noun projects = { .kind = OBJECT_PROJECT,
	.order = "name",
	.show = project_show,
	.columns = columns };

int
command_project_create(struct command *command)
{
	const char *name = command->option[OPTION_NAME];

	if (name == NULL)
		return report_usage("--name", "is missing");
	return iam_create(command, project_create,
	    json_pack("{s:s, s:s*}", "name", name, "description",
		command->option[OPTION_DESCRIPTION]));
}

int
command_project_list(struct command *command)
{
	return iam_list(command, &projects);
}

int
command_project_delete(struct command *command)
{
	struct fault fault = { 0 };
	enum token_error err;
	struct uuid id;

	err = find_object(
	    command->store, OBJECT_PROJECT, command->operands[0], &id, &fault);
	if (err == TOKEN_OK)
		err = project_delete(command->store, &id, &fault);
	return err == TOKEN_OK ? EX_OK : report_error(err, &fault);
}
