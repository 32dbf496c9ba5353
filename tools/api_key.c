/* SPDX-License-Identifier: ISC */
/* gatehouse api-key create, list, delete. */
#include "iam/api_key.h"

#include "iam.h"

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/digest.h"

#include <jansson.h>

#include <sysexits.h>

static const struct column columns[] = { { "access_key", "ACCESS KEY", "" },
	{ "bearer", "BEARER", "" }, { "created_at", "CREATED", "" },
	{ "expires_at", "EXPIRES", "never" },
	{ "description", "DESCRIPTION", "" }, { NULL, NULL, NULL } };

static bool
add_bearer(struct command *command, const json_t *object, json_t *row)
{
	(void)object;
	return iam_principal_label(command, row, "bearer");
}

static const struct iam_noun api_keys = { .kind = OBJECT_API_KEY,
	.order = "created_at",
	.show = api_key_show,
	.complete = add_bearer,
	.columns = columns };

/* The secret key is in this answer and nowhere else. */
static int
create(struct command *command, const json_t *body)
{
	const struct api_key_request wanted = { .body = body,
		.now = command->now };
	struct fault fault = { 0 };
	char secret[UUID_TEXT];
	json_t *object = NULL;
	enum token_error err;

	err = api_key_create(command->store, &wanted, secret, &object, &fault);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	text_copy(command->made, sizeof command->made,
	    json_text(object, "access_key"));
	output_api_key(command, command->made, secret);
	digest_cleanse(secret, sizeof secret);
	json_decref(object);
	return EX_OK;
}

int
command_api_key_create(struct command *command)
{
	struct iam_principal principal;
	const int64_t *expires_at;
	char time[TIME_TEXT];
	int64_t seconds;
	json_t *body;
	int status;

	if (!expiry_parse(command->option[OPTION_EXPIRES], command->now,
		&seconds, &expires_at))
		return report_usage("--expires",
		    "is no time like 2030-12-31T23:59:59Z, 30d, 12h or never");
	status = iam_principal_read(command, &principal);
	if (status != EX_OK)
		return status;
	if (expires_at != NULL)
		time_format(seconds, time);
	body = json_pack("{s:s, s:s*, s:s*}", principal.member, principal.id,
	    "description", command->option[OPTION_DESCRIPTION], "expires_at",
	    expires_at != NULL ? time : NULL);
	if (body == NULL)
		return iam_report_text();
	status = create(command, body);
	json_decref(body);
	return status;
}

int
command_api_key_list(struct command *command)
{
	return iam_list(command, &api_keys);
}

int
command_api_key_delete(struct command *command)
{
	struct fault fault = { 0 };
	enum token_error err;

	err = api_key_delete(
	    command->store, &command->delete, command->operands[0], &fault);
	return err == TOKEN_OK ? EX_OK : report_error(err, &fault);
}
