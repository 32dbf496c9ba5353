/* SPDX-License-Identifier: ISC */
/* Secrets of which only a hash is kept: argon2id (RFC 9106). */
#ifndef CRYPTO_SECRET_HASH_H
#define CRYPTO_SECRET_HASH_H

#include "base/error.h"

#include <stddef.h>

#define SECRET_HASH 128

/* The encoded hash, "$argon2id$v=19$m=4096,t=3,p=1$...", of a fresh salt.
 * TOKEN_UNAVAILABLE (logged) when memory is out: it takes 4 MB for a moment. */
enum token_error secret_hash(
    const void *secret, size_t len, char hash[SECRET_HASH]) MUST_CHECK;

#endif
