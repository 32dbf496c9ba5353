/* SPDX-License-Identifier: ISC */
/* Records kept as JSON objects, by kind and id. */
#include "object/object.h"
#include "base/json.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define KEY 17          /* kind and id */
#define INDEX_VALUE 256 /* bytes of a unique value, and its index */

static const struct {
	enum object_kind kind;
	const char *name;
} kinds[] = {
	{ OBJECT_ORGANIZATION, "organization" },
	{ OBJECT_PROJECT, "project" },
	{ OBJECT_NAMESPACE, "namespace" },
	{ OBJECT_CONTAINER, "container" },
	{ OBJECT_USER, "user" },
	{ OBJECT_APPLICATION, "application" },
	{ OBJECT_GROUP, "group" },
	{ OBJECT_POLICY, "policy" },
	{ OBJECT_API_KEY, "api_key" },
	{ OBJECT_SESSION, "session" },
	{ OBJECT_THROTTLE, "throttle" },
};

const char *
object_kind_name(enum object_kind kind)
{
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (kinds[i].kind == kind)
			return kinds[i].name;
	abort(); /* a kind without a name */
}

static void
object_key(enum object_kind kind, const struct uuid *id, unsigned char key[KEY])
{
	key[0] = (unsigned char)kind;
	memcpy(key + 1, id->bytes, sizeof id->bytes);
}

struct uuid
object_uuid(const struct json_t *object, const char *name)
{
	const char *string = json_text(object, name);
	struct uuid uuid = { { 0 } };

	if (!uuid_parse(string, strlen(string), &uuid))
		memset(&uuid, 0, sizeof uuid);
	return uuid;
}

enum token_error
object_get(struct store *store, enum object_kind kind, const struct uuid *id,
    struct json_t **objectp, struct fault *fault)
{
	unsigned char key[KEY];
	char text[UUID_TEXT];
	const void *value;
	struct json_t *object;
	enum token_error err;
	size_t len;

	object_key(kind, id, key);
	err = store_get(store, STORE_OBJECTS, key, sizeof key, &value, &len);
	if (err == TOKEN_NOT_FOUND) {
		uuid_format(id, text);
		return fault_not_found(fault, object_kind_name(kind), text);
	}
	if (err != TOKEN_OK)
		return err;
	object = json_parse_object(value, len);
	if (object == NULL)
		return TOKEN_INTERNAL;
	*objectp = object;
	return TOKEN_OK;
}

enum token_error
object_put(
    struct store *store, enum object_kind kind, const struct json_t *object)
{
	const struct uuid id = object_uuid(object, "id");
	unsigned char key[KEY];
	enum token_error err;
	char *text;

	assert(!uuid_is_nil(&id));
	text = json_to_text(object);
	if (text == NULL)
		return TOKEN_UNAVAILABLE;
	object_key(kind, &id, key);
	err = store_put(
	    store, STORE_OBJECTS, key, sizeof key, text, strlen(text));
	free(text);
	return err;
}

enum token_error
object_delete(struct store *store, enum object_kind kind, const struct uuid *id)
{
	unsigned char key[KEY];

	object_key(kind, id, key);
	return store_delete(store, STORE_OBJECTS, key, sizeof key);
}

struct listing {
	bool (*wants)(const struct json_t *object, void *context);
	void *context;
	json_t *array;
	bool is_broken;
};

static bool
take_object(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct listing *listing = context;
	json_t *object = json_parse_object(value, value_len);

	(void)key;
	(void)key_len;
	listing->is_broken = object == NULL;
	if (object != NULL && listing->wants != NULL &&
	    !listing->wants(object, listing->context))
		json_decref(object);
	else if (object != NULL)
		listing->is_broken =
		    json_array_append_new(listing->array, object) != 0;
	return !listing->is_broken;
}

enum token_error
object_list(struct store *store, enum object_kind kind,
    bool (*wants)(const struct json_t *object, void *context), void *context,
    struct json_t **arrayp)
{
	struct listing listing = { .wants = wants, .context = context };
	const unsigned char prefix = (unsigned char)kind;
	enum token_error err;

	listing.array = json_array();
	if (listing.array == NULL)
		return TOKEN_UNAVAILABLE;
	err = store_scan(store, STORE_OBJECTS, &prefix, 1, STORE_ASCENDING,
	    take_object, &listing);
	if (err == TOKEN_OK && listing.is_broken)
		err = TOKEN_INTERNAL;
	if (err == TOKEN_OK)
		*arrayp = listing.array;
	else
		json_decref(listing.array);
	return err;
}

static size_t
index_key(
    char index, const void *value, size_t len, unsigned char key[INDEX_VALUE])
{
	assert(len < INDEX_VALUE);
	key[0] = (unsigned char)index;
	memcpy(key + 1, value, len);
	return len + 1;
}

enum token_error
object_lookup(struct store *store, char index, const void *value, size_t len,
    struct uuid *idp)
{
	unsigned char key[INDEX_VALUE];
	const void *id;
	enum token_error err;
	size_t id_len;

	err = store_get(store, STORE_INDEX, key,
	    index_key(index, value, len, key), &id, &id_len);
	if (err != TOKEN_OK)
		return err;
	if (id_len != sizeof idp->bytes)
		return TOKEN_INTERNAL;
	memcpy(idp->bytes, id, id_len);
	return TOKEN_OK;
}

enum token_error
object_claim(struct store *store, char index, const void *value, size_t len,
    const struct uuid *id)
{
	unsigned char key[INDEX_VALUE];
	struct uuid owner;
	enum token_error err;

	err = object_lookup(store, index, value, len, &owner);
	if (err == TOKEN_OK)
		return uuid_equal(&owner, id) ? TOKEN_OK : TOKEN_EXISTS;
	if (err != TOKEN_NOT_FOUND)
		return err;
	return store_put(store, STORE_INDEX, key,
	    index_key(index, value, len, key), id->bytes, sizeof id->bytes);
}

enum token_error
object_release(struct store *store, char index, const void *value, size_t len)
{
	unsigned char key[INDEX_VALUE];

	return store_delete(
	    store, STORE_INDEX, key, index_key(index, value, len, key));
}
