/* SPDX-License-Identifier: ISC */
/* Who calls: principals and their API keys. */
#include "token/principal.h"
#include "base/base64url.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "token/digest.h"

#include <jansson.h>
#include <string.h>

#define INDEX_ACCESS_KEY 'k'
#define INDEX_SECRET 'x' /* SHA-256 of the secret */

/* The secret has 122 random bits, so a plain digest is as hard to invert as
 * the secret is to guess. */
static void
secret_digest(const struct uuid *secret, unsigned char digest[DIGEST_SIZE])
{
	char text[UUID_TEXT];

	uuid_format(secret, text);
	digest_sha256(text, strlen(text), digest);
	digest_cleanse(text, sizeof text);
}

static bool
is_expired(const struct json_t *key, int64_t now)
{
	int64_t expires_at;

	return time_parse(json_text(key, "expires_at"), &expires_at) &&
	       now >= expires_at;
}

static enum token_error
find_bearer(
    struct store *store, const struct json_t *key, struct principal *principal)
{
	const bool is_user = strcmp(json_text(key, "bearer_kind"), "user") == 0;
	struct json_t *bearer;
	enum token_error err;

	principal->id = object_uuid(key, "bearer_id");
	text_copy(principal->access_key, sizeof principal->access_key,
	    json_text(key, "access_key"));
	err = object_get(store, is_user ? OBJECT_USER : OBJECT_APPLICATION,
	    &principal->id, &bearer, NULL);
	if (err != TOKEN_OK)
		return err;
	principal->organization_id = object_uuid(bearer, "organization_id");
	principal->is_owner =
	    is_user && strcmp(json_text(bearer, "type"), "owner") == 0;
	json_decref(bearer);
	return TOKEN_OK;
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
	secret_digest(&id, digest);
	err = object_lookup(store, INDEX_SECRET, digest, sizeof digest, &id);
	if (err == TOKEN_OK)
		err = object_get(store, OBJECT_API_KEY, &id, &key, NULL);
	if (err == TOKEN_NOT_FOUND)
		return fault_authentication(fault, "api_key", "not_found");
	if (err != TOKEN_OK)
		return err;
	if (is_expired(key, now / TIME_MICRO))
		err = fault_authentication(fault, "api_key", "expired");
	else
		err = find_bearer(store, key, &found);
	json_decref(key);
	if (err == TOKEN_NOT_FOUND)
		return fault_authentication(fault, "api_key", "not_found");
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
	const struct addition *addition = context;
	const struct uuid id = object_uuid(addition->key, "id");
	enum token_error err;

	err = object_claim(store, INDEX_ACCESS_KEY, addition->access_key,
	    strlen(addition->access_key), &id);
	if (err != TOKEN_OK)
		return err;
	err = object_claim(store, INDEX_SECRET, addition->digest,
	    sizeof addition->digest, &id);
	if (err != TOKEN_OK)
		return err;
	return object_put(store, OBJECT_API_KEY, addition->key);
}

static struct json_t *
make_record(
    const struct principal_key *wanted, const char *access_key, int64_t now)
{
	const struct uuid id = uuid_random();
	char id_text[UUID_TEXT], bearer[UUID_TEXT], project[UUID_TEXT];
	char created[TIME_TEXT], expires[TIME_TEXT];
	struct json_t *key;

	uuid_format(&id, id_text);
	uuid_format(&wanted->bearer_id, bearer);
	uuid_format(&wanted->default_project_id, project);
	time_format_micro(now, created);
	key = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id",
	    id_text, "access_key", access_key, "bearer_id", bearer,
	    "bearer_kind",
	    wanted->bearer_kind == OBJECT_USER ? "user" : "application",
	    "default_project_id", project, "description", wanted->description,
	    "created_at", created, "updated_at", created);
	if (key == NULL || wanted->expires_at == 0)
		return key;
	time_format(wanted->expires_at, expires);
	if (json_object_set_new(key, "expires_at", json_string(expires)) != 0) {
		json_decref(key);
		return NULL;
	}
	return key;
}

enum token_error
principal_add_key(struct store *store, const struct principal_key *wanted,
    int64_t now, char access_key[PRINCIPAL_ACCESS_KEY], char secret[UUID_TEXT])
{
	struct addition addition = { .access_key = access_key };
	const struct uuid id = uuid_random();
	enum token_error err;

	random_access_key(access_key);
	secret_digest(&id, addition.digest);
	addition.key = make_record(wanted, access_key, now);
	if (addition.key == NULL)
		return TOKEN_UNAVAILABLE;
	err = store_update(store, add_key, &addition);
	json_decref(addition.key);
	if (err == TOKEN_OK)
		uuid_format(&id, secret);
	return err;
}
