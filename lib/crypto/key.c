/* SPDX-License-Identifier: ISC */
/* Keys: made, read, checked and written; one algorithm each. */
#include "crypto/key.h"
#include "base/log.h"
#include "crypto/key_internal.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/encoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#define SPKI "SubjectPublicKeyInfo"
#define LARGEST_EXPONENT 64 /* bits; more only costs the verifier time */

static bool is_sound_ec(EVP_PKEY *pkey);
static bool is_sound_rsa(EVP_PKEY *pkey);

static const struct algorithm {
	const char *name; /* RFC 7518 3.1, RFC 8037 3.1 */
	const char *type; /* OpenSSL's name for the kind of key */
	bool (*is_sound)(EVP_PKEY *pkey);
	const char *pem; /* OpenSSL's name for the form of the public PEM */
} algorithms[KEY_KINDS] = {
	[KEY_ES256] = { "ES256", "EC", is_sound_ec, SPKI },
	[KEY_RS256] = { "RS256", "RSA", is_sound_rsa, "type-specific" },
	[KEY_EDDSA] = { "EdDSA", "ED25519", NULL, SPKI },
};

const char *
key_algorithm_name(enum key_algorithm algorithm)
{
	return algorithms[algorithm].name;
}

bool
key_algorithm_parse(
    const char *name, size_t len, enum key_algorithm *algorithmp)
{
	for (size_t i = 0; i < KEY_KINDS; i++) {
		if (strlen(algorithms[i].name) == len &&
		    memcmp(algorithms[i].name, name, len) == 0) {
			*algorithmp = (enum key_algorithm)i;
			return true;
		}
	}
	return false;
}

enum token_error
key_failure(const char *what)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	log_line("cannot %s: %s", what, reason != NULL ? reason : "no reason");
	ERR_clear_error();
	return TOKEN_INTERNAL;
}

static bool
says(const EVP_PKEY *pkey, const char *param, const char *expected)
{
	char value[32];
	size_t len;

	return EVP_PKEY_get_utf8_string_param(
		   pkey, param, value, sizeof value, &len) == 1 &&
	       strcmp(value, expected) == 0;
}

/*
 * P-256, by its name and not by its numbers (RFC 5480 2.1.1).  The point is on
 * the curve and not infinity; it has no points of another order.
 */
static bool
is_sound_ec(EVP_PKEY *pkey)
{
	EVP_PKEY_CTX *ctx;
	bool is_checked;

	if (!says(pkey, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1") ||
	    !says(pkey, OSSL_PKEY_PARAM_EC_ENCODING, "named_curve"))
		return false;
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
	is_checked = ctx != NULL && EVP_PKEY_public_check_quick(ctx) == 1;
	EVP_PKEY_CTX_free(ctx);
	return is_checked;
}

/* FIPS 186-5 A.1.1 wants an odd exponent above 2^16. */
static bool
is_sound_rsa(EVP_PKEY *pkey)
{
	BIGNUM *e = NULL;
	int bits = EVP_PKEY_get_bits(pkey);
	bool is_sound;

	if (bits < 2048 || bits > 4096 ||
	    EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &e) != 1)
		return false;
	is_sound = BN_is_odd(e) && BN_num_bits(e) > 16 &&
		   BN_num_bits(e) <= LARGEST_EXPONENT;
	BN_free(e);
	return is_sound;
}

static bool
is_sound(enum key_algorithm algorithm, EVP_PKEY *pkey)
{
	/* A number from a mapped file may be no algorithm at all. */
	return (size_t)algorithm < KEY_KINDS &&
	       EVP_PKEY_is_a(pkey, algorithms[algorithm].type) == 1 &&
	       (algorithms[algorithm].is_sound == NULL ||
		   algorithms[algorithm].is_sound(pkey));
}

enum token_error
key_take(enum key_algorithm algorithm, EVP_PKEY *pkey, struct key **keyp)
{
	struct key *key;

	*keyp = NULL;
	if (pkey == NULL || !is_sound(algorithm, pkey)) {
		EVP_PKEY_free(pkey);
		ERR_clear_error();
		return TOKEN_UNKNOWN_KEY;
	}
	key = calloc(1, sizeof *key);
	if (key == NULL) {
		EVP_PKEY_free(pkey);
		return key_failure("hold a key");
	}
	key->algorithm = algorithm;
	key->pkey = pkey;
	if (!key_thumbprint(key, key->kid)) {
		key_free(key);
		return key_failure("name a key");
	}
	*keyp = key;
	return TOKEN_OK;
}

static bool
is_offered(int rsa_bits)
{
	return rsa_bits == 2048 || rsa_bits == 3072 || rsa_bits == 4096;
}

