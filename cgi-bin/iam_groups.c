/* SPDX-License-Identifier: ISC */
/* Groups of IAM, and who is in them. */
#include "iam.h"
#include "iam_access.h"
#include "iam_listing.h"
#include "iam/group.h"
#include "iam/group_members.h"

#include <jansson.h>

IAM_HANDLER(iam_create_group)
{
	struct api *api = context;
	json_t *body = NULL, *object = NULL;
	enum token_error err;

	(void)values;
	if ((err = iam_access(api, PERMISSION_WRITE, OBJECT_GROUP)) ==
		TOKEN_OK &&
	    (err = iam_access_body(api, request, &body)) == TOKEN_OK)
		err = group_create(
		    api->store, body, api->now, &object, &api->fault);
	json_decref(body);
	iam_access_answer(api, reply, err, object, group_show);
}

IAM_HANDLER(iam_list_groups)
{
	static const struct iam_order orders[] = {
		IAM_ORDERS("created_at", "created_at"),
		IAM_ORDERS("updated_at", "updated_at"),
		IAM_ORDERS("name", "name"),
		{ NULL, NULL },
	};
	static const struct iam_filter filters[] = {
		{ "organization_id", "organization_id", IAM_FILTER_ID },
		{ "group_ids", "id", IAM_FILTER_ID },
		{ "user_ids", "user_ids", IAM_FILTER_ID },
		{ "application_ids", "application_ids", IAM_FILTER_ID },
		{ "name", "name", IAM_FILTER_TEXT },
		{ "tag", "tags", IAM_FILTER_TEXT },
		{ NULL, NULL, IAM_FILTER_TEXT },
	};
	static const struct iam_listing listing = { .kind = OBJECT_GROUP,
		.collection = "groups",
		.orders = orders,
		.filters = filters,
		.show = group_show };
	struct api *api = context;
	json_t *list = NULL;
	enum token_error err;

	(void)values;
	err = iam_access(api, PERMISSION_READ, OBJECT_GROUP);
	if (err == TOKEN_OK)
		err = iam_listing_answer(
		    api, &listing, request_query(request), &list);
	api_answer(api, reply, err, list);
}

IAM_HANDLER(iam_get_group)
{
	struct api *api = context;
	json_t *object = NULL;
	enum token_error err;

	(void)request;
	err = iam_access_object(
	    api, PERMISSION_READ, OBJECT_GROUP, values->value[0], &object);
	iam_access_answer(api, reply, err, object, group_show);
}

/* The group that a path names, which the caller may change. */
static enum token_error
find_group(struct api *api, enum permission_action action, const char *text,
    struct uuid *idp)
{
	enum token_error err;
	json_t *object;

	err = iam_access_object(api, action, OBJECT_GROUP, text, &object);
	if (err != TOKEN_OK)
		return err;
	*idp = object_uuid(object, "id");
	json_decref(object);
	return TOKEN_OK;
}

IAM_HANDLER(iam_update_group)
{
	struct api *api = context;
	json_t *body = NULL, *object = NULL;
	enum token_error err;
	struct uuid id;

	if ((err = find_group(api, PERMISSION_WRITE, values->value[0], &id)) ==
		TOKEN_OK &&
	    (err = api_body(api, request, &body)) == TOKEN_OK)
		err = group_update(
		    api->store, &id, body, api->now, &object, &api->fault);
	json_decref(body);
	iam_access_answer(api, reply, err, object, group_show);
}

IAM_HANDLER(iam_delete_group)
{
	struct api *api = context;
	const struct registry_delete wanted = api_deletion(api);
	enum token_error err;
	struct uuid id;

	(void)request;
	err = find_group(api, PERMISSION_DELETE, values->value[0], &id);
	if (err == TOKEN_OK)
		err = group_delete(api->store, &wanted, &id, &api->fault);
	iam_access_answer_gone(api, reply, err);
}

static void
change_members(struct api *api, const struct request *request, const char *text,
    enum group_members_verb verb, struct reply *reply)
{
	struct group_members wanted = { .verb = verb, .now = api->now };
	json_t *body = NULL, *object = NULL;
	enum token_error err;

	if ((err = find_group(api, PERMISSION_WRITE, text, &wanted.id)) ==
		TOKEN_OK &&
	    (err = api_body(api, request, &body)) == TOKEN_OK) {
		wanted.body = body;
		err = group_members_change(
		    api->store, &wanted, &object, &api->fault);
	}
	json_decref(body);
	iam_access_answer(api, reply, err, object, group_show);
}

IAM_HANDLER(iam_set_members)
{
	change_members(
	    context, request, values->value[0], GROUP_MEMBERS_SET, reply);
}

IAM_HANDLER(iam_add_member)
{
	change_members(
	    context, request, values->value[0], GROUP_MEMBERS_ADD, reply);
}

IAM_HANDLER(iam_add_members)
{
	change_members(
	    context, request, values->value[0], GROUP_MEMBERS_ADD, reply);
}

IAM_HANDLER(iam_remove_member)
{
	change_members(
	    context, request, values->value[0], GROUP_MEMBERS_REMOVE, reply);
}
