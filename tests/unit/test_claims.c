/* SPDX-License-Identifier: ISC */
/* Claims are read only when they are, member for member, what we write. */
#include "../lib/scarce.h"
#include "../lib/tap.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/claims.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define ID "0f1e2d3c-4b5a-4697-8877-665544332211"
#define SCOPE "a0b1c2d3-e4f5-4061-a2b3-c4d5e6f70819"

/* As the API's own tokens have it. */
#define CONTAINER                                                      \
	"{\"application_claim\":[{\"namespace_id\":\"\","              \
	"\"application_id\":\"" SCOPE "\"}],\"version\":2,"            \
	"\"aud\":\"functions\",\"exp\":1798761600,\"jti\":\"" ID "\"," \
	"\"iat\":1767225600,\"iss\":\"SCALEWAY\",\"nbf\":1767225600,"  \
	"\"sub\":\"token\"}"
#define NAMESPACE                                                        \
	"{\"application_claim\":[{\"namespace_id\":\"" SCOPE "\","       \
	"\"application_id\":\"\"}],\"version\":2,\"aud\":\"functions\"," \
	"\"jti\":\"" ID "\",\"iat\":1767225600,\"iss\":\"SCALEWAY\","    \
	"\"nbf\":1767225600,\"sub\":\"token\"}"

static struct claims
example(enum token_scope scope)
{
	struct claims claims = {
		.scope = scope,
		.issued_at = 1767225600,
		.expires_at = scope == SCOPE_CONTAINER ? 1798761600 : 0,
		.issuer = "SCALEWAY",
		.audience = "functions",
	};

	if (!uuid_parse(ID, strlen(ID), &claims.id) ||
	    !uuid_parse(SCOPE, strlen(SCOPE), &claims.scope_id))
		abort();
	return claims;
}

static bool
are_equal(const struct claims *a, const struct claims *b)
{
	return uuid_equal(&a->id, &b->id) && a->scope == b->scope &&
	       uuid_equal(&a->scope_id, &b->scope_id) &&
	       a->issued_at == b->issued_at && a->expires_at == b->expires_at &&
	       strcmp(a->issuer, b->issuer) == 0 &&
	       strcmp(a->audience, b->audience) == 0;
}

static bool
comes_back(const struct claims *claims)
{
	char text[CLAIMS_TEXT];
	struct claims again;

	return claims_format(claims, text) == TOKEN_OK &&
	       claims_parse(text, strlen(text), &again) == TOKEN_OK &&
	       are_equal(claims, &again);
}

static void
test_format(void)
{
	struct claims container = example(SCOPE_CONTAINER);
	struct claims namespace = example(SCOPE_NAMESPACE);
	char text[CLAIMS_TEXT];

	ok(claims_format(&container, text) == TOKEN_OK &&
		strcmp(text, CONTAINER) == 0,
	    "a container's claims stand in the API's order");
	ok(claims_format(&namespace, text) == TOKEN_OK &&
		strcmp(text, NAMESPACE) == 0,
	    "a namespace's claims have no exp when it never expires");
}

static void
test_round_trip(void)
{
	struct claims claims = example(SCOPE_CONTAINER);
	char text[CLAIMS_TEXT];

	ok(comes_back(&claims), "a container's claims come back");
	claims.issued_at = 0;
	claims.expires_at = 1;
	ok(comes_back(&claims), "the first second comes back");
	claims.issued_at = claims.expires_at = TIME_LAST;
	ok(comes_back(&claims), "the last second comes back");
	text_copy(claims.issuer, sizeof claims.issuer,
	    "\"\\\xc3\xa9\xf0\x9f\x94\x91</\n");
	ok(comes_back(&claims), "an issuer of any characters comes back");
	memset(claims.issuer, 'i', sizeof claims.issuer - 1);
	memset(claims.audience, 'a', sizeof claims.audience - 1);
	ok(comes_back(&claims), "the longest issuer and audience come back");
	memset(claims.issuer, '\1', sizeof claims.issuer - 1);
	memset(claims.audience, '\1', sizeof claims.audience - 1);
	ok(comes_back(&claims), "those that take most room as JSON fit");
	memset(claims.issuer, '\xff', sizeof claims.issuer - 1);
	ok(claims_format(&claims, text) == TOKEN_INTERNAL && text[0] == '\0',
	    "an issuer that is no UTF-8 is not written");
}

