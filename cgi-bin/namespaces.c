/* SPDX-License-Identifier: ISC */
/* namespaces: create, read, change and delete them; API v1beta1 and v1. */
#include "base/json.h"
#include "access.h"
#include "api_main.h"
#include "container/container.h"
#include "listing.h"
#include "container/namespace.h"
#include "iam/organization.h"
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
		shown = namespace_show(object, &api->config,
		    api_version(request), is_gone ? "deleting" : "ready");
	json_decref(object);
	api_answer(api, reply, err, shown);
}

/* The project of the body, or the default one. */
static enum token_error
find_project(struct api *api, const json_t *body, struct uuid *project_idp)
{
	struct organization organization;
	enum token_error err;
	bool is_set;

	err = json_get_uuid(
	    body, "project_id", project_idp, &is_set, &api->fault);
	if (err != TOKEN_OK || is_set)
		return err;
	err = organization_get(api->store, &organization);
	if (err == TOKEN_OK)
		*project_idp = organization.project_id;
	return err;
}

static void
create_namespace(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	json_t *body = NULL, *object = NULL;
	struct uuid project_id;
	enum token_error err;

	(void)values;
	if ((err = api_body(api, request, &body)) == TOKEN_OK &&
	    (err = find_project(api, body, &project_id)) == TOKEN_OK &&
	    (err = policy_decide(api->store, &api->caller, PERMISSION_WRITE,
		 "namespace", &project_id, &api->fault)) == TOKEN_OK)
		err = namespace_create(api->store, &api->config,
		    api_version(request), body, &project_id, api->now, &object,
		    &api->fault);
	json_decref(body);
	answer(api, request, reply, err, object);
}

static void
list_namespaces(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	const struct listing_kind kind = { OBJECT_NAMESPACE, "namespaces",
		api_version(request), namespace_show };
	struct api *api = context;
	json_t *list = NULL;
	enum token_error err;

	(void)values;
	err = listing_objects(api, &kind, request_query(request), NULL, &list);
	api_answer(api, reply, err, list);
}

static void
get_namespace(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	json_t *object = NULL;
	enum token_error err;

	err = access_path(
	    api, PERMISSION_READ, OBJECT_NAMESPACE, values->value[1], &object);
	answer(api, request, reply, err, object);
}

static void
update_namespace(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	json_t *body = NULL, *old = NULL, *object = NULL;
	struct uuid id;
	enum token_error err;

	if ((err = access_path(api, PERMISSION_WRITE, OBJECT_NAMESPACE,
		 values->value[1], &old)) == TOKEN_OK &&
	    (err = api_body(api, request, &body)) == TOKEN_OK) {
		id = object_uuid(old, "id");
		err = namespace_update(api->store, api_version(request), &id,
		    body, api->now, &object, &api->fault);
	}
	json_decref(old);
	json_decref(body);
	answer(api, request, reply, err, object);
}

static void
delete_namespace(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	const struct registry_delete wanted = api_deletion(api);
	json_t *old = NULL, *object = NULL;
	struct uuid id;
	enum token_error err;

	err = access_path(
	    api, PERMISSION_DELETE, OBJECT_NAMESPACE, values->value[1], &old);
	if (err == TOKEN_OK) {
		id = object_uuid(old, "id");
		err = namespace_delete(
		    api->store, &wanted, &id, &object, &api->fault);
	}
	json_decref(old);
	answer(api, request, reply, err, object);
}

static void
list_containers(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	const struct listing_kind kind = { OBJECT_CONTAINER, "containers",
		api_version(request), container_show };
	struct api *api = context;
	json_t *namespace = NULL, *list = NULL;
	struct uuid id;
	enum token_error err;

	err = access_path(api, PERMISSION_READ, OBJECT_NAMESPACE,
	    values->value[1], &namespace);
	if (err == TOKEN_OK) {
		id = object_uuid(namespace, "id");
		err = listing_objects(
		    api, &kind, request_query(request), &id, &list);
	}
	json_decref(namespace);
	api_answer(api, reply, err, list);
}

static const struct route routes[] = {
	VERSION_BOTH("GET", "namespaces", list_namespaces),
	VERSION_BOTH("POST", "namespaces", create_namespace),
	VERSION_BOTH("GET", "namespaces/*", get_namespace),
	VERSION_BOTH("PATCH", "namespaces/*", update_namespace),
	VERSION_BOTH("DELETE", "namespaces/*", delete_namespace),
	VERSION_BOTH("GET", "namespaces/*/containers", list_containers),
	{ NULL, NULL, NULL },
};

int
main(void)
{
	return api_main("namespaces", routes, false);
}
