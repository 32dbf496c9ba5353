/* SPDX-License-Identifier: ISC */
/* Wycheproof's signatures of bare messages, through key_verify(). */
#include "../lib/vectors.h"
#include "crypto/key.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* What a file must have, so that none is silently empty. */
static const struct {
	const char *name;
	enum key_algorithm algorithm;
	const char *jwk; /* member of most groups */
	size_t tests;
	size_t small_exponents; /* tests whose key has e = 3: not read */
} files[] = {
	{ "ecdsa_secp256r1_sha256_p1363_test.json", KEY_ES256, "publicKeyJwk",
	    262, 0 },
	{ "ed25519_test.json", KEY_EDDSA, "publicKeyJwk", 151, 0 },
	{ "rsa_signature_2048_sha256_test.json", KEY_RS256, "keyJwk", 259, 2 },
	{ "rsa_signature_3072_sha256_test.json", KEY_RS256, "keyJwk", 259, 1 },
};

/* The bytes of hexadecimal digits; the caller frees them. */
static unsigned char *
from_hex(const char *hex, size_t *lenp)
{
	size_t len = strlen(hex) / 2;
	unsigned char *bytes = malloc(len + 1);
	char digits[3] = "";

	for (size_t i = 0; bytes != NULL && i < len; i++) {
		memcpy(digits, hex + 2 * i, 2);
		bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
	}
	*lenp = bytes != NULL ? len : 0;
	return bytes;
}

static bool
is_accepted(const struct key *key, const json_t *test)
{
	size_t message_len, signature_len;
	unsigned char *message =
	    from_hex(vectors_text(test, "msg"), &message_len);
	unsigned char *signature =
	    from_hex(vectors_text(test, "sig"), &signature_len);
	bool is_good = key_verify(key, message, message_len, signature,
			   signature_len) == TOKEN_OK;

	free(message);
	free(signature);
	return is_good;
}

static struct key *
read_der(const json_t *group, enum key_algorithm algorithm)
{
	struct key *key = NULL;
	size_t len;
	unsigned char *der =
	    from_hex(vectors_text(group, "publicKeyDer"), &len);

	if (key_from_public_der(algorithm, der, len, &key) != TOKEN_OK)
		key = NULL;
	free(der);
	return key;
}

static bool
is_same_as(const struct key *key, const json_t *jwk)
{
	struct key *again = NULL;
	bool is_same = key_from_jwk(jwk, &again) == TOKEN_OK &&
		       strcmp(key_kid(again), key_kid(key)) == 0;

	key_free(again);
	return is_same;
}

/* "acceptable" means: only for the sake of old signers.  We have none. */
static size_t
test_group(const char *name, const json_t *group, const struct key *key)
{
	const json_t *test;
	size_t i, count = 0;

	json_array_foreach(json_object_get(group, "tests"), i, test)
	{
		bool expected =
		    strcmp(vectors_text(test, "result"), "valid") == 0;

		ok(is_accepted(key, test) == expected, "%s %lld %s is %s", name,
		    json_integer_value(json_object_get(test, "tcId")),
		    vectors_text(test, "comment"),
		    expected ? "accepted" : "refused");
		count++;
	}
	return count;
}

static void
test_file(const char *folder, size_t index)
{
	char path[200];
	json_t *file;
	const json_t *group;
	struct key *key;
	size_t i, count = 0, small = 0;

	snprintf(path, sizeof path, "wycheproof/%s", files[index].name);
	file = vectors_load(folder, path);
	json_array_foreach(json_object_get(file, "testGroups"), i, group)
	{
		const json_t *jwk = json_object_get(group, files[index].jwk);

		key = read_der(group, files[index].algorithm);
		if (key != NULL && jwk != NULL)
			ok(is_same_as(key, jwk), "%s: a JWK is the DER's key",
			    files[index].name);
		if (key != NULL)
			count += test_group(files[index].name, group, key);
		else if (strcmp(vectors_text(jwk, "e"), "Aw") == 0)
			small +=
			    json_array_size(json_object_get(group, "tests"));
		key_free(key);
	}
	ok(count + small == files[index].tests &&
		small == files[index].small_exponents,
	    "%s: %zu signatures were checked, %zu have a key with exponent 3",
	    files[index].name, count, small);
	json_decref(file);
}

int
main(void)
{
	const char *folder = vectors_folder("vectors of bare signatures");

	for (size_t i = 0; folder != NULL && i < COUNT(files); i++)
		test_file(folder, i);
	return done();
}
