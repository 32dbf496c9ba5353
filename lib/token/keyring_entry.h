/* SPDX-License-Identifier: ISC */
/* An entry of a key ring, as the store has it; for keyring.c and rotation.c. */
#ifndef TOKEN_KEYRING_ENTRY_H
#define TOKEN_KEYRING_ENTRY_H

#include "token/keyring.h"

#include <stdbool.h>
#include <stddef.h>

struct json_t;

/*
 * Makes a key, and its entry: the private half sealed for this namespace and
 * kid alone.  The caller json_decref()s it.  `now` in microseconds.
 */
enum token_error keyring_entry_new(const struct seal *seal,
    const struct keyring_wanted *wanted, int64_t now,
    struct json_t **entryp) MUST_CHECK;

/* From when on it signs, in microseconds; false: it says nonsense. */
bool keyring_entry_not_before(const struct json_t *entry, int64_t *timep);

/* Writes it, or removes it by its kid, inside a change; gates will know. */
enum token_error keyring_entry_put(struct store *store,
    const struct uuid *namespace_id, const struct json_t *entry) MUST_CHECK;
enum token_error keyring_entry_delete(struct store *store,
    const struct uuid *namespace_id, const char *kid) MUST_CHECK;

/* Its private key, which wanted->memory may have already. */
enum token_error keyring_entry_open(const struct seal *seal,
    const struct keyring_wanted *wanted, const struct json_t *entry,
    struct key **keyp) MUST_CHECK;

/* Its public half, from its record; false when that is none. */
bool keyring_entry_read(const void *key, size_t key_len, const void *value,
    size_t value_len, struct keyring_entry *entry);

#endif
