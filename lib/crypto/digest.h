/* SPDX-License-Identifier: ISC */
/* SHA-256, random bytes and comparison of secrets. */
#ifndef CRYPTO_DIGEST_H
#define CRYPTO_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#define DIGEST_SIZE 32

/* Ends the process when the library fails, which is a broken environment. */
void digest_sha256(
    const void *data, size_t len, unsigned char digest[DIGEST_SIZE]);
void digest_random(void *data, size_t len);

/* Makes the library ready; to be called before a process takes requests.
 * OpenSSL 3.0 does that at its first use else, and crashes, then or later, when
 * memory is out meanwhile. */
void digest_start(void);

/* In time that does not depend on where they differ. */
bool digest_equal(const void *a, const void *b, size_t len);

/* Overwrites a secret so that the compiler cannot leave it. */
void digest_cleanse(void *data, size_t len);

#endif
