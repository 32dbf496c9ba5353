/* SPDX-License-Identifier: ISC */
/* What we sign we take back; what anybody changed, or signed, we do not. */
#include "../lib/tap.h"
#include "base/base64url.h"
#include "crypto/jwt.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define CLAIMS "{\"jti\":\"1\"}"
#define ALPHABET \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

static const enum key_algorithm algorithms[] = { KEY_ES256, KEY_RS256,
	KEY_EDDSA };

static enum token_error
check(const char *token, const struct key *key)
{
	struct jwt jwt;
	enum token_error err = jwt_parse(token, strlen(token), &jwt);

	return err == TOKEN_OK ? jwt_verify(&jwt, key) : err;
}

static void
test_round_trip(const char *name, const struct key *key)
{
	char token[JWT_LONGEST + 1];
	struct jwt jwt;

	ok(jwt_sign(key, CLAIMS, token) == TOKEN_OK, "%s signs", name);
	ok(jwt_parse(token, strlen(token), &jwt) == TOKEN_OK &&
		jwt_verify(&jwt, key) == TOKEN_OK,
	    "%s verifies", name);
	ok(strcmp(jwt.claims, CLAIMS) == 0, "%s keeps the claims", name);
	ok(strcmp(jwt.kid, key_kid(key)) == 0, "%s names its key", name);
	ok(jwt.algorithm == key_algorithm(key), "%s names itself", name);
}

/* The header as it is written in the API's own tokens, and kid. */
static void
test_header(const struct key *key)
{
	char token[JWT_LONGEST + 1], header[200] = "", expected[200];
	size_t len = 0;

	snprintf(expected, sizeof expected,
	    "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"%s\"}", key_kid(key));
	ok(jwt_sign(key, CLAIMS, token) == TOKEN_OK &&
		base64url_decode(token, strcspn(token, "."), header,
		    sizeof header - 1, &len) &&
		strcmp(header, expected) == 0,
	    "the header is alg, typ and kid");
}

/* One other character in every place, and every other in the last place. */
static void
test_changes(const char *name, const struct key *key)
{
	char token[JWT_LONGEST + 1];
	size_t i, len, accepted = 0;
	const char *c;

	if (jwt_sign(key, CLAIMS, token) != TOKEN_OK)
		return;
	len = strlen(token);
	for (i = 0; i < len; i++) {
		char kept = token[i];

		token[i] = kept == 'A' ? 'B' : 'A';
		accepted += check(token, key) == TOKEN_OK;
		token[i] = kept;
	}
	ok(accepted == 0, "%s: no token with another character passes", name);
	for (c = ALPHABET; *c != '\0'; c++) {
		char kept = token[len - 1];

		token[len - 1] = *c;
		if (*c != kept)
			accepted += check(token, key) == TOKEN_OK;
		token[len - 1] = kept;
	}
	ok(accepted == 0, "%s: its last character has one spelling", name);
	ok(check(token, key) == TOKEN_OK, "%s: the token itself passes", name);
}

/* The first two parts of a good token with another signature. */
static bool
is_refused_with(
    const char *token, const struct key *key, const void *data, size_t len)
{
	char forged[JWT_LONGEST + 1];
	size_t text_len = (size_t)(strrchr(token, '.') - token) + 1;

	memcpy(forged, token, text_len);
	return base64url_encode(
		   data, len, forged + text_len, sizeof forged - text_len) &&
	       check(forged, key) == TOKEN_BAD_SIGNATURE;
}

static void
test_forged(const struct key *key)
{
	static const unsigned char zeros[512];
	static const char order[] =
	    "\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"
	    "\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51";
	static const size_t sizes[] = { 1, 32, 63, 64, 65, 66, 72, 128, 512 };
	char token[JWT_LONGEST + 1];
	unsigned char numbers[64] = { 0 };
	size_t i, refused = 0;

	if (jwt_sign(key, CLAIMS, token) != TOKEN_OK)
		return;
	for (i = 0; i < COUNT(sizes); i++)
		refused += is_refused_with(token, key, zeros, sizes[i]);
	ok(refused == COUNT(sizes), "ES256 refuses zeros (CVE-2022-21449)");
	ok(is_refused_with(token, key, "\x30\x06\x02\x01\x00\x02\x01\x00", 8),
	    "ES256 refuses zeros in DER");
	memcpy(numbers, order, 32);
	memcpy(numbers + 32, order, 32);
	ok(is_refused_with(token, key, numbers, 64),
	    "ES256 refuses the order of the curve");
	memset(numbers, 0xff, sizeof numbers);
	ok(is_refused_with(token, key, numbers, 64),
	    "ES256 refuses numbers above the order");
}

