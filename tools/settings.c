/* SPDX-License-Identifier: ISC */
/* The settings of the installation to work on. */
#include "command.h"

#include "base/text.h"
#include "store/rights.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* Another state has a view and an audit trail of its own, if it has one. */
static void
follow_state(struct config *config)
{
	config_path(config, "view", config->view);
	if (strcmp(config->audit, "off") != 0)
		config->audit[0] = '\0';
}

/* --state without any settings' file is an installation with the settings'
 * initial values. */
static bool
needs_no_file(const struct command *command)
{
	return command->option[OPTION_STATE] != NULL &&
	       getenv("GATEHOUSE_CONF") == NULL &&
	       access(CONFIG_INSTALLED, F_OK) != 0 && errno == ENOENT;
}

static enum token_error
load_file(struct command *command)
{
	const char *path = command->option[OPTION_CONFIG];

	if (command->verb->run == command_check_config &&
	    command->operand_count > 0)
		path = command->operands[0];
	if (path == NULL && needs_no_file(command))
		path = "/dev/null";
	return config_load(path, &command->config);
}

/* Makes `state` absolute. */
static bool
set_state(struct config *config, const char *state)
{
	char here[FILE_PATH];
	struct text text;

	text_open(&text, config->state, sizeof config->state);
	if (state[0] != '/') {
		if (getcwd(here, sizeof here) == NULL)
			return false;
		text_addf(&text, "%s/", here);
	}
	text_add(&text, state);
	return !text.cut && text.len <= CONFIG_STATE;
}

/* Names of others beside it are made by adding to its name. */
static void
cut_slashes(char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		path[--len] = '\0';
}

int
settings_load(struct command *command)
{
	const char *state = command->option[OPTION_STATE];
	struct config *config = &command->config;

	if (load_file(command) != TOKEN_OK)
		return EX_CONFIG;
	if (state != NULL) {
		if (state[0] == '\0' || !set_state(config, state))
			return report_usage("--state", "is empty or too long");
		follow_state(config);
	}
	cut_slashes(config->state);
	config_path(config, "deleted.log", command->journal);
	command->delete.journal = command->journal;
	command->delete.who = &command->owner_id;
	command->delete.now = command->now;
	return EX_OK;
}

int
command_check_config(struct command *command)
{
	if (rights_check_names(&command->config) != TOKEN_OK)
		return EX_CONFIG;
	config_show(&command->config, command->out);
	return EX_OK;
}
