/* SPDX-License-Identifier: ISC */
/* gatehouse restore: a backup in the place of a store. */
#include "command.h"

#include "base/log.h"
#include "token/backup.h"
#include "token/digest.h"
#include "token/publish.h"
#include "token/rights.h"

#include <sysexits.h>

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
		fprintf(command->out, "SCW_ACCESS_KEY=%s\nSCW_SECRET_KEY=%s\n",
		    restored->access_key, restored->secret);
	else
		fprintf(command->out,
		    "%zu tokens, %zu objects, %zu keys: "
		    "restored\n",
		    restored->inspection.tokens, restored->inspection.objects,
		    restored->inspection.keys);
}

int
command_restore(struct command *command)
{
	struct backup_restore wanted = { .config = &command->config,
		.dir = command->operands[0],
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
		return report_error(err, NULL);
	print_restored(command, &restored);
	digest_cleanse(restored.secret, sizeof restored.secret);
	err = publish_restored(&command->config);
	return err == TOKEN_OK ? EX_OK : report_error(err, NULL);
}
