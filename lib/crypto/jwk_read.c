/* SPDX-License-Identifier: ISC */
/* JSON Web Keys read: public keys that others made, trusted in nothing. */
#include "base/base64url.h"
#include "crypto/key.h"
#include "crypto/key_internal.h"

#include <jansson.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <string.h>

#define UNCOMPRESSED 4 /* SEC 1 2.3.3: what a point of x and y starts with */

static const char *const private_members[] = { "d", "p", "q", "dp", "dq", "qi",
	"oth", "k" };

#define PRIVATE_MEMBERS (sizeof private_members / sizeof private_members[0])

static const char *
text_of(const json_t *jwk, const char *name)
{
	const char *string = json_string_value(json_object_get(jwk, name));

	return string != NULL ? string : "";
}

static bool
read_octets(const json_t *jwk, const char *name,
    unsigned char octets[KEY_OCTETS], size_t *lenp)
{
	const char *string = text_of(jwk, name);

	return base64url_decode(
	    string, strlen(string), octets, KEY_OCTETS, lenp);
}

static bool
read_coordinate(const json_t *jwk, const char *name,
    unsigned char coordinate[KEY_COORDINATE])
{
	unsigned char octets[KEY_OCTETS];
	size_t len;

	if (!read_octets(jwk, name, octets, &len) || len != KEY_COORDINATE)
		return false;
	memcpy(coordinate, octets, KEY_COORDINATE);
	return true;
}

/* Base64urlUInt: the fewest octets (RFC 7518 2); NULL when it is not so. */
static BIGNUM *
read_number(const json_t *jwk, const char *name)
{
	unsigned char octets[KEY_OCTETS];
	size_t len;

	if (!read_octets(jwk, name, octets, &len) || len == 0 || octets[0] == 0)
		return NULL;
	return BN_bin2bn(octets, (int)len, NULL);
}

/* The public key of type `type` with the parameters in `build`, or NULL. */
static EVP_PKEY *
build_key(const char *type, OSSL_PARAM_BLD *build)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *pkey = NULL;

	if (params != NULL && ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1 &&
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
		pkey = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return pkey;
}

static EVP_PKEY *
read_ec(const json_t *jwk)
{
	unsigned char point[1 + 2 * KEY_COORDINATE] = { UNCOMPRESSED };
	OSSL_PARAM_BLD *build;
	EVP_PKEY *pkey = NULL;

	if (!read_coordinate(jwk, "x", point + 1) ||
	    !read_coordinate(jwk, "y", point + 1 + KEY_COORDINATE))
		return NULL;
	build = OSSL_PARAM_BLD_new();
	if (build != NULL &&
	    OSSL_PARAM_BLD_push_utf8_string(
		build, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1 &&
	    OSSL_PARAM_BLD_push_octet_string(
		build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point) == 1)
		pkey = build_key("EC", build);
	OSSL_PARAM_BLD_free(build);
	return pkey;
}

static bool
is_power(BN_ULONG number, BN_ULONG prime)
{
	BN_ULONG power = 1;

	do {
		if (power == number)
			return true;
		power = power * 65537 % prime;
	} while (power != 1);
	return false;
}

/*
 * Keys of Infineon's chips can be factored (CVE-2017-15361, ROCA).  They show
 * it: modulo each of these primes they are a power of 65537, as one sound
 * modulus of some 2^27 is.
 */
static bool
is_infineon(const BIGNUM *modulus)
{
	static const BN_ULONG primes[] = { 11, 13, 17, 19, 37, 53, 61, 71, 73,
		79, 97, 103, 107, 109, 127, 151, 157 };

	for (size_t i = 0; i < sizeof primes / sizeof primes[0]; i++)
		if (!is_power(BN_mod_word(modulus, primes[i]), primes[i]))
			return false;
	return true;
}

static EVP_PKEY *
read_rsa(const json_t *jwk)
{
	BIGNUM *n = read_number(jwk, "n");
	BIGNUM *e = read_number(jwk, "e");
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY *pkey = NULL;

	if (n != NULL && e != NULL && build != NULL && !is_infineon(n) &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1)
		pkey = build_key("RSA", build);
	OSSL_PARAM_BLD_free(build);
	BN_free(n);
	BN_free(e);
	return pkey;
}

static EVP_PKEY *
read_okp(const json_t *jwk)
{
	unsigned char x[KEY_COORDINATE];

	if (!read_coordinate(jwk, "x", x))
		return NULL;
	return EVP_PKEY_new_raw_public_key_ex(
	    NULL, "ED25519", NULL, x, sizeof x);
}

static EVP_PKEY *(*const readers[KEY_KINDS])(const json_t *jwk) = {
	[KEY_ES256] = read_ec,
	[KEY_RS256] = read_rsa,
	[KEY_EDDSA] = read_okp,
};

static bool
find_algorithm(const json_t *jwk, enum key_algorithm *algorithmp)
{
	for (size_t i = 0; i < KEY_KINDS; i++) {
		if (strcmp(text_of(jwk, "kty"), key_kinds[i].kty) == 0 &&
		    (key_kinds[i].crv == NULL ||
			strcmp(text_of(jwk, "crv"), key_kinds[i].crv) == 0)) {
			*algorithmp = (enum key_algorithm)i;
			return true;
		}
	}
	return false;
}

/* Whether an optional member is absent or says exactly `string`. */
static bool
allows(const json_t *jwk, const char *name, const char *string)
{
	return json_object_get(jwk, name) == NULL ||
	       strcmp(text_of(jwk, name), string) == 0;
}

/* RFC 7517 4.3 */
static bool
allows_verify(const json_t *jwk)
{
	const json_t *operations = json_object_get(jwk, "key_ops");

	if (operations == NULL)
		return true;
	for (size_t i = 0; i < json_array_size(operations); i++) {
		const char *operation =
		    json_string_value(json_array_get(operations, i));

		if (operation != NULL && strcmp(operation, "verify") == 0)
			return true;
	}
	return false;
}

static bool
is_public(const json_t *jwk)
{
	for (size_t i = 0; i < PRIVATE_MEMBERS; i++)
		if (json_object_get(jwk, private_members[i]) != NULL)
			return false;
	return true;
}

/*
 * Whether a key that others made is as sound as those we make: above all that
 * an RSA modulus has no small factor and is no prime.  Takes 15 ms for 4096
 * bits, so it is not done again whenever a key is loaded.
 */
static bool
is_well_made(EVP_PKEY *pkey)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
	bool is_checked = ctx != NULL && EVP_PKEY_public_check(ctx) == 1;

	EVP_PKEY_CTX_free(ctx);
	return is_checked;
}

enum token_error
key_from_jwk(const struct json_t *jwk, struct key **keyp)
{
	enum key_algorithm algorithm;
	enum token_error err;
	struct key *key;

	*keyp = NULL;
	if (!find_algorithm(jwk, &algorithm) || !is_public(jwk) ||
	    !allows_verify(jwk) || !allows(jwk, "use", "sig") ||
	    !allows(jwk, "alg", key_algorithm_name(algorithm)))
		return TOKEN_UNKNOWN_KEY;
	err = key_take(algorithm, readers[algorithm](jwk), &key);
	if (err != TOKEN_OK)
		return err;
	if (!is_well_made(key->pkey)) {
		key_free(key);
		return TOKEN_UNKNOWN_KEY;
	}
	*keyp = key;
	return TOKEN_OK;
}
