/* SPDX-License-Identifier: ISC */
/* API keys of IAM. */
#include "base/json.h"
#include "base/time.h"
#include "iam.h"
#include "iam_access.h"
#include "iam_listing.h"
#include "listing.h"
#include "crypto/digest.h"
#include "iam/api_key.h"

#include <jansson.h>
#include <string.h>

/* A user may do everything with its own keys.  With others' and with those of
 * applications may do so who manages IAM; with the Owner's only the Owner. */
static enum token_error
check_bearer(struct api *api, enum permission_action action,
    const struct uuid *bearer_id)
{
	enum token_error err;
	bool is_own;

	err = iam_access_is_user(api, bearer_id, &is_own);
	if (err != TOKEN_OK || is_own)
		return err;
	err = iam_access(api, action, OBJECT_API_KEY);
	if (err != TOKEN_OK)
		return err;
	return iam_access_spare_owner(api, action, "api_key", bearer_id);
}

/* The secret is in this answer and nowhere else. */
static json_t *
show_new(const json_t *object, char secret[UUID_TEXT])
{
	json_t *shown = api_key_show(object);

	if (json_object_set_new(shown, "secret_key", json_string(secret)) == 0)
		return shown;
	json_decref(shown);
	return NULL;
}

IAM_HANDLER(iam_create_api_key)
{
	struct api *api = context;
	struct api_key_request wanted = { .now = api->now,
		.creation_ip = request_param(request, "REMOTE_ADDR") };
	json_t *body = NULL, *object = NULL, *shown = NULL;
	char secret[UUID_TEXT] = "";
	struct uuid bearer_id;
	enum object_kind kind;
	enum token_error err;

	(void)values;
	if ((err = api_body(api, request, &body)) == TOKEN_OK &&
	    (err = api_key_bearer(body, &kind, &bearer_id, &api->fault)) ==
		TOKEN_OK &&
	    (err = check_bearer(api, PERMISSION_WRITE, &bearer_id)) ==
		TOKEN_OK) {
		wanted.body = body;
		err = api_key_create(
		    api->store, &wanted, secret, &object, &api->fault);
	}
	if (err == TOKEN_OK)
		shown = show_new(object, secret);
	digest_cleanse(secret, sizeof secret);
	json_decref(object);
	json_decref(body);
	api_answer(api, reply, err, shown);
}

/* ---- lists ---- */

/* Words that are asked for in other ways than by being equal. */
struct search {
	char description[API_KEY_DESCRIPTION * 4 + 1];
	bool has_expired, expired;
	bool is_foreign; /* of another organization */
	int64_t now;     /* seconds */
};

static enum token_error
read_search(struct api *api, const char *query, struct search *search)
{
	static const char *const words[] = { "", "true", "false", NULL };
	struct fault *fault = &api->fault;
	struct uuid organization_id;
	bool has_organization;
	enum token_error err;
	size_t word = 0;

	if ((err = query_text(query, "description", search->description,
		 sizeof search->description, fault)) != TOKEN_OK ||
	    (err = query_word(query, "expired", words, &word, fault)) !=
		TOKEN_OK ||
	    (err = listing_uuid(query, "organization_id", &organization_id,
		 &has_organization, fault)) != TOKEN_OK)
		return err;
	search->has_expired = word != 0;
	search->expired = word == 1;
	search->is_foreign =
	    has_organization &&
	    !uuid_equal(&organization_id, &api->caller.organization_id);
	return TOKEN_OK;
}

static bool
is_found(const json_t *object, void *context)
{
	const struct search *search = context;

	if (search->is_foreign ||
	    (search->has_expired &&
		api_key_is_expired(object, search->now) != search->expired))
		return false;
	return strcasestr(json_text(object, "description"),
		   search->description) != NULL;
}

/* Who may not read all keys may still ask for its own. */
static enum token_error
check_reader(struct api *api, const char *query)
{
	char text[UUID_TEXT];
	enum token_error err, denied;
	struct uuid id;

	denied = iam_access(api, PERMISSION_READ, OBJECT_API_KEY);
	if (denied != TOKEN_FORBIDDEN)
		return denied;
	err = query_text(query, "bearer_id", text, sizeof text, NULL);
	if (err == TOKEN_OK && uuid_parse(text, strlen(text), &id) &&
	    uuid_equal(&id, &api->caller.id))
		return TOKEN_OK;
	return denied;
}

