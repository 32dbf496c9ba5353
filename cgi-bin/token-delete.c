/* SPDX-License-Identifier: ISC */
/* token-delete: DELETE tokens/{id}. */
#include "access.h"
#include "api_main.h"
#include "authenticate.h"
#include "token_json.h"

#include <stddef.h>

static void
delete_token(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	static const struct token_json shown = { "deleting", "", "" };
	struct api *api = context;
	const struct registry_delete wanted = api_deletion(api);
	struct json_t *answer = NULL;
	struct token token, deleted;
	struct uuid id;
	enum token_error err;

	(void)request;
	if ((err = authenticate_fresh(api)) == TOKEN_OK &&
	    (err = access_id(api, "token", values->value[1], &id)) ==
		TOKEN_OK &&
	    (err = access_token(api, PERMISSION_DELETE, &id, &token)) ==
		TOKEN_OK &&
	    /* Of a deleted token the view knows no last use any more. */
	    (err = registry_delete(
		 api->store, &wanted, &id, &deleted, &api->fault)) == TOKEN_OK)
		answer = token_json(&token, &shown);
	api_answer(api, reply, err, answer);
}

#define TOKEN "/containers/v1beta1/regions/*/tokens/*"

static const struct route routes[] = {
	{ "DELETE", TOKEN, delete_token },
	{ "GET", TOKEN, NULL },
	{ NULL, NULL, NULL },
};

int
main(void)
{
	return api_main("token-delete", routes, false);
}
