/* SPDX-License-Identifier: ISC */
/* Refusal ids: one encrypted block that says why, readable by the operator. */
#ifndef CRYPTO_REFUSAL_H
#define CRYPTO_REFUSAL_H

#include "base/error.h"
#include "base/uuid.h"

#include <stdint.h>

#define REFUSAL_ID 23 /* 22 characters of base64url and the NUL */

/*
 * A block of AES-256: time (5 bytes, seconds), cause (1), the first 4 bytes of
 * the container's id, 4 random bytes, 2 zero bytes as a check.  The random
 * bytes keep two refusals of one cause from looking alike.
 */
struct refusal {
	int64_t time; /* seconds */
	enum token_error cause;
	struct uuid container; /* only the first 4 bytes are kept */
};

struct refusal_key;

enum token_error refusal_key_create(const char *path) MUST_CHECK;
enum token_error refusal_key_open(
    const char *path, struct refusal_key **keyp) MUST_CHECK;
void refusal_key_close(struct refusal_key *key);

/* Never fails: without a key, or when encryption fails, the id is random. */
void refusal_id(const struct refusal_key *key, const struct refusal *refusal,
    char id[REFUSAL_ID]);

/* TOKEN_INVALID_ARGUMENT when `id` was not made with this key. */
enum token_error refusal_read(const struct refusal_key *key, const char *id,
    struct refusal *refusal) MUST_CHECK;

#endif
