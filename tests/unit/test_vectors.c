/* SPDX-License-Identifier: ISC */
/* Wycheproof's and the RFCs' JWS and JWK, through our decoding and keys. */
#include "../lib/vectors.h"
#include "base/base64url.h"
#include "base/json.h"
#include "crypto/digest.h"
#include "crypto/jwt_internal.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define HMAC_BLOCK 64

/*
 * Where the vectors are wrong: 367 and 370 are byte for byte the valid 357;
 * 372 and 373 have a '?' inside the base64url (RFC 7515 2 allows none).
 */
static const struct {
	int id;
	bool is_valid;
} defects[] = { { 367, true }, { 370, true }, { 372, false }, { 373, false } };

static const char *
key_text(const json_t *jwk, const char *name)
{
	return vectors_text(jwk, name);
}

/* The base64url vectors are HS256, which we do not offer: RFC 2104 in short,
 * for keys of at most one block. */
static bool
is_mac(const json_t *jwk, const struct jwt *jws)
{
	unsigned char pads[2][HMAC_BLOCK + JWT_LONGEST], key[HMAC_BLOCK] = "";
	unsigned char digest[DIGEST_SIZE];
	const char *k = key_text(jwk, "k");
	size_t len;

	if (!base64url_decode(k, strlen(k), key, sizeof key, &len))
		return false;
	for (size_t i = 0; i < HMAC_BLOCK; i++) {
		pads[0][i] = key[i] ^ 0x36;
		pads[1][i] = key[i] ^ 0x5c;
	}
	memcpy(pads[0] + HMAC_BLOCK, jws->text, jws->text_len);
	digest_sha256(pads[0], HMAC_BLOCK + jws->text_len, digest);
	memcpy(pads[1] + HMAC_BLOCK, digest, DIGEST_SIZE);
	digest_sha256(pads[1], HMAC_BLOCK + DIGEST_SIZE, digest);
	return jws->signature_len == DIGEST_SIZE &&
	       digest_equal(jws->signature, digest, DIGEST_SIZE);
}

/* The vectors have no typ and some no kid; else the header is as strict. */
static bool
is_header(const json_t *header, const json_t *jwk)
{
	const char *kid = key_text(jwk, "kid");
	size_t known = 0;

	known += json_is_string(json_object_get(header, "alg"));
	known += json_is_string(json_object_get(header, "typ"));
	known += json_is_string(json_object_get(header, "kid"));
	return json_object_size(header) == known &&
	       (json_object_get(header, "kid") == NULL || kid[0] == '\0' ||
		   strcmp(vectors_text(header, "kid"), kid) == 0);
}

static bool
is_signed(const struct jwt *jws, const char *alg, const json_t *jwk)
{
	enum key_algorithm algorithm;
	struct key *key;
	bool is_good;

	if (!key_algorithm_parse(alg, strlen(alg), &algorithm) ||
	    key_from_jwk(jwk, &key) != TOKEN_OK)
		return false;
	is_good = algorithm == key_algorithm(key) &&
		  key_verify(key, jws->text, jws->text_len, jws->signature,
		      jws->signature_len) == TOKEN_OK;
	key_free(key);
	return is_good;
}

/* The check of any compact JWS.  With `allows_mac`, HS256 too. */
static bool
is_accepted(const char *text, const json_t *jwk, bool allows_mac)
{
	char header_text[JWT_LONGEST];
	size_t len;
	struct jwt jws;
	json_t *header;
	const char *alg;
	bool is_good;

	if (text == NULL ||
	    jwt_split(text, strlen(text), &jws, header_text, &len) != TOKEN_OK)
		return false;
	header = json_parse_object(header_text, len);
	alg = json_text(header, "alg");
	is_good = header != NULL && is_header(header, jwk) &&
		  (allows_mac ? strcmp(alg, "HS256") == 0 && is_mac(jwk, &jws)
			      : is_signed(&jws, alg, jwk));
	json_decref(header);
	return is_good;
}

