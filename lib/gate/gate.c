/* SPDX-License-Identifier: ISC */
/* The gate's decision: cheap checks first, the signature last and once. */
#include "gate/gate.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/claims.h"
#include "crypto/digest.h"
#include "crypto/jwt.h"
#include "crypto/secret_key.h"
#include "gate/verified.h"

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
find_by_name(
    const struct view *view, const char *text, struct view_container *container)
{
	unsigned char digest[DIGEST_SIZE];
	char host[VIEW_HOST];
	struct view_host name;
	enum token_error err;

	if (!normalise_host(text, host))
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
	const char *name = request->container;
	struct uuid id;
	enum token_error err;

	if (request->container_count != 1)
		return TOKEN_NO_CONTAINER;
	if (uuid_parse(name, strlen(name), &id))
		err = view_find(view, VIEW_CONTAINERS, &id, container);
	else if (strcmp(name, "host") != 0)
		err = find_by_name(view, name, container);
	else if (request->host_count == 1)
		err = find_by_name(view, request->host, container);
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

/* The public key must be one of the container's namespace (RFC 8725 3.10). */
static enum token_error
find_key(const struct view *view, const unsigned char digest[DIGEST_SIZE],
    const struct view_container *container, struct view_key *key)
{
	enum token_error err = view_find(view, VIEW_KEYS, digest, key);

	if (err == TOKEN_NOT_FOUND ||
	    (err == TOKEN_OK &&
		!uuid_equal(&key->namespace_id, &container->namespace_id)))
		return TOKEN_UNKNOWN_KEY;
	return err;
}

static enum token_error
find_record(
    const struct view *view, const struct uuid *id, struct view_token *record)
{
	enum token_error err = view_find(view, VIEW_TOKENS, id, record);

	return err == TOKEN_NOT_FOUND ? TOKEN_UNKNOWN : err;
}

/* A token whose signature held before: the view still decides. */
static enum token_error
check_seen(const struct gate *gate, const struct gate_request *request,
    const struct view_container *container, const struct verified_token *seen)
{
	struct view_token record;
	enum token_error err;

	if (!uuid_equal(&seen->key.namespace_id, &container->namespace_id))
		return TOKEN_UNKNOWN_KEY;
	err = find_record(gate->view, &seen->record.id, &record);
	if (err == TOKEN_OK &&
	    memcmp(&record, &seen->record, sizeof record) != 0)
		return TOKEN_BAD_CLAIMS;
	if (err != TOKEN_OK)
		return err;
	return check_record(
	    &record, container, gate->config->leeway, request->now);
}

/* No record names its token's key, but its time does.  So a key opens nothing
 * that another one signed, whoever has it. */
static bool
is_of_its_time(const struct verified_token *token)
{
	const int64_t issued_at = token->record.issued_at;

	return issued_at >= token->key.not_before &&
	       (token->key.until == 0 || issued_at <= token->key.until);
}

static enum token_error
check_signature(struct verified *verified, const struct jwt *jwt,
    const struct view_key *record)
{
	const struct key *key;
	enum token_error err = verified_key(verified, record, &key);

	return err == TOKEN_OK ? jwt_verify(jwt, key) : err;
}

/* All of it; what is found to say is left in `token`. */
static enum token_error
check_unseen(const struct gate *gate, const struct gate_request *request,
    const struct view_container *container, struct verified_token *token)
{
	unsigned char kid[DIGEST_SIZE];
	struct jwt jwt;
	struct claims claims;
	enum token_error err;

	err = jwt_parse(request->token, strlen(request->token), &jwt);
	if (err == TOKEN_OK)
		err = claims_parse(jwt.claims, jwt.claims_len, &claims);
	if (err != TOKEN_OK)
		goto out;
	digest_sha256(jwt.kid, strlen(jwt.kid), kid);
	err = find_key(gate->view, kid, container, &token->key);
	if (err == TOKEN_OK && token->key.algorithm != jwt.algorithm)
		err = TOKEN_BAD_ALGORITHM;
	if (err == TOKEN_OK)
		err = find_record(gate->view, &claims.id, &token->record);
	if (err == TOKEN_OK &&
	    !is_record_of(&claims, &token->record, gate->config))
		err = TOKEN_BAD_CLAIMS;
	if (err == TOKEN_OK)
		err = check_record(&token->record, container,
		    gate->config->leeway, request->now);
	if (err == TOKEN_OK && !is_of_its_time(token))
		err = TOKEN_UNKNOWN_KEY;
	if (err == TOKEN_OK)
		err = check_signature(gate->verified, &jwt, &token->key);
out:
	digest_cleanse(&jwt, sizeof jwt);
	return err;
}

/* Whether this very text was found good, under a key that is still the same. */
static bool
is_seen(const struct gate *gate, const unsigned char digest[DIGEST_SIZE],
    struct verified_token *token)
{
	struct view_key key;

	return verified_find(gate->verified, digest, token) &&
	       view_find(gate->view, VIEW_KEYS, token->key.digest, &key) ==
		   TOKEN_OK &&
	       memcmp(&key, &token->key, sizeof key) == 0;
}

static enum token_error
check_token(const struct gate *gate, const struct gate_request *request,
    const struct view_container *container, struct uuid *idp)
{
	const size_t len = strlen(request->token);
	unsigned char digest[DIGEST_SIZE];
	struct verified_token token;
	enum token_error err;

	if (len > JWT_LONGEST)
		return TOKEN_TOO_LONG;
	digest_sha256(request->token, len, digest);
	if (is_seen(gate, digest, &token))
		err = check_seen(gate, request, container, &token);
	else {
		err = check_unseen(gate, request, container, &token);
		if (err == TOKEN_OK)
			verified_add(gate->verified, digest, &token);
	}
	if (err == TOKEN_OK)
		*idp = token.record.id;
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

/* Whether the request comes from a page of the origin that the container
 * allows to call it.  It opens nothing. */
static bool
is_cors(
    const struct gate_request *request, const struct view_container *container)
{
	return container->cors_origin[0] != '\0' &&
	       request->origin_count == 1 &&
	       strcmp(request->origin, container->cors_origin) == 0;
}

enum token_error
gate_decide(const struct gate *gate, const struct gate_request *request,
    struct gate_verdict *verdict)
{
	struct view *view = gate->view;
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
	verdict->is_cors = is_cors(request, &container);
	if (!container.is_private)
		return TOKEN_OK;
	if (request->token_count != 1)
		return request->token_count == 0 ? TOKEN_NO_TOKEN
						 : TOKEN_MANY_TOKENS;
	if (request->now < TIME_EARLIEST)
		return TOKEN_NO_CLOCK;
	if (uuid_parse(request->token, strlen(request->token), &secret))
		return check_secret(
		    view, request, &secret, &container, &verdict->principal_id);
	err = check_token(gate, request, &container, &verdict->token_id);
	if (err == TOKEN_OK)
		view_note_use(view, &verdict->token_id, request->now);
	return err;
}