/* A good signature in other clothes: as DER, and with a zero in front. */
static void
test_reencoded(const struct key *key)
{
	char token[JWT_LONGEST + 1];
	unsigned char longer[66] = { 0 }, der[70];
	struct jwt jwt;
	size_t i;

	/* both numbers below 2^255, so that DER has 32 octets for each */
	for (i = 0; i < 64; i++) {
		if (jwt_sign(key, CLAIMS, token) != TOKEN_OK ||
		    jwt_parse(token, strlen(token), &jwt) != TOKEN_OK)
			return;
		if (jwt.signature[0] > 0 && jwt.signature[0] < 0x80 &&
		    jwt.signature[32] > 0 && jwt.signature[32] < 0x80)
			break;
	}
	memcpy(der, "\x30\x44\x02\x20", 4);
	memcpy(der + 4, jwt.signature, 32);
	memcpy(der + 36, "\x02\x20", 2);
	memcpy(der + 38, jwt.signature + 32, 32);
	ok(is_refused_with(token, key, der, sizeof der),
	    "ES256 refuses its own signature as DER");
	memcpy(longer + 1, jwt.signature, 32);
	memcpy(longer + 34, jwt.signature + 32, 32);
	ok(is_refused_with(token, key, longer, sizeof longer),
	    "ES256 refuses its own numbers with 33 octets");
}

/* Each algorithm's token under each algorithm's key. */
static void
test_crossed(struct key *const keys[])
{
	char token[JWT_LONGEST + 1];
	size_t i, j;

	for (i = 0; i < COUNT(algorithms); i++)
		for (j = 0; j < COUNT(algorithms); j++)
			if (i != j)
				ok(jwt_sign(keys[i], CLAIMS, token) ==
					    TOKEN_OK &&
					check(token, keys[j]) ==
					    TOKEN_BAD_ALGORITHM,
				    "a token of %s is none of %s",
				    key_algorithm_name(algorithms[i]),
				    key_algorithm_name(algorithms[j]));
}

/* Claims of the longest size that fits, and of one more. */
static void
test_longest(const struct key *key)
{
	char token[JWT_LONGEST + 1], claims[JWT_LONGEST];
	size_t len;

	if (jwt_sign(key, "{}", token) != TOKEN_OK)
		return;
	len = (JWT_LONGEST - strlen(token) + BASE64URL_TEXT(2)) * 3 / 4;
	memset(claims, ' ', sizeof claims);
	claims[len] = '\0';
	ok(jwt_sign(key, claims, token) == TOKEN_OK &&
		check(token, key) == TOKEN_OK,
	    "the longest claims make a token that passes");
	ok(strlen(token) <= JWT_LONGEST && strlen(token) > JWT_LONGEST - 2,
	    "it has %zu characters", strlen(token));
	claims[len] = ' ';
	claims[len + 1] = '\0';
	ok(jwt_sign(key, claims, token) == TOKEN_INTERNAL && token[0] == '\0',
	    "longer claims make none");
}

int
main(void)
{
	struct key *keys[COUNT(algorithms)] = { NULL }, *other = NULL;
	char token[JWT_LONGEST + 1];
	size_t i;

	for (i = 0; i < COUNT(algorithms); i++) {
		const char *name = key_algorithm_name(algorithms[i]);

		if (key_generate(algorithms[i], 2048, &keys[i]) != TOKEN_OK)
			return 1;
		test_round_trip(name, keys[i]);
		test_changes(name, keys[i]);
	}
	test_header(keys[0]);
	test_forged(keys[0]);
	test_reencoded(keys[0]);
	test_crossed(keys);
	test_longest(keys[2]);
	ok(key_generate(KEY_ES256, 0, &other) == TOKEN_OK &&
		jwt_sign(other, CLAIMS, token) == TOKEN_OK &&
		check(token, keys[0]) == TOKEN_BAD_SIGNATURE,
	    "a token of another key does not pass");
	key_free(other);
	for (i = 0; i < COUNT(algorithms); i++)
		key_free(keys[i]);
	return done();
}
