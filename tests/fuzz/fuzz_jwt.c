/* SPDX-License-Identifier: ISC */
/* Tokens: what is read is what was sent, and only a key makes it good. */
#include "base/base64url.h"
#include "fuzz.h"
#include "crypto/jwt.h"

#include <string.h>

/* Keys of this run, so that no input can be signed with them. */
static const struct key *
run_key(enum key_algorithm algorithm)
{
	static struct key *keys[3];

	if (keys[algorithm] == NULL)
		MUST(key_generate(algorithm, 2048, &keys[algorithm]) ==
		     TOKEN_OK);
	return keys[algorithm];
}

/* Payload and signature, encoded again, are the end of the token. */
static void
check_parts(const struct jwt *jwt, const char *token, size_t len)
{
	char text[JWT_LONGEST + 1];
	const char *claims = memchr(token, '.', len);
	const char *signature = token + jwt->text_len;

	MUST(claims != NULL && *signature == '.' && claims < signature);
	MUST(base64url_encode(jwt->claims, jwt->claims_len, text, sizeof text));
	MUST(strlen(text) == (size_t)(signature - claims - 1));
	MUST(memcmp(claims + 1, text, strlen(text)) == 0);
	MUST(base64url_encode(
	    jwt->signature, jwt->signature_len, text, sizeof text));
	MUST(strlen(text) == (size_t)(token + len - signature - 1));
	MUST(memcmp(signature + 1, text, strlen(text)) == 0);
}

static void
check_token(const char *token, size_t len)
{
	static const struct jwt nothing;
	struct jwt jwt;
	int i;

	if (jwt_parse(token, len, &jwt) != TOKEN_OK) {
		MUST(memcmp(&jwt, &nothing, sizeof jwt) == 0);
		return;
	}
	MUST(len <= JWT_LONGEST && jwt.claims_len > 0);
	MUST(jwt.claims[jwt.claims_len] == '\0');
	MUST(strlen(jwt.kid) >= 1 && strlen(jwt.kid) <= 64);
	check_parts(&jwt, token, len);
	for (i = KEY_ES256; i <= KEY_EDDSA; i++)
		MUST(jwt_verify(&jwt, run_key((enum key_algorithm)i)) ==
		     (jwt.algorithm == (enum key_algorithm)i
			     ? TOKEN_BAD_SIGNATURE
			     : TOKEN_BAD_ALGORITHM));
}

/* The same bytes as claims that we sign. */
static void
check_signing(const uint8_t *data, size_t size)
{
	const struct key *key;
	char claims[2001], token[JWT_LONGEST + 1];
	struct jwt jwt;

	if (size == 0 || size >= sizeof claims ||
	    memchr(data, '\0', size) != NULL)
		return;
	key = run_key(data[0] % 2 == 0 ? KEY_EDDSA : KEY_ES256);
	memcpy(claims, data, size);
	claims[size] = '\0';
	MUST(jwt_sign(key, claims, token) == TOKEN_OK);
	MUST(jwt_parse(token, strlen(token), &jwt) == TOKEN_OK);
	MUST(strcmp(jwt.claims, claims) == 0);
	MUST(strcmp(jwt.kid, key_kid(key)) == 0);
	MUST(jwt_verify(&jwt, key) == TOKEN_OK);
	jwt.signature[data[0] % jwt.signature_len] ^= 1;
	MUST(jwt_verify(&jwt, key) == TOKEN_BAD_SIGNATURE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_token((const char *)data, size);
	check_signing(data, size);
	return 0;
}
