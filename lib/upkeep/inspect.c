/* SPDX-License-Identifier: ISC */
/* Whether what is in a store fits together.  A visit must not call the store,
 * so ids are gathered first, in their order, and compared then. */
#include "upkeep/inspect.h"
#include "base/json.h"
#include "base/log.h"
#include "object/object.h"
#include "token/keyring.h"
#include "token/registry.h"
#include "token/registry_record.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define OBJECT_KEY 17 /* kind and id */
#define FAULTS_TOLD 20

/* A token in few bytes; `places` are its entries in the index. */
struct brief {
	struct uuid id, scope_id;
	int64_t created_at;
	unsigned char scope; /* enum token_scope */
	unsigned char places;
};
enum { IN_SCOPE = 1, IN_ALL = 2 };

struct tokens {
	struct brief *brief;
	size_t count, size;
	bool is_full; /* memory was out */
};

struct gathering {
	struct inspection *found;
	struct tokens tokens;
	struct uuid *ids[256]; /* of objects, by kind, in order */
	size_t counts[256], sizes[256];
	bool is_full;
};

static void
tell(struct inspection *found, const char *what, const struct uuid *id)
{
	char text[UUID_TEXT];

	uuid_format(id, text);
	if (found->faults++ < FAULTS_TOLD)
		log_line("%s: %s", text, what);
}

static int
compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct uuid));
}

static bool
exists(
    const struct gathering *all, enum object_kind kind, const struct uuid *id)
{
	return all->counts[kind] > 0 &&
	       bsearch(id, all->ids[kind], all->counts[kind], sizeof *id,
		   compare_ids) != NULL;
}

/* ---- gathering ---- */

static bool
take_token(void *context, const struct token *token)
{
	struct tokens *tokens = context;
	struct brief *grown;

	if (tokens->count == tokens->size) {
		tokens->size = tokens->size > 0 ? tokens->size * 2 : 1024;
		grown =
		    reallocarray(tokens->brief, tokens->size, sizeof *grown);
		if (grown == NULL) {
			tokens->is_full = true;
			return false;
		}
		tokens->brief = grown;
	}
	tokens->brief[tokens->count++] = (struct brief){ .id = token->id,
		.scope_id = token->scope_id,
		.created_at = token->created_at,
		.scope = (unsigned char)token->scope };
	return true;
}

static bool
take_id(struct gathering *all, unsigned char kind, const struct uuid *id)
{
	struct uuid *grown;

	if (all->counts[kind] == all->sizes[kind]) {
		all->sizes[kind] =
		    all->sizes[kind] > 0 ? all->sizes[kind] * 2 : 64;
		grown = reallocarray(
		    all->ids[kind], all->sizes[kind], sizeof *grown);
		if (grown == NULL) {
			all->is_full = true;
			return false;
		}
		all->ids[kind] = grown;
	}
	all->ids[kind][all->counts[kind]++] = *id;
	return true;
}

static bool
take_object(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct gathering *all = context;
	struct json_t *object = json_parse_object(value, value_len);
	struct uuid id = { { 0 } }, said;

	if (key_len == OBJECT_KEY)
		memcpy(id.bytes, (const char *)key + 1, sizeof id.bytes);
	said = object_uuid(object, "id");
	if (object == NULL || !uuid_equal(&id, &said))
		tell(
		    all->found, "its record is not one object of that id", &id);
	json_decref(object);
	all->found->objects++;
	return take_id(all, *(const unsigned char *)key, &id);
}

/* ---- comparing ---- */

static bool
check_name(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct gathering *all = context;
	struct uuid id = { { 0 } };
	int kind = 0;

	(void)key;
	(void)key_len;
	all->found->names++;
	if (value_len == sizeof id.bytes)
		memcpy(id.bytes, value, sizeof id.bytes);
	while (kind < 256 && !exists(all, (enum object_kind)kind, &id))
		kind++;
	if (kind == 256)
		tell(all->found, "a name leads here, where nothing is", &id);
	return true;
}

static bool
check_key(void *context, const struct keyring_entry *entry)
{
	struct gathering *all = context;

	all->found->keys++;
	if (!exists(all, OBJECT_NAMESPACE, &entry->namespace_id))
		tell(all->found, "a key belongs to it, a namespace that is not",
		    &entry->namespace_id);
	return true;
}

/* Which place an entry of the index is, of the token it names; 0: none. */
static unsigned char
place_of(const struct brief *brief, const unsigned char *key)
{
	static const struct uuid all;
	const struct token token = { .id = brief->id,
		.created_at = brief->created_at };
	unsigned char wanted[REGISTRY_INDEX_KEY];

	registry_index_key(&brief->scope_id, &token, wanted);
	if (memcmp(key, wanted, sizeof wanted) == 0)
		return IN_SCOPE;
	registry_index_key(&all, &token, wanted);
	return memcmp(key, wanted, sizeof wanted) == 0 ? IN_ALL : 0;
}

static bool
check_place(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct gathering *all = context;
	struct brief *brief = NULL;
	struct uuid id = { { 0 } };
	unsigned char place = 0;

	(void)value;
	(void)value_len;
	if (key_len == REGISTRY_INDEX_KEY)
		memcpy(id.bytes, (const char *)key + REGISTRY_INDEX_ID,
		    sizeof id.bytes);
	if (all->tokens.count > 0)
		brief = bsearch(&id, all->tokens.brief, all->tokens.count,
		    sizeof *brief, compare_ids);
	if (brief != NULL)
		place = place_of(brief, key);
	if (place == 0)
		tell(
		    all->found, "the index has an entry of no such token", &id);
	else
		brief->places |= place;
	return true;
}

static void
check_tokens(struct gathering *all)
{
	const struct brief *brief;
	size_t i;

	all->found->tokens = all->tokens.count;
	for (i = 0; i < all->tokens.count; i++) {
		brief = &all->tokens.brief[i];
		if (brief->places != (IN_SCOPE | IN_ALL))
			tell(all->found, "the index lacks this token",
			    &brief->id);
		if (!exists(all,
			brief->scope == SCOPE_NAMESPACE ? OBJECT_NAMESPACE
							: OBJECT_CONTAINER,
			&brief->scope_id))
			tell(all->found, "what this token is for is not there",
			    &brief->id);
	}
}

static enum token_error
inspect(struct store *store, struct gathering *all)
{
	enum token_error err;

	if ((err = store_scan(store, STORE_OBJECTS, "", 0, STORE_ASCENDING,
		 take_object, all)) != TOKEN_OK ||
	    (err = registry_scan(store, take_token, &all->tokens)) != TOKEN_OK)
		return err;
	if (all->is_full || all->tokens.is_full)
		return TOKEN_UNAVAILABLE;
	if ((err = store_scan(store, STORE_INDEX, "", 0, STORE_ASCENDING,
		 check_name, all)) != TOKEN_OK ||
	    (err = keyring_scan(store, NULL, check_key, all)) != TOKEN_OK ||
	    (err = store_scan(store, STORE_TOKEN_INDEX, "", 0, STORE_ASCENDING,
		 check_place, all)) != TOKEN_OK)
		return err;
	check_tokens(all);
	return TOKEN_OK;
}

enum token_error
inspect_store(struct store *store, struct inspection *inspection)
{
	struct gathering all = { .found = inspection };
	enum token_error err;
	int kind;

	memset(inspection, 0, sizeof *inspection);
	err = inspect(store, &all);
	free(all.tokens.brief);
	for (kind = 0; kind < 256; kind++)
		free(all.ids[kind]);
	return err;
}