/* No vector is a token of ours: none has our header. */
static bool
is_token(const char *text)
{
	struct jwt jwt;

	return text != NULL && jwt_parse(text, strlen(text), &jwt) == TOKEN_OK;
}

/* ---- Wycheproof, JSON Web Signature ---- */

struct tally {
	size_t jws; /* right in the groups es256, SpecialCaseEs256, rs256 */
	size_t base64;
	size_t tokens;
};

static bool
is_offered(const json_t *jwk)
{
	const char *alg = key_text(jwk, "alg");
	enum key_algorithm algorithm;

	return key_algorithm_parse(alg, strlen(alg), &algorithm);
}

static bool
is_valid(const json_t *test)
{
	int id = (int)json_integer_value(json_object_get(test, "tcId"));

	for (size_t i = 0; i < COUNT(defects); i++)
		if (defects[i].id == id)
			return defects[i].is_valid;
	return strcmp(vectors_text(test, "result"), "valid") == 0;
}

static void
test_signature_group(const json_t *group, struct tally *tally)
{
	const char *name = vectors_text(group, "comment");
	const json_t *jwk = json_object_get(group, "public");
	const json_t *test;
	bool is_base64 = strcmp(name, "base64") == 0;
	size_t i;

	if (jwk == NULL)
		jwk = json_object_get(group, "private");
	json_array_foreach(json_object_get(group, "tests"), i, test)
	{
		const char *jws =
		    json_string_value(json_object_get(test, "jws"));
		bool expected =
		    is_valid(test) && (is_base64 || is_offered(jwk));
		bool is_right = is_accepted(jws, jwk, is_base64) == expected;

		ok(is_right, "JWS %s %lld %s is %s", name,
		    json_integer_value(json_object_get(test, "tcId")),
		    vectors_text(test, "comment"),
		    expected ? "accepted" : "refused");
		tally->tokens += is_token(jws);
		tally->base64 += is_base64 && is_right;
		tally->jws +=
		    is_right &&
		    (strcmp(name, "es256") == 0 || strcmp(name, "rs256") == 0 ||
			strcmp(name, "SpecialCaseEs256") == 0);
	}
}

static void
test_signatures(const char *folder)
{
	json_t *file =
	    vectors_load(folder, "wycheproof/json_web_signature_test.json");
	struct tally tally = { 0 };
	const json_t *group;
	size_t i;

	json_array_foreach(json_object_get(file, "testGroups"), i, group)
	    test_signature_group(group, &tally);
	ok(tally.jws == 270, "%zu of 270 JWS of ES256 and RS256 are right",
	    tally.jws);
	ok(tally.base64 == 21,
	    "%zu of 21 of the base64 group are right, 4 of them corrected",
	    tally.base64);
	ok(tally.tokens == 0, "none of them is a token of ours");
	json_decref(file);
}

/* ---- Wycheproof, JSON Web Key ---- */

/* Of a set, the one key that has the name that the header asks for. */
static void
test_keys(const char *folder)
{
	json_t *file =
	    vectors_load(folder, "wycheproof/json_web_key_test.json");
	const json_t *group, *test;
	size_t i, j, count = 0;

	json_array_foreach(json_object_get(file, "testGroups"), i, group)
	{
		const json_t *set = json_object_get(group, "public");
		const json_t *jwk;

		if (set == NULL) /* all are symmetric */
			set = json_object_get(group, "private");
		jwk = json_array_get(json_object_get(set, "keys"), 0);
		json_array_foreach(json_object_get(group, "tests"), j, test)
		{
			bool expected = is_valid(test) && is_offered(jwk);

			ok(is_accepted(
			       json_string_value(json_object_get(test, "jws")),
			       jwk, false) == expected,
			    "JWK %s %s is %s", vectors_text(group, "comment"),
			    vectors_text(test, "comment"),
			    expected ? "accepted" : "refused");
			count++;
		}
	}
	ok(count == 26, "%zu of 26 JWK vectors were seen", count);
	json_decref(file);
}

/* ---- the examples of the RFCs ---- */

