/* SPDX-License-Identifier: ISC */
/* The gate's decision: cheap checks first, the signature last. */
#include "token/gate.h"
#include "base/text.h"
#include "token/claims.h"
#include "token/digest.h"
#include "token/jwt.h"
#include "token/secret_key.h"

#include <string.h>

/* The name of a Host header: lower case, without port and final dot; false
 * when it is no DNS name (RFC 9110 7.2). */
static bool
normalise_host(const char *header, char host[VIEW_HOST])
{
	size_t len = strcspn(header, ":"), i;
	long long port;

	if (header[len] == ':' && header[len + 1] != '\0' &&
	    !text_to_number(header + len + 1, 1, 65535, &port))
		return false;
	if (len > 0 && header[len - 1] == '.')
		len--;
	if (len == 0 || len >= VIEW_HOST)
		return false;
	for (i = 0; i < len; i++)
		host[i] = header[i] >= 'A' && header[i] <= 'Z'
			      ? (char)(header[i] - 'A' + 'a')
			      : header[i];
	host[len] = '\0';
	return true;
}

static enum token_error
find_by_host(const struct view *view, const struct gate_request *request,
    struct view_container *container)
{
	unsigned char digest[DIGEST_SIZE];
	char host[VIEW_HOST];
	struct view_host name;
	enum token_error err;

	if (request->host_count != 1 || !normalise_host(request->host, host))
		return TOKEN_NO_CONTAINER;
	digest_sha256(host, strlen(host), digest);
	err = view_find(view, VIEW_HOSTS, digest, &name);
	if (err != TOKEN_OK)
		return err;
	return view_find(view, VIEW_CONTAINERS, &name.container_id, container);
}

/* The container that the server's configuration says the request is for. */
static enum token_error
find_container(const struct view *view, const struct gate_request *request,
    struct view_container *container)
{
	struct uuid id;
	enum token_error err;

	if (request->container_count != 1)
		return TOKEN_NO_CONTAINER;
	if (strcmp(request->container, "host") == 0)
		err = find_by_host(view, request, container);
	else if (uuid_parse(
		     request->container, strlen(request->container), &id))
		err = view_find(view, VIEW_CONTAINERS, &id, container);
	else
		err = TOKEN_NO_CONTAINER;
	return err == TOKEN_NOT_FOUND ? TOKEN_NO_CONTAINER : err;
}

/* Whether the record opens this container now. */
static enum token_error
check_record(const struct view_token *token,
    const struct view_container *container, int leeway, int64_t now)
{
	const struct uuid *wanted = token->scope == SCOPE_CONTAINER
					? &container->id
					: &container->namespace_id;

	if (!uuid_equal(&token->scope_id, wanted))
		return TOKEN_WRONG_SCOPE;
	if (token->expires_at != 0 && now >= token->expires_at + leeway)
		return TOKEN_EXPIRED;
	if (now < token->issued_at - leeway)
		return TOKEN_NOT_YET;
	return TOKEN_OK;
}

/* Whether the claims say what the record says, and who issued it for whom. */
static bool
is_record_of(const struct claims *claims, const struct view_token *token,
    const struct config *config)
{
	return claims->scope == token->scope &&
	       uuid_equal(&claims->scope_id, &token->scope_id) &&
	       claims->issued_at == token->issued_at &&
	       claims->expires_at == token->expires_at &&
	       strcmp(claims->issuer, config->issuer) == 0 &&
	       strcmp(claims->audience, config->audience) == 0;
}

static enum token_error
check_signature(const struct jwt *jwt, const struct view_key *record)
{
	struct key *key;
	enum token_error err;

	err = key_from_public_der(
	    record->algorithm, record->der, record->der_len, &key);
	if (err != TOKEN_OK)
		return err;
	err = jwt_verify(jwt, key);
	key_free(key);
	return err;
}

/* The public key must be one of the container's namespace (RFC 8725 3.10). */
static enum token_error
find_key(const struct view *view, const struct jwt *jwt,
    const struct view_container *container, struct view_key *key)
{
	unsigned char digest[DIGEST_SIZE];
	enum token_error err;

	digest_sha256(jwt->kid, strlen(jwt->kid), digest);
	err = view_find(view, VIEW_KEYS, digest, key);
	if (err == TOKEN_NOT_FOUND ||
	    (err == TOKEN_OK &&
		!uuid_equal(&key->namespace_id, &container->namespace_id)))
		return TOKEN_UNKNOWN_KEY;
	if (err == TOKEN_OK && key->algorithm != jwt->algorithm)
		return TOKEN_BAD_ALGORITHM;
	return err;
}

static enum token_error
check_token(const struct view *view, const struct config *config,
    const struct gate_request *request, const struct view_container *container,
    struct uuid *idp)
{
	struct jwt jwt;
	struct claims claims;
	struct view_key key;
	struct view_token token;
	enum token_error err;

	err = jwt_parse(request->token, strlen(request->token), &jwt);
	if (err == TOKEN_OK)
		err = claims_parse(jwt.claims, jwt.claims_len, &claims);
	if (err == TOKEN_OK)
		err = find_key(view, &jwt, container, &key);
	if (err != TOKEN_OK)
		return err;
	err = view_find(view, VIEW_TOKENS, &claims.id, &token);
	if (err == TOKEN_NOT_FOUND)
		return TOKEN_UNKNOWN;
	if (err == TOKEN_OK && !is_record_of(&claims, &token, config))
		return TOKEN_BAD_CLAIMS;
	if (err == TOKEN_OK)
		err = check_record(
		    &token, container, config->leeway, request->now);
	if (err == TOKEN_OK)
		err = check_signature(&jwt, &key);
	if (err == TOKEN_OK)
		*idp = token.id;
	return err;
}

/* A secret key opens what its principal may call: the view has a record for
 * each of the projects where that is so. */
static enum token_error
check_secret(const struct view *view, const struct gate_request *request,
    const struct uuid *secret, const struct view_container *container,
    struct uuid *principal_idp)
{
	unsigned char digest[DIGEST_SIZE];
	struct view_secret record;
	enum token_error err;

	secret_key_digest(secret, digest);
	secret_key_pass(digest, &container->project_id, digest);
	err = view_find(view, VIEW_SECRETS, digest, &record);
	if (err == TOKEN_NOT_FOUND ||
	    (err == TOKEN_OK && record.expires_at != 0 &&
		request->now >= record.expires_at))
		return TOKEN_UNKNOWN_SECRET;
	if (err == TOKEN_OK)
		*principal_idp = record.principal_id;
	return err;
}

enum token_error
gate_decide(struct view *view, const struct config *config,
    const struct gate_request *request, struct gate_verdict *verdict)
{
	struct view_container container;
	struct uuid secret;
	enum token_error err;

	memset(verdict, 0, sizeof *verdict);
	err = view_follow(view);
	if (err == TOKEN_OK)
		err = find_container(view, request, &container);
	if (err != TOKEN_OK)
		return err;
	verdict->container_id = container.id;
	verdict->namespace_id = container.namespace_id;
	if (!container.is_private)
		return TOKEN_OK;
	if (request->token_count != 1)
		return request->token_count == 0 ? TOKEN_NO_TOKEN
						 : TOKEN_MANY_TOKENS;
	if (uuid_parse(request->token, strlen(request->token), &secret))
		return check_secret(
		    view, request, &secret, &container, &verdict->principal_id);
	err =
	    check_token(view, config, request, &container, &verdict->token_id);
	if (err == TOKEN_OK)
		view_note_use(view, &verdict->token_id, request->now);
	return err;
}
