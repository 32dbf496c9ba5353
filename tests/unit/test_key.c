/* SPDX-License-Identifier: ISC */
/* A key signs and verifies with its one algorithm, and comes back from DER. */
#include "../lib/tap.h"
#include "base/json.h"
#include "crypto/key.h"

#include <jansson.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define MESSAGE "a message"
#define SPKI_FIRST "-----BEGIN PUBLIC KEY-----\n"

static const struct {
	const char *name;
	enum key_algorithm algorithm;
	int rsa_bits;
	size_t signature_len;
} kinds[] = {
	{ "ES256", KEY_ES256, 0, 64 },
	{ "EdDSA", KEY_EDDSA, 0, 64 },
	{ "RS256 of 2048 bits", KEY_RS256, 2048, 256 },
	{ "RS256 of 3072 bits", KEY_RS256, 3072, 384 },
};

static void
test_names(void)
{
	static const char *const wrong[] = { "", "none", "None", "HS256",
		"es256", "ES256 ", "ES25", "ES384", "ES256K", "PS256", "RS512",
		"EDDSA", "Ed25519" };
	enum key_algorithm algorithm = KEY_RS256;
	size_t i;

	ok(key_algorithm_parse("ES256", 5, &algorithm) &&
		algorithm == KEY_ES256 &&
		key_algorithm_parse("RS256", 5, &algorithm) &&
		algorithm == KEY_RS256 &&
		key_algorithm_parse("EdDSA", 5, &algorithm) &&
		algorithm == KEY_EDDSA,
	    "three algorithms are known by name");
	for (i = 0; i < COUNT(wrong); i++)
		ok(!key_algorithm_parse(wrong[i], strlen(wrong[i]), &algorithm),
		    "\"%s\" is no algorithm", wrong[i]);
	ok(!key_algorithm_parse("ES256\0", 6, &algorithm),
	    "a NUL at the end is no part of a name");
}

static void
test_signature(size_t kind, const struct key *key)
{
	unsigned char signature[KEY_SIGNATURE + 1] = "";
	size_t len, i, accepted = 0;

	ok(key_sign(key, MESSAGE, strlen(MESSAGE), signature, &len) ==
		    TOKEN_OK &&
		len == kinds[kind].signature_len,
	    "%s signs in %zu octets", kinds[kind].name,
	    kinds[kind].signature_len);
	ok(key_verify(key, MESSAGE, strlen(MESSAGE), signature, len) ==
		TOKEN_OK,
	    "%s verifies its signature", kinds[kind].name);
	for (i = 0; i < len; i++) {
		signature[i] ^= 0x10;
		accepted += key_verify(key, MESSAGE, strlen(MESSAGE), signature,
				len) != TOKEN_BAD_SIGNATURE;
		signature[i] ^= 0x10;
	}
	ok(accepted == 0, "%s refuses a change of any octet", kinds[kind].name);
	for (i = 0; i <= len + 1; i++)
		if (i != len)
			accepted += key_verify(key, MESSAGE, strlen(MESSAGE),
					signature, i) != TOKEN_BAD_SIGNATURE;
	ok(accepted == 0, "%s refuses any other length", kinds[kind].name);
	ok(key_verify(key, "a massage", strlen(MESSAGE), signature, len) ==
		    TOKEN_BAD_SIGNATURE &&
		key_verify(key, MESSAGE, 0, signature, len) ==
		    TOKEN_BAD_SIGNATURE,
	    "%s refuses another message", kinds[kind].name);
}