/* The container's claims with one piece of text replaced by another. */
static const struct change {
	const char *name;
	const char *from;
	const char *to;
	enum token_error err;
} changes[] = {
	{ "nothing", "\"version\":2", "\"version\":2", TOKEN_OK },
	{ "white space", "\"version\":2", "\n\"version\" :\t2 ", TOKEN_OK },
	{ "no exp", "\"exp\":1798761600,", "", TOKEN_OK },
	{ "a name with an escape", "\"exp\"", "\"\\u0065xp\"", TOKEN_OK },
	/* RFC 7519 2, 4.1.4 to 4.1.6: times */
	{ "exp 0", ":1798761600", ":0", TOKEN_BAD_CLAIMS },
	{ "exp -0", ":1798761600", ":-0", TOKEN_BAD_CLAIMS },
	{ "exp -1", ":1798761600", ":-1", TOKEN_BAD_CLAIMS },
	{ "exp 1", ":1798761600", ":1", TOKEN_OK },
	{ "the last exp", ":1798761600", ":253402300799", TOKEN_OK },
	{ "one exp more", ":1798761600", ":253402300800", TOKEN_BAD_CLAIMS },
	{ "exp 2^53", ":1798761600", ":9007199254740992", TOKEN_BAD_CLAIMS },
	{ "exp 2^63-1", ":1798761600", ":9223372036854775807",
	    TOKEN_BAD_CLAIMS },
	{ "exp 2^63", ":1798761600", ":9223372036854775808", TOKEN_BAD_CLAIMS },
	{ "exp 2^64", ":1798761600", ":18446744073709551616",
	    TOKEN_BAD_CLAIMS },
	{ "exp 10^50", ":1798761600",
	    ":100000000000000000000000000000000000000000000000000",
	    TOKEN_BAD_CLAIMS },
	{ "exp 1e10", ":1798761600", ":1e10", TOKEN_BAD_CLAIMS },
	{ "exp 1E400", ":1798761600", ":1E400", TOKEN_BAD_CLAIMS },
	{ "exp 1.5", ":1798761600", ":1.5", TOKEN_BAD_CLAIMS },
	{ "exp with a fraction of zero", ":1798761600", ":1798761600.0",
	    TOKEN_BAD_CLAIMS },
	{ "exp as a string", ":1798761600", ":\"1798761600\"",
	    TOKEN_BAD_CLAIMS },
	{ "exp true", ":1798761600", ":true", TOKEN_BAD_CLAIMS },
	{ "exp null", ":1798761600", ":null", TOKEN_BAD_CLAIMS },
	{ "exp in an array", ":1798761600", ":[1798761600]", TOKEN_BAD_CLAIMS },
	{ "exp as an object", ":1798761600", ":{}", TOKEN_BAD_CLAIMS },
	{ "exp NaN", ":1798761600", ":NaN", TOKEN_BAD_CLAIMS },
	{ "exp Infinity", ":1798761600", ":Infinity", TOKEN_BAD_CLAIMS },
	{ "exp in hexadecimal", ":1798761600", ":0x10", TOKEN_BAD_CLAIMS },
	{ "exp with a leading zero", ":1798761600", ":007", TOKEN_BAD_CLAIMS },
	{ "exp with a plus", ":1798761600", ":+1", TOKEN_BAD_CLAIMS },
	{ "exp that starts with a point", ":1798761600", ":.5",
	    TOKEN_BAD_CLAIMS },
	{ "no iat", "\"iat\":1767225600,", "", TOKEN_BAD_CLAIMS },
	{ "no nbf", "\"nbf\":1767225600,", "", TOKEN_BAD_CLAIMS },
	{ "iat before nbf", "\"iat\":1767225600", "\"iat\":1767225599",
	    TOKEN_BAD_CLAIMS },
	{ "iat after nbf", "\"iat\":1767225600", "\"iat\":1767225601",
	    TOKEN_BAD_CLAIMS },
	{ "iat and nbf as strings",
	    "\"iat\":1767225600,\"iss\":\"SCALEWAY\",\"nbf\":1767225600",
	    "\"iat\":\"x\",\"iss\":\"SCALEWAY\",\"nbf\":\"x\"",
	    TOKEN_BAD_CLAIMS },
	{ "iat as a string", "\"iat\":1767225600", "\"iat\":\"1767225600\"",
	    TOKEN_BAD_CLAIMS },
	{ "nbf with a fraction", "\"nbf\":1767225600", "\"nbf\":1767225600.0",
	    TOKEN_BAD_CLAIMS },
	{ "exp twice", "\"exp\":1798761600",
	    "\"exp\":1798761600,\"exp\":1798761601", TOKEN_BAD_CLAIMS },
	{ "exp twice, once with an escape", "\"exp\":1798761600",
	    "\"exp\":1798761600,\"\\u0065xp\":1798761601", TOKEN_BAD_CLAIMS },
	/* jti */
	{ "no jti", "\"jti\":\"" ID "\",", "", TOKEN_BAD_CLAIMS },
	{ "jti in upper case", "0f1e2d3c", "0F1E2D3C", TOKEN_BAD_CLAIMS },
	{ "jti with a digit less", "0f1e2d3c", "0f1e2d3", TOKEN_BAD_CLAIMS },
	{ "jti with a digit more", "0f1e2d3c", "0f1e2d3c0", TOKEN_BAD_CLAIMS },
	{ "jti in braces", "\"" ID "\"", "\"{" ID "}\"", TOKEN_BAD_CLAIMS },
	{ "jti with NUL", "665544332211", "665544332211\\u0000",
	    TOKEN_BAD_CLAIMS },
	{ "an empty jti", "\"" ID "\"", "\"\"", TOKEN_BAD_CLAIMS },
	{ "jti null", "\"" ID "\"", "null", TOKEN_BAD_CLAIMS },
	{ "jti as a number", "\"" ID "\"", "7", TOKEN_BAD_CLAIMS },
	/* the scope */
	{ "no application_claim",
	    "\"application_claim\":[{\"namespace_id\":\"\","
	    "\"application_id\":\"" SCOPE "\"}],",
	    "", TOKEN_BAD_CLAIMS },
	{ "an empty application_claim",
	    "[{\"namespace_id\":\"\",\"application_id\":\"" SCOPE "\"}]", "[]",
	    TOKEN_BAD_CLAIMS },
	{ "two entries", "}],",
	    "},{\"namespace_id\":\"" ID "\",\"application_id\":\"\"}],",
	    TOKEN_BAD_CLAIMS },
	{ "an entry outside an array",
	    "[{\"namespace_id\":\"\",\"application_id\":\"" SCOPE "\"}]",
	    "{\"namespace_id\":\"\",\"application_id\":\"" SCOPE "\"}",
	    TOKEN_BAD_CLAIMS },
	{ "an entry that is a string",
	    "{\"namespace_id\":\"\",\"application_id\":\"" SCOPE "\"}",
	    "\"" SCOPE "\"", TOKEN_BAD_CLAIMS },
	{ "both ids", "\"namespace_id\":\"\"", "\"namespace_id\":\"" ID "\"",
	    TOKEN_BAD_CLAIMS },
	{ "neither id", SCOPE, "", TOKEN_BAD_CLAIMS },
	{ "no namespace_id", "\"namespace_id\":\"\",", "", TOKEN_BAD_CLAIMS },
	{ "namespace_id null", "\"namespace_id\":\"\"", "\"namespace_id\":null",
	    TOKEN_BAD_CLAIMS },
	{ "a third member in the entry", "\"namespace_id\":\"\"",
	    "\"namespace_id\":\"\",\"x\":1", TOKEN_BAD_CLAIMS },
	{ "another member in the entry", "\"namespace_id\"", "\"name\"",
	    TOKEN_BAD_CLAIMS },
	{ "an id in upper case", "a0b1c2d3", "A0B1C2D3", TOKEN_BAD_CLAIMS },
	{ "an id that is none", "a0b1c2d3", "a0b1c2dx", TOKEN_BAD_CLAIMS },
	{ "an id as an array", "\"" SCOPE "\"", "[\"" SCOPE "\"]",
	    TOKEN_BAD_CLAIMS },
	{ "a namespace_id of a space", "\"namespace_id\":\"\"",
	    "\"namespace_id\":\" \"", TOKEN_BAD_CLAIMS },
	/* the rest */
	{ "version 1", "\"version\":2", "\"version\":1", TOKEN_BAD_CLAIMS },
	{ "version 2.0", "\"version\":2", "\"version\":2.0", TOKEN_BAD_CLAIMS },
	{ "version as a string", "\"version\":2", "\"version\":\"2\"",
	    TOKEN_BAD_CLAIMS },
	{ "no version", "\"version\":2,", "", TOKEN_BAD_CLAIMS },
	{ "another sub", "\"token\"", "\"Token\"", TOKEN_BAD_CLAIMS },
	{ "no sub", ",\"sub\":\"token\"", "", TOKEN_BAD_CLAIMS },
	{ "aud as an array", "\"functions\"", "[\"functions\"]",
	    TOKEN_BAD_CLAIMS },
	{ "aud null", "\"functions\"", "null", TOKEN_BAD_CLAIMS },
	{ "no aud", "\"aud\":\"functions\",", "", TOKEN_BAD_CLAIMS },
	{ "no iss", "\"iss\":\"SCALEWAY\",", "", TOKEN_BAD_CLAIMS },
	{ "iss as a number", "\"SCALEWAY\"", "1", TOKEN_BAD_CLAIMS },
	{ "iss with NUL", "\"SCALEWAY\"", "\"SCALEWAY\\u0000\"",
	    TOKEN_BAD_CLAIMS },
	{ "iss in bad UTF-8", "\"SCALEWAY\"", "\"SCALEWAY\xff\"",
	    TOKEN_BAD_CLAIMS },
	{ "iss with a lone surrogate", "\"SCALEWAY\"", "\"\\udc00\"",
	    TOKEN_BAD_CLAIMS },
	{ "iss of 63 bytes", "\"SCALEWAY\"",
	    "\"012345678901234567890123456789012345678901234567890123456789"
	    "012\"",
	    TOKEN_OK },
	{ "iss of 64 bytes", "\"SCALEWAY\"",
	    "\"012345678901234567890123456789012345678901234567890123456789"
	    "0123\"",
	    TOKEN_BAD_CLAIMS },
	{ "an unknown member", "\"version\":2", "\"version\":2,\"admin\":true",
	    TOKEN_BAD_CLAIMS },
	{ "an unknown member for a known one", "\"version\":2", "\"v\":2",
	    TOKEN_BAD_CLAIMS },
	{ "bytes after the object", "\"token\"}", "\"token\"}x",
	    TOKEN_BAD_CLAIMS },
	{ "a cut object", "\"token\"}", "\"token\"", TOKEN_BAD_CLAIMS },
	{ "a trailing comma", "\"token\"}", "\"token\",}", TOKEN_BAD_CLAIMS },
	{ "an array around it", CONTAINER, "[" CONTAINER "]",
	    TOKEN_BAD_CLAIMS },
	{ "nothing at all", CONTAINER, "", TOKEN_BAD_CLAIMS },
	{ "an empty object", CONTAINER, "{}", TOKEN_BAD_CLAIMS },
	{ "the word foo", CONTAINER, "foo", TOKEN_BAD_CLAIMS },
};

