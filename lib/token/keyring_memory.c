/* SPDX-License-Identifier: ISC */
/* Signing keys that were opened, a few of them. */
#include "token/keyring_memory.h"

#include <stdlib.h>
#include <string.h>

#define PLACES 16

struct keyring_memory {
	struct {
		unsigned char digest[DIGEST_SIZE];
		struct key *key; /* NULL: the place is free */
	} place[PLACES];
	size_t next;
};

struct keyring_memory *
keyring_memory_new(void)
{
	return calloc(1, sizeof(struct keyring_memory));
}

void
keyring_memory_free(struct keyring_memory *memory)
{
	size_t i;

	if (memory == NULL)
		return;
	for (i = 0; i < PLACES; i++)
		key_free(memory->place[i].key);
	free(memory);
}

struct key *
keyring_memory_find(const struct keyring_memory *memory,
    const unsigned char digest[DIGEST_SIZE])
{
	size_t i;

	for (i = 0; i < PLACES; i++)
		if (memory->place[i].key != NULL &&
		    digest_equal(memory->place[i].digest, digest, DIGEST_SIZE))
			return key_share(memory->place[i].key);
	return NULL;
}

void
keyring_memory_add(struct keyring_memory *memory,
    const unsigned char digest[DIGEST_SIZE], const struct key *key)
{
	const size_t place = memory->next;
	struct key *copy = key_share(key);

	if (copy == NULL)
		return;
	key_free(memory->place[place].key);
	memory->place[place].key = copy;
	memcpy(memory->place[place].digest, digest, DIGEST_SIZE);
	memory->next = (place + 1) % PLACES;
}
