/* SPDX-License-Identifier: ISC */
/* The registry: records of tokens, and their order by scope and creation. */
#include "token/registry.h"
#include "store/journal.h"
#include "store/mark.h"
#include "token/registry_record.h"

#include <stdlib.h>
#include <string.h>

static enum token_error
put_record(struct store *store, const struct token *token)
{
	unsigned char record[REGISTRY_RECORD];

	return store_put(store, STORE_TOKENS, token->id.bytes,
	    sizeof token->id.bytes, record, registry_encode(token, record));
}

/* Every token stands in the order of its scope and, under the nil id, in that
 * of all tokens. */
static enum token_error
add(struct store *store, void *context)
{
	static const struct uuid all;
	const struct token *token = context;
	unsigned char key[REGISTRY_INDEX_KEY];
	enum token_error err;

	err = put_record(store, token);
	if (err != TOKEN_OK)
		return err;
	registry_index_key(&token->scope_id, token, key);
	err = store_put(store, STORE_TOKEN_INDEX, key, sizeof key, "", 0);
	if (err != TOKEN_OK)
		return err;
	registry_index_key(&all, token, key);
	err = store_put(store, STORE_TOKEN_INDEX, key, sizeof key, "", 0);
	if (err != TOKEN_OK)
		return err;
	return store_mark(store, MARK_TOKEN, token->id.bytes);
}

enum token_error
registry_add(struct store *store, const struct token *token)
{
	struct token copy = *token;

	return store_update(store, add, &copy);
}

enum token_error
registry_find(struct store *store, const struct uuid *id, struct token *token,
    struct fault *fault)
{
	char text[UUID_TEXT];
	const void *record;
	enum token_error err;
	size_t len;

	err = store_get(
	    store, STORE_TOKENS, id->bytes, sizeof id->bytes, &record, &len);
	if (err == TOKEN_NOT_FOUND) {
		uuid_format(id, text);
		return fault_not_found(fault, "token", text);
	}
	if (err != TOKEN_OK)
		return err;
	return registry_decode(id, record, len, token) ? TOKEN_OK
						       : TOKEN_INTERNAL;
}

enum token_error
registry_erase(struct store *store, const struct token *token)
{
	static const struct uuid all;
	unsigned char key[REGISTRY_INDEX_KEY];
	enum token_error err;

	registry_index_key(&token->scope_id, token, key);
	err = store_delete(store, STORE_TOKEN_INDEX, key, sizeof key);
	if (err != TOKEN_OK)
		return err;
	registry_index_key(&all, token, key);
	err = store_delete(store, STORE_TOKEN_INDEX, key, sizeof key);
	if (err != TOKEN_OK)
		return err;
	err = store_delete(
	    store, STORE_TOKENS, token->id.bytes, sizeof token->id.bytes);
	if (err != TOKEN_OK)
		return err;
	return store_mark(store, MARK_TOKEN, token->id.bytes);
}

struct deletion {
	const char *journal;
	const struct uuid *who;
	int64_t now;
	const struct uuid *id; /* of the token */
	struct token token;
	struct fault *fault;
};

static enum token_error
delete_one(struct store *store, void *context)
{
	struct deletion *deletion = context;
	enum token_error err;

	err = registry_find(
	    store, deletion->id, &deletion->token, deletion->fault);
	if (err != TOKEN_OK)
		return err;
	err = registry_erase(store, &deletion->token);
	return err != TOKEN_OK ? err
			       : journal_append(deletion->journal, deletion->id,
				     1, deletion->who, deletion->now);
}

enum token_error
registry_delete(struct store *store, const struct registry_delete *wanted,
    const struct uuid *id, struct token *token, struct fault *fault)
{
	struct deletion deletion = { .journal = wanted->journal,
		.who = wanted->who,
		.now = wanted->now,
		.id = id,
		.fault = fault };
	enum token_error err;

	err = store_update(store, delete_one, &deletion);
	if (err == TOKEN_OK)
		*token = deletion.token;
	return err;
}

static bool
collect_id(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct uuid id;

	(void)value;
	(void)value_len;
	if (key_len != REGISTRY_INDEX_KEY)
		return true;
	memcpy(
	    id.bytes, (const char *)key + REGISTRY_INDEX_ID, sizeof id.bytes);
	return registry_ids_add(context, &id);
}

static enum token_error
erase_all(struct store *store, const struct registry_ids *ids, size_t first)
{
	struct token token;
	enum token_error err;
	size_t i;

	for (i = first; i < ids->count; i++) {
		err = registry_find(store, &ids->id[i], &token, NULL);
		if (err == TOKEN_OK)
			err = registry_erase(store, &token);
		if (err != TOKEN_OK)
			return err;
	}
	return TOKEN_OK;
}

enum token_error
registry_delete_scope(struct store *store, const struct registry_delete *wanted,
    const struct uuid *scope_id)
{
	struct registry_ids own = { .count = 0 };
	struct registry_ids *ids = wanted->later != NULL ? wanted->later : &own;
	const size_t first = ids->count;
	enum token_error err;

	err = store_scan(store, STORE_TOKEN_INDEX, scope_id->bytes,
	    sizeof scope_id->bytes, STORE_ASCENDING, collect_id, ids);
	if (err == TOKEN_OK && ids->is_full)
		err = TOKEN_UNAVAILABLE;
	if (err == TOKEN_OK)
		err = erase_all(store, ids, first);
	if (err == TOKEN_OK && wanted->later == NULL)
		err = registry_journal(wanted, ids);
	free(own.id);
	return err;
}

/* Counts all and keeps the ids of one page. */
struct page {
	struct registry_ids ids;
	int64_t first, last; /* places, counted from 0; last is not included */
	int64_t most;        /* of total; 0: no end */
	int64_t total;
};

