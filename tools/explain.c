/* SPDX-License-Identifier: ISC */
/* gatehouse explain: why the gate refused a request. */
#include "command.h"

#include "base/time.h"
#include "crypto/refusal.h"
#include "object/object.h"

#include <jansson.h>

#include <string.h>
#include <sysexits.h>

#define KEPT 4 /* bytes of the id in a refusal */

static enum token_error
read_refusal(const struct config *config, const char *id,
    struct refusal *refusal, struct fault *fault)
{
	struct refusal_key *key = NULL;
	char path[FILE_PATH];
	enum token_error err;

	config_path(config, "refusal.key", path);
	err = refusal_key_open(path, &key);
	if (err != TOKEN_OK)
		return err;
	err = refusal_read(key, id, refusal);
	refusal_key_close(key);
	if (err == TOKEN_INVALID_ARGUMENT)
		return fault_argument(fault, "id", "unknown",
		    "is not the id of a refusal of this installation");
	return err;
}

/* A refusal keeps the first bytes of the container's id. */
static bool
begins_alike(const json_t *object, void *context)
{
	const struct uuid *kept = context;
	struct uuid id = object_uuid(object, "id");

	return memcmp(id.bytes, kept->bytes, KEPT) == 0;
}

/* Writes the containers that may be meant: nearly always one. */
static enum token_error
write_containers(struct command *command, struct uuid *kept)
{
	char label[FIND_LABEL], text[UUID_TEXT];
	json_t *array = NULL, *object;
	enum token_error err;
	struct uuid id;
	size_t i;

	err = object_list(
	    command->store, OBJECT_CONTAINER, begins_alike, kept, &array);
	if (err != TOKEN_OK)
		return err;
	json_array_foreach(array, i, object)
	{
		id = object_uuid(object, "id");
		uuid_format(&id, text);
		find_container_label(command->store, &id, label);
		fprintf(command->out, "container: %s (%s)\n", label, text);
	}
	if (json_array_size(array) == 0) {
		uuid_format(kept, text);
		fprintf(command->out, "container: %s\n",
		    uuid_is_nil(kept) ? "none" : text);
	}
	json_decref(array);
	return TOKEN_OK;
}

int
command_explain(struct command *command)
{
	struct refusal refusal;
	struct fault fault = { 0 };
	char time[TIME_TEXT];
	enum token_error err;

	err = read_refusal(
	    &command->config, command->operands[0], &refusal, &fault);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	time_format(refusal.time, time);
	fprintf(command->out, "time: %s\n", time);
	err = write_containers(command, &refusal.container);
	if (err != TOKEN_OK)
		return report_error(err, NULL);
	fprintf(command->out, "cause: %s\n", error_text(refusal.cause));
	return EX_OK;
}
