/* SPDX-License-Identifier: ISC */
/* Refusal ids: each is one block, so AES itself is all the mode it needs. */
#include "crypto/refusal.h"
#include "base/base64url.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "crypto/keyfile.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 16

/* Where the parts of a block begin. */
enum { CAUSE = 5, CONTAINER = 6, RANDOM = 10, CHECK = 14 };

_Static_assert(TOKEN_ERROR_COUNT <= 256, "a cause takes one byte");
_Static_assert(BASE64URL_TEXT(BLOCK) < REFUSAL_ID, "an id is one block");

struct refusal_key {
	unsigned char key[KEYFILE_SIZE];
};

enum token_error
refusal_key_create(const char *path)
{
	return keyfile_create(path, 0640);
}

enum token_error
refusal_key_open(const char *path, struct refusal_key **keyp)
{
	struct refusal_key *key;
	enum token_error err;

	*keyp = NULL;
	key = malloc(sizeof *key);
	if (key == NULL)
		return TOKEN_INTERNAL;
	err = keyfile_read(path, 0037, key->key);
	if (err != TOKEN_OK) {
		refusal_key_close(key);
		return err;
	}
	*keyp = key;
	return TOKEN_OK;
}

void
refusal_key_close(struct refusal_key *key)
{
	if (key == NULL)
		return;
	digest_cleanse(key, sizeof *key);
	free(key);
}

static bool
encrypt_or_decrypt(const struct refusal_key *key, int is_encryption,
    const unsigned char in[BLOCK], unsigned char out[BLOCK])
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int len = 0;
	bool is_done;

	is_done = ctx != NULL &&
		  EVP_CipherInit_ex2(ctx, EVP_aes_256_ecb(), key->key, NULL,
		      is_encryption, NULL) == 1 &&
		  EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
		  EVP_CipherUpdate(ctx, out, &len, in, BLOCK) == 1 &&
		  len == BLOCK;
	EVP_CIPHER_CTX_free(ctx);
	if (!is_done)
		ERR_clear_error();
	return is_done;
}

static void
pack(const struct refusal *refusal, unsigned char block[BLOCK])
{
	memset(block, 0, BLOCK);
	for (int i = 0; i < CAUSE; i++)
		block[i] = (unsigned char)(refusal->time >> (32 - 8 * i));
	block[CAUSE] = (unsigned char)refusal->cause;
	memcpy(block + CONTAINER, refusal->container.bytes, RANDOM - CONTAINER);
	digest_random(block + RANDOM, CHECK - RANDOM);
}

static bool
unpack(const unsigned char block[BLOCK], struct refusal *refusal)
{
	memset(refusal, 0, sizeof *refusal);
	for (int i = 0; i < CAUSE; i++)
		refusal->time = refusal->time << 8 | block[i];
	refusal->cause = (enum token_error)block[CAUSE];
	memcpy(refusal->container.bytes, block + CONTAINER, RANDOM - CONTAINER);
	return block[CHECK] == 0 && block[CHECK + 1] == 0 &&
	       refusal->time <= TIME_LAST && refusal->cause != TOKEN_OK &&
	       refusal->cause < TOKEN_ERROR_COUNT;
}

void
refusal_id(const struct refusal_key *key, const struct refusal *refusal,
    char id[REFUSAL_ID])
{
	unsigned char plain[BLOCK], block[BLOCK];

	pack(refusal, plain);
	if (key == NULL || !encrypt_or_decrypt(key, 1, plain, block))
		digest_random(block, sizeof block);
	base64url_encode(block, sizeof block, id, REFUSAL_ID);
}

enum token_error
refusal_read(
    const struct refusal_key *key, const char *id, struct refusal *refusal)
{
	unsigned char plain[BLOCK], block[BLOCK];
	size_t len = strlen(id);
	struct refusal found;

	memset(refusal, 0, sizeof *refusal);
	if (len != REFUSAL_ID - 1 ||
	    !base64url_decode(id, len, block, sizeof block, &len) ||
	    !encrypt_or_decrypt(key, 0, block, plain) || !unpack(plain, &found))
		return TOKEN_INVALID_ARGUMENT;
	*refusal = found;
	return TOKEN_OK;
}
