/* SPDX-License-Identifier: ISC */
/* token-create: POST tokens.  The only program that can open signing keys. */
#include "access.h"
#include "api.h"
#include "base/json.h"
#include "base/time.h"
#include "token/digest.h"
#include "token/issue.h"
#include "token_json.h"

#include <jansson.h>
#include <string.h>

/* What the body asks for. */
struct wanted {
	enum token_scope scope;
	struct uuid scope_id;
	const char *description; /* borrowed from the body */
	int64_t expires_at;
	bool expires;
};

/* An id of the body that may be missing or "", which clients send for unset. */
static enum token_error
read_id(const json_t *body, const char *name, const char **textp,
    struct uuid *idp, struct fault *fault)
{
	enum token_error err;

	err = json_get_string(body, name, textp, fault);
	if (err != TOKEN_OK)
		return err;
	if (*textp != NULL && **textp == '\0')
		*textp = NULL;
	if (*textp != NULL && !uuid_parse(*textp, strlen(*textp), idp))
		return fault_argument(fault, name, "format", "must be a UUID");
	return TOKEN_OK;
}

/* Exactly one of the two ids. */
static enum token_error
read_scope(const json_t *body, struct wanted *wanted, struct fault *fault)
{
	const char *container = NULL, *namespace = NULL;
	struct uuid container_id, namespace_id;
	enum token_error err;

	if ((err = read_id(body, "container_id", &container, &container_id,
		 fault)) != TOKEN_OK ||
	    (err = read_id(body, "namespace_id", &namespace, &namespace_id,
		 fault)) != TOKEN_OK)
		return err;
	if (container == NULL && namespace == NULL)
		return fault_argument(fault, "container_id", "required",
		    "either container_id or namespace_id is needed");
	if (container != NULL && namespace != NULL)
		return fault_argument(fault, "namespace_id", "constraint",
		    "container_id and namespace_id exclude each other");
	wanted->scope = container != NULL ? SCOPE_CONTAINER : SCOPE_NAMESPACE;
	wanted->scope_id = container != NULL ? container_id : namespace_id;
	return TOKEN_OK;
}

static enum token_error
read_expiry(const json_t *body, struct wanted *wanted, struct fault *fault)
{
	const char *text = NULL;
	enum token_error err;

	err = json_get_string(body, "expires_at", &text, fault);
	if (err != TOKEN_OK || text == NULL)
		return err;
	if (!time_parse(text, &wanted->expires_at))
		return fault_argument(fault, "expires_at", "format",
		    "must be an RFC 3339 time, like 2030-01-31T12:00:00Z");
	wanted->expires = true;
	return TOKEN_OK;
}

static enum token_error
read_wanted(const json_t *body, struct wanted *wanted, struct fault *fault)
{
	enum token_error err;

	memset(wanted, 0, sizeof *wanted);
	wanted->description = "";
	if ((err = read_scope(body, wanted, fault)) != TOKEN_OK ||
	    (err = json_get_string(
		 body, "description", &wanted->description, fault)) != TOKEN_OK)
		return err;
	return read_expiry(body, wanted, fault);
}

/* What the token is for must be known to the caller, who must be allowed to
 * make tokens in its project. */
static enum token_error
check_scope(struct api *api, const struct wanted *wanted)
{
	json_t *object = NULL;
	struct uuid project_id;
	enum token_error err;

	err = access_object(api, POLICY_READ,
	    wanted->scope == SCOPE_CONTAINER ? OBJECT_CONTAINER
					     : OBJECT_NAMESPACE,
	    &wanted->scope_id, &object);
	if (err != TOKEN_OK)
		return err;
	project_id = object_uuid(object, "project_id");
	json_decref(object);
	return policy_decide(api->store, &api->caller, POLICY_WRITE, "token",
	    &project_id, &api->fault);
}

static enum token_error
issue(struct api *api, const struct wanted *wanted, struct issued *issued)
{
	const struct issuer issuer = { api->store, api->seal, &api->config };
	const struct issue_request request = { .scope = wanted->scope,
		.scope_id = wanted->scope_id,
		.description = wanted->description,
		.expires_at = wanted->expires ? &wanted->expires_at : NULL,
		.created_by = api->caller.id };

	return issue_token(&issuer, &request, api->now, issued, &api->fault);
}

static void
create_token(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	json_t *body = NULL, *answer = NULL;
	struct token_json shown = { .status = "ready" };
	struct wanted wanted;
	struct issued issued;
	enum token_error err;

	(void)values;
	if ((err = api_body(api, request, &body)) == TOKEN_OK &&
	    (err = read_wanted(body, &wanted, &api->fault)) == TOKEN_OK &&
	    (err = check_scope(api, &wanted)) == TOKEN_OK &&
	    (err = issue(api, &wanted, &issued)) == TOKEN_OK) {
		shown.text = issued.jwt;
		shown.public_key = issued.pem;
		answer = token_json(&issued.token, &shown);
		digest_cleanse(&issued, sizeof issued);
	}
	json_decref(body);
	api_answer(api, reply, err, answer);
}

#define TOKENS "/containers/v1beta1/regions/*/tokens"

static const struct route routes[] = {
	{ "POST", TOKENS, create_token },
	{ "GET", TOKENS, NULL },
	{ NULL, NULL, NULL },
};

int
main(void)
{
	return api_main("token-create", routes, true);
}
