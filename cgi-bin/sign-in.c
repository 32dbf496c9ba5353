/* SPDX-License-Identifier: ISC */
/* sign-in: sessions of the console, and one's own password. */
#include "access.h"
#include "api_main.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "cookie.h"
#include "credentials.h"
#include "listing.h"
#include "signed_in.h"
#include "crypto/digest.h"

#include <jansson.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- with a password ---- */

/* The two strings that a body must have, and nothing else. */
static enum token_error
read_pair(json_t *body, const char *const names[2], const char *values[2],
    struct fault *fault)
{
	const char *name;
	json_t *value;
	enum token_error err;
	size_t i;

	json_object_foreach(body, name, value)
	{
		if (strcmp(name, names[0]) != 0 && strcmp(name, names[1]) != 0)
			return fault_argument(fault,
			    strlen(name) < sizeof fault->argument ? name : "",
			    "unknown", "is not known here");
	}
	for (i = 0; i < 2; i++) {
		values[i] = NULL;
		err = json_get_string(body, names[i], &values[i], fault);
		if (err != TOKEN_OK)
			return err;
		if (values[i] == NULL || *values[i] == '\0')
			return fault_argument(
			    fault, names[i], "required", "is needed");
	}
	return TOKEN_OK;
}

/* 429: which limit, and when to try again. */
static void
answer_pause(const struct api *api, const struct throttle_pause *pause,
    struct reply *reply)
{
	const int64_t left = pause->until - api->now;
	const int64_t seconds = (left + TIME_MICRO - 1) / TIME_MICRO;
	char reset_at[TIME_TEXT], retry_after[24];

	time_format_micro(pause->until, reset_at);
	snprintf(retry_after, sizeof retry_after, "%lld", (long long)seconds);
	reply_json(reply, error_status(TOKEN_TOO_MANY),
	    json_pack("{s:s, s:s, s:s, s:{s:i, s:i}, s:I, s:s}", "message",
		error_text(TOKEN_TOO_MANY), "type", error_type(TOKEN_TOO_MANY),
		"help_message",
		"too many failed sign-ins; wait, then try again", "limit",
		"quota", pause->quota, "window_seconds", THROTTLE_WINDOW,
		"reset_seconds", (json_int_t)seconds, "reset_at", reset_at));
	reply_header(reply, "Retry-After", retry_after);
}

/* Checks the credentials and answers with the session they lead to. */
static void
sign_in(struct api *api, const struct request *request, struct reply *reply,
    struct credentials *credentials)
{
	json_t *answer = NULL;
	enum token_error err;

	err = credentials_check(api, request, credentials);
	if (err == TOKEN_TOO_MANY) {
		answer_pause(api, &credentials->pause, reply);
		return;
	}
	if (err == TOKEN_OK)
		err = credentials_admit(api, request, credentials);
	if (err == TOKEN_OK)
		err = signed_in_answer(api, &answer);
	api_answer(api, reply, err, answer);
	if (err == TOKEN_OK)
		cookie_set(request, reply, credentials->secret);
}

/* A page of another origin must not sign its reader in as somebody else. */
static enum token_error
check_place(struct api *api, const struct request *request)
{
	enum token_error err;

	if (!cookie_is_allowed(request))
		return fault_precondition(&api->fault, "https",
		    "signing in needs https, or http on this machine itself");
	if (cookie_origin(request) != COOKIE_FOREIGN)
		return TOKEN_OK;
	err = fault_permission(&api->fault, "write", "session", "");
	text_copy(api->fault.help, sizeof api->fault.help,
	    "sign in from a page of this origin");
	return err;
}

static void
create_session(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	static const char *const names[] = { "username", "password" };
	struct credentials credentials = { .username = NULL };
	struct api *api = context;
	const char *pair[2];
	json_t *body = NULL;
	enum token_error err;

	(void)values;
	if ((err = check_place(api, request)) == TOKEN_OK &&
	    (err = api_body(api, request, &body)) == TOKEN_OK &&
	    (err = read_pair(body, names, pair, &api->fault)) == TOKEN_OK) {
		credentials.username = pair[0];
		credentials.password = pair[1];
		sign_in(api, request, reply, &credentials);
	} else
		api_answer(api, reply, err, NULL);
	json_decref(body);
	credentials_cleanse(&credentials);
}

/* ---- in a session ---- */

/* TOKEN_UNAUTHENTICATED for whoever came without a session. */
static enum token_error
need_session(struct api *api)
{
	if (!uuid_is_nil(&api->session.id))
		return TOKEN_OK;
	return fault_authentication(&api->fault, "session", "not_found");
}

static enum token_error
check_new_password(struct api *api, const struct credentials *credentials)
{
	if (password_is_name(credentials->new_password, credentials->username))
		return fault_argument(&api->fault, "new_password", "constraint",
		    "is the user's name");
	return password_check(
	    credentials->new_password, "new_password", &api->fault);
}

