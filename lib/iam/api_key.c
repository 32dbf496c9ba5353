/* SPDX-License-Identifier: ISC */
/* API keys: their records, by access key. */
#include "iam/api_key.h"
#include "base/json.h"
#include "base/time.h"
#include "iam/organization.h"
#include "object/record.h"
#include "object/shape.h"
#include "store/mark.h"

#include <jansson.h>
#include <string.h>

static const struct uuid nobody; /* of MARK_SECRETS */

static const struct shape_field fields[] = {
	{ "description", "description", "description", SHAPE_STRING, 0,
	    API_KEY_DESCRIPTION, NULL, "\"\"", NULL },
	{ .stored = NULL },
};

enum token_error
api_key_bearer(const struct json_t *body, enum object_kind *kindp,
    struct uuid *idp, struct fault *fault)
{
	bool is_application, is_user;
	struct uuid user_id;
	enum token_error err;

	if ((err = json_get_uuid(body, "application_id", idp, &is_application,
		 fault)) != TOKEN_OK ||
	    (err = json_get_uuid(body, "user_id", &user_id, &is_user, fault)) !=
		TOKEN_OK)
		return err;
	if (is_application == is_user)
		return fault_argument(fault, "application_id",
		    is_user ? "constraint" : "required",
		    "either application_id or user_id must be given");
	*kindp = is_user ? OBJECT_USER : OBJECT_APPLICATION;
	if (is_user)
		*idp = user_id;
	return TOKEN_OK;
}

/* *secondsp stays as it is when the body has none. */
static enum token_error
read_expiry(
    const json_t *body, int64_t now, int64_t *secondsp, struct fault *fault)
{
	const char *text = "";
	enum token_error err;
	int64_t seconds;

	err = json_get_string(body, "expires_at", &text, fault);
	if (err != TOKEN_OK || *text == '\0')
		return err;
	if (!time_parse(text, &seconds))
		return fault_argument(
		    fault, "expires_at", "format", "must be RFC 3339");
	if (seconds <= now / TIME_MICRO)
		return fault_argument(
		    fault, "expires_at", "constraint", "must be in the future");
	*secondsp = seconds;
	return TOKEN_OK;
}

/* What a body says of a key; what it does not say stays as it is. */
struct wishes {
	struct uuid project_id;
	bool has_project;
	int64_t expires_at; /* 0: not said */
	json_t *fields;
};

static enum token_error
read_wishes(const json_t *body, bool is_new, int64_t now, struct wishes *wishes,
    struct fault *fault)
{
	enum token_error err;

	memset(wishes, 0, sizeof *wishes);
	if ((err = json_get_uuid(body, "default_project_id",
		 &wishes->project_id, &wishes->has_project, fault)) !=
		TOKEN_OK ||
	    (err = read_expiry(body, now, &wishes->expires_at, fault)) !=
		TOKEN_OK)
		return err;
	return shape_read(
	    fields, SHAPE_V1, body, is_new, &wishes->fields, fault);
}

/* Only what exists may be named. */
static enum token_error
check_exists(struct store *store, enum object_kind kind, const struct uuid *id,
    struct fault *fault)
{
	enum token_error err;
	json_t *object;

	err = object_get(store, kind, id, &object, fault);
	if (err == TOKEN_OK)
		json_decref(object);
	return err;
}

static enum token_error
check_project(
    struct store *store, const struct wishes *wishes, struct fault *fault)
{
	if (!wishes->has_project)
		return TOKEN_OK;
	return check_exists(store, OBJECT_PROJECT, &wishes->project_id, fault);
}

/* One change of a key. */
struct change {
	const char *access_key;
	struct wishes wishes;
	struct api_key_new key;
	int64_t now;
	char *secret;
	char made[API_KEY_ACCESS];
	json_t *object;
	struct fault *fault;
};

static enum token_error
add_key(struct store *store, void *context)
{
	struct change *change = context;
	struct api_key_new *key = &change->key;
	struct organization organization;
	enum token_error err;

	json_decref(change->object);
	change->object = NULL;
	if ((err = check_exists(store, key->bearer_kind, &key->bearer_id,
		 change->fault)) != TOKEN_OK ||
	    (err = check_project(store, &change->wishes, change->fault)) !=
		TOKEN_OK ||
	    (err = organization_get(store, &organization)) != TOKEN_OK)
		return err;
	key->default_project_id = change->wishes.has_project
				      ? change->wishes.project_id
				      : organization.project_id;
	err =
	    api_key_add(store, key, change->now, change->made, change->secret);
	if (err != TOKEN_OK)
		return err;
	return api_key_find(
	    store, change->made, &change->object, change->fault);
}

enum token_error
api_key_create(struct store *store, const struct api_key_request *wanted,
    char secret[UUID_TEXT], struct json_t **objectp, struct fault *fault)
{
	struct change change = {
		.now = wanted->now, .secret = secret, .fault = fault
	};
	enum token_error err;

	*objectp = NULL;
	if ((err = api_key_bearer(wanted->body, &change.key.bearer_kind,
		 &change.key.bearer_id, fault)) != TOKEN_OK ||
	    (err = read_wishes(wanted->body, true, wanted->now, &change.wishes,
		 fault)) != TOKEN_OK)
		return err;
	change.key.description = json_text(change.wishes.fields, "description");
	change.key.expires_at = change.wishes.expires_at;
	change.key.creation_ip = wanted->creation_ip;
	err = store_update(store, add_key, &change);
	json_decref(change.wishes.fields);
	if (err == TOKEN_OK) {
		*objectp = change.object;
		return TOKEN_OK;
	}
	digest_cleanse(secret, UUID_TEXT);
	json_decref(change.object);
	return err;
}

