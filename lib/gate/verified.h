/* SPDX-License-Identifier: ISC */
/*
 * What a gate process remembers: the tokens whose signature it has checked, by
 * the SHA-256 of their text, and the public keys that it has parsed.
 *
 * It spares work and decides nothing: what it says of a token holds only as
 * long as the view has the same key and the same record.  Only tokens whose
 * signature held get in, so nobody can fill it with forgeries.
 */
#ifndef GATE_VERIFIED_H
#define GATE_VERIFIED_H

#include "base/error.h"
#include "crypto/digest.h"
#include "crypto/key.h"
#include "gate/view.h"

#include <stdbool.h>

struct verified;

/* It grows with what is seen, to 13 MB and the keys; NULL when memory is out.
 */
struct verified *verified_new(void);
void verified_free(struct verified *verified);

/*
 * The record that the token's claims agreed with, and under which key its
 * signature held; false when it was not seen, or the key is forgotten.
 * `digest` is the SHA-256 of the token's text.
 */
struct verified_token {
	struct view_token record;
	struct view_key key;
};
bool verified_find(const struct verified *verified,
    const unsigned char digest[DIGEST_SIZE], struct verified_token *token);

/* Remembers it, instead of an older one when its place is taken. */
void verified_add(struct verified *verified,
    const unsigned char digest[DIGEST_SIZE],
    const struct verified_token *token);

/* The parsed key of a record, which stays the memory's: until the next call.
 * TOKEN_UNKNOWN_KEY when it is not sound; TOKEN_INTERNAL. */
enum token_error verified_key(struct verified *verified,
    const struct view_key *record, const struct key **keyp) MUST_CHECK;

#endif
