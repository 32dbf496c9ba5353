/* SPDX-License-Identifier: ISC */
/* Sessions of the console: records that a hash of their secret leads to. */
#include "iam/session.h"
#include "base/base64url.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "iam/session_record.h"
#include "iam/user_record.h"
#include "object/object.h"

#include <jansson.h>
#include <string.h>

#define SECRET_SIZE 32
#define MINUTE (60 * TIME_MICRO)

struct creation {
	struct session *session;
	unsigned char digest[DIGEST_SIZE];
};

static enum token_error
create(struct store *store, void *context)
{
	const struct creation *creation = context;
	enum token_error err;
	json_t *object;

	err = session_end_over(store, creation->session->created_at);
	if (err == TOKEN_OK)
		err = object_claim(store, SESSION_RECORD_INDEX,
		    creation->digest, DIGEST_SIZE, &creation->session->id);
	if (err != TOKEN_OK)
		return err;
	object = session_record_new(creation->session, creation->digest);
	err = object != NULL ? object_put(store, OBJECT_SESSION, object)
			     : TOKEN_UNAVAILABLE;
	json_decref(object);
	return err;
}

enum token_error
session_create(
    struct store *store, struct session *session, char secret[SESSION_SECRET])
{
	struct creation creation = { .session = session };
	unsigned char bytes[SECRET_SIZE];
	enum token_error err;

	session->id = uuid_random();
	session->used_at = session->created_at;
	digest_random(bytes, sizeof bytes);
	digest_sha256(bytes, sizeof bytes, creation.digest);
	err = store_update(store, create, &creation);
	if (err == TOKEN_OK &&
	    !base64url_encode(bytes, sizeof bytes, secret, SESSION_SECRET))
		err = TOKEN_INTERNAL;
	digest_cleanse(bytes, sizeof bytes);
	return err;
}

/* ---- using ---- */

struct use {
	struct uuid id;
	int64_t now;
};

/* One that ended meanwhile stays ended. */
static enum token_error
note_use(struct store *store, void *context)
{
	const struct use *use = context;
	json_t *object = NULL;
	enum token_error err;

	err = object_get(store, OBJECT_SESSION, &use->id, &object, NULL);
	if (err == TOKEN_OK)
		err = json_object_set_new(
			  object, "used_at", json_integer(use->now)) == 0
			  ? object_put(store, OBJECT_SESSION, object)
			  : TOKEN_UNAVAILABLE;
	json_decref(object);
	return err;
}

/* TOKEN_NOT_FOUND when the session is over or ends at this moment. */
static enum token_error
use(struct store *store, struct session *session, int64_t now)
{
	struct use use = { session->id, now };
	enum token_error err;

	if (session_record_is_over(session, now)) {
		err = session_end(store, &session->id);
		return err == TOKEN_OK ? TOKEN_NOT_FOUND : err;
	}
	if (now - session->used_at < MINUTE)
		return TOKEN_OK;
	session->used_at = now;
	return store_update(store, note_use, &use);
}

enum token_error
session_get(struct store *store, const struct uuid *id, struct session *session,
    struct fault *fault)
{
	enum token_error err;
	json_t *object;

	err = object_get(store, OBJECT_SESSION, id, &object, fault);
	if (err != TOKEN_OK)
		return err;
	session_record_read(object, session);
	json_decref(object);
	return TOKEN_OK;
}

/* The id that a secret leads to; *is_wellp says whether it can be a secret. */
static enum token_error
look_up(
    struct store *store, const char *secret, bool *is_wellp, struct uuid *idp)
{
	unsigned char bytes[SECRET_SIZE], digest[DIGEST_SIZE];
	size_t len;

	*is_wellp = base64url_decode(
			secret, strlen(secret), bytes, sizeof bytes, &len) &&
		    len == sizeof bytes;
	if (!*is_wellp)
		return TOKEN_NOT_FOUND;
	digest_sha256(bytes, sizeof bytes, digest);
	digest_cleanse(bytes, sizeof bytes);
	return object_lookup(
	    store, SESSION_RECORD_INDEX, digest, sizeof digest, idp);
}

enum token_error
session_find(struct store *store, const char *secret, int64_t now,
    struct session *session, struct fault *fault)
{
	const char *reason = "not_found";
	struct session found;
	struct uuid id;
	enum token_error err;
	bool is_well;

	err = look_up(store, secret, &is_well, &id);
	if (!is_well)
		reason = "invalid_argument";
	if (err == TOKEN_OK)
		err = session_get(store, &id, &found, NULL);
	if (err == TOKEN_OK) {
		if (session_record_is_over(&found, now))
			reason = "expired";
		err = use(store, &found, now);
	}
	if (err == TOKEN_NOT_FOUND)
		return fault_authentication(fault, "session", reason);
	if (err == TOKEN_OK)
		*session = found;
	return err;
}

enum token_error
session_principal(struct store *store, const struct uuid *user_id,
    struct principal *principal, struct fault *fault)
{
	struct principal found = { .id = *user_id, .kind = OBJECT_USER };
	json_t *user = NULL;
	enum token_error err;

	err = object_get(store, OBJECT_USER, user_id, &user, NULL);
	if (err == TOKEN_OK && user_is_locked(user))
		err = TOKEN_NOT_FOUND;
	if (err == TOKEN_OK) {
		found.organization_id = object_uuid(user, "organization_id");
		found.is_owner = user_is_owner(user);
		*principal = found;
	}
	json_decref(user);
	if (err == TOKEN_NOT_FOUND)
		return fault_authentication(fault, "session", "not_found");
	return err;
}
