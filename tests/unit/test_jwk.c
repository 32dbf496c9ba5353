/* SPDX-License-Identifier: ISC */
/* Public JWKs are read when they are what they say, and written back so. */
#include "../lib/scarce.h"
#include "../lib/tap.h"
#include "base/json.h"
#include "crypto/key.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

#define X "dcSJIkHlHS49s34ys9BiIKdobqFRUGzA1x9LY5PbbV8"
#define Y "NNz3R6u2kV07ilg9rFdJRn4srNJSjBiwEG2y2XzomYs"
#define ED "CfzdRE0tmwLZpkOQ39YHzar0dAmeM9Y0L0E526gS_Pg"
#define N                                                              \
	"6kLq1QJ1Vcc85YQncGNh0X_Dop7L6A2j-Q7MyN6BY0yD4xNmtz9lXpU133oM" \
	"x9-3zJcKqifauQCu4OSC7uOntBUcmxcNBsMwy_oYJWeGDJvBg8xxWEV1I0vb" \
	"rWmHxkm0EuC8v-5u9bA05Bo0xnRvKA1BIZoN6veeV7YpKK3nrQULvLjWFjM9" \
	"mYnQi0hpgC0iWRVxcDoD10iCHf4WHTDDnL5jgLeDvNGXDj5987t7DfZsMiE8" \
	"imqUsq0F9rymxtKVZMAxKCOWBgrM9XawgrcwDzoX0eUISmO4bVRKWof81rRv" \
	"BV5K288uY3kZgUxrYTVNsA5ziZkIypgDSihNfstPfw"
/* RFC 7638 3.1 */
#define RFC_N                                                          \
	"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtV" \
	"T86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64t" \
	"Z_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Q" \
	"vzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbO" \
	"pbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_" \
	"xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
/* 2048 bits that make no RSA key: a prime, and a multiple of 3. */
#define PRIME                                                          \
	"1k3fnE-m-4UlICpAhLlaNVS-zl4W0ivilyZ4ud76jZcBeTqMEJZlShhITaVo" \
	"zOvH-qrhcOTugWPrzk972puJ52XlCyD3pe0NJ8ZEXMY_MHwlKRm7AIEejY43" \
	"ItuXLBVDQLlgn_TpysWqAbhC4KzfbIp3fNq8IBE-waSOuioUvPoE1mM0XC1i" \
	"yfiOvRR-JE2_9vMl41yjgpz2y126OGMg5VAGcBpasGgCv7D8Gj1KQez6JfH_" \
	"2St-koV6FsBzP4c_F7ZyQBk-Kri8hH5bwtMAm4DJzlVysHatoFql4Pf_bn4g" \
	"35BS6PMt_VWGLE1NWp2ImjkIXeBa1j5xl7sKqDAAAQ"
#define MULTIPLE                                                       \
	"7Uua2-vNH17JwYBwttEwiWM6UO7g-eA4649iT7gE2CCYQYEXeQYVlkT5eUzd" \
	"kzFg0tWEQwfwYs7HsxfZTR_gnwr0ONKXUk1q9R6HIsIbYJIozm8kEGRdUcb4" \
	"2j6r4Z9YA-CoE73Crplj0uSQhe80MO0DjbTeODeEJtC5RKKGOn87Xz2GJo7M" \
	"Rdxr8eGjmfgqZaqcgnnySLCMtKDX1iJWdYp9Q7V4YzB0t5cDhv7ilHYxFiQn" \
	"O_0dM40AOOxCZQZEeB-cWNZkX6noqFKfA176JZsIkj0Qxn_ZlLK4_aAvNKZ5" \
	"W5KempqA_ep7W_VetWGkIWNjaYtSm0qXt1CSPOs_-w"

#define EC "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\""
/* Coordinates with a leading zero octet, one key of 128. */
#define ZERO_Y                                                              \
	"\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"81rrzn23ZuvTevd_"         \
	"Sb8LkxA3MJKNpd4ib9wOPchYUJs\",\"y\":\"AKsn9oWAGlgoelVtsJAxhJ81b8-" \
	"51qM1u5SaW2x0Y1o\""
