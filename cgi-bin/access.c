/* SPDX-License-Identifier: ISC */
/* What the caller may see and touch. */
#include "access.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A stranger must not learn from the answer which ids exist. */
static enum token_error
judge(struct api *api, enum permission_action action, const char *resource,
    const struct uuid *project_id)
{
	enum token_error err;

	err = policy_decide(api->store, &api->caller, PERMISSION_READ, resource,
	    project_id, &api->fault);
	if (err == TOKEN_FORBIDDEN)
		return TOKEN_NOT_FOUND;
	if (err != TOKEN_OK || action == PERMISSION_READ)
		return err;
	return policy_decide(api->store, &api->caller, action, resource,
	    project_id, &api->fault);
}

static enum token_error
not_found(struct api *api, const char *resource, const struct uuid *id)
{
	char text[UUID_TEXT];

	uuid_format(id, text);
	return fault_not_found(&api->fault, resource, text);
}

enum token_error
access_object(struct api *api, enum permission_action action,
    enum object_kind kind, const struct uuid *id, struct json_t **objectp)
{
	const char *resource = object_kind_name(kind);
	json_t *object = NULL;
	struct uuid project_id;
	enum token_error err;

	err = object_get(api->store, kind, id, &object, &api->fault);
	if (err != TOKEN_OK)
		return err;
	project_id = object_uuid(object, "project_id");
	err = judge(api, action, resource, &project_id);
	if (err == TOKEN_OK) {
		*objectp = object;
		return TOKEN_OK;
	}
	json_decref(object);
	return err == TOKEN_NOT_FOUND ? not_found(api, resource, id) : err;
}

void
access_add_use(const struct api *api, struct token *token)
{
	const int64_t last = view_last_use(api->view, &token->id);

	if (last > token->last_used_at)
		token->last_used_at = last;
}

enum token_error
access_token(struct api *api, enum permission_action action,
    const struct uuid *id, struct token *token)
{
	enum token_error err;

	err = registry_find(api->store, id, token, &api->fault);
	if (err != TOKEN_OK)
		return err;
	access_add_use(api, token);
	err = judge(api, action, "token", &token->project_id);
	return err == TOKEN_NOT_FOUND ? not_found(api, "token", id) : err;
}

enum token_error
access_id(
    struct api *api, const char *resource, const char *text, struct uuid *idp)
{
	if (uuid_parse(text, strlen(text), idp))
		return TOKEN_OK;
	return api_not_found(&api->fault, resource, text);
}

enum token_error
access_path(struct api *api, enum permission_action action,
    enum object_kind kind, const char *text, struct json_t **objectp)
{
	enum token_error err;
	struct uuid id;

	err = access_id(api, object_kind_name(kind), text, &id);
	if (err != TOKEN_OK)
		return err;
	return access_object(api, action, kind, &id, objectp);
}

/* Adds the project when the caller may read such resources in it. */
static enum token_error
add_project(struct api *api, const char *resource, const json_t *project,
    struct access_projects *projects)
{
	const struct uuid id = object_uuid(project, "id");
	enum token_error err;

	err = policy_decide(
	    api->store, &api->caller, PERMISSION_READ, resource, &id, NULL);
	if (err == TOKEN_OK)
		projects->id[projects->count++] = id;
	return err == TOKEN_FORBIDDEN ? TOKEN_OK : err;
}

enum token_error
access_projects(
    struct api *api, const char *resource, struct access_projects *projects)
{
	json_t *all, *project;
	enum token_error err;
	size_t i;

	memset(projects, 0, sizeof *projects);
	err = object_list(api->store, OBJECT_PROJECT, NULL, NULL, &all);
	if (err != TOKEN_OK)
		return err;
	projects->id = calloc(json_array_size(all) + 1, sizeof *projects->id);
	if (projects->id == NULL)
		err = TOKEN_UNAVAILABLE;
	json_array_foreach(all, i, project)
	{
		if (err == TOKEN_OK)
			err = add_project(api, resource, project, projects);
	}
	json_decref(all);
	if (err != TOKEN_OK)
		access_projects_free(projects);
	return err;
}

bool
access_projects_have(
    const struct access_projects *projects, const struct uuid *project_id)
{
	size_t i;

	for (i = 0; i < projects->count; i++)
		if (uuid_equal(&projects->id[i], project_id))
			return true;
	return false;
}

void
access_projects_free(struct access_projects *projects)
{
	free(projects->id);
	memset(projects, 0, sizeof *projects);
}
