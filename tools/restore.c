/* SPDX-License-Identifier: ISC */
/* gatehouse restore and load: a backup in the place of a store, and an
 * installation made of its text. */
#include "command.h"

#include "base/file.h"
#include "base/log.h"
#include "crypto/digest.h"
#include "publish/publish.h"
#include "store/rights.h"
#include "upkeep/backup.h"
#include "upkeep/dump.h"

#include <sysexits.h>
#include <unistd.h>

#define CHOICES "--retire-keys or --accept-loss"

/* Gates look at the store that was until there is a view of this one. */
static enum token_error
publish_restored(const struct config *config)
{
	struct publish publish;
	enum token_error err;

	err = rights_leave_root(config);
	if (err == TOKEN_OK)
		err = publish_open(config, &publish);
	if (err == TOKEN_OK)
		publish_close(&publish);
	else
		log_line("the store is restored, but gates know it only when a "
			 "program of the API has started");
	return err;
}

static void
print_restored(struct command *command, const struct backup_restored *restored)
{
	if (restored->access_key[0] != '\0')
		output_api_key(command, restored->access_key, restored->secret);
	else
		fprintf(command->out,
		    "%zu tokens, %zu objects, %zu keys: "
		    "restored\n",
		    restored->inspection.tokens, restored->inspection.objects,
		    restored->inspection.keys);
}

static enum token_error
restore(struct command *command, const char *dir)
{
	struct backup_restore wanted = { .config = &command->config,
		.dir = dir,
		.source = command->operands[0],
		.journal = command->option[OPTION_JOURNAL],
		.now = command->now };
	struct backup_restored restored;
	enum token_error err;

	if (command->option[OPTION_RETIRE_KEYS] != NULL)
		wanted.choice = BACKUP_RETIRE;
	else if (command->option[OPTION_ACCEPT_LOSS] != NULL)
		wanted.choice = BACKUP_ACCEPT;
	err = backup_restore(&wanted, &restored);
	if (err != TOKEN_OK)
		return err;
	print_restored(command, &restored);
	digest_cleanse(restored.secret, sizeof restored.secret);
	return publish_restored(&command->config);
}

static bool
chooses_twice(const struct command *command)
{
	return command->option[OPTION_RETIRE_KEYS] != NULL &&
	       command->option[OPTION_ACCEPT_LOSS] != NULL;
}

int
command_restore(struct command *command)
{
	enum token_error err;

	if (chooses_twice(command))
		return report_usage(CHOICES, "choose one of them");
	err = restore(command, command->operands[0]);
	return err == TOKEN_OK ? EX_OK : report_error(err, NULL);
}

/* The text becomes a backup, and that an installation. */
int
command_load(struct command *command)
{
	const char *state = command->config.state;
	struct inspection found;
	char dir[FILE_PATH];
	enum token_error err;

	if (chooses_twice(command))
		return report_usage(CHOICES, "choose one of them");
	if (access(state, F_OK) == 0)
		return report_exists("installation", state);
	if (!copy_name(state, "load", dir))
		return report_error(TOKEN_INVALID_ARGUMENT, NULL);
	err = dump_read(command->operands[0], dir);
	if (err == TOKEN_OK)
		err = backup_settle(dir, &found);
	if (err == TOKEN_OK)
		err = restore(command, dir);
	if (file_remove_tree(dir) != TOKEN_OK)
		log_line("%s is left over: remove it", dir);
	return err == TOKEN_OK ? EX_OK : report_error(err, NULL);
}