IAM_HANDLER(iam_list_api_keys)
{
	static const struct iam_order orders[] = {
		IAM_ORDERS("created_at", "created_at"),
		IAM_ORDERS("updated_at", "updated_at"),
		IAM_ORDERS("expires_at", "expires_at"),
		IAM_ORDERS("access_key", "access_key"),
		{ NULL, NULL },
	};
	static const struct iam_filter filters[] = {
		{ "application_id", "application_id", IAM_FILTER_ID },
		{ "user_id", "user_id", IAM_FILTER_ID },
		{ "bearer_id", "bearer_id", IAM_FILTER_ID },
		{ "bearer_type", "bearer_kind", IAM_FILTER_TEXT },
		{ "access_key", "access_key", IAM_FILTER_TEXT },
		{ "access_keys", "access_key", IAM_FILTER_TEXT },
		{ "editable", "editable", IAM_FILTER_BOOL },
		{ NULL, NULL, IAM_FILTER_TEXT },
	};
	struct api *api = context;
	struct search search = { .now = api->now / TIME_MICRO };
	const struct iam_listing listing = { .kind = OBJECT_API_KEY,
		.collection = "api_keys",
		.orders = orders,
		.filters = filters,
		.show = api_key_show,
		.wants = is_found,
		.context = &search };
	const char *query = request_query(request);
	json_t *list = NULL;
	enum token_error err;

	(void)values;
	if ((err = check_reader(api, query)) == TOKEN_OK &&
	    (err = read_search(api, query, &search)) == TOKEN_OK)
		err = iam_listing_answer(api, &listing, query, &list);
	api_answer(api, reply, err, list);
}

/* ---- one key ---- */

/* The caller's own key, which it may always read; an unknown one is only
 * called so before who may see all. */
static enum token_error
find_key(struct api *api, enum permission_action action, const char *access_key,
    json_t **objectp)
{
	enum token_error err;
	json_t *object = NULL;
	struct uuid bearer_id;

	err = api_key_find(api->store, access_key, &object, NULL);
	if (err != TOKEN_OK && err != TOKEN_NOT_FOUND)
		return err;
	bearer_id = object_uuid(object, "bearer_id");
	if (object != NULL && action != PERMISSION_READ)
		err = check_bearer(api, action, &bearer_id);
	else if (object == NULL || !uuid_equal(&bearer_id, &api->caller.id))
		err = iam_access(api, action, OBJECT_API_KEY);
	if (err == TOKEN_OK && object == NULL)
		return api_not_found(&api->fault, "access_key", access_key);
	if (err == TOKEN_OK)
		*objectp = object;
	else
		json_decref(object);
	return err;
}

IAM_HANDLER(iam_get_api_key)
{
	struct api *api = context;
	json_t *object = NULL;
	enum token_error err;

	(void)request;
	err = find_key(api, PERMISSION_READ, values->value[0], &object);
	iam_access_answer(api, reply, err, object, api_key_show);
}

IAM_HANDLER(iam_update_api_key)
{
	struct api *api = context;
	json_t *body = NULL, *old = NULL, *object = NULL;
	enum token_error err;

	if ((err = find_key(api, PERMISSION_WRITE, values->value[0], &old)) ==
		TOKEN_OK &&
	    (err = api_body(api, request, &body)) == TOKEN_OK)
		err = api_key_update(api->store, values->value[0], body,
		    api->now, &object, &api->fault);
	json_decref(old);
	json_decref(body);
	iam_access_answer(api, reply, err, object, api_key_show);
}

IAM_HANDLER(iam_delete_api_key)
{
	struct api *api = context;
	const struct registry_delete wanted = api_deletion(api);
	enum token_error err;
	json_t *old = NULL;

	(void)request;
	err = find_key(api, PERMISSION_DELETE, values->value[0], &old);
	if (err == TOKEN_OK)
		err = api_key_delete(
		    api->store, &wanted, values->value[0], &api->fault);
	json_decref(old);
	iam_access_answer_gone(api, reply, err);
}
