/* SPDX-License-Identifier: ISC */
/* Public keys, from the store to the gate view.  A ring is put at once: when a
 * key ends is when the next one of its ring begins. */
#include "publish/publish_keys.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "token/keyring.h"

#include <string.h>

/* The keys of one namespace. */
struct ring {
	struct view *view;
	struct keyring_entry entry[KEY_RING];
	size_t count;
	enum token_error err;
};

/* In seconds; 0: never. */
static int64_t
find_end(const struct ring *ring, const struct keyring_entry *entry)
{
	int64_t begin, end = 0;
	size_t i;

	for (i = 0; i < ring->count; i++) {
		begin = ring->entry[i].not_before;
		if (begin > entry->not_before && (end == 0 || begin < end))
			end = begin;
	}
	return end / TIME_MICRO;
}

static enum token_error
put_key(const struct ring *ring, const struct keyring_entry *entry)
{
	struct view_key record = { .namespace_id = entry->namespace_id,
		.algorithm = entry->algorithm,
		.der_len = (uint32_t)entry->public_der_len,
		.not_before = entry->not_before / TIME_MICRO,
		.until = find_end(ring, entry) };

	digest_sha256(entry->kid, strlen(entry->kid), record.digest);
	memcpy(record.der, entry->public_der, entry->public_der_len);
	return view_put(ring->view, VIEW_KEYS, &record);
}

static void
put_ring(struct ring *ring)
{
	size_t i;

	for (i = 0; i < ring->count && ring->err == TOKEN_OK; i++)
		ring->err = put_key(ring, &ring->entry[i]);
	ring->count = 0;
}

/* They come ring by ring. */
static bool
take_key(void *context, const struct keyring_entry *entry)
{
	struct ring *ring = context;

	if (ring->count > 0 &&
	    !uuid_equal(&ring->entry[0].namespace_id, &entry->namespace_id))
		put_ring(ring);
	if (ring->err == TOKEN_OK && ring->count == KEY_RING)
		ring->err = TOKEN_INTERNAL;
	if (ring->err == TOKEN_OK)
		ring->entry[ring->count++] = *entry;
	return ring->err == TOKEN_OK;
}

enum token_error
publish_keys_put(
    struct store *store, struct view *view, const struct uuid *namespace_id)
{
	struct ring ring = { .view = view };
	enum token_error err;

	err = keyring_scan(store, namespace_id, take_key, &ring);
	if (err == TOKEN_OK)
		put_ring(&ring);
	return err != TOKEN_OK ? err : ring.err;
}
