/* SPDX-License-Identifier: ISC */
/* The record of a session. */
#include "iam/session_record.h"
#include "base/base64url.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "object/object.h"

#include <jansson.h>
#include <string.h>

#define DIGEST_TEXT (BASE64URL_TEXT(DIGEST_SIZE) + 1)

static int64_t
integer(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

void
session_record_read(const json_t *object, struct session *session)
{
	session->id = object_uuid(object, "id");
	session->user_id = object_uuid(object, "user_id");
	session->created_at = integer(object, "created_at");
	session->used_at = integer(object, "used_at");
	session->expires_at = integer(object, "expires_at");
	session->idle = integer(object, "idle");
	text_copy(session->address, sizeof session->address,
	    json_text(object, "address"));
	text_copy(session->agent, sizeof session->agent,
	    json_text(object, "user_agent"));
}

/* The secret has 256 random bits, so a plain digest is as hard to invert as
 * the secret is to guess. */
struct json_t *
session_record_new(
    const struct session *session, const unsigned char digest[DIGEST_SIZE])
{
	char id[UUID_TEXT], user_id[UUID_TEXT], text[DIGEST_TEXT];

	uuid_format(&session->id, id);
	uuid_format(&session->user_id, user_id);
	if (!base64url_encode(digest, DIGEST_SIZE, text, sizeof text))
		return NULL;
	return json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:s, s:s}", "id",
	    id, "user_id", user_id, "digest", text, "created_at",
	    (json_int_t)session->created_at, "used_at",
	    (json_int_t)session->used_at, "expires_at",
	    (json_int_t)session->expires_at, "idle", (json_int_t)session->idle,
	    "address", session->address, "user_agent", session->agent);
}

bool
session_record_is_over(const struct session *session, int64_t now)
{
	int64_t unused, idle;

	return now >= session->expires_at ||
	       __builtin_sub_overflow(now, session->used_at, &unused) ||
	       __builtin_mul_overflow(session->idle, TIME_MICRO, &idle) ||
	       unused >= idle;
}

enum token_error
session_record_remove(struct store *store, const json_t *object)
{
	const struct uuid id = object_uuid(object, "id");
	const char *text = json_text(object, "digest");
	unsigned char digest[DIGEST_SIZE];
	enum token_error err;
	size_t len;

	if (!base64url_decode(
		text, strlen(text), digest, sizeof digest, &len) ||
	    len != sizeof digest)
		return TOKEN_INTERNAL;
	err =
	    object_release(store, SESSION_RECORD_INDEX, digest, sizeof digest);
	if (err == TOKEN_OK)
		err = object_delete(store, OBJECT_SESSION, &id);
	return err;
}