static void
test_public_half(size_t kind, const struct key *key)
{
	unsigned char der[KEY_PUBLIC_DER], signature[KEY_SIGNATURE];
	unsigned char private_der[KEY_PRIVATE_DER];
	struct key *half = NULL;
	size_t der_len, len;

	ok(key_public_der(key, der, &der_len) == TOKEN_OK &&
		key_from_public_der(
		    kinds[kind].algorithm, der, der_len, &half) == TOKEN_OK &&
		strcmp(key_kid(half), key_kid(key)) == 0 &&
		key_algorithm(half) == kinds[kind].algorithm,
	    "the public half of %s is read again", kinds[kind].name);
	ok(key_sign(key, MESSAGE, strlen(MESSAGE), signature, &len) ==
		    TOKEN_OK &&
		key_verify(half, MESSAGE, strlen(MESSAGE), signature, len) ==
		    TOKEN_OK,
	    "the public half of %s verifies", kinds[kind].name);
	ok(key_sign(half, MESSAGE, strlen(MESSAGE), signature, &len) ==
		    TOKEN_INTERNAL &&
		len == 0,
	    "the public half of %s does not sign", kinds[kind].name);
	ok(key_private_der(half, private_der, &len) == TOKEN_INTERNAL &&
		len == 0,
	    "the public half of %s has no private DER", kinds[kind].name);
	key_free(half);
}

static void
test_private_half(size_t kind, const struct key *key)
{
	unsigned char der[KEY_PRIVATE_DER], signature[KEY_SIGNATURE];
	struct key *again = NULL;
	size_t der_len, len;

	ok(key_private_der(key, der, &der_len) == TOKEN_OK &&
		key_from_private_der(
		    kinds[kind].algorithm, der, der_len, &again) == TOKEN_OK &&
		strcmp(key_kid(again), key_kid(key)) == 0,
	    "the private half of %s is read again", kinds[kind].name);
	ok(again != NULL &&
		key_sign(again, MESSAGE, strlen(MESSAGE), signature, &len) ==
		    TOKEN_OK &&
		key_verify(key, MESSAGE, strlen(MESSAGE), signature, len) ==
		    TOKEN_OK,
	    "the private half of %s signs the same", kinds[kind].name);
	key_free(again);
}

/* Two keys of one kind, and what one signs under the other. */
static void
test_kinds(void)
{
	unsigned char signature[KEY_SIGNATURE];
	struct key *key, *other;
	size_t len, i;

	for (i = 0; i < COUNT(kinds); i++) {
		other = NULL;
		if (!ok(key_generate(kinds[i].algorithm, kinds[i].rsa_bits,
			    &key) == TOKEN_OK &&
			    key_generate(kinds[i].algorithm, 2048, &other) ==
				TOKEN_OK,
			"%s makes keys", kinds[i].name))
			continue;
		test_signature(i, key);
		test_public_half(i, key);
		test_private_half(i, key);
		ok(strcmp(key_kid(key), key_kid(other)) != 0 &&
			strlen(key_kid(key)) == KEY_KID - 1,
		    "two keys of %s have two names", kinds[i].name);
		ok(key_sign(other, MESSAGE, strlen(MESSAGE), signature, &len) ==
			    TOKEN_OK &&
			key_verify(key, MESSAGE, strlen(MESSAGE), signature,
			    len) == TOKEN_BAD_SIGNATURE,
		    "%s refuses what another key signed", kinds[i].name);
		key_free(key);
		key_free(other);
	}
}

static void
test_generate(void)
{
	static const int sizes[] = { -1, 0, 1024, 2047, 2049, 4097, 16384 };
	struct key *key;
	size_t i;

	for (i = 0; i < COUNT(sizes); i++) {
		ok(key_generate(KEY_RS256, sizes[i], &key) ==
			    TOKEN_INVALID_ARGUMENT &&
			key == NULL,
		    "no RSA key of %d bits is made", sizes[i]);
		key_free(key);
	}
	key_free(NULL);
}

