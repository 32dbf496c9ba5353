/* SPDX-License-Identifier: ISC */
/* The settings of the installation to work on. */
#include "command.h"

#include "base/text.h"
#include "store/rights.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define STATE_LONGEST 400 /* as in the settings' file */

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
static enum token_error
load_file(struct command *command)
{
	const char *path = command->option[OPTION_CONFIG];
	enum token_error err;

	if (command->verb->run == command_check_config &&
	    command->operand_count > 0)
		path = command->operands[0];
	err = config_load(path, &command->config);
	if (err == TOKEN_NOT_FOUND && path == NULL &&
	    getenv("GATEHOUSE_CONF") == NULL &&
	    command->option[OPTION_STATE] != NULL)
		err = config_load("/dev/null", &command->config);
	return err;
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
	return !text.cut && text.len <= STATE_LONGEST;
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
