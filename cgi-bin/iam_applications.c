/* SPDX-License-Identifier: ISC */
/* Applications of IAM. */
#include "base/json.h"
#include "iam.h"
#include "iam_access.h"
#include "iam_listing.h"
#include "iam/application.h"

#include <jansson.h>
#include <string.h>

static json_int_t
count_of(const json_t *keys, const char *bearer_id)
{
	json_int_t count = 0;
	size_t i;

	for (i = 0; i < json_array_size(keys); i++)
		count += strcmp(json_text(json_array_get(keys, i), "bearer_id"),
			     bearer_id) == 0;
	return count;
}

/* Sets nb_api_keys of each application of an array. */
static enum token_error
count_keys(struct api *api, json_t *applications)
{
	enum token_error err;
	json_t *keys, *application, *count;
	size_t i;
	int rc = 0;

	err = object_list(api->store, OBJECT_API_KEY, NULL, NULL, &keys);
	if (err != TOKEN_OK)
		return err;
	json_array_foreach(applications, i, application)
	{
		count =
		    json_integer(count_of(keys, json_text(application, "id")));
		rc |= json_object_set_new(application, "nb_api_keys", count);
	}
	json_decref(keys);
	return rc == 0 ? TOKEN_OK : TOKEN_UNAVAILABLE;
}

/* Answers with an application, whose reference is taken. */
static void
answer(
    struct api *api, struct reply *reply, enum token_error err, json_t *object)
{
	json_t *shown = NULL, *page;

	if (err == TOKEN_OK) {
		shown = application_show(object);
		page = json_pack("[O]", shown);
		err = count_keys(api, page);
		json_decref(page);
	}
	json_decref(object);
	api_answer(api, reply, err, shown);
}

IAM_HANDLER(iam_create_application)
{
	struct api *api = context;
	json_t *body = NULL, *object = NULL;
	enum token_error err;

	(void)values;
	if ((err = iam_access(api, PERMISSION_WRITE, OBJECT_APPLICATION)) ==
		TOKEN_OK &&
	    (err = iam_access_body(api, request, &body)) == TOKEN_OK)
		err = application_create(
		    api->store, body, api->now, &object, &api->fault);
	json_decref(body);
	answer(api, reply, err, object);
}

IAM_HANDLER(iam_list_applications)
{
	static const struct iam_order orders[] = {
		IAM_ORDERS("created_at", "created_at"),
		IAM_ORDERS("updated_at", "updated_at"),
		IAM_ORDERS("name", "name"),
		{ NULL, NULL },
	};
	static const struct iam_filter filters[] = {
		{ "organization_id", "organization_id", IAM_FILTER_ID },
		{ "application_ids", "id", IAM_FILTER_ID },
		{ "editable", "editable", IAM_FILTER_BOOL },
		{ "name", "name", IAM_FILTER_TEXT },
		{ "tag", "tags", IAM_FILTER_TEXT },
		{ NULL, NULL, IAM_FILTER_TEXT },
	};
	static const struct iam_listing listing = { .kind = OBJECT_APPLICATION,
		.collection = "applications",
		.orders = orders,
		.filters = filters,
		.show = application_show,
		.complete = count_keys };
	struct api *api = context;
	json_t *list = NULL;
	enum token_error err;

	(void)values;
	err = iam_access(api, PERMISSION_READ, OBJECT_APPLICATION);
	if (err == TOKEN_OK)
		err = iam_listing_answer(
		    api, &listing, request_query(request), &list);
	api_answer(api, reply, err, list);
}

IAM_HANDLER(iam_get_application)
{
	struct api *api = context;
	json_t *object = NULL;
	enum token_error err;

	(void)request;
	err = iam_access_object(api, PERMISSION_READ, OBJECT_APPLICATION,
	    values->value[0], &object);
	answer(api, reply, err, object);
}

IAM_HANDLER(iam_update_application)
{
	struct api *api = context;
	json_t *body = NULL, *old = NULL, *object = NULL;
	enum token_error err;
	struct uuid id;

	if ((err = iam_access_object(api, PERMISSION_WRITE, OBJECT_APPLICATION,
		 values->value[0], &old)) == TOKEN_OK &&
	    (err = api_body(api, request, &body)) == TOKEN_OK) {
		id = object_uuid(old, "id");
		err = application_update(
		    api->store, &id, body, api->now, &object, &api->fault);
	}
	json_decref(old);
	json_decref(body);
	answer(api, reply, err, object);
}

IAM_HANDLER(iam_delete_application)
{
	struct api *api = context;
	const struct registry_delete wanted = api_deletion(api);
	enum token_error err;
	json_t *old = NULL;
	struct uuid id;

	(void)request;
	err = iam_access_object(
	    api, PERMISSION_DELETE, OBJECT_APPLICATION, values->value[0], &old);
	if (err == TOKEN_OK) {
		id = object_uuid(old, "id");
		err = application_delete(api->store, &wanted, &id, &api->fault);
	}
	json_decref(old);
	iam_access_answer_gone(api, reply, err);
}
