/* SPDX-License-Identifier: ISC */
/* gatehouse backup, verify and dump: a copy that is made while all goes on. */
#include "command.h"

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "upkeep/backup.h"
#include "upkeep/dump.h"
#include "upkeep/inspect.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

bool
copy_name(const char *path, const char *what, char copy[FILE_PATH])
{
	struct text text;

	text_open(&text, copy, FILE_PATH);
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
	enum token_error err;

	if (access(dir, F_OK) == 0)
		return report_exists("backup", dir);
	if (!copy_name(dir, "unfinished", command->copy))
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

	if (!copy_name(dir, "verify", command->copy))
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

/* From the copy, so that nobody inside waits for the text. */
static enum token_error
write_text(struct command *command, struct inspection *found)
{
	const char *path = command->operands[0];
	char unfinished[FILE_PATH];
	enum token_error err;

	if (!copy_name(path, "unfinished", unfinished))
		return TOKEN_INVALID_ARGUMENT;
	err = backup_settle(command->copy, found);
	if (err == TOKEN_OK)
		err = dump_write(command->copy, unfinished);
	if (err == TOKEN_OK)
		err = backup_finish(unfinished, path);
	if (err != TOKEN_OK && unlink(unfinished) != 0 && errno != ENOENT)
		log_errno("%s is left over: remove it", unfinished);
	return err;
}

static int
finish_dump(struct command *command)
{
	struct inspection found = { .tokens = 0 };
	enum token_error err;

	err = write_text(command, &found);
	if (err != TOKEN_OK)
		return give_up(command->copy, err);
	if (file_remove_tree(command->copy) != TOKEN_OK)
		return report_error(TOKEN_UNAVAILABLE, NULL);
	print_counts(command, &found);
	return EX_OK;
}

int
command_dump(struct command *command)
{
	const char *path = command->operands[0];
	enum token_error err;

	if (access(path, F_OK) == 0)
		return report_exists("dump", path);
	if (!copy_name(command->config.state, "dump", command->copy))
		return report_error(TOKEN_INVALID_ARGUMENT, NULL);
	err = backup_copy(command->store, &command->config, command->copy);
	command->finish = finish_dump;
	return err == TOKEN_OK ? EX_OK : give_up(command->copy, err);
}
