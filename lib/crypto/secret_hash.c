/* SPDX-License-Identifier: ISC */
/* Secrets of which only a hash is kept, over libargon2. */
#include "crypto/secret_hash.h"
#include "base/log.h"
#include "crypto/digest.h"

#include <argon2.h>

#define PASSES 3
#define MEMORY_KB 4096
#define LANES 1 /* the library starts no thread for a single one */
#define SALT_SIZE 16
#define HASH_SIZE 32

enum token_error
secret_hash(const void *secret, size_t len, char hash[SECRET_HASH])
{
	unsigned char salt[SALT_SIZE];
	int rc;

	digest_random(salt, sizeof salt);
	rc = argon2id_hash_encoded(PASSES, MEMORY_KB, LANES, secret, len, salt,
	    sizeof salt, HASH_SIZE, hash, SECRET_HASH);
	if (rc == ARGON2_OK)
		return TOKEN_OK;
	log_line("cannot hash a secret: %s", argon2_error_message(rc));
	return TOKEN_UNAVAILABLE;
}