static void
change_password(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	static const char *const names[] = { "current_password",
		"new_password" };
	struct credentials credentials = { .username = NULL };
	struct api *api = context;
	json_t *body = NULL, *user = NULL;
	const char *pair[2] = { NULL, NULL };
	enum token_error err;

	(void)values;
	if ((err = need_session(api)) != TOKEN_OK ||
	    (err = api_body(api, request, &body)) != TOKEN_OK ||
	    (err = read_pair(body, names, pair, &api->fault)) != TOKEN_OK ||
	    (err = object_get(api->store, OBJECT_USER, &api->caller.id, &user,
		 &api->fault)) != TOKEN_OK)
		goto out;
	credentials.username = json_text(user, "username");
	credentials.password = pair[0];
	credentials.new_password = pair[1];
	err = check_new_password(api, &credentials);
	if (err == TOKEN_OK)
		sign_in(api, request, reply, &credentials);
out:
	if (err != TOKEN_OK)
		api_answer(api, reply, err, NULL);
	json_decref(user);
	json_decref(body);
	credentials_cleanse(&credentials);
}

/* A user whom the web server names has no session, and is signed in. */
static void
get_session(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	json_t *answer = NULL;
	enum token_error err = TOKEN_OK;

	(void)request;
	(void)values;
	if (api->caller.access_key[0] != '\0')
		err = need_session(api);
	if (err == TOKEN_OK)
		err = signed_in_answer(api, &answer);
	api_answer(api, reply, err, answer);
}

static void
answer_ended(struct api *api, const struct request *request,
    struct reply *reply, enum token_error err, bool is_own)
{
	if (err != TOKEN_OK) {
		api_answer(api, reply, err, NULL);
		return;
	}
	reply_start(reply, 204);
	if (is_own)
		cookie_clear(request, reply);
}

static void
end_session(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	enum token_error err;

	(void)values;
	err = need_session(api);
	if (err == TOKEN_OK)
		err = session_end(api->store, &api->session.id);
	if (err == TOKEN_NOT_FOUND) /* it ended meanwhile */
		err = TOKEN_OK;
	answer_ended(api, request, reply, err, true);
}

/* ---- all sessions ---- */

/* Whose sessions: one's own, or for the Owner those of the query's user. */
static enum token_error
read_user(struct api *api, const struct request *request, struct uuid *idp)
{
	enum token_error err;
	bool is_set;

	*idp = api->caller.id;
	err = listing_uuid(
	    request_query(request), "user_id", idp, &is_set, &api->fault);
	if (err != TOKEN_OK || api->caller.is_owner ||
	    uuid_equal(idp, &api->caller.id))
		return err;
	return fault_permission(&api->fault, "read", "session", "");
}

static bool
mark_current(const struct api *api, json_t *session)
{
	const struct uuid id = object_uuid(session, "id");
	const bool is_current = uuid_equal(&id, &api->session.id);

	return json_object_set_new(
		   session, "is_current", json_boolean(is_current)) == 0;
}

static void
list_sessions(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	json_t *sessions = NULL, *session, *answer = NULL;
	struct uuid user_id;
	enum token_error err;
	size_t i;

	(void)values;
	err = read_user(api, request, &user_id);
	if (err == TOKEN_OK)
		err = session_list(api->store, &user_id, api->now, &sessions);
	json_array_foreach(sessions, i, session)
	{
		if (!mark_current(api, session))
			err = TOKEN_UNAVAILABLE;
	}
	if (err == TOKEN_OK)
		answer = json_pack("{s:O, s:I}", "sessions", sessions,
		    "total_count", (json_int_t)json_array_size(sessions));
	json_decref(sessions);
	api_answer(api, reply, err, answer);
}

/* Another's session is as unknown as one that never was. */
static void
end_any(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = context;
	struct session session;
	struct uuid id;
	enum token_error err;

	if ((err = access_id(api, "session", values->value[0], &id)) ==
		TOKEN_OK &&
	    (err = session_get(api->store, &id, &session, &api->fault)) ==
		TOKEN_OK &&
	    !api->caller.is_owner &&
	    !uuid_equal(&session.user_id, &api->caller.id))
		err = api_not_found(&api->fault, "session", values->value[0]);
	if (err == TOKEN_OK)
		err = session_end(api->store, &id);
	answer_ended(api, request, reply, err,
	    err == TOKEN_OK && uuid_equal(&id, &api->session.id));
}

static const struct route routes[] = {
	{ "POST", "/session", create_session },
	{ "GET", "/session", get_session },
	{ "DELETE", "/session", end_session },
	{ "GET", "/session/all", list_sessions },
	{ "POST", "/session/password", change_password },
	{ "DELETE", "/session/*", end_any },
	{ NULL, NULL, NULL },
};

/* Passwords pass through JSON, which leaves what it frees in memory. */
static void
free_cleansed(void *data)
{
	if (data != NULL)
		digest_cleanse(data, malloc_usable_size(data));
	free(data);
}

int
main(void)
{
	json_set_alloc_funcs(malloc, free_cleansed);
	return api_main_open("sign-in", routes, &routes[0]);
}
