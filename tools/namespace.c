/* SPDX-License-Identifier: ISC */
/* gatehouse namespace create, list, delete. */
#include "container/namespace.h"

#include "command.h"

#include "base/json.h"
#include "base/text.h"
#include "crypto/key.h"
#include "object/object.h"

#include <jansson.h>

#include <string.h>
#include <sysexits.h>

static const struct column columns[] = { { "id", "ID", "" },
	{ "name", "NAME", "" }, { "algorithm", "ALGORITHM", "" },
	{ "created_at", "CREATED", "" }, { "description", "DESCRIPTION", "" },
	{ NULL, NULL, NULL } };

/* New namespaces get their algorithm from the settings: sets it there. */
static int
choose_algorithm(const struct command *command, struct config *config)
{
	const char *name = command->option[OPTION_ALGORITHM];
	const char *bits = command->option[OPTION_RSA_BITS];
	enum key_algorithm algorithm;
	long long number;

	*config = command->config;
	if (name != NULL &&
	    (!key_algorithm_parse(name, strlen(name), &algorithm) ||
		!text_copy(config->algorithm, sizeof config->algorithm, name)))
		return report_usage(
		    "--algorithm", "is none of ES256, RS256 and EdDSA");
	if (bits == NULL)
		return EX_OK;
	if (!text_to_number(bits, 2048, 4096, &number) || number % 1024 != 0)
		return report_usage(
		    "--rsa-bits", "is none of 2048, 3072 and 4096");
	config->rsa_bits = (int)number;
	return EX_OK;
}

static enum token_error
create(struct command *command, const struct config *config,
    struct json_t **objectp, struct fault *fault)
{
	struct uuid project_id;
	enum token_error err;
	json_t *body;

	err = find_project(command, &project_id, fault);
	if (err != TOKEN_OK)
		return err;
	body = json_pack("{s:s, s:s*}", "name", command->option[OPTION_NAME],
	    "description", command->option[OPTION_DESCRIPTION]);
	if (body == NULL)
		return fault_argument(
		    fault, "name", "format", "is no UTF-8 text");
	err = namespace_create(command->store, config, SHAPE_V1, body,
	    &project_id, command->now, objectp, fault);
	json_decref(body);
	return err;
}

int
command_namespace_create(struct command *command)
{
	struct fault fault = { 0 };
	struct config config;
	enum token_error err;
	json_t *object = NULL;
	int status;

	if (command->option[OPTION_NAME] == NULL)
		return report_usage("--name", "is missing");
	status = choose_algorithm(command, &config);
	if (status != EX_OK)
		return status;
	err = create(command, &config, &object, &fault);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	output_id(command, json_text(object, "id"));
	json_decref(object);
	return EX_OK;
}

static json_t *
namespace_to_row(const json_t *object)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "id",
	    json_text(object, "id"), "name", json_text(object, "name"),
	    "project_id", json_text(object, "project_id"), "algorithm",
	    json_text(object, "algorithm"), "created_at",
	    json_text(object, "created_at"), "description",
	    json_text(object, "description"));
}

int
command_namespace_list(struct command *command)
{
	json_t *array = NULL, *rows, *object;
	enum token_error err;
	size_t i;

	err = object_list(command->store, OBJECT_NAMESPACE, NULL, NULL, &array);
	if (err != TOKEN_OK)
		return report_error(err, NULL);
	rows = json_array();
	json_array_foreach(array, i, object)
	{
		json_array_append_new(rows, namespace_to_row(object));
	}
	json_decref(array);
	return output_list(command, output_sort(rows, "name"), columns);
}

int
command_namespace_delete(struct command *command)
{
	struct fault fault = { 0 };
	enum token_error err;
	json_t *object = NULL;
	struct uuid id;

	err = find_object(command->store, OBJECT_NAMESPACE,
	    command->operands[0], &id, &fault);
	if (err == TOKEN_OK)
		err = namespace_delete(
		    command->store, &command->delete, &id, &object, &fault);
	json_decref(object);
	return err == TOKEN_OK ? EX_OK : report_error(err, &fault);
}