/* The texts are `openssl pkey -pubout` and `rsa -RSAPublicKey_out`. */
static const struct {
	const char *name;
	const char *jwk;
	const char *pem;
} pems[] = {
	{ "EC",
	    "{\"kty\":\"EC\",\"crv\":\"P-256\","
	    "\"x\":\"dcSJIkHlHS49s34ys9BiIKdobqFRUGzA1x9LY5PbbV8\","
	    "\"y\":\"NNz3R6u2kV07ilg9rFdJRn4srNJSjBiwEG2y2XzomYs\"}",
	    "-----BEGIN PUBLIC KEY-----\n"
	    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdcSJIkHlHS49s34ys9BiIKdobqFR\n"
	    "UGzA1x9LY5PbbV803PdHq7aRXTuKWD2sV0lGfiys0lKMGLAQbbLZfOiZiw==\n"
	    "-----END PUBLIC KEY-----\n" },
	{ "Ed25519",
	    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
	    "\"x\":\"CfzdRE0tmwLZpkOQ39YHzar0dAmeM9Y0L0E526gS_Pg\"}",
	    "-----BEGIN PUBLIC KEY-----\n"
	    "MCowBQYDK2VwAyEACfzdRE0tmwLZpkOQ39YHzar0dAmeM9Y0L0E526gS/Pg=\n"
	    "-----END PUBLIC KEY-----\n" },
	{ "RSA",
	    "{\"kty\":\"RSA\",\"n\":\"6kLq1QJ1Vcc85YQncGNh0X_Dop7L6A2j-Q7MyN"
	    "6BY0yD4xNmtz9lXpU133oMx9-3zJcKqifauQCu4OSC7uOntBUcmxcNBsMwy_oYJ"
	    "WeGDJvBg8xxWEV1I0vbrWmHxkm0EuC8v-5u9bA05Bo0xnRvKA1BIZoN6veeV7Yp"
	    "KK3nrQULvLjWFjM9mYnQi0hpgC0iWRVxcDoD10iCHf4WHTDDnL5jgLeDvNGXDj5"
	    "987t7DfZsMiE8imqUsq0F9rymxtKVZMAxKCOWBgrM9XawgrcwDzoX0eUISmO4bV"
	    "RKWof81rRvBV5K288uY3kZgUxrYTVNsA5ziZkIypgDSihNfstPfw\","
	    "\"e\":\"AQAB\"}",
	    "-----BEGIN RSA PUBLIC KEY-----\n"
	    "MIIBCgKCAQEA6kLq1QJ1Vcc85YQncGNh0X/Dop7L6A2j+Q7MyN6BY0yD4xNmtz9l\n"
	    "XpU133oMx9+3zJcKqifauQCu4OSC7uOntBUcmxcNBsMwy/oYJWeGDJvBg8xxWEV1\n"
	    "I0vbrWmHxkm0EuC8v+5u9bA05Bo0xnRvKA1BIZoN6veeV7YpKK3nrQULvLjWFjM9\n"
	    "mYnQi0hpgC0iWRVxcDoD10iCHf4WHTDDnL5jgLeDvNGXDj5987t7DfZsMiE8imqU\n"
	    "sq0F9rymxtKVZMAxKCOWBgrM9XawgrcwDzoX0eUISmO4bVRKWof81rRvBV5K288u\n"
	    "Y3kZgUxrYTVNsA5ziZkIypgDSihNfstPfwIDAQAB\n"
	    "-----END RSA PUBLIC KEY-----\n" },
};

static void
test_pems(void)
{
	char pem[KEY_PEM];
	struct key *key;
	size_t i;

	for (i = 0; i < COUNT(pems); i++) {
		struct json_t *jwk =
		    json_parse_object(pems[i].jwk, strlen(pems[i].jwk));

		if (ok(jwk != NULL && key_from_jwk(jwk, &key) == TOKEN_OK,
			"the %s key is read", pems[i].name)) {
			ok(key_public_pem(key, pem) == TOKEN_OK &&
				strcmp(pem, pems[i].pem) == 0,
			    "its PEM is as openssl writes it");
			key_free(key);
		}
		json_decref(jwk);
	}
	if (key_generate(KEY_RS256, 4096, &key) == TOKEN_OK) {
		ok(key_public_pem(key, pem) == TOKEN_OK && strlen(pem) == 775 &&
			pem[774] == '\n',
		    "the longest PEM fits");
		ok(key_public_spki_pem(key, pem) == TOKEN_OK &&
			strlen(pem) == 800 &&
			strncmp(pem, SPKI_FIRST, sizeof SPKI_FIRST - 1) == 0,
		    "and so does its SubjectPublicKeyInfo");
		key_free(key);
	}
}

int
main(void)
{
	test_names();
	test_kinds();
	test_generate();
	test_pems();
	return done();
}
