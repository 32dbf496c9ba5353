/* SPDX-License-Identifier: ISC */
/* Projects: what namespaces belong to. */
#include "iam/project.h"
#include "iam/label.h"
#include "object/object.h"
#include "object/record.h"
#include "store/mark.h"

#include <jansson.h>

static const struct shape_field fields[] = {
	{ "description", "description", "description", SHAPE_STRING, 0,
	    LABEL_DESCRIPTION, NULL, "\"\"", NULL },
	{ .stored = NULL },
};
static const struct uuid nobody; /* of MARK_SECRETS */

/* What is allowed in all projects is allowed in this one too. */
static enum token_error
tell_gates(struct store *store, struct json_t *object)
{
	(void)object;
	return store_mark(store, MARK_SECRETS, &nobody);
}

static const struct label_kind projects = { OBJECT_PROJECT, PROJECT_INDEX,
	fields, tell_gates };

enum token_error
project_create(struct store *store, const struct json_t *body, int64_t now,
    struct json_t **objectp, struct fault *fault)
{
	return label_create(store, &projects, body, now, objectp, fault);
}

enum token_error
project_update(struct store *store, const struct uuid *id,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault)
{
	const struct label_update wanted = { &projects, *id, body, now };

	return label_update(store, &wanted, objectp, fault);
}

static bool
is_inside(const json_t *namespace, void *context)
{
	const struct uuid id = object_uuid(namespace, "project_id");

	return uuid_equal(&id, context);
}

static enum token_error
check_empty(struct store *store, struct uuid *id, struct fault *fault)
{
	enum token_error err;
	json_t *namespaces;
	size_t count;

	err = object_list(store, OBJECT_NAMESPACE, is_inside, id, &namespaces);
	if (err != TOKEN_OK)
		return err;
	count = json_array_size(namespaces);
	json_decref(namespaces);
	if (count == 0)
		return TOKEN_OK;
	return fault_precondition(
	    fault, "resource_still_in_use", "the project has namespaces");
}

struct deletion {
	struct uuid id;
	struct fault *fault;
};

static enum token_error
remove_project(struct store *store, void *context)
{
	struct deletion *deletion = context;
	struct fault *fault = deletion->fault;
	struct uuid organization_id;
	enum token_error err;
	json_t *object;

	err = object_get(store, OBJECT_PROJECT, &deletion->id, &object, fault);
	if (err != TOKEN_OK)
		return err;
	organization_id = object_uuid(object, "organization_id");
	json_decref(object);
	if (uuid_equal(&organization_id, &deletion->id))
		return fault_precondition(fault, "resource_still_in_use",
		    "the default project cannot be deleted");
	if ((err = check_empty(store, &deletion->id, fault)) != TOKEN_OK ||
	    (err = label_delete(store, &projects, &deletion->id, fault)) !=
		TOKEN_OK)
		return err;
	return store_mark(store, MARK_SECRETS, &nobody);
}

enum token_error
project_delete(struct store *store, const struct uuid *id, struct fault *fault)
{
	struct deletion deletion = { *id, fault };

	return store_update(store, remove_project, &deletion);
}

struct json_t *
project_show(const struct json_t *object)
{
	static const char *const names[] = { "id", "name", "organization_id",
		"created_at", "updated_at", NULL };
	json_t *shown = json_object();

	if (record_copy(shown, object, names) &&
	    shape_write(fields, SHAPE_V1, object, shown))
		return shown;
	json_decref(shown);
	return NULL;
}
