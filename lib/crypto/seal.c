/* SPDX-License-Identifier: ISC */
/* Secrets at rest: nonce, ciphertext and tag of AES-256-GCM, in that order. */
#include "crypto/seal.h"
#include "base/log.h"
#include "crypto/digest.h"
#include "crypto/keyfile.h"

#include <limits.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define NONCE 12
#define TAG (SEAL_OVERHEAD - NONCE)

struct seal {
	unsigned char key[KEYFILE_SIZE];
};

enum token_error
seal_create(const char *path)
{
	return keyfile_create(path, 0600);
}

enum token_error
seal_open(const char *path, struct seal **sealp)
{
	struct seal *seal;
	enum token_error err;

	*sealp = NULL;
	seal = malloc(sizeof *seal);
	if (seal == NULL) {
		log_errno("cannot open %s", path);
		return TOKEN_INTERNAL;
	}
	err = keyfile_read(path, 0077, seal->key);
	if (err != TOKEN_OK) {
		seal_close(seal);
		return err;
	}
	*sealp = seal;
	return TOKEN_OK;
}

void
seal_close(struct seal *seal)
{
	if (seal == NULL)
		return;
	digest_cleanse(seal, sizeof *seal);
	free(seal);
}

/* A context that has taken the nonce and the label; NULL on failure. */
static EVP_CIPHER_CTX *
begin(const struct seal *seal, const char *label, const unsigned char *nonce,
    int is_wrap)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	size_t label_len = strlen(label);
	int len;

	if (ctx != NULL && label_len <= INT_MAX &&
	    EVP_CipherInit_ex2(
		ctx, EVP_aes_256_gcm(), seal->key, nonce, is_wrap, NULL) == 1 &&
	    EVP_CipherUpdate(ctx, NULL, &len, (const unsigned char *)label,
		(int)label_len) == 1)
		return ctx;
	EVP_CIPHER_CTX_free(ctx);
	return NULL;
}

enum token_error
seal_wrap(const struct seal *seal, const char *label, const void *data,
    size_t len, unsigned char *sealed, size_t *sealed_lenp)
{
	EVP_CIPHER_CTX *ctx;
	unsigned char *text = sealed + NONCE;
	int done = 0, last = 0;
	bool is_sealed;

	*sealed_lenp = 0;
	digest_random(sealed, NONCE);
	ctx = begin(seal, label, sealed, 1);
	is_sealed = ctx != NULL && len <= INT_MAX &&
		    EVP_CipherUpdate(ctx, text, &done, data, (int)len) == 1 &&
		    EVP_CipherFinal_ex(ctx, text + done, &last) == 1 &&
		    EVP_CIPHER_CTX_ctrl(
			ctx, EVP_CTRL_AEAD_GET_TAG, TAG, text + len) == 1;
	EVP_CIPHER_CTX_free(ctx);
	if (!is_sealed) {
		log_line("cannot seal %s", label);
		return TOKEN_INTERNAL;
	}
	*sealed_lenp = len + SEAL_OVERHEAD;
	return TOKEN_OK;
}

/* Decrypts `len` bytes after the nonce and checks the tag behind them. */
static bool
opens(EVP_CIPHER_CTX *ctx, const unsigned char *text, size_t len,
    unsigned char *data)
{
	unsigned char tag[TAG];
	int done = 0, last = 0;

	if (ctx == NULL || len > INT_MAX)
		return false;
	memcpy(tag, text + len, TAG);
	return EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, TAG, tag) == 1 &&
	       EVP_CipherUpdate(ctx, data, &done, text, (int)len) == 1 &&
	       EVP_CipherFinal_ex(ctx, data + done, &last) == 1;
}

enum token_error
seal_unwrap(const struct seal *seal, const char *label, const void *sealed,
    size_t sealed_len, unsigned char *data, size_t *lenp)
{
	EVP_CIPHER_CTX *ctx = NULL;
	const unsigned char *nonce = sealed;
	size_t len = 0;
	bool is_opened = false;

	*lenp = 0;
	if (sealed_len >= SEAL_OVERHEAD) {
		len = sealed_len - SEAL_OVERHEAD;
		ctx = begin(seal, label, nonce, 0);
		is_opened = opens(ctx, nonce + NONCE, len, data);
		EVP_CIPHER_CTX_free(ctx);
	}
	if (!is_opened) {
		digest_cleanse(data, len); /* decrypted, but not vouched for */
		log_line("cannot open what was sealed as %s", label);
		return TOKEN_INTERNAL;
	}
	*lenp = len;
	return TOKEN_OK;
}
