/* SPDX-License-Identifier: ISC */
/* Digests are SHA-256, random bytes differ, comparison sees every byte. */
#include "../lib/tap.h"
#include "crypto/digest.h"

#include <string.h>

/* FIPS 180-4 examples. */
static const struct {
	const char *text;
	unsigned char digest[DIGEST_SIZE];
} vectors[] = {
	{ "", { 0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb,
		  0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4,
		  0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52,
		  0xb8, 0x55 } },
	{ "abc", { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41,
		     0x40, 0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3,
		     0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00,
		     0x15, 0xad } },
};

static void
test_sha256(void)
{
	unsigned char digest[DIGEST_SIZE];
	size_t i;

	for (i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		digest_sha256(vectors[i].text, strlen(vectors[i].text), digest);
		ok(memcmp(digest, vectors[i].digest, DIGEST_SIZE) == 0,
		    "SHA-256 of \"%s\" is the published one", vectors[i].text);
	}
}

static void
test_random(void)
{
	unsigned char a[16] = { 0 }, b[16] = { 0 };

	digest_random(a, sizeof a - 1);
	digest_random(b, sizeof b - 1);
	ok(memcmp(a, b, sizeof a - 1) != 0, "random bytes differ");
	ok(a[15] == 0 && b[15] == 0,
	    "no more bytes are written than asked for");
}

static void
test_equal(void)
{
	unsigned char a[32] = { 1, 2, 3 }, b[32];
	size_t i, unseen = 0;

	memcpy(b, a, sizeof a);
	ok(digest_equal(a, b, sizeof a), "equal bytes are equal");
	for (i = 0; i < sizeof b; i++) {
		b[i] ^= 0x80;
		unseen += digest_equal(a, b, sizeof a);
		b[i] ^= 0x80;
	}
	ok(unseen == 0, "a difference in any byte is seen");
	ok(digest_equal(a, "x", 0), "nothing equals nothing");
}

static void
test_cleanse(void)
{
	static const unsigned char zero[8];
	unsigned char secret[10] = "secret..!";

	digest_cleanse(secret, 8);
	ok(memcmp(secret, zero, 8) == 0 && secret[8] == '!',
	    "a secret is overwritten, and nothing else");
}

int
main(void)
{
	test_sha256();
	test_random();
	test_equal();
	test_cleanse();
	return done();
}
