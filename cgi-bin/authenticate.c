/* SPDX-License-Identifier: ISC */
/* Who sends a request. */
#include "authenticate.h"
#include "base/text.h"
#include "base/time.h"
#include "cookie.h"
#include "crypto/digest.h"
#include "iam/user.h"

#include <jansson.h>
#include <string.h>

/* Of two secrets neither is believed. */
static enum token_error
authenticate_key(struct api *api, const struct request *request)
{
	if (request_param_count(request, "HTTP_X_AUTH_TOKEN") != 1)
		return fault_authentication(
		    &api->fault, "api_key", "invalid_argument");
	return principal_of_secret(api->store,
	    request_param(request, "HTTP_X_AUTH_TOKEN"), api->now, &api->caller,
	    &api->fault);
}

static enum token_error
authenticate_session(struct api *api, const char *secret)
{
	struct session session;
	enum token_error err;

	err = session_find(api->store, secret, api->now, &session, &api->fault);
	if (err == TOKEN_OK)
		err = session_principal(
		    api->store, &session.user_id, &api->caller, &api->fault);
	if (err == TOKEN_OK)
		api->session = session;
	return err;
}

static bool
has_remote_user(const struct api *api, const struct request *request)
{
	return strcmp(api->config.remote_user, "on") == 0 &&
	       request_param_count(request, "REMOTE_USER") == 1 &&
	       *request_param(request, "REMOTE_USER") != '\0';
}

static enum token_error
authenticate_remote_user(struct api *api, const struct request *request)
{
	struct uuid id;
	json_t *user;
	enum token_error err;

	err =
	    user_find(api->store, request_param(request, "REMOTE_USER"), &user);
	if (err == TOKEN_NOT_FOUND)
		return fault_authentication(
		    &api->fault, "remote_user", "not_found");
	if (err != TOKEN_OK)
		return err;
	id = object_uuid(user, "id");
	json_decref(user);
	return session_principal(api->store, &id, &api->caller, &api->fault);
}

static bool
is_read(const struct request *request)
{
	const char *method = request_method(request);

	return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static bool
is_empty_delete(const struct request *request)
{
	size_t len;

	request_body(request, &len);
	return len == 0 && strcmp(request_method(request), "DELETE") == 0;
}

static enum token_error
refuse(struct api *api, const char *help)
{
	enum token_error err =
	    fault_permission(&api->fault, "write", "session", "");

	text_copy(api->fault.help, sizeof api->fault.help, help);
	return err;
}

/* A page of another origin can make a browser send forms and links with the
 * user's cookie, but neither JSON nor these headers. */
static enum token_error
check_write(struct api *api, const struct request *request)
{
	if (is_read(request))
		return TOKEN_OK;
	if (cookie_origin(request) != COOKIE_SAME)
		return refuse(api, "a change in a session must come from a "
				   "page of this origin: Sec-Fetch-Site or "
				   "Origin must say so");
	if (!is_empty_delete(request) && !api_is_json(request))
		return refuse(api, "a change in a session must be sent as "
				   "application/json");
	return TOKEN_OK;
}

enum token_error
authenticate(struct api *api, const struct request *request)
{
	enum token_error err = TOKEN_UNAUTHENTICATED;
	char secret[SESSION_SECRET];
	bool has_cookie;

	if (request_param(request, "HTTP_X_AUTH_TOKEN") != NULL)
		return authenticate_key(api, request);
	has_cookie = cookie_read(request, secret);
	if (has_cookie)
		err = authenticate_session(api, secret);
	digest_cleanse(secret, sizeof secret);
	if (err == TOKEN_UNAUTHENTICATED && has_remote_user(api, request))
		err = authenticate_remote_user(api, request);
	else if (!has_cookie)
		err = fault_authentication(
		    &api->fault, "api_key", "invalid_argument");
	return err == TOKEN_OK ? check_write(api, request) : err;
}

enum token_error
authenticate_fresh(struct api *api)
{
	const int64_t fresh = api->config.session_fresh * TIME_MICRO;

	if (fresh == 0 || uuid_is_nil(&api->session.id) ||
	    api->now < api->session.created_at + fresh)
		return TOKEN_OK;
	return fault_authentication(&api->fault, "session", "expired");
}
