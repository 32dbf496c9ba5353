/* SPDX-License-Identifier: ISC */
/* Projects, of the account API. */
#include "access.h"
#include "iam.h"
#include "iam_access.h"
#include "iam_listing.h"
#include "iam/project.h"

#include <jansson.h>

IAM_HANDLER(iam_create_project)
{
	struct api *api = context;
	json_t *body = NULL, *object = NULL;
	enum token_error err;

	(void)values;
	if ((err = iam_access(api, PERMISSION_WRITE, OBJECT_PROJECT)) ==
		TOKEN_OK &&
	    (err = iam_access_body(api, request, &body)) == TOKEN_OK)
		err = project_create(
		    api->store, body, api->now, &object, &api->fault);
	json_decref(body);
	iam_access_answer(api, reply, err, object, project_show);
}

/* Whether the caller may read projects, asked one by one. */
struct reader {
	struct api *api;
	enum token_error err;
};

static bool
is_readable(const json_t *project, void *context)
{
	struct reader *reader = context;
	struct api *api = reader->api;
	const struct uuid id = object_uuid(project, "id");
	enum token_error err;

	err = policy_decide(
	    api->store, &api->caller, PERMISSION_READ, "project", &id, NULL);
	if (err != TOKEN_OK && err != TOKEN_FORBIDDEN)
		reader->err = err;
	return err == TOKEN_OK;
}

IAM_HANDLER(iam_list_projects)
{
	static const struct iam_order orders[] = {
		IAM_ORDERS("created_at", "created_at"),
		IAM_ORDERS("name", "name"),
		{ NULL, NULL },
	};
	static const struct iam_filter filters[] = {
		{ "organization_id", "organization_id", IAM_FILTER_ID },
		{ "project_ids", "id", IAM_FILTER_ID },
		{ "name", "name", IAM_FILTER_TEXT },
		{ NULL, NULL, IAM_FILTER_TEXT },
	};
	struct reader reader = { context, TOKEN_OK };
	const struct iam_listing listing = { .kind = OBJECT_PROJECT,
		.collection = "projects",
		.orders = orders,
		.filters = filters,
		.show = project_show,
		.wants = is_readable,
		.context = &reader };
	struct api *api = context;
	json_t *list = NULL;
	enum token_error err;

	(void)values;
	err = iam_listing_answer(api, &listing, request_query(request), &list);
	if (err == TOKEN_OK)
		err = reader.err;
	api_answer(api, reply, err, list);
}

/* The project that a path names; one that the caller may not read is unknown.
 */
static enum token_error
find_project(struct api *api, enum permission_action action, const char *text,
    json_t **objectp)
{
	enum token_error err;
	struct uuid id;

	err = access_id(api, "project", text, &id);
	if (err != TOKEN_OK)
		return err;
	err = policy_decide(
	    api->store, &api->caller, PERMISSION_READ, "project", &id, NULL);
	if (err == TOKEN_FORBIDDEN)
		return api_not_found(&api->fault, "project", text);
	if (err == TOKEN_OK)
		err = policy_decide(api->store, &api->caller, action, "project",
		    &id, &api->fault);
	if (err != TOKEN_OK)
		return err;
	return object_get(
	    api->store, OBJECT_PROJECT, &id, objectp, &api->fault);
}

IAM_HANDLER(iam_get_project)
{
	struct api *api = context;
	json_t *object = NULL;
	enum token_error err;

	(void)request;
	err = find_project(api, PERMISSION_READ, values->value[0], &object);
	iam_access_answer(api, reply, err, object, project_show);
}

IAM_HANDLER(iam_update_project)
{
	struct api *api = context;
	json_t *body = NULL, *old = NULL, *object = NULL;
	enum token_error err;
	struct uuid id;

	if ((err = find_project(
		 api, PERMISSION_WRITE, values->value[0], &old)) == TOKEN_OK &&
	    (err = api_body(api, request, &body)) == TOKEN_OK) {
		id = object_uuid(old, "id");
		err = project_update(
		    api->store, &id, body, api->now, &object, &api->fault);
	}
	json_decref(old);
	json_decref(body);
	iam_access_answer(api, reply, err, object, project_show);
}

IAM_HANDLER(iam_delete_project)
{
	struct api *api = context;
	enum token_error err;
	json_t *old = NULL;
	struct uuid id;

	(void)request;
	err = find_project(api, PERMISSION_DELETE, values->value[0], &old);
	if (err == TOKEN_OK) {
		id = object_uuid(old, "id");
		err = project_delete(api->store, &id, &api->fault);
	}
	json_decref(old);
	iam_access_answer_gone(api, reply, err);
}
