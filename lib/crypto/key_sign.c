/* SPDX-License-Identifier: ISC */
/* Signatures in the form of JWS (RFC 7518 3.3, 3.4, RFC 8037 3.1). */
#include "crypto/key.h"
#include "crypto/key_internal.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <string.h>

#define HALF 32                  /* octets of r and of s */
#define RAW (2 * HALF)           /* r || s */
#define DER (2 + 2 * (3 + HALF)) /* the longest SEQUENCE of two INTEGERs */

/* EdDSA hashes by itself. */
static const char *
digest_name(const struct key *key)
{
	return key->algorithm == KEY_EDDSA ? NULL : "SHA256";
}

/* What OpenSSL calls a signature is DER; a JWS has the bare numbers. */
static bool
der_to_raw(unsigned char signature[KEY_SIGNATURE], size_t *lenp)
{
	const unsigned char *at = signature;
	ECDSA_SIG *numbers = d2i_ECDSA_SIG(NULL, &at, (long)*lenp);
	bool is_done;

	is_done =
	    numbers != NULL &&
	    BN_bn2binpad(ECDSA_SIG_get0_r(numbers), signature, HALF) == HALF &&
	    BN_bn2binpad(ECDSA_SIG_get0_s(numbers), signature + HALF, HALF) ==
		HALF;
	ECDSA_SIG_free(numbers);
	*lenp = RAW;
	return is_done;
}

static bool
raw_to_der(const unsigned char raw[RAW], unsigned char der[DER], size_t *lenp)
{
	BIGNUM *r = BN_bin2bn(raw, HALF, NULL);
	BIGNUM *s = BN_bin2bn(raw + HALF, HALF, NULL);
	ECDSA_SIG *numbers = ECDSA_SIG_new();
	int len = 0;

	if (r != NULL && s != NULL && numbers != NULL &&
	    ECDSA_SIG_set0(numbers, r, s) == 1) {
		r = s = NULL; /* theirs now */
		len = i2d_ECDSA_SIG(numbers, &der);
	}
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(numbers);
	*lenp = len > 0 ? (size_t)len : 0;
	return len > 0;
}

enum token_error
key_sign(const struct key *key, const void *data, size_t len,
    unsigned char signature[KEY_SIGNATURE], size_t *signature_lenp)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t signature_len = KEY_SIGNATURE;
	bool is_signed;

	*signature_lenp = 0;
	is_signed =
	    ctx != NULL &&
	    EVP_DigestSignInit_ex(ctx, NULL, digest_name(key), NULL, NULL,
		key->pkey, NULL) == 1 &&
	    EVP_DigestSign(ctx, signature, &signature_len, data, len) == 1 &&
	    (key->algorithm != KEY_ES256 ||
		der_to_raw(signature, &signature_len));
	EVP_MD_CTX_free(ctx);
	if (!is_signed)
		return key_failure("sign");
	*signature_lenp = signature_len;
	return TOKEN_OK;
}

enum token_error
key_verify(const struct key *key, const void *data, size_t len,
    const void *signature, size_t signature_len)
{
	unsigned char der[DER];
	EVP_MD_CTX *ctx;
	bool is_good;

	if (key->algorithm == KEY_ES256) {
		if (signature_len != RAW ||
		    !raw_to_der(signature, der, &signature_len))
			return TOKEN_BAD_SIGNATURE;
		signature = der;
	}
	ctx = EVP_MD_CTX_new();
	is_good =
	    ctx != NULL &&
	    EVP_DigestVerifyInit_ex(ctx, NULL, digest_name(key), NULL, NULL,
		key->pkey, NULL) == 1 &&
	    EVP_DigestVerify(ctx, signature, signature_len, data, len) == 1;
	EVP_MD_CTX_free(ctx);
	if (!is_good)
		ERR_clear_error(); /* a wrong signature is no event */
	return is_good ? TOKEN_OK : TOKEN_BAD_SIGNATURE;
}
