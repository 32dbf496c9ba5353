/* SPDX-License-Identifier: ISC */
/* How often a password may be tried: counts in the store, which all processes
 * see and which outlive them. */
#include "iam/throttle.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "object/object.h"

#include <arpa/inet.h>
#include <jansson.h>
#include <string.h>
#include <strings.h>

#define NAME 128 /* of what is counted */

/* One count. */
struct entry {
	struct uuid id;
	int quota;
	int64_t count;
	int64_t last_at; /* microseconds */
};

/* ---- names ---- */

/* Ids of entries come from names, which anybody may make up: a digest gives
 * them a size, and nobody else's place. */
static struct uuid
id_of(const char *name)
{
	unsigned char digest[DIGEST_SIZE];
	struct uuid id;

	digest_sha256(name, strlen(name), digest);
	memcpy(id.bytes, digest, sizeof id.bytes);
	return id;
}

/* A user's name counts in whatever case, and none is as long as the text. */
static struct uuid
account_id(const char *account)
{
	char name[NAME];
	struct text text;
	size_t i;

	text_open(&text, name, sizeof name);
	text_addf(&text, "account %.64s", account);
	for (i = 0; i < text.len; i++)
		if (name[i] >= 'A' && name[i] <= 'Z')
			name[i] = (char)(name[i] - 'A' + 'a');
	return id_of(name);
}

/* Whoever has an IPv6 address has the 2^64 beside it. */
static struct uuid
address_id(const char *address)
{
	struct in6_addr in6;
	char name[NAME], net[INET6_ADDRSTRLEN] = "";
	struct text text;

	if (inet_pton(AF_INET6, address, &in6) == 1 &&
	    !IN6_IS_ADDR_V4MAPPED(&in6)) {
		memset(in6.s6_addr + 8, 0, 8);
		inet_ntop(AF_INET6, &in6, net, sizeof net);
		address = net;
	} else if (strncasecmp(address, "::ffff:", 7) == 0)
		address += 7;
	text_open(&text, name, sizeof name);
	text_addf(&text, "address %.64s", address);
	return id_of(name);
}

/* ---- entries ---- */

/* A quarter of an hour later, or when the clock went back, nothing counts. */
static bool
is_stale(int64_t last_at, int64_t now)
{
	/* Two attempts may be judged in another order than they came. */
	return last_at > now + THROTTLE_WINDOW * TIME_MICRO ||
	       last_at <= now - THROTTLE_WINDOW * TIME_MICRO;
}

static enum token_error
read_entry(struct store *store, struct entry *entry, int64_t now)
{
	json_t *object;
	enum token_error err;

	entry->count = entry->last_at = 0;
	err = object_get(store, OBJECT_THROTTLE, &entry->id, &object, NULL);
	if (err == TOKEN_NOT_FOUND)
		return TOKEN_OK;
	if (err != TOKEN_OK)
		return err;
	entry->last_at = json_integer_value(json_object_get(object, "last_at"));
	if (!is_stale(entry->last_at, now))
		entry->count =
		    json_integer_value(json_object_get(object, "count"));
	json_decref(object);
	return TOKEN_OK;
}

static enum token_error
write_entry(struct store *store, const struct entry *entry)
{
	char id[UUID_TEXT];
	enum token_error err;
	json_t *object;

	if (entry->count <= 0) {
		err = object_delete(store, OBJECT_THROTTLE, &entry->id);
		return err == TOKEN_NOT_FOUND ? TOKEN_OK : err;
	}
	uuid_format(&entry->id, id);
	object = json_pack("{s:s, s:I, s:I}", "id", id, "count",
	    (json_int_t)entry->count, "last_at", (json_int_t)entry->last_at);
	err = object != NULL ? object_put(store, OBJECT_THROTTLE, object)
			     : TOKEN_UNAVAILABLE;
	json_decref(object);
	return err;
}

/* When the pause of an entry ends: 0 when there is none. */
static int64_t
pause_end(const struct entry *entry)
{
	int64_t seconds = 1, more;

	if (entry->count < entry->quota)
		return 0;
	for (more = entry->count - entry->quota;
	     more > 0 && seconds < THROTTLE_PAUSE_MOST; more--)
		seconds *= 2;
	if (seconds > THROTTLE_PAUSE_MOST)
		seconds = THROTTLE_PAUSE_MOST;
	return entry->last_at + seconds * TIME_MICRO;
}

/* ---- room ---- */

