/* SPDX-License-Identifier: ISC */
/* A user name and a password, and the session they lead to. */
#include "credentials.h"
#include "api_audit.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "cookie.h"
#include "crypto/digest.h"
#include "iam/user.h"
#include "iam/user_record.h"

#include <jansson.h>
#include <string.h>

static const char *
param(const struct request *request, const char *name)
{
	const char *value = request_param(request, name);

	return value != NULL ? value : "";
}

static struct throttle
attempt_of(const struct api *api, const struct request *request,
    const struct credentials *credentials)
{
	return (struct throttle){ credentials->username,
		param(request, "REMOTE_ADDR"), api->now };
}

/* ---- checking ---- */

/* Takes over what is needed of the user; a locked one is as good as none.  A
 * name that nobody has is not in the audit trail: it may be a password, typed
 * into the wrong field. */
static enum token_error
find_user(struct api *api, struct credentials *credentials, bool *is_foundp)
{
	json_t *user;
	enum token_error err;

	*is_foundp = false;
	err = user_find(api->store, credentials->username, &user);
	if (err != TOKEN_OK)
		return err == TOKEN_NOT_FOUND ? TOKEN_OK : err;
	api_audit_username(api, json_text(user, "username"));
	credentials->user_id = object_uuid(user, "id");
	*is_foundp = text_copy(credentials->hash, sizeof credentials->hash,
			 json_text(user, "password")) &&
		     credentials->hash[0] != '\0' && !user_is_locked(user);
	json_decref(user);
	return TOKEN_OK;
}

enum token_error
credentials_check(struct api *api, const struct request *request,
    struct credentials *credentials)
{
	const struct throttle attempt = attempt_of(api, request, credentials);
	bool is_found, is_old = false;
	enum token_error err;

	err = throttle_begin(api->store, &attempt, &credentials->pause);
	if (err == TOKEN_OK)
		err = find_user(api, credentials, &is_found);
	if (err != TOKEN_OK)
		return err;
	credentials->fresh[0] = '\0';
	if (!password_matches(credentials->password,
		is_found ? credentials->hash : NULL, &is_old)) {
		log_line("a sign-in from %s was refused", attempt.address);
		return fault_authentication(
		    &api->fault, "password", "invalid_argument");
	}
	/* It takes its time: not in the change. */
	if (credentials->new_password != NULL)
		err = password_hash(
		    credentials->new_password, credentials->fresh);
	else if (is_old)
		err = password_hash(credentials->password, credentials->fresh);
	return err;
}

/* ---- admitting ---- */

struct admission {
	struct api *api;
	struct credentials *credentials;
	struct throttle attempt;
	struct session session;
	struct uuid replaced; /* session; nil: none */
};

/* What was checked may have changed since. */
static enum token_error
confirm(struct store *store, const struct admission *admission)
{
	const struct credentials *credentials = admission->credentials;
	json_t *user;
	enum token_error err;

	err =
	    object_get(store, OBJECT_USER, &credentials->user_id, &user, NULL);
	if (err == TOKEN_OK) {
		if (user_is_locked(user) ||
		    strcmp(json_text(user, "password"), credentials->hash) != 0)
			err = TOKEN_NOT_FOUND;
		json_decref(user);
	}
	if (err == TOKEN_NOT_FOUND)
		return fault_authentication(
		    &admission->api->fault, "password", "invalid_argument");
	return err;
}

/* Whoever knew the old password is out. */
static enum token_error
set_password(struct store *store, const struct admission *admission)
{
	const struct credentials *credentials = admission->credentials;
	enum token_error err;

	err = session_end_all(store, &credentials->user_id, NULL);
	return err != TOKEN_OK ? err
			       : user_note_login(store, &credentials->user_id,
				     credentials->fresh, admission->api->now);
}

static enum token_error
note_login(struct store *store, const struct admission *admission)
{
	const struct credentials *credentials = admission->credentials;
	enum token_error err = TOKEN_OK;

	if (!uuid_is_nil(&admission->replaced))
		err = session_end(store, &admission->replaced);
	if (err != TOKEN_OK && err != TOKEN_NOT_FOUND)
		return err;
	return user_note_login(store, &credentials->user_id,
	    credentials->fresh[0] != '\0' ? credentials->fresh : NULL,
	    admission->api->now);
}

static enum token_error
admit(struct store *store, void *context)
{
	struct admission *admission = context;
	struct credentials *credentials = admission->credentials;
	enum token_error err;

	err = confirm(store, admission);
	if (err == TOKEN_OK)
		err = credentials->new_password != NULL
			  ? set_password(store, admission)
			  : note_login(store, admission);
	if (err == TOKEN_OK)
		err = session_create(
		    store, &admission->session, credentials->secret);
	if (err == TOKEN_OK)
		err = throttle_succeed(store, &admission->attempt);
	return err;
}

/* Headers may have any bytes. */
static void
copy_printable(char *data, size_t size, const char *string)
{
	size_t i;

	text_copy(data, size, string);
	for (i = 0; data[i] != '\0'; i++)
		if (data[i] < ' ' || data[i] > '~')
			data[i] = '?';
}

static struct session
new_session(const struct api *api, const struct request *request,
    const struct credentials *credentials)
{
	struct session session = { .user_id = credentials->user_id,
		.created_at = api->now,
		.idle = api->config.session_idle };

	session.expires_at = api->now + api->config.session_life * TIME_MICRO;
	copy_printable(session.address, sizeof session.address,
	    param(request, "REMOTE_ADDR"));
	copy_printable(session.agent, sizeof session.agent,
	    param(request, "HTTP_USER_AGENT"));
	return session;
}

/* The session that the browser leaves for the new one. */
static struct uuid
replaced_session(struct api *api, const struct request *request)
{
	struct session session = { .idle = 0 };
	char secret[SESSION_SECRET];
	enum token_error err;

	if (cookie_read(request, secret)) {
		err =
		    session_find(api->store, secret, api->now, &session, NULL);
		(void)err; /* none, then */
		digest_cleanse(secret, sizeof secret);
	}
	return session.id;
}

enum token_error
credentials_admit(struct api *api, const struct request *request,
    struct credentials *credentials)
{
	struct admission admission = { .api = api,
		.credentials = credentials,
		.attempt = attempt_of(api, request, credentials),
		.session = new_session(api, request, credentials),
		.replaced = replaced_session(api, request) };
	char user[UUID_TEXT];
	enum token_error err;

	err = store_update(api->store, admit, &admission);
	if (err == TOKEN_OK)
		err = session_principal(api->store, &credentials->user_id,
		    &api->caller, &api->fault);
	if (err != TOKEN_OK)
		return err;
	api->session = admission.session;
	uuid_format(&credentials->user_id, user);
	log_line("user %s signed in from %s", user, api->session.address);
	return TOKEN_OK;
}

void
credentials_cleanse(struct credentials *credentials)
{
	digest_cleanse(credentials, sizeof *credentials);
}
