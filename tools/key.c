/* SPDX-License-Identifier: ISC */
/* gatehouse key list, rotate, retire. */
#include "command.h"

#include "base/text.h"
#include "base/time.h"
#include "upkeep/rotation.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* How long verifiers may keep the keys that they have fetched. */
#define PUBLISHED_BEFORE "1h"

static const struct column columns[] = { { "kid", "KID", "" },
	{ "algorithm", "ALGORITHM", "" }, { "state", "STATE", "" },
	{ "not_before", "SIGNS FROM", "" }, { "tokens", "TOKENS", "" },
	{ "without_expiry", "WITHOUT EXPIRY", "" },
	{ "last_expiry", "LAST EXPIRY", "none" }, { NULL, NULL, NULL } };

/* Of the namespace that the first operand names. */
static enum token_error
find_ring(const struct command *command, struct uuid *namespace_id,
    struct rotation *rotation, struct fault *fault)
{
	*rotation = (struct rotation){ .namespace_id = namespace_id,
		.now = command->now,
		.leeway = command->config.leeway };
	return find_object(command->store, OBJECT_NAMESPACE,
	    command->operands[0], namespace_id, fault);
}

/* The first one signs from its creation on. */
static json_t *
key_to_row(const struct rotation_key *key)
{
	const struct keyring_entry *entry = &key->entry;
	char not_before[TIME_TEXT], last_expiry[TIME_TEXT];

	time_format_micro(entry->not_before, not_before);
	time_format(key->use.last_expiry, last_expiry);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:s?}", "kid",
	    entry->kid, "algorithm", key_algorithm_name(entry->algorithm),
	    "state", rotation_state_name(key->state), "created_at",
	    entry->created_at, "not_before",
	    entry->not_before == 0 ? entry->created_at : not_before, "tokens",
	    (json_int_t)key->use.tokens, "without_expiry",
	    (json_int_t)key->use.without_expiry, "last_expiry",
	    key->use.last_expiry == 0 ? NULL : last_expiry);
}

int
command_key_list(struct command *command)
{
	struct rotation_key keys[KEY_RING];
	struct fault fault = { 0 };
	struct rotation rotation;
	struct uuid namespace_id;
	enum token_error err;
	size_t i, count = 0;
	json_t *rows;

	err = find_ring(command, &namespace_id, &rotation, &fault);
	if (err == TOKEN_OK)
		err = rotation_list(command->store, &rotation, keys, &count);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	rows = json_array();
	for (i = 0; i < count; i++)
		json_array_append_new(rows, key_to_row(&keys[i]));
	return output_list(command, rows, columns);
}

/* When the next key begins, in microseconds; EX_OK, or what is wrong. */
static int
read_not_before(const struct command *command, int64_t *timep)
{
	const char *text = command->option[OPTION_NOT_BEFORE];
	const int64_t *expires;
	int64_t seconds;

	*timep = command->now;
	if (text != NULL && strcmp(text, "now") == 0)
		return EX_OK;
	if (!expiry_parse(text == NULL ? PUBLISHED_BEFORE : text, command->now,
		&seconds, &expires) ||
	    expires == NULL)
		return report_usage("--not-before",
		    "is no time like 2030-12-31T23:59:59Z, 2d, 12h or now");
	if (seconds < command->now / TIME_MICRO)
		return report_usage("--not-before", "must not be in the past");
	*timep = seconds * TIME_MICRO;
	return EX_OK;
}

static enum token_error
begin(struct command *command, const struct rotation *rotation,
    struct rotation_next *next, struct fault *fault)
{
	char path[FILE_PATH];
	struct seal *seal = NULL;
	enum token_error err;

	config_path(&command->config, "master.key", path);
	err = seal_open(path, &seal);
	if (err != TOKEN_OK)
		return err;
	err = rotation_begin(command->store, seal, rotation, next, fault);
	seal_close(seal);
	return err;
}

/* The kid goes to standard output, alone; from when on it signs, before it, to
 * standard error. */
int
command_key_rotate(struct command *command)
{
	struct fault fault = { 0 };
	struct rotation_next next;
	struct rotation rotation;
	struct uuid namespace_id;
	char time[TIME_TEXT];
	enum token_error err;
	struct text note;
	int status;

	status = read_not_before(command, &next.not_before);
	if (status != EX_OK)
		return status;
	err = find_ring(command, &namespace_id, &rotation, &fault);
	if (err == TOKEN_OK)
		err = begin(command, &rotation, &next, &fault);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	time_format_micro(next.not_before, time);
	text_open(&note, command->note, sizeof command->note);
	text_addf(&note, "signs from %s", time);
	output_id(command, next.kid);
	return EX_OK;
}

static void
print_ids(struct command *command, const struct registry_ids *ids)
{
	char text[UUID_TEXT];
	size_t i;

	for (i = 0; i < ids->count; i++) {
		uuid_format(&ids->id[i], text);
		fprintf(command->out, "%s\n", text);
	}
}

/* The tokens that will be in the way for ever go to standard output. */
int
command_key_retire(struct command *command)
{
	struct rotation_retire wanted = { .kid = command->operands[1] };
	struct registry_ids blockers = { .count = 0 };
	struct rotation_use use = { .tokens = 0 };
	struct fault fault = { 0 };
	struct uuid namespace_id;
	enum token_error err;

	if (command->option[OPTION_DELETE_TOKENS] != NULL)
		wanted.delete = &command->delete;
	err = find_ring(command, &namespace_id, &wanted.rotation, &fault);
	if (err == TOKEN_OK)
		err = rotation_retire(
		    command->store, &wanted, &use, &blockers, &fault);
	if (err == TOKEN_PRECONDITION)
		print_ids(command, &blockers);
	free(blockers.id);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	if (wanted.delete != NULL)
		fprintf(command->out, "%lld tokens: deleted\n",
		    (long long)use.tokens);
	return EX_OK;
}
