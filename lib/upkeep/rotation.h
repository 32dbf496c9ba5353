/* SPDX-License-Identifier: ISC */
/*
 * The life of a signing key: it is published, signs from some time on until
 * the next one does, stays for the tokens that it signed, and is retired.
 *
 * No token's record names its key.  A token was signed by the key that signed
 * at the time when it was made: issue.c sees to that when it registers one, and
 * a new key begins after all tokens that there are.
 */
#ifndef UPKEEP_ROTATION_H
#define UPKEEP_ROTATION_H

#include "base/error.h"
#include "base/uuid.h"
#include "crypto/key.h"
#include "crypto/seal.h"
#include "store/store.h"
#include "token/keyring.h"
#include "token/registry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "next", "signing", "old". */
enum rotation_state { ROTATION_NEXT, ROTATION_SIGNING, ROTATION_OLD };
const char *rotation_state_name(enum rotation_state state);

/* The tokens that a key signed and that have not expired. */
struct rotation_use {
	int64_t tokens;
	int64_t without_expiry; /* of these */
	int64_t last_expiry;    /* seconds; 0: none of them expires */
};

struct rotation_key {
	struct keyring_entry entry;
	enum rotation_state state;
	int64_t until; /* microseconds: then the next one signs */
	struct rotation_use use;
};

/* Whose keys, and when: `now` in microseconds, `leeway` as in the settings. */
struct rotation {
	const struct uuid *namespace_id;
	int64_t now;
	int leeway;
};

/* The keys of a namespace, at most KEY_RING, the oldest first. */
enum token_error rotation_list(struct store *store,
    const struct rotation *rotation, struct rotation_key *keys,
    size_t *countp) MUST_CHECK;

/*
 * Makes the next key: everybody can see it when this returns, and it signs from
 * not_before on, which receives a later time where a token is as young.
 * TOKEN_PRECONDITION (with its fault): the namespace has no key yet, KEY_RING
 * of them, or one that waits already.  TOKEN_NOT_FOUND: no such namespace.
 */
struct rotation_next {
	int64_t not_before; /* microseconds */
	char kid[KEY_KID];
};
enum token_error rotation_begin(struct store *store, const struct seal *seal,
    const struct rotation *rotation, struct rotation_next *next,
    struct fault *fault) MUST_CHECK;

/*
 * Removes a key that does not sign now: what it signed is refused from the next
 * request on.  TOKEN_PRECONDITION (with its fault): it signs, or tokens that it
 * signed are live; then `blockers` receives those that will not expire, and is
 * to be freed.  With `delete` these, and the expired ones, are deleted in the
 * same change.  `use` receives what is in the way, or its
 * `tokens` how many were deleted.
 */
struct rotation_retire {
	struct rotation rotation;
	const char *kid;
	const struct registry_delete *delete; /* NULL: no tokens */
};
enum token_error rotation_retire(struct store *store,
    const struct rotation_retire *wanted, struct rotation_use *use,
    struct registry_ids *blockers, struct fault *fault) MUST_CHECK;

#endif
