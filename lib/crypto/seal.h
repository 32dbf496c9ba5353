/* SPDX-License-Identifier: ISC */
/* Secrets at rest: AES-256-GCM under the master key. */
#ifndef CRYPTO_SEAL_H
#define CRYPTO_SEAL_H

#include "base/error.h"

#include <stddef.h>

#define SEAL_OVERHEAD 28 /* nonce of 12 bytes before, tag of 16 after */

struct seal;

/* Makes a new master key of 32 random bytes in a file of mode 0600. */
enum token_error seal_create(const char *path) MUST_CHECK;

/* Reads it; TOKEN_PRECONDITION (logged) when group or others can read the
 * file, TOKEN_UNAVAILABLE (logged) when it is not a master key. */
enum token_error seal_open(const char *path, struct seal **sealp) MUST_CHECK;
void seal_close(struct seal *seal);

/*
 * `label` (a string, for example namespace and kid) is authenticated with the
 * data, so that a sealed key cannot be moved to another record.  `sealed` has
 * room for len + SEAL_OVERHEAD.
 */
enum token_error seal_wrap(const struct seal *seal, const char *label,
    const void *data, size_t len, unsigned char *sealed,
    size_t *sealed_lenp) MUST_CHECK;

/* TOKEN_INTERNAL (logged) when it was not sealed so; `data` has room for
 * sealed_len - SEAL_OVERHEAD bytes. */
enum token_error seal_unwrap(const struct seal *seal, const char *label,
    const void *sealed, size_t sealed_len, unsigned char *data,
    size_t *lenp) MUST_CHECK;

#endif