/* The one that is missed least: a flood of new names pushes out its own. */
static bool
is_lesser(const json_t *a, const json_t *b)
{
	const json_int_t count_a =
	    json_integer_value(json_object_get(a, "count"));
	const json_int_t count_b =
	    json_integer_value(json_object_get(b, "count"));

	if (count_a != count_b)
		return count_a < count_b;
	return json_integer_value(json_object_get(a, "last_at")) <
	       json_integer_value(json_object_get(b, "last_at"));
}

static enum token_error
forget(struct store *store, const json_t *object)
{
	const struct uuid id = object_uuid(object, "id");

	return object_delete(store, OBJECT_THROTTLE, &id);
}

/* Removes what is stale, and the least entry when there are too many. */
static enum token_error
make_room(struct store *store, int64_t now)
{
	json_t *entries, *entry, *least = NULL;
	enum token_error err;
	size_t kept = 0, i;

	err = object_list(store, OBJECT_THROTTLE, NULL, NULL, &entries);
	if (err != TOKEN_OK)
		return err;
	for (i = 0; err == TOKEN_OK && i < json_array_size(entries); i++) {
		entry = json_array_get(entries, i);
		if (is_stale(
			json_integer_value(json_object_get(entry, "last_at")),
			now)) {
			err = forget(store, entry);
			continue;
		}
		kept++;
		if (least == NULL || is_lesser(entry, least))
			least = entry;
	}
	if (err == TOKEN_OK && kept >= THROTTLE_ENTRIES)
		err = forget(store, least);
	json_decref(entries);
	return err;
}

/* ---- attempts ---- */

struct attempt {
	const struct throttle *throttle;
	struct entry entry[2]; /* account, address */
	struct throttle_pause pause;
};

static struct attempt
attempt_of(const struct throttle *throttle)
{
	return (struct attempt){ .throttle = throttle,
		.entry = { { .id = account_id(throttle->account),
			       .quota = THROTTLE_ACCOUNT },
		    { .id = address_id(throttle->address),
			.quota = THROTTLE_ADDRESS } } };
}

/* The pause that ends last. */
static void
find_pause(struct attempt *attempt)
{
	int64_t end;
	size_t i;

	attempt->pause.until = 0;
	for (i = 0; i < 2; i++) {
		end = pause_end(&attempt->entry[i]);
		if (end <= attempt->throttle->now ||
		    end <= attempt->pause.until)
			continue;
		attempt->pause.until = end;
		attempt->pause.quota = attempt->entry[i].quota;
	}
}

static enum token_error
read_entries(struct store *store, struct attempt *attempt)
{
	enum token_error err;

	err = read_entry(store, &attempt->entry[0], attempt->throttle->now);
	if (err == TOKEN_OK)
		err = read_entry(
		    store, &attempt->entry[1], attempt->throttle->now);
	return err;
}

static enum token_error
begin(struct store *store, void *context)
{
	struct attempt *attempt = context;
	struct entry *entry;
	enum token_error err;

	err = read_entries(store, attempt);
	if (err != TOKEN_OK)
		return err;
	find_pause(attempt);
	if (attempt->pause.until != 0)
		return TOKEN_TOO_MANY;
	for (entry = attempt->entry; entry < attempt->entry + 2; entry++) {
		if (entry->count++ == 0)
			err = make_room(store, attempt->throttle->now);
		if (entry->last_at < attempt->throttle->now)
			entry->last_at = attempt->throttle->now;
		if (err == TOKEN_OK)
			err = write_entry(store, entry);
		if (err != TOKEN_OK)
			return err;
	}
	return TOKEN_OK;
}

enum token_error
throttle_begin(struct store *store, const struct throttle *attempt,
    struct throttle_pause *pausep)
{
	struct attempt begun = attempt_of(attempt);
	enum token_error err = store_update(store, begin, &begun);

	if (err == TOKEN_TOO_MANY)
		*pausep = begun.pause;
	return err;
}

static enum token_error
succeed(struct store *store, void *context)
{
	struct attempt *attempt = context;
	enum token_error err;

	err = read_entries(store, attempt);
	attempt->entry[0].count = 0;
	if (attempt->entry[1].count > 0)
		attempt->entry[1].count--;
	if (err == TOKEN_OK)
		err = write_entry(store, &attempt->entry[0]);
	if (err == TOKEN_OK)
		err = write_entry(store, &attempt->entry[1]);
	return err;
}

enum token_error
throttle_succeed(struct store *store, const struct throttle *attempt)
{
	struct attempt ended = attempt_of(attempt);

	return store_update(store, succeed, &ended);
}
