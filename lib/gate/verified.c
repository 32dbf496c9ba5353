/* SPDX-License-Identifier: ISC */
/* Verified tokens and parsed keys, in tables of fixed size.  Digests are
 * random, so the first bytes of one choose its row of WAYS places. */
#include "gate/verified.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define WAYS 4
#define TOKEN_ROWS 32768
#define KEY_ROWS 256
#define KEYS ((uint64_t)KEY_ROWS * WAYS)

struct token_place {
	unsigned char digest[DIGEST_SIZE];
	struct view_token record;
	uint64_t key_name; /* 0: the place is free */
};

struct key_place {
	struct view_key record;
	struct key *key;
	uint64_t name; /* never given twice; its place is name % KEYS */
};

struct verified {
	struct token_place token[TOKEN_ROWS][WAYS];
	struct key_place key[KEYS];
	uint64_t key_count; /* ever parsed */
};

struct verified *
verified_new(void)
{
	return calloc(1, sizeof(struct verified)); /* pages come when used */
}

void
verified_free(struct verified *verified)
{
	size_t i;

	if (verified == NULL)
		return;
	for (i = 0; i < KEYS; i++)
		key_free(verified->key[i].key);
	free(verified);
}

static uint64_t
row_of(const unsigned char digest[DIGEST_SIZE], uint64_t rows)
{
	uint64_t number;

	memcpy(&number, digest, sizeof number);
	return number % rows;
}

/* ---- keys ---- */

static bool
is_same(const struct view_key *a, const struct view_key *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

/* Where the record's key is, or may be put: in a free place, or in that of the
 * key that was parsed first. */
static struct key_place *
place_of_key(struct verified *verified, const struct view_key *record)
{
	const uint64_t row = row_of(record->digest, KEY_ROWS);
	struct key_place *places = &verified->key[row * WAYS];
	struct key_place *oldest = places;
	size_t i;

	for (i = 0; i < WAYS; i++) {
		if (places[i].name != 0 && is_same(&places[i].record, record))
			return &places[i];
		if (places[i].name < oldest->name)
			oldest = &places[i];
	}
	return oldest;
}

enum token_error
verified_key(struct verified *verified, const struct view_key *record,
    const struct key **keyp)
{
	struct key_place *place = place_of_key(verified, record);
	enum token_error err;
	struct key *key;

	if (place->name == 0 || !is_same(&place->record, record)) {
		err = key_from_public_der(
		    record->algorithm, record->der, record->der_len, &key);
		if (err != TOKEN_OK)
			return err;
		key_free(place->key);
		place->key = key;
		place->record = *record;
		place->name = ++verified->key_count * KEYS +
			      (uint64_t)(place - verified->key);
	}
	*keyp = place->key;
	return TOKEN_OK;
}

/* ---- tokens ---- */

bool
verified_find(const struct verified *verified,
    const unsigned char digest[DIGEST_SIZE], struct verified_token *token)
{
	const struct token_place *places =
	    verified->token[row_of(digest, TOKEN_ROWS)];
	const struct key_place *key;
	size_t i;

	for (i = 0; i < WAYS && places[i].key_name != 0; i++) {
		if (!digest_equal(places[i].digest, digest, DIGEST_SIZE))
			continue;
		key = &verified->key[places[i].key_name % KEYS];
		if (key->name != places[i].key_name)
			return false;
		token->record = places[i].record;
		token->key = key->record;
		return true;
	}
	return false;
}

/* The newest is the first of its row; the last leaves, or the same token under
 * a key that has changed. */
void
verified_add(struct verified *verified, const unsigned char digest[DIGEST_SIZE],
    const struct verified_token *token)
{
	struct token_place *places =
	    verified->token[row_of(digest, TOKEN_ROWS)];
	const struct key_place *key = place_of_key(verified, &token->key);
	size_t i = 0;

	if (key->name == 0 || !is_same(&key->record, &token->key))
		return;
	while (i < WAYS - 1 &&
	       !digest_equal(places[i].digest, digest, DIGEST_SIZE))
		i++;
	memmove(places + 1, places, i * sizeof *places);
	memcpy(places->digest, digest, DIGEST_SIZE);
	places->record = token->record;
	places->key_name = key->name;
}
