/* SPDX-License-Identifier: ISC */
/* gatehouse owner: the way back in for who owns the machine. */
#include "command.h"

#include "crypto/digest.h"
#include "crypto/password.h"
#include "iam/user.h"

#include <jansson.h>
#include <sysexits.h>

static enum token_error
set_password(struct command *command, const char *password, json_t **userp,
    struct fault *fault)
{
	struct user_change change = { .id = command->owner_id,
		.now = command->now };
	json_t *body = json_pack("{s:s}", "password", password);
	enum token_error err = TOKEN_UNAVAILABLE;

	change.body = body;
	if (body != NULL)
		err = user_set_password(command->store, &change, userp, fault);
	json_decref(body);
	return err;
}

/* A random password, shown once; whoever was signed in as the Owner is out. */
int
command_owner_reset_password(struct command *command)
{
	char password[PASSWORD_RANDOM];
	struct fault fault = { .argument = "" };
	json_t *user = NULL;
	enum token_error err;
	int status = EX_OK;

	password_random(password);
	err = set_password(command, password, &user, &fault);
	if (err != TOKEN_OK)
		status = report_error(err, &fault);
	else
		output_password(command, user, password);
	json_decref(user);
	digest_cleanse(password, sizeof password);
	return status;
}