#define ZERO_X                                                   \
	"\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"                \
	"\"AJU5xJvEzmF7UvkRaa16C8b0US3mkc_31QoxBmeExpU\",\"y\":" \
	"\"kOuHucznLM9qgZXKEFDU0zgU_tOexsU5WbJrLQ_-DKA\""
#define RSA "\"kty\":\"RSA\",\"n\":\"" N "\",\"e\":\"AQAB\""
#define OKP "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED "\""

/* The thumbprints of RFC 7638 3.1 and RFC 8037 A.3; others by Python. */
static const struct {
	const char *name;
	const char *jwk;
	const char *kid;
	enum key_algorithm algorithm;
} good[] = {
	{ "an EC key", "{" EC "}",
	    "TrlKDeM4saZH5-TEs-gY1W9S5VLJVhioL0nxnIAtG_U", KEY_ES256 },
	{ "an RSA key", "{" RSA "}",
	    "LQczG2q23L9pFE0gMUVWdcGRyL2tBnjSvSCRvWK4QcI", KEY_RS256 },
	{ "an OKP key", "{" OKP "}",
	    "qYecN95H1w1x3Bq_wbIeE7dz2fVXzqqtFme7BhfiwlE", KEY_EDDSA },
	{ "the key of RFC 7638",
	    "{\"kty\":\"RSA\",\"n\":\"" RFC_N "\",\"e\":\"AQAB\","
	    "\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}",
	    "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", KEY_RS256 },
	{ "the key of RFC 8037",
	    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
	    "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
	    "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", KEY_EDDSA },
	{ "a key for signatures",
	    "{" EC ",\"use\":\"sig\",\"alg\":\"ES256\","
	    "\"key_ops\":[\"sign\",\"verify\"],\"x5t\":\"ignored\"}",
	    "TrlKDeM4saZH5-TEs-gY1W9S5VLJVhioL0nxnIAtG_U", KEY_ES256 },
	{ "an RSA key with a stray curve", "{" RSA ",\"crv\":\"P-256\"}",
	    "LQczG2q23L9pFE0gMUVWdcGRyL2tBnjSvSCRvWK4QcI", KEY_RS256 },
};

#define EC_X(x) "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":" x ",\"y\":\"" Y "\"}"
#define RSA_N(n) "{\"kty\":\"RSA\",\"n\":" n ",\"e\":\"AQAB\"}"
#define RSA_E(e) "{\"kty\":\"RSA\",\"n\":\"" N "\",\"e\":" e "}"
#define OKP_X(x) "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":" x "}"