static bool
collect_page(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct page *page = context;
	const int64_t place = page->total++;

	if (place >= page->last)
		return page->most == 0 || page->total <= page->most;
	if (place < page->first)
		return true;
	return collect_id(&page->ids, key, key_len, value, value_len);
}

/* Those of the ids that are there still. */
static enum token_error
fetch(struct store *store, const struct registry_ids *ids, struct token *tokens,
    size_t *countp)
{
	enum token_error err = TOKEN_OK;
	size_t i, count = 0;

	for (i = 0; i < ids->count && err == TOKEN_OK; i++) {
		err = registry_find(store, &ids->id[i], &tokens[count], NULL);
		if (err == TOKEN_OK)
			count++;
		else if (err == TOKEN_NOT_FOUND) /* deleted meanwhile */
			err = TOKEN_OK;
	}
	if (err == TOKEN_OK)
		*countp = count;
	return err;
}

/* The order that a scope's tokens stand in. */
static struct store_range
range_of(const struct uuid *scope_id, enum store_order order)
{
	static const struct uuid all;
	const struct uuid *scope = scope_id != NULL ? scope_id : &all;

	return (struct store_range){ STORE_TOKEN_INDEX, scope->bytes,
		sizeof scope->bytes, order };
}

enum token_error
registry_list(struct store *store, const struct registry_page *wanted,
    struct token *tokens, size_t *countp, int64_t *totalp)
{
	const struct store_range range =
	    range_of(wanted->scope_id, wanted->order);
	struct store_place place = { .len = 0 };
	struct page page = { .first = (wanted->page - 1) * wanted->page_size,
		.last = wanted->page * wanted->page_size,
		.most = wanted->count_most };
	enum token_error err;

	err = store_scan_on(store, &range, &place, collect_page, &page);
	if (err == TOKEN_OK && page.ids.is_full)
		err = TOKEN_UNAVAILABLE;
	if (err == TOKEN_OK)
		err = fetch(store, &page.ids, tokens, countp);
	free(page.ids.id);
	if (err == TOKEN_OK)
		*totalp = page.total;
	return err;
}

/* So many ids. */
struct batch {
	struct registry_ids ids;
	size_t most;
};

static bool
collect_batch(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct batch *batch = context;

	return collect_id(&batch->ids, key, key_len, value, value_len) &&
	       batch->ids.count < batch->most;
}

/* Just before the first token made at that time or later. */
static void
start_walk(struct registry_walk *walk, const struct store_range *range)
{
	const struct token token = { .created_at = walk->since };
	struct uuid scope_id;

	if (walk->place.is_moved || walk->since == 0)
		return;
	memcpy(scope_id.bytes, range->prefix, sizeof scope_id.bytes);
	registry_index_key(&scope_id, &token, walk->place.key);
	walk->place.len = REGISTRY_INDEX_KEY;
	walk->place.is_moved = true;
}

enum token_error
registry_walk(struct store *store, struct registry_walk *walk,
    struct token *tokens, size_t size, size_t *countp)
{
	const struct store_range range = range_of(walk->scope_id, walk->order);
	struct batch batch = { .most = size };
	enum token_error err;

	start_walk(walk, &range);
	do {
		batch.ids.count = 0;
		err = store_scan_on(
		    store, &range, &walk->place, collect_batch, &batch);
		if (err == TOKEN_OK && batch.ids.is_full)
			err = TOKEN_UNAVAILABLE;
		if (err == TOKEN_OK)
			err = fetch(store, &batch.ids, tokens, countp);
	} while (err == TOKEN_OK && *countp == 0 && batch.ids.count > 0);
	free(batch.ids.id);
	return err;
}

struct visit {
	bool (*visit)(void *context, const struct token *token);
	void *context;
	bool is_broken;
};

static bool
visit_record(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct visit *visit = context;
	struct token token;
	struct uuid id;

	visit->is_broken = key_len != sizeof id.bytes;
	if (visit->is_broken)
		return false;
	memcpy(id.bytes, key, sizeof id.bytes);
	visit->is_broken = !registry_decode(&id, value, value_len, &token);
	return !visit->is_broken && visit->visit(visit->context, &token);
}

enum token_error
registry_scan(struct store *store,
    bool (*visit)(void *context, const struct token *token), void *context)
{
	struct visit scan = { .visit = visit, .context = context };
	enum token_error err;

	err = store_scan(
	    store, STORE_TOKENS, "", 0, STORE_ASCENDING, visit_record, &scan);
	return err != TOKEN_OK  ? err
	       : scan.is_broken ? TOKEN_INTERNAL
				: TOKEN_OK;
}

struct uses {
	const struct registry_use *use;
	size_t count;
};

static enum token_error
note_uses(struct store *store, void *context)
{
	const struct uses *uses = context;
	struct token token = { .last_used_at = 0 };
	enum token_error err = TOKEN_OK;
	size_t i;

	for (i = 0; i < uses->count && err == TOKEN_OK; i++) {
		err = registry_find(store, &uses->use[i].id, &token, NULL);
		if (err == TOKEN_NOT_FOUND ||
		    (err == TOKEN_OK &&
			token.last_used_at >= uses->use[i].second)) {
			err = TOKEN_OK;
			continue;
		}
		if (err != TOKEN_OK)
			return err;
		token.last_used_at = uses->use[i].second;
		err = put_record(store, &token);
	}
	return err;
}

enum token_error
registry_note_uses(
    struct store *store, const struct registry_use *use, size_t count)
{
	struct uses uses = { use, count };

	return store_update(store, note_uses, &uses);
}
