/* SPDX-License-Identifier: ISC */
/* API keys as they are kept, and as they are shown. */
#include "base/base64url.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "iam/api_key.h"
#include "object/record.h"

#include <jansson.h>
#include <string.h>

enum token_error
api_key_find(struct store *store, const char *access_key,
    struct json_t **objectp, struct fault *fault)
{
	const size_t len = strlen(access_key);
	enum token_error err = TOKEN_NOT_FOUND;
	struct uuid id;

	if (len == API_KEY_ACCESS - 1)
		err = object_lookup(store, API_KEY_INDEX, access_key, len, &id);
	if (err == TOKEN_OK)
		err = object_get(store, OBJECT_API_KEY, &id, objectp, NULL);
	if (err == TOKEN_NOT_FOUND)
		return fault_not_found(fault, "access_key",
		    text_is_plain(access_key, API_KEY_ACCESS) ? access_key
							      : "");
	return err;
}

bool
api_key_digest(const struct json_t *object, unsigned char digest[DIGEST_SIZE])
{
	const char *text = json_text(object, "secret_digest");
	size_t len;

	return base64url_decode(
		   text, strlen(text), digest, DIGEST_SIZE, &len) &&
	       len == DIGEST_SIZE;
}

bool
api_key_is_expired(const struct json_t *object, int64_t now)
{
	int64_t expires_at;

	if (*json_text(object, "expires_at") == '\0')
		return false;
	return !time_parse(json_text(object, "expires_at"), &expires_at) ||
	       now >= expires_at;
}

struct json_t *
api_key_show(const struct json_t *object)
{
	static const char *const names[] = { "access_key", "description",
		"created_at", "updated_at", "expires_at", "default_project_id",
		"creation_ip", NULL };
	const bool is_user =
	    strcmp(json_text(object, "bearer_kind"), "user") == 0;
	json_t *shown;

	shown = json_pack("{s:n, s:s, s:n, s:b, s:b, s:b, s:s}", "secret_key",
	    is_user ? "user_id" : "application_id",
	    json_text(object, "bearer_id"), "expires_at", "editable", 1,
	    "deletable", 1, "managed", 0, "creation_ip", "");
	if (record_copy(shown, object, names))
		return shown;
	json_decref(shown);
	return NULL;
}