static enum token_error
apply_wishes(struct change *change)
{
	const struct wishes *wishes = &change->wishes;
	char expires[TIME_TEXT];
	enum token_error err;

	err = shape_merge(
	    fields, SHAPE_V1, wishes->fields, change->object, change->fault);
	if (err != TOKEN_OK)
		return err;
	time_format(wishes->expires_at, expires);
	if ((wishes->has_project &&
		!record_set_uuid(change->object, "default_project_id",
		    &wishes->project_id)) ||
	    (wishes->expires_at != 0 &&
		json_object_set_new(
		    change->object, "expires_at", json_string(expires)) != 0) ||
	    !record_touch(change->object, change->now))
		return TOKEN_UNAVAILABLE;
	return TOKEN_OK;
}

static enum token_error
alter(struct store *store, void *context)
{
	struct change *change = context;
	enum token_error err;

	json_decref(change->object);
	change->object = NULL;
	if ((err = api_key_find(store, change->access_key, &change->object,
		 change->fault)) != TOKEN_OK ||
	    (err = check_project(store, &change->wishes, change->fault)) !=
		TOKEN_OK ||
	    (err = apply_wishes(change)) != TOKEN_OK ||
	    (err = object_put(store, OBJECT_API_KEY, change->object)) !=
		TOKEN_OK)
		return err;
	return store_mark(store, MARK_SECRETS, &nobody);
}

enum token_error
api_key_update(struct store *store, const char *access_key,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault)
{
	struct change change = {
		.access_key = access_key, .now = now, .fault = fault
	};
	enum token_error err;

	*objectp = NULL;
	err = read_wishes(body, false, now, &change.wishes, fault);
	if (err != TOKEN_OK)
		return err;
	err = store_update(store, alter, &change);
	json_decref(change.wishes.fields);
	if (err == TOKEN_OK)
		*objectp = change.object;
	else
		json_decref(change.object);
	return err;
}

/* ---- the end of keys ---- */

/* Without its digest the record's absence refuses the secret all the same. */
static enum token_error
erase(struct store *store, const json_t *object)
{
	const char *access_key = json_text(object, "access_key");
	const struct uuid id = object_uuid(object, "id");
	unsigned char digest[DIGEST_SIZE];
	enum token_error err;

	err = object_release(
	    store, API_KEY_INDEX, access_key, strlen(access_key));
	if (err == TOKEN_OK && api_key_digest(object, digest))
		err = object_release(
		    store, API_KEY_INDEX_SECRET, digest, sizeof digest);
	if (err == TOKEN_OK)
		err = object_delete(store, OBJECT_API_KEY, &id);
	if (err != TOKEN_OK)
		return err;
	return store_mark(store, MARK_SECRETS, &nobody);
}

enum token_error
api_key_erase(struct store *store, const struct uuid *id)
{
	enum token_error err;
	json_t *object;

	err = object_get(store, OBJECT_API_KEY, id, &object, NULL);
	if (err != TOKEN_OK)
		return err;
	err = erase(store, object);
	json_decref(object);
	return err;
}

struct deletion {
	const struct registry_delete *wanted;
	const char *access_key;
	struct fault *fault;
};

static enum token_error
remove_key(struct store *store, void *context)
{
	const struct deletion *deletion = context;
	struct registry_ids ids = { .count = 1 };
	enum token_error err;
	struct uuid id;
	json_t *object;

	err =
	    api_key_find(store, deletion->access_key, &object, deletion->fault);
	if (err != TOKEN_OK)
		return err;
	id = object_uuid(object, "id");
	ids.id = &id;
	err = erase(store, object);
	json_decref(object);
	return err != TOKEN_OK ? err : registry_journal(deletion->wanted, &ids);
}

enum token_error
api_key_delete(struct store *store, const struct registry_delete *wanted,
    const char *access_key, struct fault *fault)
{
	struct deletion deletion = { wanted, access_key, fault };

	return store_update(store, remove_key, &deletion);
}

static bool
is_of_bearer(const json_t *key, void *context)
{
	const struct uuid id = object_uuid(key, "bearer_id");

	return uuid_equal(&id, context);
}

enum token_error
api_key_delete_all(
    struct store *store, const struct uuid *bearer_id, struct registry_ids *ids)
{
	struct uuid id = *bearer_id;
	enum token_error err;
	json_t *keys;
	size_t i;

	err = object_list(store, OBJECT_API_KEY, is_of_bearer, &id, &keys);
	if (err != TOKEN_OK)
		return err;
	for (i = 0; i < json_array_size(keys) && err == TOKEN_OK; i++) {
		id = object_uuid(json_array_get(keys, i), "id");
		err = registry_ids_add(ids, &id)
			  ? erase(store, json_array_get(keys, i))
			  : TOKEN_UNAVAILABLE;
	}
	json_decref(keys);
	return err;
}
