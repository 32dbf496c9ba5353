/* SPDX-License-Identifier: ISC */
/* gatehouse application create, list, delete. */
#include "iam/application.h"

#include "iam.h"

#include <jansson.h>

#include <sysexits.h>

static const struct column columns[] = { { "id", "ID", "" },
	{ "name", "NAME", "" }, { "created_at", "CREATED", "" },
	{ "description", "DESCRIPTION", "" }, { NULL, NULL, NULL } };

static const struct iam_noun applications = { .kind = OBJECT_APPLICATION,
	.order = "name",
	.show = application_show,
	.columns = columns };

int
command_application_create(struct command *command)
{
	const char *name = command->option[OPTION_NAME];

	if (name == NULL)
		return report_usage("--name", "is missing");
	return iam_create(command, application_create,
	    json_pack("{s:s, s:s*}", "name", name, "description",
		command->option[OPTION_DESCRIPTION]));
}

int
command_application_list(struct command *command)
{
	return iam_list(command, &applications);
}

int
command_application_delete(struct command *command)
{
	struct fault fault = { 0 };
	enum token_error err;
	struct uuid id;

	err = find_object(command->store, OBJECT_APPLICATION,
	    command->operands[0], &id, &fault);
	if (err == TOKEN_OK)
		err = application_delete(
		    command->store, &command->delete, &id, &fault);
	return err == TOKEN_OK ? EX_OK : report_error(err, &fault);
}
