/* SPDX-License-Identifier: ISC */
/*
 * What a decision costs beside the bare verification of a signature:
 *
 *	verify VIEW CONTAINER_ID <TOKENS
 *
 * Good tokens of one container, one a line.  In each round a gate that saw none
 * of them decides on each, then decides again; then OpenSSL verifies one of the
 * signatures as often.
 */
#include "base/config.h"
#include "base/log.h"
#include "base/time.h"
#include "bench.h"
#include "crypto/digest.h"
#include "crypto/jwt.h"
#include "crypto/key_internal.h"
#include "gate/gate.h"
#include "gate/verified.h"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <string.h>

#define TOKENS 1000

static char tokens[TOKENS][JWT_LONGEST + 1];
static int count;
static struct gate gate;
static struct gate_request request = { .token_count = 1, .container_count = 1 };

static double
decide_all(enum token_error wanted)
{
	struct gate_verdict verdict;
	const double start = cpu_us();
	int i;

	for (i = 0; i < count; i++) {
		request.token = tokens[i];
		if (gate_decide(&gate, &request, &verdict) != wanted)
			exit(1);
	}
	return (cpu_us() - start) / count;
}

/* The key of the first token, and its signature as OpenSSL wants it. */
static struct key *
take_apart(struct jwt *jwt, unsigned char signature[1024], size_t *lenp)
{
	unsigned char digest[DIGEST_SIZE], *at = signature;
	struct view_key record;
	ECDSA_SIG *numbers;
	struct key *key;

	MUST(jwt_parse(tokens[0], strlen(tokens[0]), jwt));
	digest_sha256(jwt->kid, strlen(jwt->kid), digest);
	MUST(view_find(gate.view, VIEW_KEYS, digest, &record));
	MUST(key_from_public_der(
	    record.algorithm, record.der, record.der_len, &key));
	*lenp = jwt->signature_len;
	memcpy(signature, jwt->signature, *lenp);
	if (record.algorithm != KEY_ES256)
		return key;
	numbers = ECDSA_SIG_new();
	ECDSA_SIG_set0(numbers, BN_bin2bn(jwt->signature, 32, NULL),
	    BN_bin2bn(jwt->signature + 32, 32, NULL));
	*lenp = (size_t)i2d_ECDSA_SIG(numbers, &at);
	ECDSA_SIG_free(numbers);
	return key;
}

static double
verify_bare(const struct key *key, const struct jwt *jwt,
    const unsigned char *signature, size_t len)
{
	const double start = cpu_us();
	EVP_MD_CTX *ctx;
	int i;

	for (i = 0; i < count; i++) {
		ctx = EVP_MD_CTX_new();
		if (EVP_DigestVerifyInit(
			ctx, NULL, EVP_sha256(), NULL, key->pkey) != 1 ||
		    EVP_DigestVerify(ctx, signature, len,
			(const unsigned char *)jwt->text, jwt->text_len) != 1)
			exit(1);
		EVP_MD_CTX_free(ctx);
	}
	return (cpu_us() - start) / count;
}

static double
verify_jwt(const struct key *key, const struct jwt *jwt)
{
	const double start = cpu_us();
	int i;

	for (i = 0; i < count; i++)
		MUST(jwt_verify(jwt, key));
	return (cpu_us() - start) / count;
}

/* A gate that saw the first token only: its key is parsed. */
static void
forget(void)
{
	const int all = count;

	verified_free(gate.verified);
	gate.verified = verified_new();
	count = 1;
	decide_all(TOKEN_OK);
	count = all;
}

int
main(int argc, char **argv)
{
	double bare[ROUNDS], own[ROUNDS], cold[ROUNDS], warm[ROUNDS];
	static struct config config;
	unsigned char signature[1024];
	struct jwt jwt;
	struct key *key;
	size_t len;
	int i;

	log_open("verify");
	if (argc != 3 || config_load(NULL, &config) != TOKEN_OK)
		return 64;
	while (count < TOKENS &&
	       fgets(tokens[count], sizeof tokens[count], stdin) != NULL) {
		tokens[count][strcspn(tokens[count], "\n")] = '\0';
		count++;
	}
	MUST(view_open(argv[1], &gate.view));
	gate.config = &config;
	request.container = argv[2];
	request.now = time_now() / TIME_MICRO;
	forget();
	key = take_apart(&jwt, signature, &len);
	for (i = 0; i < ROUNDS; i++) {
		forget();
		cold[i] = decide_all(TOKEN_OK);
		warm[i] = decide_all(TOKEN_OK);
		bare[i] = verify_bare(key, &jwt, signature, len);
		own[i] = verify_jwt(key, &jwt);
	}
	tell("bare EVP_DigestVerify, us", median(bare));
	tell("jwt_verify, us", median(own));
	tell("gate_decide, cold, us", median(cold));
	tell("gate_decide, warm, us", median(warm));
	for (i = 0; i < count; i++)
		*strrchr(tokens[i], '.') = '\0';
	for (i = 0; i < ROUNDS; i++)
		warm[i] = decide_all(TOKEN_BAD_ENCODING);
	tell("gate_decide, malformed, us", median(warm));
	return 0;
}
