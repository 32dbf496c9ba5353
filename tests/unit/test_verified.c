/* SPDX-License-Identifier: ISC */
/* What a gate remembers lets in nobody whom the view no longer does. */
#include "lib/state.h"
#include "lib/tap.h"
#include "gate/gate.h"
#include "gate/verified.h"

static struct state state;
static struct view *writer, *view;
static struct verified *memory;
static char hello[UUID_TEXT];
static struct issued issued;

static enum token_error
decide_on(const char *jwt)
{
	const struct gate gate = {
		.view = view, .config = &state.config, .verified = memory
	};
	const struct gate_request request = { .token = jwt,
		.token_count = 1,
		.container = hello,
		.container_count = 1,
		.now = time_now() / TIME_MICRO };
	struct gate_verdict verdict;

	return gate_decide(&gate, &request, &verdict);
}

static enum token_error
decide(void)
{
	return decide_on(issued.jwt);
}

static bool
is_remembered(const char *jwt, struct verified_token *seen)
{
	unsigned char digest[DIGEST_SIZE];

	digest_sha256(jwt, strlen(jwt), digest);
	return verified_find(memory, digest, seen);
}

static void
put(enum view_table table, const void *record)
{
	MUST(view_lock(writer));
	MUST(view_put(writer, table, record));
	view_unlock(writer);
}

static void
take_away(enum view_table table, const void *key)
{
	MUST(view_lock(writer));
	MUST(view_remove(writer, table, key));
	view_unlock(writer);
}

static void
test_what_enters(void)
{
	char forged[JWT_LONGEST + 1];
	struct verified_token seen;
	char *last;

	strcpy(forged, issued.jwt);
	last = strrchr(forged, '.') + 1;
	*last = *last == 'A' ? 'B' : 'A';
	ok(decide_on(forged) == TOKEN_BAD_SIGNATURE &&
		!is_remembered(forged, &seen),
	    "a forged token is not remembered");
	ok(decide() == TOKEN_OK && is_remembered(issued.jwt, &seen) &&
		uuid_equal(&seen.record.id, &issued.token.id),
	    "a good one is, with its record");
	ok(decide_on(forged) == TOKEN_BAD_SIGNATURE && decide() == TOKEN_OK,
	    "and then the forged one is still refused, the good one not");
}

static void
test_keys(void)
{
	struct verified_token seen;
	struct view_key changed;
	struct key *other;
	size_t len;

	if (!is_remembered(issued.jwt, &seen))
		return;
	take_away(VIEW_KEYS, seen.key.digest);
	ok(decide() == TOKEN_UNKNOWN_KEY,
	    "a remembered token is refused when its key is retired");
	changed = seen.key;
	changed.namespace_id = uuid_random();
	put(VIEW_KEYS, &changed);
	ok(decide() == TOKEN_UNKNOWN_KEY,
	    "or when the key belongs to another namespace");
	changed = seen.key;
	MUST(key_generate(KEY_ES256, 0, &other));
	MUST(key_public_der(other, changed.der, &len));
	changed.der_len = (uint32_t)len;
	key_free(other);
	put(VIEW_KEYS, &changed);
	ok(decide() == TOKEN_BAD_SIGNATURE,
	    "or when the key of that name is another");
	changed = seen.key;
	changed.algorithm = KEY_RS256;
	put(VIEW_KEYS, &changed);
	ok(decide() == TOKEN_BAD_ALGORITHM,
	    "or when it is for another algorithm");
	put(VIEW_KEYS, &seen.key);
	ok(decide() == TOKEN_OK, "with the key as it was it passes again");
}

static void
test_records(void)
{
	const struct uuid id = issued.token.scope_id;
	struct view_container container;
	struct verified_token seen;
	struct view_token changed;

	if (!is_remembered(issued.jwt, &seen))
		return;
	take_away(VIEW_TOKENS, &seen.record.id);
	ok(decide() == TOKEN_UNKNOWN, "it is refused when it is deleted");
	changed = seen.record;
	changed.scope_id = uuid_random();
	put(VIEW_TOKENS, &changed);
	ok(decide() == TOKEN_BAD_CLAIMS,
	    "or when its record says something else");
	put(VIEW_TOKENS, &seen.record);
	MUST(view_find(view, VIEW_CONTAINERS, &id, &container));
	container.namespace_id = uuid_random();
	put(VIEW_CONTAINERS, &container);
	ok(decide() == TOKEN_UNKNOWN_KEY,
	    "or when the container is in another namespace");
	take_away(VIEW_CONTAINERS, &id);
	ok(decide() == TOKEN_NO_CONTAINER, "or when the container is gone");
	container.namespace_id = seen.key.namespace_id;
	container.is_private = false;
	put(VIEW_CONTAINERS, &container);
	ok(decide() == TOKEN_OK, "a container that is public lets it pass");
	container.is_private = true;
	put(VIEW_CONTAINERS, &container);
	ok(decide() == TOKEN_OK, "and as well when it is private again");
}

