/* SPDX-License-Identifier: ISC */
/* token-list: GET tokens and GET tokens/{id}. */
#include "access.h"
#include "api_main.h"
#include "listing.h"
#include "token_json.h"

#include <jansson.h>
#include <stdlib.h>

#define COUNT_MOST 1000 /* tokens that the store counts for a list */

static const char *const orders[] = { "created_at_asc", "created_at_desc",
	NULL };

/* One page of tokens, and how many there are in all. */
struct found {
	struct token *tokens; /* room for LISTING_PAGE_MOST */
	size_t count;
	int64_t total;
};

/* The caller must be allowed to know what the tokens are for, and to read
 * tokens there. */
static enum token_error
check_scope(struct api *api, enum object_kind kind, const struct uuid *id)
{
	json_t *object = NULL;
	struct uuid project_id;
	enum token_error err;

	err = access_object(api, PERMISSION_READ, kind, id, &object);
	if (err != TOKEN_OK)
		return err;
	project_id = object_uuid(object, "project_id");
	json_decref(object);
	return policy_decide(api->store, &api->caller, PERMISSION_READ, "token",
	    &project_id, &api->fault);
}

/* The container or namespace of the query, if any. */
static enum token_error
read_scope(struct api *api, const char *query, struct uuid *idp, bool *is_setp)
{
	struct fault *fault = &api->fault;
	struct uuid container_id, namespace_id;
	bool has_container, has_namespace;
	enum token_error err;

	if ((err = listing_uuid(query, "container_id", &container_id,
		 &has_container, fault)) != TOKEN_OK ||
	    (err = listing_uuid(query, "namespace_id", &namespace_id,
		 &has_namespace, fault)) != TOKEN_OK)
		return err;
	if (has_container && has_namespace)
		return fault_argument(fault, "namespace_id", "constraint",
		    "container_id and namespace_id exclude each other");
	*is_setp = has_container || has_namespace;
	if (!*is_setp)
		return TOKEN_OK;
	*idp = has_container ? container_id : namespace_id;
	return check_scope(
	    api, has_container ? OBJECT_CONTAINER : OBJECT_NAMESPACE, idp);
}

/* Adds those of a batch that the caller may read to the page, if they are on
 * it. */
static void
keep_readable(const struct listing *listing, const struct found *batch,
    const struct access_projects *projects, struct found *found)
{
	const int64_t first = (listing->page - 1) * listing->page_size;
	const struct token *token;

	for (token = batch->tokens; token < batch->tokens + batch->count;
	     token++)
		if (access_projects_have(projects, &token->project_id) &&
		    found->total++ >= first &&
		    (int64_t)found->count < listing->page_size)
			found->tokens[found->count++] = *token;
}

static enum store_order
order_of(const struct listing *listing)
{
	return listing->order == 0 ? STORE_ASCENDING : STORE_DESCENDING;
}

/* Which tokens these are only a look at each can tell. */
static enum token_error
find_readable(
    struct api *api, const struct listing *listing, struct found *found)
{
	struct registry_walk walk = { .order = order_of(listing) };
	struct access_projects projects;
	struct found batch = { .count = 0 };
	enum token_error err;

	err = access_projects(api, "token", &projects);
	if (err != TOKEN_OK || projects.count == 0)
		goto out;
	batch.tokens = calloc(LISTING_PAGE_MOST, sizeof *batch.tokens);
	if (batch.tokens == NULL)
		err = TOKEN_UNAVAILABLE;
	while (err == TOKEN_OK) {
		err = registry_walk(api->store, &walk, batch.tokens,
		    LISTING_PAGE_MOST, &batch.count);
		if (err != TOKEN_OK || batch.count == 0)
			break;
		keep_readable(listing, &batch, &projects, found);
	}
	free(batch.tokens);
out:
	access_projects_free(&projects);
	return err;
}

/* To count all of very many takes the store seconds, and the view a moment; it
 * may be a change behind. */
static enum token_error
find_page(
    struct api *api, const struct registry_page *page, struct found *found)
{
	enum token_error err;
	int64_t in_view;

	err = registry_list(
	    api->store, page, found->tokens, &found->count, &found->total);
	if (err != TOKEN_OK || found->total <= COUNT_MOST ||
	    view_follow(api->view) != TOKEN_OK)
		return err;
	in_view = view_count_tokens(api->view, page->scope_id);
	if (in_view > found->total)
		found->total = in_view;
	return TOKEN_OK;
}

static enum token_error
find_tokens(struct api *api, const char *query, struct found *found)
{
	struct listing listing;
	struct registry_page page;
	struct uuid scope_id;
	bool has_scope = false;
	enum token_error err;

	if ((err = listing_read(query, orders, &listing, &api->fault)) !=
		TOKEN_OK ||
	    (err = read_scope(api, query, &scope_id, &has_scope)) != TOKEN_OK)
		return err;
	if (!has_scope && !api->caller.is_owner)
		return find_readable(api, &listing, found);
	page = (struct registry_page){ .scope_id = has_scope ? &scope_id : NULL,
		.order = order_of(&listing),
		.page = listing.page,
		.page_size = listing.page_size,
		.count_most = COUNT_MOST };
	return find_page(api, &page, found);
}

static json_t *
show_tokens(const struct api *api, const struct found *found)
{
	json_t *tokens = json_array();
	int rc = 0;
	size_t i;

	for (i = 0; i < found->count && rc == 0; i++) {
		access_add_use(api, &found->tokens[i]);
		rc = json_array_append_new(
		    tokens, token_json(&found->tokens[i], &token_json_hidden));
	}
	if (rc != 0) {
		json_decref(tokens);
		return NULL;
	}
	return json_pack("{s:o, s:I}", "tokens", tokens, "total_count",
	    (json_int_t)found->total);
}

static void
list_tokens(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	struct found found = { .count = 0 };
	json_t *answer = NULL;
	enum token_error err = TOKEN_INTERNAL;

	(void)values;
	found.tokens = calloc(LISTING_PAGE_MOST, sizeof *found.tokens);
	if (found.tokens != NULL)
		err = find_tokens(api, request_query(request), &found);
	if (err == TOKEN_OK)
		answer = show_tokens(api, &found);
	free(found.tokens);
	api_answer(api, reply, err, answer);
}

static void
find_token(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	json_t *answer = NULL;
	struct token token;
	struct uuid id;
	enum token_error err;

	(void)request;
	if ((err = access_id(api, "token", values->value[1], &id)) ==
		TOKEN_OK &&
	    (err = access_token(api, PERMISSION_READ, &id, &token)) == TOKEN_OK)
		answer = token_json(&token, &token_json_hidden);
	api_answer(api, reply, err, answer);
}

#define TOKENS "/containers/v1beta1/regions/*/tokens"

static const struct route routes[] = {
	{ "GET", TOKENS, list_tokens },
	{ "POST", TOKENS, NULL },
	{ "GET", TOKENS "/*", find_token },
	{ "DELETE", TOKENS "/*", NULL },
	{ NULL, NULL, NULL },
};

int
main(void)
{
	return api_main("token-list", routes, false);
}
