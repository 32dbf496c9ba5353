/* SPDX-License-Identifier: ISC */
/* gatehouse permissions: which permission set allows what, for doc/API.md. */
#include "command.h"

#include "base/text.h"
#include "iam/permission_set.h"

#include <string.h>
#include <sysexits.h>

static const char *const resources[] = { "namespace", "container", "token",
	"project", "user", "application", "group", "policy", "api_key" };

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void
write_head(struct command *command, const char *scope_type)
{
	const struct permission_set *sets;
	size_t count, i, columns = 0;

	sets = permission_sets(&count);
	fputs("| |", command->out);
	for (i = 0; i < count; i++) {
		if (strcmp(sets[i].scope_type, scope_type) != 0)
			continue;
		fprintf(command->out, " %s |", sets[i].name);
		columns++;
	}
	fputs("\n|---|", command->out);
	for (i = 0; i < columns; i++)
		fputs(":-:|", command->out);
	fputc('\n', command->out);
}

/* A row, unless no set of the table allows it. */
static void
write_row(struct command *command, const char *scope_type,
    enum permission_action action, const char *resource)
{
	const struct permission_set *sets;
	size_t count, i, allowing = 0;
	char cells[256];
	struct text text;

	text_open(&text, cells, sizeof cells);
	sets = permission_sets(&count);
	for (i = 0; i < count; i++) {
		if (strcmp(sets[i].scope_type, scope_type) != 0)
			continue;
		if (permission_set_allows(sets[i].name, action, resource)) {
			text_add(&text, " yes |");
			allowing++;
		} else
			text_add(&text, " |");
	}
	if (allowing > 0)
		fprintf(command->out, "| %s %s |%s\n",
		    permission_actions[action], resource, cells);
}

static void
write_table(struct command *command, const char *scope_type)
{
	enum permission_action action;
	size_t i;

	write_head(command, scope_type);
	for (i = 0; i < COUNT(resources); i++)
		for (action = 0; action < PERMISSION_ACTIONS; action++)
			write_row(command, scope_type, action, resources[i]);
}

int
command_permissions(struct command *command)
{
	write_table(command, "projects");
	fputc('\n', command->out);
	write_table(command, "organization");
	return EX_OK;
}
