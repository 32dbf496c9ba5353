/* SPDX-License-Identifier: ISC */
/* Issuing a token: the one sequence behind the API and the command line. */
#include "token/issue.h"

#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "object/object.h"
#include "token/keyring.h"

#include <jansson.h>

#include <string.h>

#define TRIES 10 /* of a token whose key is no more the one that signs */

static enum token_error
check_request(
    const struct issue_request *request, int64_t now, struct fault *fault)
{
	if (!text_is_plain(request->description, REGISTRY_DESCRIPTION))
		return fault_argument(fault, "description", "constraint",
		    "at most 255 characters, without line breaks");
	if (request->expires_at == NULL)
		return TOKEN_OK;
	if (*request->expires_at <= now / TIME_MICRO)
		return fault_argument(
		    fault, "expires_at", "constraint", "must be in the future");
	if (*request->expires_at > TIME_LAST)
		return fault_argument(fault, "expires_at", "constraint",
		    "must not be after the year 9999");
	return TOKEN_OK;
}

static enum object_kind
kind_of_scope(enum token_scope scope)
{
	return scope == SCOPE_CONTAINER ? OBJECT_CONTAINER : OBJECT_NAMESPACE;
}

/* The record, but for what the registry will learn later. */
static enum token_error
describe_token(const struct issuer *issuer, const struct issue_request *request,
    int64_t now, struct token *token, struct fault *fault)
{
	enum token_error err;
	json_t *object = NULL;

	err = object_get(issuer->store, kind_of_scope(request->scope),
	    &request->scope_id, &object, fault);
	if (err != TOKEN_OK)
		return err;
	token->id = uuid_random();
	token->scope = request->scope;
	token->scope_id = request->scope_id;
	token->namespace_id = request->scope == SCOPE_CONTAINER
				  ? object_uuid(object, "namespace_id")
				  : request->scope_id;
	token->project_id = object_uuid(object, "project_id");
	token->created_by = request->created_by;
	token->created_at = now;
	token->expires_at =
	    request->expires_at == NULL ? 0 : *request->expires_at;
	if (!text_copy(token->description, sizeof token->description,
		request->description))
		err = TOKEN_INTERNAL;
	json_decref(object);
	return err;
}

static enum token_error
sign_token(const struct config *config, const struct key *key,
    const struct token *token, char jwt[JWT_LONGEST + 1])
{
	enum token_error err;
	struct claims claims;
	char text[CLAIMS_TEXT];

	memset(&claims, 0, sizeof claims);
	claims.id = token->id;
	claims.scope = token->scope;
	claims.scope_id = token->scope_id;
	claims.issued_at = token->created_at / TIME_MICRO;
	claims.expires_at = token->expires_at;
	if (!text_copy(claims.issuer, sizeof claims.issuer, config->issuer) ||
	    !text_copy(
		claims.audience, sizeof claims.audience, config->audience))
		return TOKEN_INTERNAL;
	if ((err = claims_format(&claims, text)) != TOKEN_OK)
		return err;
	return jwt_sign(key, text, jwt);
}

struct registration {
	const struct token *token;
	const char *kid;
	struct fault *fault;
};

/* What the token is for may have been deleted meanwhile, or its key retired, or
 * another key begun to sign before the token was made: a record must not
 * outlive the one, and the time must tell the other.  TOKEN_UNKNOWN_KEY. */
static enum token_error
register_token(struct store *store, void *context)
{
	enum token_error err;
	const struct registration *registration = context;
	const struct token *token = registration->token;
	char kid[KEY_KID];
	json_t *object = NULL;

	err = object_get(store, kind_of_scope(token->scope), &token->scope_id,
	    &object, registration->fault);
	if (err != TOKEN_OK)
		return err;
	json_decref(object);
	err =
	    keyring_signer(store, &token->namespace_id, token->created_at, kid);
	if (err == TOKEN_NOT_FOUND ||
	    (err == TOKEN_OK && strcmp(kid, registration->kid) != 0))
		return TOKEN_UNKNOWN_KEY;
	return err != TOKEN_OK ? err : registry_add(store, token);
}

/* TOKEN_UNKNOWN_KEY: the ring changed meanwhile, so another key must sign. */
static enum token_error
sign_and_register(
    const struct issuer *issuer, struct issued *issued, struct fault *fault)
{
	const struct token *token = &issued->token;
	struct registration registration = { .token = token, .fault = fault };
	struct keyring_wanted wanted = { .memory = issuer->memory };
	enum token_error err;
	struct key *key = NULL;

	if ((err = keyring_want(issuer->store, &token->namespace_id, &wanted,
		 fault)) != TOKEN_OK ||
	    (err = keyring_signing_key(issuer->store, issuer->seal, &wanted,
		 token->created_at, &key)) != TOKEN_OK ||
	    (err = key_public_pem(key, issued->pem)) != TOKEN_OK ||
	    (err = sign_token(issuer->config, key, token, issued->jwt)) !=
		TOKEN_OK)
		goto out;
	registration.kid = key_kid(key);
	err = store_add(issuer->store, register_token, &registration);
out:
	key_free(key);
	return err;
}

enum token_error
issue_token(const struct issuer *issuer, const struct issue_request *request,
    int64_t now, struct issued *issued, struct fault *fault)
{
	enum token_error err;
	int tries = TRIES;

	memset(issued, 0, sizeof *issued);
	if (now / TIME_MICRO < TIME_EARLIEST) {
		log_line("the clock is not set: it is before 2020");
		return TOKEN_UNAVAILABLE;
	}
	if ((err = check_request(request, now, fault)) != TOKEN_OK ||
	    (err = describe_token(
		 issuer, request, now, &issued->token, fault)) != TOKEN_OK)
		return err;
	do
		err = sign_and_register(issuer, issued, fault);
	while (err == TOKEN_UNKNOWN_KEY && --tries > 0);
	if (err != TOKEN_OK)
		digest_cleanse(issued, sizeof *issued);
	return err == TOKEN_UNKNOWN_KEY ? TOKEN_UNAVAILABLE : err;
}