static void
test_epochs(void)
{
	const size_t none[VIEW_TABLES] = { 0 };
	const uint64_t epoch = view_epoch(view);

	MUST(view_lock(writer));
	MUST(view_build(writer, none));
	view_replace(writer);
	view_unlock(writer);
	ok(decide() == TOKEN_NO_CONTAINER && view_epoch(view) != epoch,
	    "a new view without it refuses");
	publish_close(&state.publish);
	state_reopen(&state);
	writer = state.publish.view;
	ok(decide() == TOKEN_OK, "and one with it lets it pass");
}

/* ---- the tables themselves ---- */

/* All of these are for one row. */
static void
make_digest(unsigned char digest[DIGEST_SIZE], int number)
{
	memset(digest, 7, DIGEST_SIZE);
	digest[DIGEST_SIZE - 1] = (unsigned char)number;
}

static void
make_key(struct view_key *record, int number)
{
	struct key *key;
	size_t len;

	memset(record, 0, sizeof *record);
	make_digest(record->digest, number);
	MUST(key_generate(KEY_EDDSA, 0, &key));
	MUST(key_public_der(key, record->der, &len));
	record->der_len = (uint32_t)len;
	record->algorithm = KEY_EDDSA;
	key_free(key);
}

static void
test_rows(void)
{
	struct verified *verified = verified_new();
	struct verified_token token = { .record = { .issued_at = 1 } }, found;
	unsigned char digest[DIGEST_SIZE];
	const struct key *key, *again;
	struct view_key first;
	int i;

	make_key(&token.key, 0);
	first = token.key;
	make_digest(digest, 0);
	verified_add(verified, digest, &token);
	ok(!verified_find(verified, digest, &found),
	    "a token under a key that was not parsed is not remembered");
	MUST(verified_key(verified, &token.key, &key));
	MUST(verified_key(verified, &token.key, &again));
	ok(key == again, "a key is parsed once");
	for (i = 0; i < 5; i++) {
		make_digest(digest, i);
		verified_add(verified, digest, &token);
		verified_add(verified, digest, &token);
	}
	make_digest(digest, 0);
	ok(!verified_find(verified, digest, &found),
	    "the oldest of a row leaves it");
	for (i = 1; i < 5; i++) {
		make_digest(digest, i);
		ok(verified_find(verified, digest, &found) &&
			memcmp(&found, &token, sizeof found) == 0,
		    "number %d of the others stays, though it came twice", i);
	}
	for (i = 1; i < 5; i++) {
		make_key(&token.key, i);
		MUST(verified_key(verified, &token.key, &key));
	}
	ok(!verified_find(verified, digest, &found),
	    "with a key that leaves its row its tokens are forgotten");
	token.key = first;
	verified_add(verified, digest, &token);
	ok(!verified_find(verified, digest, &found),
	    "nor is one remembered under a key that has left");
	MUST(verified_key(verified, &first, &key));
	ok(!verified_find(verified, digest, &found),
	    "also when the key comes back");
	verified_free(verified);
}

static void
test_bad_keys(void)
{
	struct verified *verified = verified_new();
	const struct key *key;
	struct view_key record;

	make_key(&record, 1);
	record.der_len--;
	ok(verified_key(verified, &record, &key) == TOKEN_UNKNOWN_KEY,
	    "a key that is cut short is none");
	record.der_len = KEY_PUBLIC_DER + 1;
	ok(verified_key(verified, &record, &key) == TOKEN_UNKNOWN_KEY,
	    "nor is one that is longer than its record");
	verified_free(verified);
}

int
main(void)
{
	struct uuid namespace_id, id;

	state_open(&state);
	namespace_id = state_namespace(&state, "demo");
	id = state_container(&state, &namespace_id, "hello", "private");
	uuid_format(&id, hello);
	state_issue(&state, SCOPE_CONTAINER, &id, NULL, &issued);
	writer = state.publish.view;
	MUST(view_open(state.config.view, &view));
	memory = verified_new();
	test_what_enters();
	test_keys();
	test_records();
	test_epochs();
	test_rows();
	test_bad_keys();
	verified_free(memory);
	view_close(view);
	state_close(&state);
	return done();
}
