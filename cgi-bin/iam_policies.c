/* SPDX-License-Identifier: ISC */
/* Policies of IAM. */
#include "access.h"
#include "iam.h"
#include "iam_access.h"
#include "iam_listing.h"
#include "iam/policy_record.h"

#include <jansson.h>

/* The id of the policy that a path names, for who may do that to policies. */
static enum token_error
find_id(struct api *api, enum permission_action action, const char *text,
    struct uuid *idp)
{
	enum token_error err;

	err = iam_access(api, action, OBJECT_POLICY);
	return err != TOKEN_OK ? err : access_id(api, "policy", text, idp);
}

IAM_HANDLER(iam_create_policy)
{
	struct api *api = context;
	json_t *body = NULL, *object = NULL;
	enum token_error err;

	(void)values;
	if ((err = iam_access(api, PERMISSION_WRITE, OBJECT_POLICY)) ==
		TOKEN_OK &&
	    (err = iam_access_body(api, request, &body)) == TOKEN_OK)
		err = policy_record_create(
		    api->store, body, api->now, &object, &api->fault);
	json_decref(body);
	iam_access_answer(api, reply, err, object, policy_record_show);
}

/* Whether it is for nobody (2), or for somebody (1), as asked. */
static bool
is_for(const json_t *policy, void *context)
{
	const size_t nobody = *(const size_t *)context;

	return nobody == 0 || (json_object_get(policy, "no_principal") !=
				  NULL) == (nobody == 2);
}

IAM_HANDLER(iam_list_policies)
{
	static const struct iam_order orders[] = {
		IAM_ORDERS("created_at", "created_at"),
		IAM_ORDERS("policy_name", "name"),
		{ NULL, NULL },
	};
	static const struct iam_filter filters[] = {
		{ "organization_id", "organization_id", IAM_FILTER_ID },
		{ "policy_ids", "id", IAM_FILTER_ID },
		{ "user_ids", "user_id", IAM_FILTER_ID },
		{ "group_ids", "group_id", IAM_FILTER_ID },
		{ "application_ids", "application_id", IAM_FILTER_ID },
		{ "policy_name", "name", IAM_FILTER_TEXT },
		{ "editable", "editable", IAM_FILTER_BOOL },
		{ "tag", "tags", IAM_FILTER_TEXT },
		{ NULL, NULL, IAM_FILTER_TEXT },
	};
	static const char *const words[] = { "", "false", "true", NULL };
	const char *query = request_query(request);
	size_t nobody = 0; /* index of `words` */
	const struct iam_listing listing = { .kind = OBJECT_POLICY,
		.collection = "policies",
		.orders = orders,
		.filters = filters,
		.show = policy_record_show,
		.wants = is_for,
		.context = &nobody };
	struct api *api = context;
	json_t *list = NULL;
	enum token_error err;

	(void)values;
	if ((err = iam_access(api, PERMISSION_READ, OBJECT_POLICY)) ==
		TOKEN_OK &&
	    (err = query_word(query, "no_principal", words, &nobody,
		 &api->fault)) == TOKEN_OK)
		err = iam_listing_answer(api, &listing, query, &list);
	api_answer(api, reply, err, list);
}

IAM_HANDLER(iam_get_policy)
{
	struct api *api = context;
	json_t *object = NULL;
	enum token_error err;

	(void)request;
	err = iam_access_object(
	    api, PERMISSION_READ, OBJECT_POLICY, values->value[0], &object);
	iam_access_answer(api, reply, err, object, policy_record_show);
}

IAM_HANDLER(iam_update_policy)
{
	struct api *api = context;
	json_t *body = NULL, *object = NULL;
	enum token_error err;
	struct uuid id;

	if ((err = find_id(api, PERMISSION_WRITE, values->value[0], &id)) ==
		TOKEN_OK &&
	    (err = api_body(api, request, &body)) == TOKEN_OK)
		err = policy_record_update(
		    api->store, &id, body, api->now, &object, &api->fault);
	json_decref(body);
	iam_access_answer(api, reply, err, object, policy_record_show);
}

IAM_HANDLER(iam_delete_policy)
{
	struct api *api = context;
	enum token_error err;
	struct uuid id;

	(void)request;
	err = find_id(api, PERMISSION_DELETE, values->value[0], &id);
	if (err == TOKEN_OK)
		err = policy_record_delete(api->store, &id, &api->fault);
	iam_access_answer_gone(api, reply, err);
}

IAM_HANDLER(iam_clone_policy)
{
	struct api *api = context;
	json_t *object = NULL;
	enum token_error err;
	struct uuid id;

	(void)request;
	err = find_id(api, PERMISSION_WRITE, values->value[0], &id);
	if (err == TOKEN_OK)
		err = policy_record_clone(
		    api->store, &id, api->now, &object, &api->fault);
	iam_access_answer(api, reply, err, object, policy_record_show);
}
