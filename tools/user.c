/* SPDX-License-Identifier: ISC */
/* gatehouse user create, list, delete, lock, unlock, set-password. */
#include "iam/user.h"

#include "iam.h"

#include "base/json.h"
#include "base/text.h"
#include "crypto/password.h"
#include "iam/user_record.h"
#include "object/object.h"

#include <jansson.h>

#include <sysexits.h>

static const struct column columns[] = { { "id", "ID", "" },
	{ "username", "USERNAME", "" }, { "type", "TYPE", "" },
	{ "locked", "LOCKED", "-" }, { "last_login_at", "LAST LOGIN", "never" },
	{ "email", "EMAIL", "" }, { NULL, NULL, NULL } };

static const struct iam_noun users = { .kind = OBJECT_USER,
	.order = "username",
	.show = user_show,
	.columns = columns };

/* The one that was given, or one that is made up and shown afterwards. */
static void
choose_password(struct command *command)
{
	if (command->option[OPTION_PASSWORD_STDIN] == NULL)
		password_random(command->password);
}

/* A password that was made up is in this answer and nowhere else. */
static void
show_password(struct command *command, const json_t *user)
{
	if (command->option[OPTION_PASSWORD_STDIN] == NULL)
		output_password(command, user, command->password);
}

int
command_user_create(struct command *command)
{
	const char *username = command->option[OPTION_USERNAME];
	const char *email = command->option[OPTION_EMAIL];
	struct fault fault = { 0 };
	json_t *body, *user = NULL;
	enum token_error err;

	if (username == NULL || email == NULL)
		return report_usage(
		    username == NULL ? "--username" : "--email", "is missing");
	choose_password(command);
	body = json_pack("{s:{s:s, s:s, s:s}}", "member", "username", username,
	    "email", email, "password", command->password);
	if (body == NULL)
		return iam_report_text();
	err = user_create(command->store, body, command->now, &user, &fault);
	json_decref(body);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	text_copy(command->made, sizeof command->made, json_text(user, "id"));
	if (command->option[OPTION_PASSWORD_STDIN] != NULL)
		fprintf(command->out, "%s\n", command->made);
	else
		text_copy(command->note, sizeof command->note, command->made);
	show_password(command, user);
	json_decref(user);
	return EX_OK;
}

int
command_user_list(struct command *command)
{
	return iam_list(command, &users);
}

static enum token_error
find_operand(struct command *command, struct uuid *idp, struct fault *fault)
{
	return find_object(
	    command->store, OBJECT_USER, command->operands[0], idp, fault);
}

int
command_user_delete(struct command *command)
{
	struct fault fault = { 0 };
	enum token_error err;
	struct uuid id;

	err = find_operand(command, &id, &fault);
	if (err == TOKEN_OK)
		err =
		    user_delete(command->store, &command->delete, &id, &fault);
	return err == TOKEN_OK ? EX_OK : report_error(err, &fault);
}

static int
lock(struct command *command, bool is_locked)
{
	struct fault fault = { 0 };
	json_t *user = NULL;
	enum token_error err;
	struct uuid id;

	err = find_operand(command, &id, &fault);
	if (err == TOKEN_OK)
		err = user_lock(command->store, &id, is_locked, command->now,
		    &user, &fault);
	json_decref(user);
	return err == TOKEN_OK ? EX_OK : report_error(err, &fault);
}

int
command_user_lock(struct command *command)
{
	return lock(command, true);
}

int
command_user_unlock(struct command *command)
{
	return lock(command, false);
}

int
command_user_set_password(struct command *command)
{
	struct user_change wanted = { .now = command->now };
	struct fault fault = { 0 };
	json_t *body, *user = NULL;
	enum token_error err;

	err = find_operand(command, &wanted.id, &fault);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	choose_password(command);
	body = json_pack("{s:s}", "password", command->password);
	wanted.body = body;
	err = user_set_password(command->store, &wanted, &user, &fault);
	json_decref(body);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	show_password(command, user);
	json_decref(user);
	return EX_OK;
}
