/* SPDX-License-Identifier: ISC */
/* API keys: how one is made. */
#include "base/base64url.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "crypto/secret_key.h"
#include "iam/api_key.h"
#include "object/record.h"
#include "store/mark.h"

#include <jansson.h>
#include <string.h>

/* SCW and 17 characters, each of 36 with the same chance. */
static void
random_access_key(char access_key[API_KEY_ACCESS])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	unsigned char byte;
	size_t len = 3;

	memcpy(access_key, "SCW", 3);
	while (len < API_KEY_ACCESS - 1) {
		digest_random(&byte, 1);
		if (byte < 252) /* 7 times 36 */
			access_key[len++] = letters[byte % 36];
	}
	access_key[len] = '\0';
}

struct addition {
	struct json_t *key;
	const char *access_key;
	unsigned char digest[DIGEST_SIZE];
};

static enum token_error
add_key(struct store *store, void *context)
{
	static const struct uuid nobody; /* of MARK_SECRETS */
	const struct addition *addition = context;
	const struct uuid id = object_uuid(addition->key, "id");
	enum token_error err;

	err = object_claim(store, API_KEY_INDEX, addition->access_key,
	    strlen(addition->access_key), &id);
	if (err != TOKEN_OK)
		return err;
	err = object_claim(store, API_KEY_INDEX_SECRET, addition->digest,
	    sizeof addition->digest, &id);
	if (err != TOKEN_OK)
		return err;
	err = object_put(store, OBJECT_API_KEY, addition->key);
	if (err != TOKEN_OK)
		return err;
	return store_mark(store, MARK_SECRETS, &nobody);
}

/* Members that a key need not have. */
static bool
add_optional(const struct api_key_new *wanted, json_t *key)
{
	const char *ip = wanted->creation_ip != NULL ? wanted->creation_ip : "";
	char expires[TIME_TEXT];

	if (json_object_set_new(key, "creation_ip", json_string(ip)) != 0)
		return false;
	if (wanted->expires_at == 0)
		return true;
	time_format(wanted->expires_at, expires);
	return json_object_set_new(key, "expires_at", json_string(expires)) ==
	       0;
}

static struct json_t *
make_record(const struct api_key_new *wanted, const struct addition *addition,
    int64_t now)
{
	const char *kind = object_kind_name(wanted->bearer_kind);
	char digest[BASE64URL_TEXT(DIGEST_SIZE) + 1], time[TIME_TEXT];
	const struct uuid id = uuid_random();
	json_t *key;

	time_format_micro(now, time);
	if (!base64url_encode(addition->digest, sizeof addition->digest, digest,
		sizeof digest))
		return NULL;
	key = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "access_key",
	    addition->access_key, "secret_digest", digest, "bearer_kind", kind,
	    "description", wanted->description, "created_at", time,
	    "updated_at", time);
	if (record_set_uuid(key, "id", &id) &&
	    record_set_uuid(key, "bearer_id", &wanted->bearer_id) &&
	    record_set_uuid(
		key, "default_project_id", &wanted->default_project_id) &&
	    add_optional(wanted, key))
		return key;
	json_decref(key);
	return NULL;
}

enum token_error
api_key_add(struct store *store, const struct api_key_new *wanted, int64_t now,
    char access_key[API_KEY_ACCESS], char secret[UUID_TEXT])
{
	struct addition addition = { .access_key = access_key };
	const struct uuid id = uuid_random();
	enum token_error err;

	random_access_key(access_key);
	secret_key_digest(&id, addition.digest);
	addition.key = make_record(wanted, &addition, now);
	if (addition.key == NULL)
		return TOKEN_UNAVAILABLE;
	err = store_update(store, add_key, &addition);
	json_decref(addition.key);
	if (err == TOKEN_OK)
		uuid_format(&id, secret);
	return err;
}
