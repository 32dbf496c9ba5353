/* SPDX-License-Identifier: ISC */
/* Users of IAM. */
#include "iam.h"
#include "iam_access.h"
#include "iam_listing.h"
#include "iam/user.h"
#include "iam/user_record.h"

#include <jansson.h>

IAM_HANDLER(iam_create_user)
{
	struct api *api = context;
	json_t *body = NULL, *object = NULL;
	enum token_error err;

	(void)values;
	if ((err = iam_access(api, PERMISSION_WRITE, OBJECT_USER)) ==
		TOKEN_OK &&
	    (err = iam_access_body(api, request, &body)) == TOKEN_OK)
		err = user_create(
		    api->store, body, api->now, &object, &api->fault);
	json_decref(body);
	iam_access_answer(api, reply, err, object, user_show);
}

IAM_HANDLER(iam_list_users)
{
	static const struct iam_order orders[] = {
		IAM_ORDERS("created_at", "created_at"),
		IAM_ORDERS("updated_at", "updated_at"),
		IAM_ORDERS("email", "email"),
		IAM_ORDERS("last_login", "last_login_at"),
		IAM_ORDERS("username", "username"),
		{ NULL, NULL },
	};
	static const struct iam_filter filters[] = {
		{ "organization_id", "organization_id", IAM_FILTER_ID },
		{ "user_ids", "id", IAM_FILTER_ID },
		{ "mfa", "mfa", IAM_FILTER_BOOL },
		{ "tag", "tags", IAM_FILTER_TEXT },
		{ "type", "type", IAM_FILTER_TEXT },
		{ NULL, NULL, IAM_FILTER_TEXT },
	};
	static const struct iam_listing listing = { .kind = OBJECT_USER,
		.collection = "users",
		.orders = orders,
		.filters = filters,
		.show = user_show };
	struct api *api = context;
	json_t *list = NULL;
	enum token_error err;

	(void)values;
	err = iam_access(api, PERMISSION_READ, OBJECT_USER);
	if (err == TOKEN_OK)
		err = iam_listing_answer(
		    api, &listing, request_query(request), &list);
	api_answer(api, reply, err, list);
}

IAM_HANDLER(iam_get_user)
{
	struct api *api = context;
	json_t *object = NULL;
	enum token_error err;

	(void)request;
	err = iam_access_object(
	    api, PERMISSION_READ, OBJECT_USER, values->value[0], &object);
	iam_access_answer(api, reply, err, object, user_show);
}

/* The user that a path names, whom the caller may change. */
static enum token_error
find_user(struct api *api, enum permission_action action, const char *text,
    struct uuid *idp)
{
	enum token_error err;
	json_t *object;

	err = iam_access_object(api, action, OBJECT_USER, text, &object);
	if (err != TOKEN_OK)
		return err;
	*idp = object_uuid(object, "id");
	json_decref(object);
	return iam_access_spare_owner(api, action, "user", idp);
}

/* One change that a body asks for. */
struct verb {
	enum token_error (*change)(struct store *store,
	    const struct user_change *wanted, struct json_t **objectp,
	    struct fault *fault);
};

static void
change_user(struct api *api, const struct request *request, const char *text,
    const struct verb *verb, struct reply *reply)
{
	struct user_change wanted = { .now = api->now };
	json_t *body = NULL, *object = NULL;
	enum token_error err;

	if ((err = find_user(api, PERMISSION_WRITE, text, &wanted.id)) ==
		TOKEN_OK &&
	    (err = api_body(api, request, &body)) == TOKEN_OK) {
		wanted.body = body;
		err = verb->change(api->store, &wanted, &object, &api->fault);
	}
	json_decref(body);
	iam_access_answer(api, reply, err, object, user_show);
}

IAM_HANDLER(iam_update_user)
{
	static const struct verb verb = { user_update };

	change_user(context, request, values->value[0], &verb, reply);
}

IAM_HANDLER(iam_update_username)
{
	static const struct verb verb = { user_rename };

	change_user(context, request, values->value[0], &verb, reply);
}

IAM_HANDLER(iam_update_password)
{
	static const struct verb verb = { user_set_password };

	change_user(context, request, values->value[0], &verb, reply);
}

static void
lock_user(
    struct api *api, const char *text, bool is_locked, struct reply *reply)
{
	json_t *object = NULL;
	enum token_error err;
	struct uuid id;

	err = find_user(api, PERMISSION_WRITE, text, &id);
	if (err == TOKEN_OK)
		err = user_lock(
		    api->store, &id, is_locked, api->now, &object, &api->fault);
	iam_access_answer(api, reply, err, object, user_show);
}

IAM_HANDLER(iam_lock_user)
{
	(void)request;
	lock_user(context, values->value[0], true, reply);
}

IAM_HANDLER(iam_unlock_user)
{
	(void)request;
	lock_user(context, values->value[0], false, reply);
}

IAM_HANDLER(iam_delete_user)
{
	struct api *api = context;
	const struct registry_delete wanted = api_deletion(api);
	enum token_error err;
	struct uuid id;

	(void)request;
	err = find_user(api, PERMISSION_DELETE, values->value[0], &id);
	if (err == TOKEN_OK)
		err = user_delete(api->store, &wanted, &id, &api->fault);
	iam_access_answer_gone(api, reply, err);
}