enum token_error
key_generate(enum key_algorithm algorithm, int rsa_bits, struct key **keyp)
{
	EVP_PKEY *pkey = NULL;

	*keyp = NULL;
	if (algorithm == KEY_RS256 && !is_offered(rsa_bits))
		return TOKEN_INVALID_ARGUMENT;
	switch (algorithm) {
	case KEY_ES256:
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
		break;
	case KEY_RS256:
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)rsa_bits);
		break;
	case KEY_EDDSA:
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
		break;
	}
	if (pkey == NULL)
		return key_failure("generate a key");
	return key_take(algorithm, pkey, keyp);
}

void
key_free(struct key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_free(key->pkey); /* cleanses the private half */
	free(key);
}

struct key *
key_share(const struct key *key)
{
	struct key *copy = malloc(sizeof *copy);

	if (copy == NULL || EVP_PKEY_up_ref(key->pkey) != 1) {
		free(copy);
		return NULL;
	}
	*copy = *key;
	if (copy->pem[0] == '\0' && key_public_pem(key, copy->pem) != TOKEN_OK)
		copy->pem[0] = '\0';
	return copy;
}

enum token_error
key_from_public_der(enum key_algorithm algorithm, const void *der, size_t len,
    struct key **keyp)
{
	const unsigned char *at = der;
	EVP_PKEY *pkey = NULL;

	*keyp = NULL;
	if (len > KEY_PUBLIC_DER)
		return TOKEN_UNKNOWN_KEY;
	pkey = d2i_PUBKEY(NULL, &at, (long)len);
	if (at != (const unsigned char *)der + len) {
		EVP_PKEY_free(pkey);
		pkey = NULL;
	}
	return key_take(algorithm, pkey, keyp);
}

enum token_error
key_from_private_der(enum key_algorithm algorithm, const void *der, size_t len,
    struct key **keyp)
{
	const unsigned char *at = der;
	PKCS8_PRIV_KEY_INFO *info;
	EVP_PKEY *pkey = NULL;

	*keyp = NULL;
	if (len > KEY_PRIVATE_DER)
		return TOKEN_UNKNOWN_KEY;
	info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)len);
	if (info != NULL && at == (const unsigned char *)der + len)
		pkey = EVP_PKCS82PKEY(info);
	PKCS8_PRIV_KEY_INFO_free(info); /* cleanses it */
	return key_take(algorithm, pkey, keyp);
}

enum token_error
key_public_der(
    const struct key *key, unsigned char der[KEY_PUBLIC_DER], size_t *lenp)
{
	int len;

	*lenp = 0;
	len = i2d_PUBKEY(key->pkey, NULL);
	if (len <= 0 || len > KEY_PUBLIC_DER ||
	    i2d_PUBKEY(key->pkey, &der) != len)
		return key_failure("write a public key");
	*lenp = (size_t)len;
	return TOKEN_OK;
}

enum token_error
key_private_der(
    const struct key *key, unsigned char der[KEY_PRIVATE_DER], size_t *lenp)
{
	PKCS8_PRIV_KEY_INFO *info;
	int len;

	*lenp = 0;
	info = EVP_PKEY2PKCS8(key->pkey);
	len = info != NULL ? i2d_PKCS8_PRIV_KEY_INFO(info, NULL) : 0;
	if (len > KEY_PRIVATE_DER ||
	    (len > 0 && i2d_PKCS8_PRIV_KEY_INFO(info, &der) != len))
		len = 0;
	PKCS8_PRIV_KEY_INFO_free(info);
	if (len <= 0)
		return key_failure("write a private key");
	*lenp = (size_t)len;
	return TOKEN_OK;
}

static enum token_error
write_pem(const struct key *key, const char *form, char pem[KEY_PEM])
{
	OSSL_ENCODER_CTX *ctx;
	unsigned char *at = (unsigned char *)pem;
	size_t room = KEY_PEM - 1;
	bool is_written;

	pem[0] = '\0';
	ctx = OSSL_ENCODER_CTX_new_for_pkey(
	    key->pkey, EVP_PKEY_PUBLIC_KEY, "PEM", form, NULL);
	is_written = ctx != NULL && OSSL_ENCODER_to_data(ctx, &at, &room) == 1;
	OSSL_ENCODER_CTX_free(ctx);
	if (!is_written)
		return key_failure("write a public key as PEM");
	pem[KEY_PEM - 1 - room] = '\0';
	return TOKEN_OK;
}

enum token_error
key_public_pem(const struct key *key, char pem[KEY_PEM])
{
	if (key->pem[0] == '\0')
		return write_pem(key, algorithms[key->algorithm].pem, pem);
	memcpy(pem, key->pem, KEY_PEM);
	return TOKEN_OK;
}

enum token_error
key_public_spki_pem(const struct key *key, char pem[KEY_PEM])
{
	return write_pem(key, SPKI, pem);
}

enum key_algorithm
key_algorithm(const struct key *key)
{
	return key->algorithm;
}

const char *
key_kid(const struct key *key)
{
	return key->kid;
}
