/* SPDX-License-Identifier: ISC */
/* The end of all that was given out. */
#include "upkeep/retire.h"
#include "iam/api_key.h"
#include "iam/session_record.h"
#include "object/object.h"
#include "token/keyring.h"
#include "token/registry.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define AT_A_TIME 1000
#define END_OF_TIME (INT64_MAX / 4) /* microseconds: all sessions are over */

/* Tokens for one change. */
struct batch {
	size_t count;
	struct uuid id[AT_A_TIME];
};

static bool
take_token(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct batch *batch = context;

	(void)value;
	(void)value_len;
	if (key_len == sizeof batch->id[0].bytes)
		memcpy(batch->id[batch->count++].bytes, key, key_len);
	return batch->count < AT_A_TIME;
}

static enum token_error
erase_batch(struct store *store, void *context)
{
	const struct batch *batch = context;
	struct token token;
	enum token_error err = TOKEN_OK;
	size_t i;

	for (i = 0; i < batch->count && err == TOKEN_OK; i++) {
		err = registry_find(store, &batch->id[i], &token, NULL);
		if (err == TOKEN_OK)
			err = registry_erase(store, &token);
	}
	return err;
}

static enum token_error
retire_tokens(struct store *store)
{
	struct batch batch;
	enum token_error err;

	do {
		batch.count = 0;
		err = store_scan(store, STORE_TOKENS, "", 0, STORE_ASCENDING,
		    take_token, &batch);
		if (err == TOKEN_OK)
			err = store_update(store, erase_batch, &batch);
	} while (err == TOKEN_OK && batch.count == AT_A_TIME);
	return err;
}

/* Calls `end` for each object of a kind. */
static enum token_error
for_each(struct store *store, enum object_kind kind,
    enum token_error (*end)(struct store *store, const struct uuid *id))
{
	json_t *objects, *object;
	enum token_error err;
	struct uuid id;
	size_t i;

	err = object_list(store, kind, NULL, NULL, &objects);
	if (err != TOKEN_OK)
		return err;
	json_array_foreach(objects, i, object)
	{
		id = object_uuid(object, "id");
		err = end(store, &id);
		if (err != TOKEN_OK)
			break;
	}
	json_decref(objects);
	return err;
}

static enum token_error
end_api_keys(struct store *store, const struct uuid *id)
{
	struct registry_ids ids = { .count = 0 };
	enum token_error err = api_key_delete_all(store, id, &ids);

	free(ids.id);
	return err;
}

static enum token_error
retire_keys(struct store *store, void *context)
{
	enum token_error err;

	(void)context;
	if ((err = for_each(store, OBJECT_NAMESPACE, keyring_delete)) !=
		TOKEN_OK ||
	    (err = for_each(store, OBJECT_USER, end_api_keys)) != TOKEN_OK)
		return err;
	return for_each(store, OBJECT_APPLICATION, end_api_keys);
}

enum token_error
retire_sessions(struct store *store)
{
	return session_end_over(store, END_OF_TIME);
}

enum token_error
retire_all(struct store *store)
{
	enum token_error err;

	err = store_update(store, retire_keys, NULL);
	if (err == TOKEN_OK)
		err = retire_sessions(store);
	return err == TOKEN_OK ? retire_tokens(store) : err;
}
