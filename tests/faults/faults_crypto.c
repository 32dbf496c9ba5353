/* SPDX-License-Identifier: ISC */
/* OpenSSL and argon2: what we call of them and can fail. */
#include "faults.h"

#include <argon2.h>
#include <dlfcn.h>
#include <openssl/ec.h>
#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

/*
 * A function that fails with `bad`, or with what the test chose where that is a
 * number: many of OpenSSL have both 0 and -1 for it.
 */
#define POINTER(type, name, params, args)                          \
	type *name params                                          \
	{                                                          \
		static type *(*real)params;                        \
		if (fault_is_due(FAULT_CRYPTO, FAULT_CALLER))      \
			return NULL;                               \
		if (real == NULL)                                  \
			*(void **)&real = dlsym(RTLD_NEXT, #name); \
		return real args;                                  \
	}
#define NUMBER(name, bad, params, args)                            \
	int name params                                            \
	{                                                          \
		static int(*real) params;                          \
		if (fault_is_due(FAULT_CRYPTO, FAULT_CALLER))      \
			return fault_error(bad);                   \
		if (real == NULL)                                  \
			*(void **)&real = dlsym(RTLD_NEXT, #name); \
		return real args;                                  \
	}

/* clang-format off */

/* Numbers and their encodings. */
POINTER(BIGNUM, BN_bin2bn, (const unsigned char *s, int len, BIGNUM *ret),
    (s, len, ret))
NUMBER(BN_bn2binpad, -1, (const BIGNUM *a, unsigned char *to, int tolen),
    (a, to, tolen))
POINTER(ECDSA_SIG, ECDSA_SIG_new, (void), ())
NUMBER(ECDSA_SIG_set0, 0, (ECDSA_SIG *sig, BIGNUM *r, BIGNUM *s), (sig, r, s))
POINTER(ECDSA_SIG, d2i_ECDSA_SIG,
    (ECDSA_SIG **sig, const unsigned char **pp, long len), (sig, pp, len))
NUMBER(i2d_ECDSA_SIG, -1, (const ECDSA_SIG *sig, unsigned char **pp),
    (sig, pp))

/* Keys. */
POINTER(EVP_PKEY, d2i_PUBKEY,
    (EVP_PKEY **a, const unsigned char **pp, long len), (a, pp, len))
NUMBER(i2d_PUBKEY, -1, (const EVP_PKEY *a, unsigned char **pp), (a, pp))
POINTER(PKCS8_PRIV_KEY_INFO, d2i_PKCS8_PRIV_KEY_INFO,
    (PKCS8_PRIV_KEY_INFO **a, const unsigned char **pp, long len),
    (a, pp, len))
NUMBER(i2d_PKCS8_PRIV_KEY_INFO, -1,
    (const PKCS8_PRIV_KEY_INFO *a, unsigned char **pp), (a, pp))
POINTER(EVP_PKEY, EVP_PKCS82PKEY, (const PKCS8_PRIV_KEY_INFO *p8), (p8))
POINTER(PKCS8_PRIV_KEY_INFO, EVP_PKEY2PKCS8, (const EVP_PKEY *pkey), (pkey))
POINTER(EVP_PKEY_CTX, EVP_PKEY_CTX_new_from_pkey,
    (OSSL_LIB_CTX *libctx, EVP_PKEY *pkey, const char *propq),
    (libctx, pkey, propq))
NUMBER(EVP_PKEY_public_check_quick, -1, (EVP_PKEY_CTX *ctx), (ctx))
NUMBER(EVP_PKEY_get_bits, 0, (const EVP_PKEY *pkey), (pkey))
NUMBER(EVP_PKEY_get_bn_param, 0,
    (const EVP_PKEY *pkey, const char *key_name, BIGNUM **bn),
    (pkey, key_name, bn))
NUMBER(EVP_PKEY_get_raw_public_key, 0,
    (const EVP_PKEY *pkey, unsigned char *pub, size_t *len), (pkey, pub, len))
NUMBER(EVP_PKEY_get_utf8_string_param, 0,
    (const EVP_PKEY *pkey, const char *key_name, char *str, size_t max,
	size_t *len),
    (pkey, key_name, str, max, len))
NUMBER(EVP_PKEY_is_a, 0, (const EVP_PKEY *pkey, const char *name),
    (pkey, name))
POINTER(OSSL_ENCODER_CTX, OSSL_ENCODER_CTX_new_for_pkey,
    (const EVP_PKEY *pkey, int selection, const char *type,
	const char *structure, const char *propq),
    (pkey, selection, type, structure, propq))
NUMBER(OSSL_ENCODER_to_data, 0,
    (OSSL_ENCODER_CTX *ctx, unsigned char **data, size_t *len),
    (ctx, data, len))

/* What it makes is asked for with arguments that differ, so that a wrapper
 * knows them. */
EVP_PKEY *
EVP_PKEY_Q_keygen(OSSL_LIB_CTX *libctx, const char *propq, const char *type,
    ...)
{
	static EVP_PKEY *(*real)(
	    OSSL_LIB_CTX *, const char *, const char *, ...);
	va_list arguments;
	uintptr_t argument = 0;

	if (fault_is_due(FAULT_CRYPTO, FAULT_CALLER))
		return NULL;
	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "EVP_PKEY_Q_keygen");
	if (type[0] != 'E' || type[1] == 'C') { /* RSA's bits, EC's curve */
		va_start(arguments, type);
		argument = va_arg(arguments, uintptr_t);
		va_end(arguments);
	}
	return real(libctx, propq, type, argument);
}

/* Signatures, digests, ciphers. */
POINTER(EVP_MD_CTX, EVP_MD_CTX_new, (void), ())
NUMBER(EVP_Digest, 0,
    (const void *data, size_t count, unsigned char *md, unsigned int *size,
	const EVP_MD *type, ENGINE *impl),
    (data, count, md, size, type, impl))
NUMBER(EVP_DigestSignInit_ex, 0,
    (EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const char *mdname,
	OSSL_LIB_CTX *libctx, const char *props, EVP_PKEY *pkey,
	const OSSL_PARAM params[]),
    (ctx, pctx, mdname, libctx, props, pkey, params))
NUMBER(EVP_DigestSign, 0,
    (EVP_MD_CTX *ctx, unsigned char *sig, size_t *siglen,
	const unsigned char *tbs, size_t tbslen),
    (ctx, sig, siglen, tbs, tbslen))
NUMBER(EVP_DigestVerifyInit_ex, 0,
    (EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const char *mdname,
	OSSL_LIB_CTX *libctx, const char *props, EVP_PKEY *pkey,
	const OSSL_PARAM params[]),
    (ctx, pctx, mdname, libctx, props, pkey, params))
NUMBER(EVP_DigestVerify, 0,
    (EVP_MD_CTX *ctx, const unsigned char *sig, size_t siglen,
	const unsigned char *tbs, size_t tbslen),
    (ctx, sig, siglen, tbs, tbslen))
POINTER(EVP_CIPHER_CTX, EVP_CIPHER_CTX_new, (void), ())
NUMBER(EVP_CipherInit_ex2, 0,
    (EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key,
	const unsigned char *iv, int enc, const OSSL_PARAM params[]),
    (ctx, cipher, key, iv, enc, params))
NUMBER(EVP_CipherUpdate, 0,
    (EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl,
	const unsigned char *in, int inl),
    (ctx, out, outl, in, inl))
NUMBER(EVP_CipherFinal_ex, 0,
    (EVP_CIPHER_CTX *ctx, unsigned char *outm, int *outl), (ctx, outm, outl))
NUMBER(EVP_CIPHER_CTX_ctrl, 0,
    (EVP_CIPHER_CTX *ctx, int type, int arg, void *ptr), (ctx, type, arg, ptr))
NUMBER(EVP_CIPHER_CTX_set_padding, 0, (EVP_CIPHER_CTX *c, int pad), (c, pad))
NUMBER(RAND_bytes, 0, (unsigned char *buf, int num), (buf, num))
NUMBER(EVP_PBE_scrypt, 0,
    (const char *pass, size_t passlen, const unsigned char *salt,
	size_t saltlen, uint64_t N, uint64_t r, uint64_t p, uint64_t maxmem,
	unsigned char *key, size_t keylen),
    (pass, passlen, salt, saltlen, N, r, p, maxmem, key, keylen))
NUMBER(argon2id_hash_encoded, ARGON2_MEMORY_ALLOCATION_ERROR,
    (const uint32_t t_cost, const uint32_t m_cost, const uint32_t parallelism,
	const void *pwd, const size_t pwdlen, const void *salt,
	const size_t saltlen, const size_t hashlen, char *encoded,
	const size_t encodedlen),
    (t_cost, m_cost, parallelism, pwd, pwdlen, salt, saltlen, hashlen,
	encoded, encodedlen))
