/* SPDX-License-Identifier: ISC */
/* gatehouse container create, list, delete. */
#include "container/container.h"

#include "command.h"

#include "base/json.h"
#include "object/object.h"

#include <jansson.h>

#include <string.h>
#include <sysexits.h>

static const struct column columns[] = { { "id", "ID", "" },
	{ "name", "NAME", "" }, { "privacy", "PRIVACY", "" },
	{ "domain_name", "HOST", "-" }, { "created_at", "CREATED", "" },
	{ "description", "DESCRIPTION", "" }, { NULL, NULL, NULL } };

/* Private unless the operator says otherwise. */
static enum token_error
create(struct command *command, struct json_t **objectp, struct fault *fault)
{
	const char *privacy = command->option[OPTION_PRIVACY];
	char namespace_id[UUID_TEXT];
	struct uuid id;
	enum token_error err;
	json_t *body;

	err = find_object(command->store, OBJECT_NAMESPACE,
	    command->option[OPTION_NAMESPACE], &id, fault);
	if (err != TOKEN_OK)
		return err;
	uuid_format(&id, namespace_id);
	body = json_pack("{s:s, s:s, s:s, s:s*, s:s*}", "namespace_id",
	    namespace_id, "name", command->option[OPTION_NAME], "privacy",
	    privacy == NULL ? "private" : privacy, "domain_name",
	    command->option[OPTION_DOMAIN], "cors_origin",
	    command->option[OPTION_CORS_ORIGIN]);
	if (body == NULL)
		return fault_argument(
		    fault, "name", "format", "is no UTF-8 text");
	err = container_create(command->store, &command->config, SHAPE_V1BETA1,
	    body, command->now, objectp, fault);
	json_decref(body);
	return err;
}

int
command_container_create(struct command *command)
{
	const char *privacy = command->option[OPTION_PRIVACY];
	struct fault fault = { 0 };
	enum token_error err;
	json_t *object = NULL;

	if (command->option[OPTION_NAME] == NULL)
		return report_usage("--name", "is missing");
	if (command->option[OPTION_NAMESPACE] == NULL)
		return report_usage("--namespace", "is missing");
	if (privacy != NULL && strcmp(privacy, "private") != 0 &&
	    strcmp(privacy, "public") != 0)
		return report_usage(
		    "--privacy", "is neither private nor public");
	err = create(command, &object, &fault);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	output_id(command, json_text(object, "id"));
	json_decref(object);
	return EX_OK;
}

static bool
is_in_namespace(const json_t *object, void *context)
{
	struct uuid id = object_uuid(object, "namespace_id");

	return uuid_equal(&id, context);
}

static json_t *
container_to_row(struct command *command, const json_t *object)
{
	struct uuid id = object_uuid(object, "id");
	char label[FIND_LABEL];

	find_container_label(command->store, &id, label);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id",
	    json_text(object, "id"), "name", label, "namespace_id",
	    json_text(object, "namespace_id"), "privacy",
	    json_text(object, "privacy"), "domain_name",
	    json_text(object, "domain_name"), "created_at",
	    json_text(object, "created_at"), "description",
	    json_text(object, "description"));
}

int
command_container_list(struct command *command)
{
	const char *namespace = command->option[OPTION_NAMESPACE];
	json_t *array = NULL, *rows, *object;
	struct fault fault = { 0 };
	enum token_error err = TOKEN_OK;
	struct uuid id;
	size_t i;

	if (namespace != NULL)
		err = find_object(
		    command->store, OBJECT_NAMESPACE, namespace, &id, &fault);
	if (err == TOKEN_OK)
		err = object_list(command->store, OBJECT_CONTAINER,
		    namespace == NULL ? NULL : is_in_namespace, &id, &array);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	rows = json_array();
	json_array_foreach(array, i, object)
	{
		json_array_append_new(rows, container_to_row(command, object));
	}
	json_decref(array);
	return output_list(command, output_sort(rows, "name"), columns);
}

int
command_container_delete(struct command *command)
{
	struct fault fault = { 0 };
	enum token_error err;
	json_t *object = NULL;
	struct uuid id;

	err = find_container(command->store, command->operands[0], &id, &fault);
	if (err == TOKEN_OK)
		err = container_delete(
		    command->store, &command->delete, &id, &object, &fault);
	json_decref(object);
	return err == TOKEN_OK ? EX_OK : report_error(err, &fault);
}
