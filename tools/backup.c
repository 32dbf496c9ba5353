/* SPDX-License-Identifier: ISC */
/* gatehouse backup and verify: a copy that is made while all goes on. */
#include "command.h"

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "token/backup.h"
#include "token/inspect.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* The name of a copy that is not finished, beside `path`. */
static bool
name_copy(const char *path, const char *what, char copy[CONFIG_PATH])
{
	struct text text;

	text_open(&text, copy, CONFIG_PATH);
	text_addf(&text, "%.*s.%s-%d",
	    (int)(strlen(path) - (path[strlen(path) - 1] == '/')), path, what,
	    (int)getpid());
	return !text.cut;
}

static void
print_counts(struct command *command, const struct inspection *found)
{
	fprintf(command->out, "%zu tokens, %zu objects, %zu keys: sound\n",
	    found->tokens, found->objects, found->keys);
}

/* What cannot be finished is removed. */
static int
give_up(const char *copy, enum token_error err)
{
	if (file_remove_tree(copy) != TOKEN_OK)
		log_line("%s is left over: remove it", copy);
	return report_error(err, NULL);
}

static int
finish_backup(struct command *command)
{
	struct inspection found;
	enum token_error err;

	err = backup_settle(command->copy, &found);
	if (err == TOKEN_OK)
		err = backup_finish(command->copy, command->operands[0]);
	if (err != TOKEN_OK)
		return give_up(command->copy, err);
	print_counts(command, &found);
	return EX_OK;
}

int
command_backup(struct command *command)
{
	const char *dir = command->operands[0];
	struct fault fault = { 0 };
	enum token_error err;

	if (access(dir, F_OK) == 0)
		return report_error(
		    fault_exists(&fault, "backup", dir,
			"is there already; nothing was changed"),
		    &fault);
	if (!name_copy(dir, "unfinished", command->copy))
		return report_error(TOKEN_INVALID_ARGUMENT, NULL);
	err = backup_copy(command->store, &command->config, command->copy);
	command->finish = finish_backup;
	return err == TOKEN_OK ? EX_OK : give_up(command->copy, err);
}

static int
finish_verify(struct command *command)
{
	struct inspection found;
	enum token_error err;

	err = backup_settle(command->copy, &found);
	if (err != TOKEN_OK)
		return give_up(command->copy, err);
	if (file_remove_tree(command->copy) != TOKEN_OK)
		return report_error(TOKEN_UNAVAILABLE, NULL);
	print_counts(command, &found);
	return EX_OK;
}

static enum token_error
copy_installation(struct command *command)
{
	enum token_error err;
	size_t faults = 0;

	err = inspect_view(command->store, command->view, &faults);
	if (err == TOKEN_OK && faults > 0)
		err = TOKEN_INTERNAL;
	return err != TOKEN_OK ? err
			       : backup_copy(command->store, &command->config,
				     command->copy);
}

/* Of the installation, or of the backup that is named. */
int
command_verify(struct command *command)
{
	const bool is_backup = command->operand_count > 0;
	const char *dir =
	    is_backup ? command->operands[0] : command->config.state;
	enum token_error err;

	if (!name_copy(dir, "verify", command->copy))
		return report_error(TOKEN_INVALID_ARGUMENT, NULL);
	err = is_backup ? backup_copy_files(dir, command->copy)
			: copy_installation(command);
	if (err != TOKEN_OK)
		return give_up(command->copy, err);
	if (is_backup)
		return finish_verify(command);
	command->finish = finish_verify;
	return EX_OK;
}
