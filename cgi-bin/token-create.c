/* SPDX-License-Identifier: ISC */
/* token-create: POST tokens, and the legacy GET issue-jwt.  The only program
 * that can open signing keys. */
#include "access.h"
#include "api_audit.h"
#include "api_main.h"
#include "authenticate.h"
#include "crypto/digest.h"
#include "token/issue.h"
#include "token_json.h"
#include "token_wanted.h"

#include <jansson.h>
#include <string.h>

/* What the token is for must be known to the caller, who must be allowed to
 * make tokens in its project. */
static enum token_error
check_scope(struct api *api, const struct token_wanted *wanted)
{
	json_t *object = NULL;
	struct uuid project_id;
	enum token_error err;

	err = access_object(api, PERMISSION_READ,
	    wanted->scope == SCOPE_CONTAINER ? OBJECT_CONTAINER
					     : OBJECT_NAMESPACE,
	    &wanted->scope_id, &object);
	if (err != TOKEN_OK)
		return err;
	project_id = object_uuid(object, "project_id");
	json_decref(object);
	return policy_decide(api->store, &api->caller, PERMISSION_WRITE,
	    "token", &project_id, &api->fault);
}

static enum token_error
issue(struct api *api, const struct token_wanted *wanted, struct issued *issued)
{
	const struct issuer issuer = { api->store, api->seal, &api->config,
		api->memory };
	const struct issue_request request = { .scope = wanted->scope,
		.scope_id = wanted->scope_id,
		.description = wanted->description,
		.expires_at = wanted->expires ? &wanted->expires_at : NULL,
		.created_by = api->caller.id };
	enum token_error err;

	err = check_scope(api, wanted);
	if (err != TOKEN_OK)
		return err;
	return issue_token(&issuer, &request, api->now, issued, &api->fault);
}

static void
create_token(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	json_t *body = NULL, *answer = NULL;
	struct token_json shown = { .status = "ready" };
	struct token_wanted wanted;
	struct issued issued;
	enum token_error err;

	(void)values;
	if ((err = authenticate_fresh(api)) == TOKEN_OK &&
	    (err = api_body(api, request, &body)) == TOKEN_OK &&
	    (err = token_wanted_read_body(body, &wanted, &api->fault)) ==
		TOKEN_OK &&
	    (err = issue(api, &wanted, &issued)) == TOKEN_OK) {
		shown.text = issued.jwt;
		shown.public_key = issued.pem;
		answer = token_json(&issued.token, &shown);
		digest_cleanse(&issued, sizeof issued);
	}
	json_decref(body);
	api_answer(api, reply, err, answer);
}

/* The legacy answer does not say which token it has. */
static void
audit_token(struct api *api, const struct token *token)
{
	json_t *shown = token_json(token, &token_json_hidden);

	api_audit_answer(api, shown);
	json_decref(shown);
}

/*
 * A GET that changes the store, by the design of an API that is no more.  Any
 * page can make a browser send a GET with its cookies, so a session must never
 * do: only a key in X-Auth-Token, which no foreign page can send, counts.
 */
static enum token_error
refuse_session(struct api *api)
{
	if (*api->caller.access_key != '\0')
		return TOKEN_OK;
	return fault_authentication(&api->fault, "api_key", "invalid_argument");
}

static void
issue_jwt(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	struct token_wanted wanted;
	struct issued issued;
	json_t *answer = NULL;
	enum token_error err;

	(void)values;
	/* Nobody would see the token that a HEAD makes. */
	if (strcmp(request_method(request), "HEAD") == 0) {
		api_answer(api, reply, TOKEN_METHOD, NULL);
		reply_header(reply, "Allow", "GET");
		return;
	}
	if ((err = refuse_session(api)) == TOKEN_OK &&
	    (err = token_wanted_read_query(request_query(request), api->now,
		 &wanted, &api->fault)) == TOKEN_OK &&
	    (err = issue(api, &wanted, &issued)) == TOKEN_OK) {
		answer = json_pack("{s:s, s:s}", "token", issued.jwt,
		    "public_key", issued.pem);
		audit_token(api, &issued.token);
		digest_cleanse(&issued, sizeof issued);
	}
	api_answer(api, reply, err, answer);
}

#define REGION "/containers/v1beta1/regions/*/"

static const struct route routes[] = {
	{ "POST", REGION "tokens", create_token },
	{ "GET", REGION "tokens", NULL },
	{ "GET", REGION "issue-jwt", issue_jwt },
	{ NULL, NULL, NULL },
};

int
main(void)
{
	return api_main("token-create", routes, true);
}
