/* SPDX-License-Identifier: ISC */
/*
 * The signing keys that a process has opened: to unseal and parse one takes
 * most of the time that a token takes.  It decides nothing: the entry of the
 * key ring is read each time, and a key is found by all that it was opened
 * from.
 */
#ifndef TOKEN_KEYRING_MEMORY_H
#define TOKEN_KEYRING_MEMORY_H

#include "crypto/digest.h"
#include "crypto/key.h"

struct keyring_memory;

/* NULL when memory is out. */
struct keyring_memory *keyring_memory_new(void);
void keyring_memory_free(struct keyring_memory *memory);

/* The key, which the caller key_free()s; NULL when it is not there. */
struct key *keyring_memory_find(const struct keyring_memory *memory,
    const unsigned char digest[DIGEST_SIZE]);

/* Remembers the key, instead of the oldest. */
void keyring_memory_add(struct keyring_memory *memory,
    const unsigned char digest[DIGEST_SIZE], const struct key *key);

#endif
