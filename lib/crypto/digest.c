/* SPDX-License-Identifier: ISC */
/* SHA-256, random bytes and comparison of secrets, from OpenSSL. */
#include "crypto/digest.h"
#include "base/log.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>

/* No check and no key is worth anything without them. */
static void
give_up(const char *what)
{
	log_line("cannot %s: the cryptographic library is broken", what);
	exit(EXIT_FAILURE);
}

void
digest_sha256(const void *data, size_t len, unsigned char digest[DIGEST_SIZE])
{
	if (EVP_Digest(data, len, digest, NULL, EVP_sha256(), NULL) != 1)
		give_up("compute SHA-256");
}

void
digest_random(void *data, size_t len)
{
	if (len > INT_MAX || RAND_bytes(data, (int)len) != 1)
		give_up("get random bytes");
}

void
digest_start(void)
{
	unsigned char digest[DIGEST_SIZE];

	digest_random(digest, sizeof digest);
	digest_sha256(digest, sizeof digest, digest);
}

bool
digest_equal(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) == 0;
}

void
digest_cleanse(void *data, size_t len)
{
	OPENSSL_cleanse(data, len);
}
