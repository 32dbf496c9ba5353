/* SPDX-License-Identifier: ISC */
/* A signing key that was opened before is that of the entry as it is now. */
#include "lib/state.h"
#include "lib/tap.h"
#include "token/keyring.h"

#define PLACES 16

static struct state state;
static struct uuid other_id;

static struct key *
signing_key(const struct uuid *namespace_id, struct keyring_memory *memory)
{
	struct keyring_wanted wanted = { .namespace_id = namespace_id,
		.memory = memory };
	struct key *key = NULL;

	return keyring_signing_key(state.store, state.seal, &wanted, time_now(),
		   &key) == TOKEN_OK
		   ? key
		   : NULL;
}

static bool
is_same(const struct key *a, const struct key *b)
{
	char pem_a[KEY_PEM], pem_b[KEY_PEM];

	return a != NULL && b != NULL && strcmp(key_kid(a), key_kid(b)) == 0 &&
	       key_public_pem(a, pem_a) == TOKEN_OK &&
	       key_public_pem(b, pem_b) == TOKEN_OK &&
	       strcmp(pem_a, pem_b) == 0;
}

static void
test_same(const struct uuid *id, struct keyring_memory *memory)
{
	struct key *fresh = signing_key(id, NULL);
	struct key *first = signing_key(id, memory);
	struct key *again = signing_key(id, memory);
	unsigned char signature[KEY_SIGNATURE];
	size_t len;

	ok(is_same(fresh, first) && is_same(first, again),
	    "a key that is remembered is the one that is opened");
	key_free(first);
	ok(key_sign(again, "x", 1, signature, &len) == TOKEN_OK &&
		key_verify(fresh, "x", 1, signature, len) == TOKEN_OK,
	    "it signs, also when another share of it is gone");
	key_free(again);
	key_free(fresh);
}

struct first_entry {
	char key[512], value[8192];
	size_t key_len, value_len;
};

static bool
keep_entry(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct first_entry *entry = context;

	memcpy(entry->key, key, key_len);
	memcpy(entry->value, value, value_len);
	entry->key_len = key_len;
	entry->value_len = value_len;
	return false;
}

/* The namespace's entry under the id of another one. */
static enum token_error
move_entry(struct store *store, void *context)
{
	struct first_entry entry = { .key_len = 0 };
	const struct uuid *id = context;

	MUST(store_scan(store, STORE_KEYS, id->bytes, sizeof id->bytes,
	    STORE_ASCENDING, keep_entry, &entry));
	memcpy(entry.key, other_id.bytes, sizeof other_id.bytes);
	return store_put(store, STORE_KEYS, entry.key, entry.key_len,
	    entry.value, entry.value_len);
}

static void
test_moved(struct uuid *id, struct keyring_memory *memory)
{
	other_id = uuid_random();
	MUST(store_update(state.store, move_entry, id));
	ok(signing_key(&other_id, memory) == NULL,
	    "the sealed key of another namespace is none, though it was opened "
	    "there");
}

static void
test_places(void)
{
	struct keyring_memory *memory = keyring_memory_new();
	unsigned char digest[DIGEST_SIZE] = { 0 };
	struct key *key, *found;
	bool is_first;

	MUST(key_generate(KEY_ES256, 0, &key));
	for (digest[0] = 0; digest[0] < PLACES; digest[0]++)
		keyring_memory_add(memory, digest, key);
	digest[0] = 0;
	found = keyring_memory_find(memory, digest);
	is_first = found != NULL;
	key_free(found);
	digest[0] = PLACES;
	keyring_memory_add(memory, digest, key);
	digest[0] = 0;
	ok(is_first && keyring_memory_find(memory, digest) == NULL,
	    "the oldest leaves when its place is needed");
	digest[0] = 1;
	found = keyring_memory_find(memory, digest);
	ok(found != NULL, "and no other");
	key_free(found);
	key_free(key);
	keyring_memory_free(memory);
}

int
main(void)
{
	struct keyring_memory *memory = keyring_memory_new();
	struct uuid id;

	state_open(&state);
	id = state_namespace(&state, "n");
	test_same(&id, memory);
	test_moved(&id, memory);
	test_places();
	keyring_memory_free(memory);
	state_close(&state);
	return done();
}
