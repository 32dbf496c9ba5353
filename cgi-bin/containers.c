/* SPDX-License-Identifier: ISC */
/* containers: create, read, change and delete them; API v1beta1 and v1. */
#include "access.h"
#include "api_main.h"
#include "container/container.h"
#include "listing.h"
#include "versions.h"

#include <jansson.h>
#include <string.h>

/* Answers with a record, whose reference is taken. */
static void
answer(struct api *api, const struct request *request, struct reply *reply,
    enum token_error err, json_t *object)
{
	const bool is_gone = strcmp(request_method(request), "DELETE") == 0;
	json_t *shown = NULL;

	if (err == TOKEN_OK)
		shown = container_show(object, &api->config,
		    api_version(request), is_gone ? "deleting" : "ready");
	json_decref(object);
	api_answer(api, reply, err, shown);
}

/* Whether the caller may add containers to the namespace of the body. */
static enum token_error
check_namespace(struct api *api, const json_t *body)
{
	struct uuid id = object_uuid(body, "namespace_id");
	json_t *namespace = NULL;
	struct uuid project_id;
	enum token_error err;

	/* container_create() says what is wrong with the id. */
	if (uuid_is_nil(&id))
		return TOKEN_OK;
	err = access_object(
	    api, PERMISSION_READ, OBJECT_NAMESPACE, &id, &namespace);
	if (err != TOKEN_OK)
		return err;
	project_id = object_uuid(namespace, "project_id");
	json_decref(namespace);
	return policy_decide(api->store, &api->caller, PERMISSION_WRITE,
	    "container", &project_id, &api->fault);
}

static void
create_container(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	json_t *body = NULL, *object = NULL;
	enum token_error err;

	(void)values;
	if ((err = api_body(api, request, &body)) == TOKEN_OK &&
	    (err = check_namespace(api, body)) == TOKEN_OK)
		err = container_create(api->store, &api->config,
		    api_version(request), body, api->now, &object, &api->fault);
	json_decref(body);
	answer(api, request, reply, err, object);
}

static void
list_containers(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	const struct listing_kind kind = { OBJECT_CONTAINER, "containers",
		api_version(request), container_show };
	struct api *api = context;
	json_t *list = NULL;
	enum token_error err;

	(void)values;
	err = listing_objects(api, &kind, request_query(request), NULL, &list);
	api_answer(api, reply, err, list);
}

static void
get_container(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	json_t *object = NULL;
	enum token_error err;

	err = access_path(
	    api, PERMISSION_READ, OBJECT_CONTAINER, values->value[1], &object);
	answer(api, request, reply, err, object);
}

/* Changes the container of the path as `body` says, whose reference is taken.
 */
static void
change(struct api *api, const struct request *request, const char *id_text,
    json_t *body, struct reply *reply)
{
	json_t *old = NULL, *object = NULL;
	struct uuid id;
	enum token_error err;

	err =
	    access_path(api, PERMISSION_WRITE, OBJECT_CONTAINER, id_text, &old);
	if (err == TOKEN_OK) {
		id = object_uuid(old, "id");
		err = container_update(api->store, api_version(request), &id,
		    body, api->now, &object, &api->fault);
	}
	json_decref(old);
	json_decref(body);
	answer(api, request, reply, err, object);
}

static void
update_container(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	json_t *body = NULL;
	enum token_error err;

	err = api_body(api, request, &body);
	if (err == TOKEN_OK)
		change(api, request, values->value[1], body, reply);
	else
		api_answer(api, reply, err, NULL);
}

/* Gatehouse runs no containers, so there is nothing to do but to note when. */
static void
deploy_container(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	change(context, request, values->value[1], json_object(), reply);
}

static void
delete_container(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	const struct registry_delete wanted = api_deletion(api);
	json_t *old = NULL, *object = NULL;
	struct uuid id;
	enum token_error err;

	err = access_path(
	    api, PERMISSION_DELETE, OBJECT_CONTAINER, values->value[1], &old);
	if (err == TOKEN_OK) {
		id = object_uuid(old, "id");
		err = container_delete(
		    api->store, &wanted, &id, &object, &api->fault);
	}
	json_decref(old);
	answer(api, request, reply, err, object);
}

static const struct route routes[] = {
	VERSION_BOTH("GET", "containers", list_containers),
	VERSION_BOTH("POST", "containers", create_container),
	VERSION_BOTH("GET", "containers/*", get_container),
	VERSION_BOTH("PATCH", "containers/*", update_container),
	VERSION_BOTH("DELETE", "containers/*", delete_container),
	VERSION_V1BETA1("POST", "containers/*/deploy", deploy_container),
	VERSION_V1("POST", "containers/*/redeploy", deploy_container),
	{ NULL, NULL, NULL },
};

int
main(void)
{
	return api_main("containers", routes, false);
}
