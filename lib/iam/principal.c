/* SPDX-License-Identifier: ISC */
/* Who calls. */
#include "iam/principal.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "crypto/secret_key.h"
#include "iam/api_key.h"
#include "iam/user_record.h"

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
