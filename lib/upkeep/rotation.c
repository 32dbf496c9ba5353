/* SPDX-License-Identifier: ISC */
/* The keys of a namespace, one after the other, and how the next one begins. */
#include "upkeep/rotation.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "object/object.h"
#include "token/keyring_entry.h"
#include "upkeep/rotation_tokens.h"

#include <jansson.h>
#include <string.h>

const char *
rotation_state_name(enum rotation_state state)
{
	static const char *const names[] = { [ROTATION_NEXT] = "next",
		[ROTATION_SIGNING] = "signing",
		[ROTATION_OLD] = "old" };

	return names[state];
}

/* ---- reading ---- */

struct ring {
	struct rotation_key *keys;
	size_t count;
	bool is_full;
};

/* In the order in which they begin to sign. */
static bool
insert_key(void *context, const struct keyring_entry *entry)
{
	struct ring *ring = context;
	size_t i = ring->count;

	ring->is_full = i == KEY_RING;
	if (ring->is_full)
		return false;
	for (; i > 0 && ring->keys[i - 1].entry.not_before > entry->not_before;
	     i--)
		ring->keys[i] = ring->keys[i - 1];
	memset(&ring->keys[i], 0, sizeof ring->keys[i]);
	ring->keys[i].entry = *entry;
	ring->count++;
	return true;
}

enum token_error
rotation_read(struct store *store, const struct rotation *rotation,
    struct rotation_key *keys, size_t *countp)
{
	struct ring ring = { .keys = keys };
	enum token_error err;
	size_t i;

	err = keyring_scan(store, rotation->namespace_id, insert_key, &ring);
	if (err == TOKEN_OK && ring.is_full)
		err = TOKEN_INTERNAL;
	if (err != TOKEN_OK)
		return err;
	for (i = 0; i < ring.count; i++) {
		keys[i].until = i + 1 < ring.count
				    ? keys[i + 1].entry.not_before
				    : INT64_MAX;
		keys[i].state =
		    keys[i].entry.not_before > rotation->now ? ROTATION_NEXT
		    : keys[i].until > rotation->now          ? ROTATION_SIGNING
							     : ROTATION_OLD;
	}
	*countp = ring.count;
	return TOKEN_OK;
}

struct counting {
	const struct rotation *rotation;
	struct rotation_use *use;
};

static enum token_error
count_token(struct store *store, void *context, const struct token *token)
{
	const struct counting *counting = context;

	(void)store;
	(void)rotation_count(counting->rotation, token, counting->use);
	return TOKEN_OK;
}

enum token_error
rotation_list(struct store *store, const struct rotation *rotation,
    struct rotation_key *keys, size_t *countp)
{
	struct counting counting = { .rotation = rotation };
	enum token_error err;
	size_t i;

	err = rotation_read(store, rotation, keys, countp);
	for (i = 0; err == TOKEN_OK && i < *countp; i++) {
		counting.use = &keys[i].use;
		err = rotation_visit_tokens(
		    store, &keys[i], count_token, &counting);
	}
	return err;
}

/* ---- the next key ---- */

struct beginning {
	const struct rotation *rotation;
	json_t *entry;
	int64_t wanted, not_before; /* microseconds */
	struct fault *fault;
};

/* Whether there may be one more. */
static enum token_error
check_ring(const struct rotation_key *keys, size_t count, struct fault *fault)
{
	const struct rotation_key *last;
	char help[sizeof fault->help], time[TIME_TEXT];
	struct text text;

	if (count == 0)
		return fault_precondition(fault, "key",
		    "the namespace has none yet; its first token makes it");
	if (count == KEY_RING)
		return fault_precondition(fault, "key",
		    "there are as many as can be; retire an old one first");
	last = &keys[count - 1];
	if (last->state != ROTATION_NEXT)
		return TOKEN_OK;
	time_format_micro(last->entry.not_before, time);
	text_open(&text, help, sizeof help);
	text_addf(&text, "%s is the next already, from %s on; retire it first",
	    last->entry.kid, time);
	return fault_precondition(fault, "key", help);
}

/* When the youngest token of all was made; 0: there is none. */
static enum token_error
find_youngest(struct store *store, int64_t *timep)
{
	const struct registry_page page = { .order = STORE_DESCENDING,
		.page = 1,
		.page_size = 1,
		.count_most = 1 };
	struct token token;
	enum token_error err;
	size_t count = 0;
	int64_t total;

	err = registry_list(store, &page, &token, &count, &total);
	*timep = count > 0 ? token.created_at : 0;
	return err;
}

/* Behind all tokens and keys, so that the time of a token tells its key. */
static enum token_error
choose_time(struct store *store, const struct rotation_key *last,
    struct beginning *beginning)
{
	int64_t youngest = 0, latest = last->entry.not_before;
	enum token_error err = find_youngest(store, &youngest);

	if (err != TOKEN_OK)
		return err;
	if (latest < youngest)
		latest = youngest;
	if (latest / TIME_MICRO > TIME_LAST)
		return TOKEN_INTERNAL;
	beginning->not_before =
	    beginning->wanted > latest ? beginning->wanted : latest + 1;
	if (beginning->not_before / TIME_MICRO > TIME_LAST)
		return fault_argument(beginning->fault, "not_before",
		    "constraint", "must not be after the year 9999");
	return TOKEN_OK;
}

/* Whoever registers a token reads the ring, and so waits from the first writing
 * on. */
static enum token_error
add_next(struct store *store, void *context)
{
	struct beginning *beginning = context;
	const struct uuid *id = beginning->rotation->namespace_id;
	struct rotation_key keys[KEY_RING];
	enum token_error err;
	json_t *namespace;
	size_t count;

	err = object_get(
	    store, OBJECT_NAMESPACE, id, &namespace, beginning->fault);
	if (err != TOKEN_OK)
		return err;
	json_decref(namespace);
	if ((err = rotation_read(store, beginning->rotation, keys, &count)) !=
		TOKEN_OK ||
	    (err = check_ring(keys, count, beginning->fault)) != TOKEN_OK ||
	    (err = keyring_entry_put(store, id, beginning->entry)) !=
		TOKEN_OK ||
	    (err = choose_time(store, &keys[count - 1], beginning)) != TOKEN_OK)
		return err;
	if (json_object_set_new(beginning->entry, "not_before",
		json_integer(beginning->not_before)) != 0)
		return TOKEN_UNAVAILABLE;
	return keyring_entry_put(store, id, beginning->entry);
}

enum token_error
rotation_begin(struct store *store, const struct seal *seal,
    const struct rotation *rotation, struct rotation_next *next,
    struct fault *fault)
{
	struct beginning beginning = {
		.rotation = rotation, .wanted = next->not_before, .fault = fault
	};
	struct keyring_wanted wanted = { .memory = NULL };
	enum token_error err;

	err = keyring_want(store, rotation->namespace_id, &wanted, fault);
	if (err == TOKEN_OK)
		err = keyring_entry_new(
		    seal, &wanted, rotation->now, &beginning.entry);
	if (err != TOKEN_OK)
		return err;
	err = store_update(store, add_next, &beginning);
	if (err == TOKEN_OK) {
		next->not_before = beginning.not_before;
		text_copy(next->kid, sizeof next->kid,
		    json_text(beginning.entry, "kid"));
	}
	json_decref(beginning.entry);
	return err;
}
