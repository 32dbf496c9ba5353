/* SPDX-License-Identifier: ISC */
/* Between ids and the names that people know. */
#include "command.h"

#include "base/json.h"
#include "base/text.h"
#include "iam/organization.h"
#include "iam/user.h"
#include "object/object.h"

#include <jansson.h>

#include <string.h>

/* Objects of this name, in this namespace unless it is NULL. */
struct wanted {
	const char *name;
	const struct uuid *namespace_id;
};

static bool
is_wanted(const json_t *object, void *context)
{
	const struct wanted *wanted = context;
	struct uuid namespace_id = object_uuid(object, "namespace_id");

	return strcmp(json_text(object, "name"), wanted->name) == 0 &&
	       (wanted->namespace_id == NULL ||
		   uuid_equal(wanted->namespace_id, &namespace_id));
}

/* The one object that is wanted; `text` is what the operator called it. */
static enum token_error
find_named(struct store *store, enum object_kind kind, struct wanted *wanted,
    struct uuid *idp, struct fault *fault)
{
	enum token_error err;
	json_t *array = NULL;

	err = object_list(store, kind, is_wanted, wanted, &array);
	if (err != TOKEN_OK)
		return err;
	if (json_array_size(array) == 0)
		err = fault_not_found(
		    fault, object_kind_name(kind), wanted->name);
	else if (json_array_size(array) > 1)
		err = fault_exists(fault, object_kind_name(kind), wanted->name,
		    "more than one has this name: say its id");
	else
		*idp = object_uuid(json_array_get(array, 0), "id");
	json_decref(array);
	return err;
}

static enum token_error
find_by_id(struct store *store, enum object_kind kind, const struct uuid *id,
    struct fault *fault)
{
	enum token_error err;
	json_t *object = NULL;

	err = object_get(store, kind, id, &object, fault);
	json_decref(object);
	return err;
}

static enum token_error
find_user(struct store *store, const char *username, struct uuid *idp,
    struct fault *fault)
{
	enum token_error err;
	json_t *object = NULL;

	err = user_find(store, username, &object);
	if (err == TOKEN_NOT_FOUND)
		return fault_not_found(fault, "user", username);
	if (err != TOKEN_OK)
		return err;
	*idp = object_uuid(object, "id");
	json_decref(object);
	return TOKEN_OK;
}

enum token_error
find_object(struct store *store, enum object_kind kind, const char *text,
    struct uuid *idp, struct fault *fault)
{
	struct wanted wanted = { text, NULL };

	if (uuid_parse(text, strlen(text), idp))
		return find_by_id(store, kind, idp, fault);
	if (kind == OBJECT_USER)
		return find_user(store, text, idp, fault);
	return find_named(store, kind, &wanted, idp, fault);
}

enum token_error
find_container(struct store *store, const char *text, struct uuid *idp,
    struct fault *fault)
{
	struct wanted wanted = { text, NULL };
	struct uuid namespace_id;
	char namespace[64];
	const char *slash = strchr(text, '/');
	struct text part;
	enum token_error err;

	if (uuid_parse(text, strlen(text), idp))
		return find_by_id(store, OBJECT_CONTAINER, idp, fault);
	if (slash != NULL) {
		text_open(&part, namespace, sizeof namespace);
		text_addf(&part, "%.*s", (int)(slash - text), text);
		err = find_object(
		    store, OBJECT_NAMESPACE, namespace, &namespace_id, fault);
		if (err != TOKEN_OK)
			return err;
		wanted.name = slash + 1;
		wanted.namespace_id = &namespace_id;
	}
	return find_named(store, OBJECT_CONTAINER, &wanted, idp, fault);
}

enum token_error
find_scope(const struct command *command, enum token_scope *scopep,
    struct uuid *idp, struct fault *fault)
{
	const char *container = command->option[OPTION_CONTAINER];

	if (container != NULL) {
		*scopep = SCOPE_CONTAINER;
		return find_container(command->store, container, idp, fault);
	}
	*scopep = SCOPE_NAMESPACE;
	return find_object(command->store, OBJECT_NAMESPACE,
	    command->option[OPTION_NAMESPACE], idp, fault);
}

enum token_error
find_project(
    const struct command *command, struct uuid *idp, struct fault *fault)
{
	const char *project = command->option[OPTION_PROJECT];
	struct organization organization;
	enum token_error err;

	if (project != NULL)
		return find_object(
		    command->store, OBJECT_PROJECT, project, idp, fault);
	err = organization_get(command->store, &organization);
	if (err == TOKEN_OK)
		*idp = organization.project_id;
	return err;
}

void
find_label(struct store *store, enum object_kind kind, const struct uuid *id,
    char label[FIND_LABEL])
{
	const char *member = kind == OBJECT_USER ? "username" : "name";
	json_t *object = NULL;

	uuid_format(id, label);
	if (object_get(store, kind, id, &object, NULL) != TOKEN_OK)
		return;
	text_copy(label, FIND_LABEL, json_text(object, member));
	json_decref(object);
}

void
find_container_label(
    struct store *store, const struct uuid *id, char label[FIND_LABEL])
{
	char namespace[FIND_LABEL];
	struct uuid namespace_id;
	struct text text;
	json_t *object = NULL;

	uuid_format(id, label);
	if (object_get(store, OBJECT_CONTAINER, id, &object, NULL) != TOKEN_OK)
		return;
	namespace_id = object_uuid(object, "namespace_id");
	find_label(store, OBJECT_NAMESPACE, &namespace_id, namespace);
	text_open(&text, label, FIND_LABEL);
	text_addf(&text, "%s/%s", namespace, json_text(object, "name"));
	json_decref(object);
}
