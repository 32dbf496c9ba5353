/* SPDX-License-Identifier: ISC */
/* Who calls: principals and their API keys. */
#include "iam/principal.h"
#include "base/base64url.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "crypto/secret_key.h"
#include "iam/api_key.h"
#include "iam/user.h"
#include "object/record.h"
#include "store/mark.h"

#include <jansson.h>
#include <string.h>

/* TOKEN_NOT_FOUND when the bearer is gone, TOKEN_FORBIDDEN when it is locked.
 */
static enum token_error
find_bearer(
    struct store *store, const struct json_t *key, struct principal *principal)
{
	const bool is_user = strcmp(json_text(key, "bearer_kind"), "user") == 0;
	struct json_t *bearer;
	enum token_error err;

	principal->id = object_uuid(key, "bearer_id");
	principal->kind = is_user ? OBJECT_USER : OBJECT_APPLICATION;
	text_copy(principal->access_key, sizeof principal->access_key,
	    json_text(key, "access_key"));
	err = object_get(store, principal->kind, &principal->id, &bearer, NULL);
	if (err != TOKEN_OK)
		return err;
	principal->organization_id = object_uuid(bearer, "organization_id");
	principal->is_owner = is_user && user_is_owner(bearer);
	if (is_user && user_is_locked(bearer))
		err = TOKEN_FORBIDDEN;
	json_decref(bearer);
	return err;
}

enum token_error
principal_of_secret(struct store *store, const char *secret, int64_t now,
    struct principal *principal, struct fault *fault)
{
	unsigned char digest[DIGEST_SIZE];
	struct principal found = { .is_owner = false };
	struct json_t *key;
	struct uuid id;
	enum token_error err;

	if (!uuid_parse(secret, strlen(secret), &id))
		return fault_authentication(
		    fault, "api_key", "invalid_argument");
	secret_key_digest(&id, digest);
	err = object_lookup(
	    store, API_KEY_INDEX_SECRET, digest, sizeof digest, &id);
	if (err == TOKEN_OK)
		err = object_get(store, OBJECT_API_KEY, &id, &key, NULL);
	if (err == TOKEN_NOT_FOUND)
		return fault_authentication(fault, "api_key", "not_found");
	if (err != TOKEN_OK)
		return err;
	if (api_key_is_expired(key, now / TIME_MICRO))
		err = fault_authentication(fault, "api_key", "expired");
	else
		err = find_bearer(store, key, &found);
	json_decref(key);
	if (err == TOKEN_NOT_FOUND)
		return fault_authentication(fault, "api_key", "not_found");
	if (err == TOKEN_FORBIDDEN)
		return fault_authentication(fault, "api_key", "unknown_reason");
	if (err == TOKEN_OK)
		*principal = found;
	return err;
}

/* SCW and 17 characters, each of 36 with the same chance. */
static void
random_access_key(char access_key[PRINCIPAL_ACCESS_KEY])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	unsigned char byte;
	size_t len = 3;

	memcpy(access_key, "SCW", 3);
	while (len < PRINCIPAL_ACCESS_KEY - 1) {
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
add_optional(const struct principal_key *wanted, json_t *key)
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
make_record(const struct principal_key *wanted, const struct addition *addition,
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
principal_add_key(struct store *store, const struct principal_key *wanted,
    int64_t now, char access_key[PRINCIPAL_ACCESS_KEY], char secret[UUID_TEXT])
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
