/* SPDX-License-Identifier: ISC */
/* The key ring of a namespace: public keys in the clear, private ones sealed.
 */
#ifndef TOKEN_KEYRING_H
#define TOKEN_KEYRING_H

#include "base/error.h"
#include "base/time.h"
#include "base/uuid.h"
#include "crypto/key.h"
#include "crypto/seal.h"
#include "store/store.h"
#include "token/keyring_memory.h"

#include <stdbool.h>
#include <stdint.h>

/* Whose key, and of what kind it is when it must be made first. */
struct keyring_wanted {
	const struct uuid *namespace_id;
	enum key_algorithm algorithm;
	int rsa_bits;
	struct keyring_memory *memory; /* NULL: none */
};

/* The kind of the namespace's keys; all but `memory`, which stays.
 * TOKEN_NOT_FOUND with its fault. */
enum token_error keyring_want(struct store *store,
    const struct uuid *namespace_id, struct keyring_wanted *wanted,
    struct fault *fault) MUST_CHECK;

/*
 * The namespace's signing key, made on the spot when it has none yet.  Key and
 * kid are committed before the key is returned, so no token is signed with a
 * key that could get lost.  The caller key_free()s it.  `now` in microseconds.
 * TOKEN_UNAVAILABLE (logged) when the clock is before all keys.
 */
enum token_error keyring_signing_key(struct store *store,
    const struct seal *seal, const struct keyring_wanted *wanted, int64_t now,
    struct key **keyp) MUST_CHECK;

/*
 * The kid of the key that signs what is made at a time (microseconds): the one
 * of those that sign by then that began last.  TOKEN_NOT_FOUND: there is no
 * key; TOKEN_UNAVAILABLE as above.
 */
enum token_error keyring_signer(struct store *store,
    const struct uuid *namespace_id, int64_t time,
    char kid[KEY_KID]) MUST_CHECK;

/* Visits the public keys of a namespace, or of all (NULL). */
struct keyring_entry {
	struct uuid namespace_id;
	enum key_algorithm algorithm;
	char kid[KEY_KID];
	char created_at[TIME_TEXT];
	int64_t not_before; /* microseconds; 0: it was the first */
	unsigned char public_der[KEY_PUBLIC_DER];
	size_t public_der_len;
};
enum token_error keyring_scan(struct store *store,
    const struct uuid *namespace_id,
    bool (*visit)(void *context, const struct keyring_entry *entry),
    void *context) MUST_CHECK;

/* Removes all keys of a namespace; inside the change that deletes it. */
enum token_error keyring_delete(
    struct store *store, const struct uuid *namespace_id) MUST_CHECK;

#endif
