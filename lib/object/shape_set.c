/* SPDX-License-Identifier: ISC */
/* Fields that hold many strings: lists, maps and secrets. */
#include "object/shape_set.h"
#include "base/text.h"
#include "crypto/secret_hash.h"

#include <jansson.h>

#define KEY_LENGTH 255 /* characters of an environment variable's name */

enum token_error
shape_set_check(
    const struct shape_value *value, size_t count, struct fault *fault)
{
	if (count <= (size_t)value->field->most)
		return TOKEN_OK;
	return shape_type_refuse_value(value, fault,
	    "must have at most %lld entries", (long long)value->field->most);
}

enum token_error
shape_set_strings(
    const struct shape_value *value, json_t **storedp, struct fault *fault)
{
	enum token_error err;
	const json_t *string;
	size_t i;

	if (!json_is_array(value->json))
		return shape_type_refuse(
		    value, "must be an array of strings", fault);
	err = shape_set_check(value, json_array_size(value->json), fault);
	if (err != TOKEN_OK)
		return err;
	json_array_foreach(value->json, i,
	    string) if (!json_is_string(string)) return shape_type_refuse(value,
	    "must be an array of strings", fault);
	*storedp = json_incref(value->json);
	return TOKEN_OK;
}

static bool
is_key(const char *key)
{
	return key != NULL && *key != '\0' && text_is_plain(key, KEY_LENGTH);
}

enum token_error
shape_set_map(
    const struct shape_value *value, json_t **storedp, struct fault *fault)
{
	enum token_error err;
	const json_t *string;
	const char *key;

	if (!json_is_object(value->json))
		return shape_type_refuse(
		    value, "must be an object of strings", fault);
	err = shape_set_check(value, json_object_size(value->json), fault);
	if (err != TOKEN_OK)
		return err;
	json_object_foreach(value->json, key,
	    string) if (!json_is_string(string) ||
			!is_key(key)) return shape_type_refuse(value,
	    "must be an object of strings", fault);
	*storedp = json_incref(value->json);
	return TOKEN_OK;
}

static enum token_error
hash_secret(const json_t *secret, json_t **hashp)
{
	char hash[SECRET_HASH];
	enum token_error err;

	err = secret_hash(
	    json_string_value(secret), json_string_length(secret), hash);
	if (err != TOKEN_OK)
		return err;
	*hashp = json_string(hash);
	return TOKEN_OK;
}

/* What v1 sends for a secret that is to stay as it is. */
static bool
is_unchanged(const struct shape_value *value, const json_t *secret)
{
	return value->version == SHAPE_V1 && json_string_length(secret) == 0;
}

/* Keeps the hash of one secret, in an array when it is to stay as it is, or
 * null for one to delete. */
static enum token_error
add_secret(const struct shape_value *value, const char *key,
    const json_t *secret, json_t *secrets, struct fault *fault)
{
	json_t *stored = json_null();
	enum token_error err;

	if (!is_key(key))
		return shape_type_refuse(value, "needs names", fault);
	if (json_is_string(secret)) {
		err = hash_secret(secret, &stored);
		if (err != TOKEN_OK)
			return err;
		if (is_unchanged(value, secret))
			stored = json_pack("[o]", stored);
	} else if (secret != NULL && !json_is_null(secret)) {
		return shape_type_refuse(
		    value, "must have values that are strings", fault);
	}
	if (json_object_set_new(secrets, key, stored) != 0)
		return TOKEN_INTERNAL;
	return TOKEN_OK;
}

static enum token_error
read_list(const struct shape_value *value, json_t *secrets, struct fault *fault)
{
	enum token_error err;
	const json_t *entry;
	size_t i;

	if (!json_is_array(value->json))
		return shape_type_refuse(
		    value, "must be an array of {key, value}", fault);
	err = shape_set_check(value, json_array_size(value->json), fault);
	for (i = 0; err == TOKEN_OK && i < json_array_size(value->json); i++) {
		entry = json_array_get(value->json, i);
		err = add_secret(value,
		    json_string_value(json_object_get(entry, "key")),
		    json_object_get(entry, "value"), secrets, fault);
	}
	return err;
}

static enum token_error
read_map(const struct shape_value *value, json_t *secrets, struct fault *fault)
{
	enum token_error err;
	const json_t *secret;
	const char *key;

	if (!json_is_object(value->json))
		return shape_type_refuse(
		    value, "must be an object of strings", fault);
	err = shape_set_check(value, json_object_size(value->json), fault);
	if (err != TOKEN_OK)
		return err;
	json_object_foreach(value->json, key, secret)
	{
		err = add_secret(value, key, secret, secrets, fault);
		if (err != TOKEN_OK)
			return err;
	}
	return TOKEN_OK;
}

enum token_error
shape_set_secrets(
    const struct shape_value *value, json_t **storedp, struct fault *fault)
{
	json_t *secrets = json_object();
	enum token_error err;

	if (secrets == NULL)
		return TOKEN_UNAVAILABLE;
	err = value->version == SHAPE_V1BETA1 ? read_list(value, secrets, fault)
					      : read_map(value, secrets, fault);
	if (err == TOKEN_OK)
		*storedp = secrets;
	else
		json_decref(secrets);
	return err;
}

/* Deletes what v1 does not mention. */
static void
drop_others(json_t *stored, const json_t *changes)
{
	const char *key;
	json_t *hash;
	void *next;

	json_object_foreach_safe(stored, next, key, hash)
	{
		if (json_object_get(changes, key) == NULL)
			json_object_del(stored, key);
	}
}

static bool
merge_secret(json_t *stored, const char *key, json_t *hash)
{
	if (json_is_null(hash)) {
		json_object_del(stored, key);
		return true;
	}
	if (json_is_array(hash)) {
		if (json_object_get(stored, key) != NULL)
			return true;
		hash = json_array_get(hash, 0);
	}
	return json_object_set(stored, key, hash) == 0;
}

bool
shape_set_merge(enum shape_version version, json_t *stored, json_t *changes)
{
	const char *key;
	json_t *hash;

	if (version == SHAPE_V1)
		drop_others(stored, changes);
	json_object_foreach(changes, key, hash)
	{
		if (!merge_secret(stored, key, hash))
			return false;
	}
	return true;
}

struct json_t *
shape_set_list(struct json_t *secrets)
{
	json_t *list = json_array(), *hash;
	const char *key;

	json_object_foreach(secrets, key, hash)
	{
		if (json_array_append_new(
			list, json_pack("{s:s, s:O}", "key", key,
				  "hashed_value", hash)) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}
