/* SPDX-License-Identifier: ISC */
/* What the caller may do with records of IAM. */
#include "iam_access.h"
#include "access.h"
#include "base/json.h"
#include "iam/organization.h"
#include "iam/user_record.h"

#include <jansson.h>
#include <string.h>

enum token_error
iam_access(
    struct api *api, enum permission_action action, enum object_kind kind)
{
	return policy_decide(api->store, &api->caller, action,
	    object_kind_name(kind), NULL, &api->fault);
}

enum token_error
iam_access_object(struct api *api, enum permission_action action,
    enum object_kind kind, const char *text, struct json_t **objectp)
{
	enum token_error err;
	struct uuid id;

	if ((err = iam_access(api, action, kind)) != TOKEN_OK ||
	    (err = access_id(api, object_kind_name(kind), text, &id)) !=
		TOKEN_OK)
		return err;
	return object_get(api->store, kind, &id, objectp, &api->fault);
}

static enum token_error
check_organization(struct api *api, const json_t *body)
{
	struct organization organization;
	enum token_error err;
	struct uuid id;
	bool is_set;

	err = json_get_uuid(body, "organization_id", &id, &is_set, &api->fault);
	if (err != TOKEN_OK || !is_set)
		return err;
	err = organization_get(api->store, &organization);
	if (err != TOKEN_OK || uuid_equal(&organization.id, &id))
		return err;
	return api_not_found(
	    &api->fault, "organization", json_text(body, "organization_id"));
}

enum token_error
iam_access_body(
    struct api *api, const struct request *request, struct json_t **bodyp)
{
	enum token_error err;
	json_t *body;

	err = api_body(api, request, &body);
	if (err != TOKEN_OK)
		return err;
	err = check_organization(api, body);
	if (err == TOKEN_OK)
		*bodyp = body;
	else
		json_decref(body);
	return err;
}

/* The user of that id, NULL when there is none. */
static enum token_error
find_user(struct api *api, const struct uuid *user_id, json_t **userp)
{
	enum token_error err;

	*userp = NULL;
	err = object_get(api->store, OBJECT_USER, user_id, userp, NULL);
	return err == TOKEN_NOT_FOUND ? TOKEN_OK : err;
}

enum token_error
iam_access_is_user(struct api *api, const struct uuid *user_id, bool *isp)
{
	enum token_error err;
	json_t *user;

	*isp = false;
	if (!uuid_equal(&api->caller.id, user_id))
		return TOKEN_OK;
	err = find_user(api, user_id, &user);
	*isp = user != NULL;
	json_decref(user);
	return err;
}

enum token_error
iam_access_spare_owner(struct api *api, enum permission_action action,
    const char *resource, const struct uuid *user_id)
{
	enum token_error err;
	bool is_owner;
	json_t *user;

	if (api->caller.is_owner)
		return TOKEN_OK;
	err = find_user(api, user_id, &user);
	is_owner = user != NULL && user_is_owner(user);
	json_decref(user);
	if (err != TOKEN_OK || !is_owner)
		return err;
	return fault_permission(
	    &api->fault, permission_actions[action], resource, "");
}

void
iam_access_answer(struct api *api, struct reply *reply, enum token_error err,
    struct json_t *object, struct json_t *(*show)(const struct json_t *object))
{
	json_t *shown = NULL;

	if (err == TOKEN_OK)
		shown = show(object);
	json_decref(object);
	api_answer(api, reply, err, shown);
}

void
iam_access_answer_gone(
    struct api *api, struct reply *reply, enum token_error err)
{
	if (err == TOKEN_OK)
		reply_start(reply, 204);
	else
		api_answer(api, reply, err, NULL);
}