static void
test_changes(void)
{
	static const struct claims nothing;
	char text[2 * CLAIMS_TEXT];
	struct claims claims;
	size_t i;

	for (i = 0; i < COUNT(changes); i++) {
		const char *at = strstr(CONTAINER, changes[i].from);

		if (at == NULL) {
			ok(false, "%s: has a place", changes[i].name);
			continue;
		}
		snprintf(text, sizeof text, "%.*s%s%s", (int)(at - CONTAINER),
		    CONTAINER, changes[i].to, at + strlen(changes[i].from));
		ok(claims_parse(text, strlen(text), &claims) ==
			    changes[i].err &&
			(changes[i].err == TOKEN_OK ||
			    memcmp(&claims, &nothing, sizeof claims) == 0),
		    "%s is %s", changes[i].name,
		    changes[i].err == TOKEN_OK ? "read" : "refused");
	}
}

static void
test_depth(void)
{
	static char text[20000];
	struct claims claims;

	memset(text, '[', sizeof text);
	memcpy(text, "{\"version\":", 11);
	ok(claims_parse(text, sizeof text, &claims) == TOKEN_BAD_CLAIMS,
	    "arrays nested 20000 deep are refused");
	ok(claims_parse(CONTAINER, strlen(CONTAINER) - 1, &claims) ==
		TOKEN_BAD_CLAIMS,
	    "no byte after the length is read");
}

/* Neither half claims nor claims without an exp come of it. */
static void
test_out_of_memory(void)
{
	struct claims claims = example(SCOPE_CONTAINER), again;
	char text[CLAIMS_TEXT];
	int n, failed = 0, wrong = 0;

	json_set_alloc_funcs(scarce_malloc, free);
	for (n = 0; n < 200; n++) {
		requests_left = n;
		if (claims_format(&claims, text) != TOKEN_OK)
			failed++;
		else
			wrong += strcmp(text, CONTAINER) != 0;
	}
	ok(failed > 10 && failed < 200 && wrong == 0,
	    "claims are written whole or not at all");
	for (n = 0, failed = 0; n < 200; n++) {
		requests_left = n;
		if (claims_parse(CONTAINER, strlen(CONTAINER), &again) !=
		    TOKEN_OK)
			failed++;
		else
			wrong += !are_equal(&claims, &again);
	}
	ok(failed > 10 && failed < 200 && wrong == 0,
	    "claims are read whole or not at all");
	json_set_alloc_funcs(malloc, free);
}

int
main(void)
{
	test_format();
	test_round_trip();
	test_changes();
	test_depth();
	test_out_of_memory();
	return done();
}
