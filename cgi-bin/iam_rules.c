/* SPDX-License-Identifier: ISC */
/* The rules of a policy of IAM, read and replaced. */
#include "base/json.h"
#include "iam.h"
#include "iam_access.h"
#include "iam_page.h"
#include "listing.h"
#include "iam/policy_record.h"

#include <jansson.h>
#include <string.h>

static enum token_error
require_policy(struct api *api)
{
	return fault_argument(
	    &api->fault, "policy_id", "required", "a policy is needed");
}

/* The policy that the query names. */
static enum token_error
find_policy(struct api *api, const struct request *request, json_t **objectp)
{
	struct uuid id;
	enum token_error err;
	bool is_set;

	err = listing_uuid(
	    request_query(request), "policy_id", &id, &is_set, &api->fault);
	if (err != TOKEN_OK)
		return err;
	if (!is_set)
		return require_policy(api);
	return object_get(api->store, OBJECT_POLICY, &id, objectp, &api->fault);
}

IAM_HANDLER(iam_list_rules)
{
	struct api *api = context;
	json_t *policy = NULL, *list = NULL;
	enum token_error err;

	(void)values;
	if ((err = iam_access(api, PERMISSION_READ, OBJECT_POLICY)) ==
		TOKEN_OK &&
	    (err = find_policy(api, request, &policy)) == TOKEN_OK)
		err = iam_page(json_incref(json_object_get(policy, "rules")),
		    "rules", request_query(request), &list, &api->fault);
	json_decref(policy);
	api_answer(api, reply, err, list);
}

/* The policy that the body names, and that it has rules: who forgets them does
 * not mean to delete all. */
static enum token_error
read_body(struct api *api, const json_t *body, struct uuid *idp)
{
	enum token_error err;
	bool is_set;

	err = json_get_uuid(body, "policy_id", idp, &is_set, &api->fault);
	if (err != TOKEN_OK)
		return err;
	if (!is_set)
		return require_policy(api);
	if (json_object_get(body, "rules") == NULL)
		return fault_argument(
		    &api->fault, "rules", "required", "rules are needed");
	return TOKEN_OK;
}

IAM_HANDLER(iam_set_rules)
{
	struct api *api = context;
	json_t *body = NULL, *policy = NULL, *rules = NULL;
	struct uuid id;
	enum token_error err;

	(void)values;
	if ((err = iam_access(api, PERMISSION_WRITE, OBJECT_POLICY)) ==
		TOKEN_OK &&
	    (err = api_body(api, request, &body)) == TOKEN_OK &&
	    (err = read_body(api, body, &id)) == TOKEN_OK)
		err = policy_record_set_rules(
		    api->store, &id, body, api->now, &policy, &api->fault);
	if (err == TOKEN_OK)
		rules = json_pack(
		    "{s:O}", "rules", json_object_get(policy, "rules"));
	json_decref(body);
	json_decref(policy);
	api_answer(api, reply, err, rules);
}
