/* SPDX-License-Identifier: ISC */
/* The keys of RFC 7515 A.6, RFC 7517 and RFC 7520 3: read, or refused. */
#include "../lib/vectors.h"
#include "crypto/key.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const struct {
	const char *file;
	int index; /* in a set; -1: the file is one key */
	const char *name;
	bool is_read;
} keys[] = {
	{ "rfc-vectors/rfc7515_A.6.jwkset", 0, "a private RSA key", false },
	{ "rfc-vectors/rfc7515_A.6.jwkset", 1, "a private EC key", false },
	{ "rfc-vectors/rfc7517_A.1.jwkset", 0, "an EC key for encryption",
	    false },
	{ "rfc-vectors/rfc7517_A.1.jwkset", 1, "an RSA key", true },
	{ "rfc-vectors/rfc7517_A.2.jwkset", 0, "a private EC key", false },
	{ "rfc-vectors/rfc7517_A.2.jwkset", 1, "a private RSA key", false },
	{ "rfc-vectors/rfc7517_A.3.jwkset", 0, "a key for wrapping", false },
	{ "rfc-vectors/rfc7517_A.3.jwkset", 1, "a key for HMAC", false },
	{ "rfc-vectors/rfc7517_B.jwk", -1, "an RSA key with x5c", true },
	{ "jose-cookbook/jwk/3_1.ec_public_key.json", -1, "P-521", false },
	{ "jose-cookbook/jwk/3_2.ec_private_key.json", -1, "private P-521",
	    false },
	{ "jose-cookbook/jwk/3_3.rsa_public_key.json", -1, "an RSA key", true },
	{ "jose-cookbook/jwk/3_4.rsa_private_key.json", -1, "a private RSA key",
	    false },
	{ "jose-cookbook/jwk/3_5.symmetric_key_mac_computation.json", -1,
	    "a key for HMAC", false },
	{ "jose-cookbook/jwk/3_6.symmetric_key_encryption.json", -1,
	    "a key for AES", false },
};

static void
test_key(const char *folder, size_t i)
{
	json_t *file = vectors_load(folder, keys[i].file);
	const json_t *jwk = file;
	struct key *key = NULL;
	enum token_error err;

	if (keys[i].index >= 0)
		jwk = json_array_get(
		    json_object_get(file, "keys"), (size_t)keys[i].index);
	err = key_from_jwk(jwk, &key);
	ok(jwk != NULL &&
		err == (keys[i].is_read ? TOKEN_OK : TOKEN_UNKNOWN_KEY),
	    "%s: %s is %s", keys[i].file, keys[i].name,
	    keys[i].is_read ? "read" : "refused");
	/* RFC 7638 3.1 names this very key. */
	if (err == TOKEN_OK && strstr(keys[i].file, "7517_A.1") != NULL)
		ok(strcmp(key_kid(key),
		       "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs") == 0,
		    "%s: its thumbprint is that of RFC 7638", keys[i].file);
	if (err == TOKEN_OK)
		key_free(key);
	json_decref(file);
}

int
main(void)
{
	const char *folder = vectors_folder("vectors of JWK");

	for (size_t i = 0; folder != NULL && i < COUNT(keys); i++)
		test_key(folder, i);
	return done();
}