static const struct {
	const char *name;
	const char *jwk;
} bad[] = {
	{ "an empty object", "{}" },
	{ "a secret key", "{\"kty\":\"oct\",\"k\":\"" ED "\"}" },
	{ "a kty that is no string", "{\"kty\":1}" },
	{ "a kty in lower case", "{\"kty\":\"ec\",\"crv\":\"P-256\",\"x\":\"" X
				 "\",\"y\":\"" Y "\"}" },
	{ "an EC key without curve",
	    "{\"kty\":\"EC\",\"x\":\"" X "\",\"y\":\"" Y "\"}" },
	{ "an EC key that says P-384",
	    "{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"" X "\",\"y\":\"" Y
	    "\"}" },
	{ "an EC key that says secp256k1",
	    "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"" X "\",\"y\":\"" Y
	    "\"}" },
	{ "an EC key without y",
	    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\"}" },
	{ "a point off the curve",
	    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" Y "\",\"y\":\"" X
	    "\"}" },
	{ "an x of 31 octets",
	    EC_X("\"dcSJIkHlHS49s34ys9BiIKdobqFRUGzA1x9LY5PbbQ\"") },
	{ "an x of 33 octets",
	    EC_X("\"AHXEiSJB5R0uPbN-MrPQYiCnaG6hUVBswNcfS2OT221f\"") },
	{ "a padded x", EC_X("\"" X "=\"") },
	{ "an x with unused bits set",
	    EC_X("\"dcSJIkHlHS49s34ys9BiIKdobqFRUGzA1x9LY5PbbV9\"") },
	{ "an x that is a number", EC_X("7") },
	{ "an empty x", EC_X("\"\"") },
	{ "an EC key as OKP",
	    "{\"kty\":\"OKP\",\"crv\":\"P-256\",\"x\":\"" X "\"}" },
	{ "Ed448", "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"" ED "\"}" },
	{ "X25519", "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" ED "\"}" },
	{ "an Ed25519 key of 31 octets",
	    OKP_X("\"CfzdRE0tmwLZpkOQ39YHzar0dAmeM9Y0L0E526gS_A\"") },
	{ "an Ed25519 key that is null", OKP_X("null") },
	{ "an RSA key without e", "{\"kty\":\"RSA\",\"n\":\"" N "\"}" },
	{ "an RSA key of 16 bits", RSA_N("\"_-8\"") },
	{ "a modulus with a leading zero octet", RSA_N("\"AOpC6tU\"") },
	{ "a modulus that is a prime", RSA_N("\"" PRIME "\"") },
	{ "a modulus with a small factor", RSA_N("\"" MULTIPLE "\"") },
	{ "an exponent of 1", RSA_E("\"AQ\"") },
	{ "an exponent of 3", RSA_E("\"Aw\"") },
	{ "an even exponent", RSA_E("\"AQAC\"") },
	{ "an exponent with a leading zero octet", RSA_E("\"AAEAAQ\"") },
	{ "an exponent of 65 bits", RSA_E("\"AQAAAAAAAAAB\"") },
	{ "an exponent that is a number", RSA_E("65537") },
	{ "a private EC key", "{" EC ",\"d\":\"" X "\"}" },
	{ "a private OKP key", "{" OKP ",\"d\":\"" ED "\"}" },
	{ "a private RSA key", "{" RSA ",\"d\":\"" N "\"}" },
	{ "an RSA key with a prime of it", "{" RSA ",\"p\":\"" N "\"}" },
	{ "a private member that is null", "{" RSA ",\"qi\":null}" },
	{ "use enc", "{" EC ",\"use\":\"enc\"}" },
	{ "use null", "{" EC ",\"use\":null}" },
	{ "use as an array", "{" EC ",\"use\":[\"sig\"]}" },
	{ "key_ops without verify", "{" EC ",\"key_ops\":[\"encrypt\"]}" },
	{ "no key_ops in the array", "{" EC ",\"key_ops\":[]}" },
	{ "key_ops as a string", "{" EC ",\"key_ops\":\"verify\"}" },
	{ "key_ops of numbers", "{" EC ",\"key_ops\":[1]}" },
	{ "an EC key for RS256", "{" EC ",\"alg\":\"RS256\"}" },
	{ "an EC key for ES384", "{" EC ",\"alg\":\"ES384\"}" },
	{ "an RSA key for ES256", "{" RSA ",\"alg\":\"ES256\"}" },
	{ "an RSA key for PS256", "{" RSA ",\"alg\":\"PS256\"}" },
	{ "an RSA key for HS256", "{" RSA ",\"alg\":\"HS256\"}" },
	{ "an OKP key for ES256", "{" OKP ",\"alg\":\"ES256\"}" },
	{ "an alg that is empty", "{" RSA ",\"alg\":\"\"}" },
	{ "an alg that is a number", "{" RSA ",\"alg\":256}" },
};

static enum token_error
read_jwk(const char *text, struct key **keyp)
{
	struct json_t *jwk = json_parse_object(text, strlen(text));
	enum token_error err;

	*keyp = NULL;
	if (jwk == NULL)
		return TOKEN_INTERNAL;
	err = key_from_jwk(jwk, keyp);
	json_decref(jwk);
	return err;
}

