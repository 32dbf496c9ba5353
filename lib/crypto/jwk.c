/* SPDX-License-Identifier: ISC */
/* JSON Web Keys written: the public members of a key, and its name of them. */
#include "base/base64url.h"
#include "crypto/digest.h"
#include "crypto/key.h"
#include "crypto/key_internal.h"

#include <jansson.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

/* RFC 7518 6.2.1, 6.3.1, RFC 8037 2 */
const struct key_kind key_kinds[KEY_KINDS] = {
	[KEY_ES256] = { "EC", "P-256" },
	[KEY_RS256] = { "RSA", NULL },
	[KEY_EDDSA] = { "OKP", "Ed25519" },
};

static bool
write_string(json_t *jwk, const char *name, const char *string)
{
	return json_object_set_new(jwk, name, json_string(string)) == 0;
}

static bool
write_octets(
    json_t *jwk, const char *name, const unsigned char *octets, size_t len)
{
	char string[BASE64URL_TEXT(KEY_OCTETS) + 1];

	return base64url_encode(octets, len, string, sizeof string) &&
	       write_string(jwk, name, string);
}

/* A number of the key in `size` octets, 0: in as many as it takes. */
static bool
write_number(json_t *jwk, const char *name, const EVP_PKEY *pkey,
    const char *param, int size)
{
	unsigned char octets[KEY_OCTETS];
	BIGNUM *number = NULL;
	bool is_written = false;

	if (EVP_PKEY_get_bn_param(pkey, param, &number) != 1)
		return false;
	if (size == 0)
		size = BN_num_bytes(number);
	if (size <= KEY_OCTETS && BN_bn2binpad(number, octets, size) == size)
		is_written = write_octets(jwk, name, octets, (size_t)size);
	BN_free(number);
	return is_written;
}

static bool
write_ec(const EVP_PKEY *pkey, json_t *jwk)
{
	return write_number(
		   jwk, "x", pkey, OSSL_PKEY_PARAM_EC_PUB_X, KEY_COORDINATE) &&
	       write_number(
		   jwk, "y", pkey, OSSL_PKEY_PARAM_EC_PUB_Y, KEY_COORDINATE);
}

static bool
write_rsa(const EVP_PKEY *pkey, json_t *jwk)
{
	return write_number(jwk, "n", pkey, OSSL_PKEY_PARAM_RSA_N, 0) &&
	       write_number(jwk, "e", pkey, OSSL_PKEY_PARAM_RSA_E, 0);
}

static bool
write_okp(const EVP_PKEY *pkey, json_t *jwk)
{
	unsigned char x[KEY_COORDINATE];
	size_t len = sizeof x;

	return EVP_PKEY_get_raw_public_key(pkey, x, &len) == 1 &&
	       write_octets(jwk, "x", x, len);
}

static bool (*const writers[KEY_KINDS])(const EVP_PKEY *pkey, json_t *jwk) = {
	[KEY_ES256] = write_ec,
	[KEY_RS256] = write_rsa,
	[KEY_EDDSA] = write_okp,
};

/* The members that make the key, and no others; NULL when memory is out. */
static json_t *
required_members(const struct key *key)
{
	const struct key_kind *kind = &key_kinds[key->algorithm];
	json_t *jwk = json_object();

	if (jwk != NULL && write_string(jwk, "kty", kind->kty) &&
	    (kind->crv == NULL || write_string(jwk, "crv", kind->crv)) &&
	    writers[key->algorithm](key->pkey, jwk))
		return jwk;
	json_decref(jwk);
	return NULL;
}

bool
key_thumbprint(const struct key *key, char kid[KEY_KID])
{
	unsigned char digest[DIGEST_SIZE];
	char text[BASE64URL_TEXT(KEY_OCTETS) + 100];
	json_t *jwk = required_members(key);
	size_t len = 0;

	if (jwk != NULL) /* RFC 7638 3.3: sorted, without white space */
		len = json_dumpb(
		    jwk, text, sizeof text, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(jwk);
	if (len == 0 || len > sizeof text)
		return false;
	digest_sha256(text, len, digest);
	return base64url_encode(digest, DIGEST_SIZE, kid, KEY_KID);
}

struct json_t *
key_to_jwk(const struct key *key)
{
	json_t *jwk = required_members(key);

	if (jwk != NULL && write_string(jwk, "use", "sig") &&
	    write_string(jwk, "alg", key_algorithm_name(key->algorithm)) &&
	    write_string(jwk, "kid", key->kid))
		return jwk;
	json_decref(jwk);
	return NULL;
}