/* A JWK without its private members, of which one refuses the key. */
static json_t *
public_half(const json_t *jwk)
{
	static const char *const names[] = { "d", "p", "q", "dp", "dq", "qi" };
	json_t *half = json_copy((json_t *)(uintptr_t)jwk);

	for (size_t i = 0; i < COUNT(names); i++)
		json_object_del(half, names[i]);
	return half;
}

static void
test_example(
    const char *name, const char *jws, const json_t *jwk, bool expected)
{
	json_t *half = public_half(jwk);
	struct key *key;

	ok(is_accepted(jws, half, false) == expected, "%s is %s", name,
	    expected ? "accepted" : "refused");
	if (json_object_get(jwk, "d") != NULL)
		ok(key_from_jwk(jwk, &key) == TOKEN_UNKNOWN_KEY,
		    "%s: its private key is refused", name);
	json_decref(half);
}

static const struct {
	const char *jws;
	const char *jwk;
	bool is_valid; /* and of an algorithm that is offered */
} files[] = {
	{ "rfc7515_A.1.jwsc", "rfc7515_A.1.jwk", false }, /* HS256 */
	{ "rfc7515_A.2.jwsc", "rfc7515_A.2.jwk", true },
	{ "rfc7515_A.3.jwsc", "rfc7515_A.3.jwk", true },
	{ "rfc7515_A.2.jwsc", "rfc7515_A.3.jwk", false },   /* another's key */
	{ "rfc7515_A.4.jwsc", "rfc7515_A.4.jwk", false },   /* ES512 */
	{ "rfc7515_A.5.jwsc", "rfc7515_A.3.jwk", false },   /* none */
	{ "rfc7515_A.6.jwsg", "rfc7515_A.6.1.jwk", false }, /* not compact */
	{ "rfc7515_A.7.jwsf", "rfc7515_A.3.jwk", false },
};

static void
test_files(const char *folder)
{
	char name[200], text[JWT_LONGEST + 1];

	for (size_t i = 0; i < COUNT(files); i++) {
		json_t *jwk;
		size_t len = 0;
		FILE *file;

		snprintf(name, sizeof name, "rfc-vectors/%s", files[i].jwk);
		jwk = vectors_load(folder, name);
		snprintf(name, sizeof name, "%s/rfc-vectors/%s", folder,
		    files[i].jws);
		file = fopen(name, "r");
		if (file != NULL) {
			len = fread(text, 1, sizeof text - 1, file);
			fclose(file);
		}
		text[len] = '\0';
		text[strcspn(text, "\n")] = '\0';
		if (ok(len > 0, "%s is there", files[i].jws))
			test_example(
			    files[i].jws, text, jwk, files[i].is_valid);
		json_decref(jwk);
	}
}

static const struct {
	const char *name;
	bool is_valid;
} cookbook[] = {
	{ "jws/4_1.rsa_v15_signature.json", true },
	{ "jws/4_2.rsa-pss_signature.json", false },
	{ "jws/4_3.ecdsa_signature.json", false }, /* ES512 */
	{ "jws/4_4.hmac-sha2_integrity_protection.json", false },
	{ "curve25519/jws.json", true },
	{ "rfc7797/hmac-sha2_b64_false.json", false },
};

static void
test_cookbook(const char *folder)
{
	char name[200];

	for (size_t i = 0; i < COUNT(cookbook); i++) {
		json_t *file;
		const json_t *input, *output;

		snprintf(
		    name, sizeof name, "jose-cookbook/%s", cookbook[i].name);
		file = vectors_load(folder, name);
		input = json_object_get(file, "input");
		output = json_object_get(file, "output");
		test_example(cookbook[i].name, vectors_text(output, "compact"),
		    json_object_get(input, "key"), cookbook[i].is_valid);
		json_decref(file);
	}
}

int
main(void)
{
	const char *folder = vectors_folder("vectors of JWS and JWK");

	if (folder != NULL) {
		test_signatures(folder);
		test_keys(folder);
		test_files(folder);
		test_cookbook(folder);
	}
	return done();
}