static void
test_good(void)
{
	struct key *key;
	size_t i;

	for (i = 0; i < COUNT(good); i++) {
		ok(read_jwk(good[i].jwk, &key) == TOKEN_OK &&
			key_algorithm(key) == good[i].algorithm,
		    "%s is read for %s", good[i].name,
		    key_algorithm_name(good[i].algorithm));
		ok(key != NULL && strcmp(key_kid(key), good[i].kid) == 0,
		    "%s is named by its thumbprint", good[i].name);
		key_free(key);
	}
}

static void
test_bad(void)
{
	struct key *key;
	size_t i;

	for (i = 0; i < COUNT(bad); i++) {
		ok(read_jwk(bad[i].jwk, &key) == TOKEN_UNKNOWN_KEY &&
			key == NULL,
		    "%s is refused", bad[i].name);
		key_free(key);
	}
}

/* RFC 7517 8.5: no other members, so no private ones. */
static const struct {
	const char *name;
	const char *jwk;
	const char *written;
} written[] = {
	{ "an EC key", "{" EC "}",
	    "{" EC ",\"use\":\"sig\",\"alg\":\"ES256\","
	    "\"kid\":\"TrlKDeM4saZH5-TEs-gY1W9S5VLJVhioL0nxnIAtG_U\"}" },
	{ "an RSA key", "{" RSA "}",
	    "{" RSA ",\"use\":\"sig\",\"alg\":\"RS256\","
	    "\"kid\":\"LQczG2q23L9pFE0gMUVWdcGRyL2tBnjSvSCRvWK4QcI\"}" },
	{ "an EC key whose y begins with 0", "{" ZERO_Y "}",
	    "{" ZERO_Y ",\"use\":\"sig\",\"alg\":\"ES256\","
	    "\"kid\":\"A_4usx92ai85Oe4dSwVIOQOSPXwgznyKiziW3_P5NqE\"}" },
	{ "an EC key whose x begins with 0", "{" ZERO_X "}",
	    "{" ZERO_X ",\"use\":\"sig\",\"alg\":\"ES256\","
	    "\"kid\":\"0HapPTH3dl3HBuPTe0To5zXts-a6rv6R0vURDZPOkJI\"}" },
	{ "an OKP key", "{" OKP "}",
	    "{" OKP ",\"use\":\"sig\",\"alg\":\"EdDSA\","
	    "\"kid\":\"qYecN95H1w1x3Bq_wbIeE7dz2fVXzqqtFme7BhfiwlE\"}" },
};

static void
test_written(void)
{
	struct json_t *jwk;
	struct key *key;
	char *text;
	size_t i;

	for (i = 0; i < COUNT(written); i++) {
		if (read_jwk(written[i].jwk, &key) != TOKEN_OK) {
			ok(false, "%s is read", written[i].name);
			continue;
		}
		jwk = key_to_jwk(key);
		text = jwk != NULL ? json_to_text(jwk) : NULL;
		ok(text != NULL && strcmp(text, written[i].written) == 0,
		    "%s is written whole", written[i].name);
		free(text);
		json_decref(jwk);
		key_free(key);
	}
}

static void
test_out_of_memory(void)
{
	struct json_t *jwk =
	    json_parse_object(good[0].jwk, strlen(good[0].jwk));
	struct key *key;
	int n, failed = 0, wrong = 0;

	json_set_alloc_funcs(scarce_malloc, free);
	for (n = 0; n < 100; n++) {
		requests_left = n;
		if (key_from_jwk(jwk, &key) != TOKEN_OK)
			failed++;
		else
			wrong += strcmp(key_kid(key), good[0].kid) != 0;
		key_free(key);
	}
	json_set_alloc_funcs(malloc, free);
	json_decref(jwk);
	ok(failed > 5 && failed < 100 && wrong == 0,
	    "a key is named right or not at all");
}

int
main(void)
{
	test_good();
	test_bad();
	test_written();
	test_out_of_memory();
	return done();
}
