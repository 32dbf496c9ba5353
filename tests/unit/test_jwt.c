/* SPDX-License-Identifier: ISC */
/* A token is taken apart only when it looks as if we had written it. */
#include "../lib/tap.h"
#include "base/base64url.h"
#include "base/text.h"
#include "crypto/jwt.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define CLAIMS "{\"jti\":\"1\"}"
#define ROOM (JWT_LONGEST + 100)
#define KID64 "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
#define REST "\"typ\":\"JWT\",\"kid\":\"k\""

/* ---- the header ---- */

struct header {
	const char *name;
	const char *json;
	enum token_error err;
};

static const struct header headers[] = {
	{ "ES256", "{\"alg\":\"ES256\"," REST "}", TOKEN_OK },
	{ "RS256", "{\"alg\":\"RS256\"," REST "}", TOKEN_OK },
	{ "EdDSA", "{\"alg\":\"EdDSA\"," REST "}", TOKEN_OK },
	{ "members in another order", "{" REST ",\"alg\":\"ES256\"}",
	    TOKEN_OK },
	{ "white space", " {\r\n\t\"alg\" : \"ES256\" , " REST "\n}\n",
	    TOKEN_OK },
	{ "a name written with an escape", "{\"\\u0061lg\":\"ES256\"," REST "}",
	    TOKEN_OK },
	{ "the longest kid",
	    "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" KID64 "\"}",
	    TOKEN_OK },
	{ "a kid one too long",
	    "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" KID64 "a\"}",
	    TOKEN_BAD_HEADER },
	/* RFC 8725 3.1, 3.2: an algorithm of the token's own choice */
	{ "none", "{\"alg\":\"none\"," REST "}", TOKEN_BAD_ALGORITHM },
	{ "None", "{\"alg\":\"None\"," REST "}", TOKEN_BAD_ALGORITHM },
	{ "NONE", "{\"alg\":\"NONE\"," REST "}", TOKEN_BAD_ALGORITHM },
	{ "nOnE", "{\"alg\":\"nOnE\"," REST "}", TOKEN_BAD_ALGORITHM },
	{ "HS256", "{\"alg\":\"HS256\"," REST "}", TOKEN_BAD_ALGORITHM },
	{ "PS256", "{\"alg\":\"PS256\"," REST "}", TOKEN_BAD_ALGORITHM },
	{ "ES384", "{\"alg\":\"ES384\"," REST "}", TOKEN_BAD_ALGORITHM },
	{ "es256", "{\"alg\":\"es256\"," REST "}", TOKEN_BAD_ALGORITHM },
	{ "an algorithm with a space", "{\"alg\":\"ES256 \"," REST "}",
	    TOKEN_BAD_ALGORITHM },
	{ "an empty algorithm", "{\"alg\":\"\"," REST "}",
	    TOKEN_BAD_ALGORITHM },
	{ "an algorithm with NUL", "{\"alg\":\"ES256\\u0000\"," REST "}",
	    TOKEN_BAD_HEADER },
	{ "an algorithm as a number", "{\"alg\":256," REST "}",
	    TOKEN_BAD_HEADER },
	{ "an algorithm as null", "{\"alg\":null," REST "}", TOKEN_BAD_HEADER },
	{ "an algorithm as an array", "{\"alg\":[\"ES256\"]," REST "}",
	    TOKEN_BAD_HEADER },
	{ "no algorithm", "{" REST "}", TOKEN_BAD_HEADER },
	{ "Alg with a capital", "{\"Alg\":\"ES256\"," REST "}",
	    TOKEN_BAD_HEADER },
	/* RFC 8725 3.11 */
	{ "no typ", "{\"alg\":\"ES256\",\"kid\":\"k\"}", TOKEN_BAD_HEADER },
	{ "typ jwt", "{\"alg\":\"ES256\",\"typ\":\"jwt\",\"kid\":\"k\"}",
	    TOKEN_BAD_HEADER },
	{ "typ at+jwt", "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k\"}",
	    TOKEN_BAD_HEADER },
	{ "typ null", "{\"alg\":\"ES256\",\"typ\":null,\"kid\":\"k\"}",
	    TOKEN_BAD_HEADER },
	/* RFC 8725 3.10: a kid that somebody might look up elsewhere */
	{ "no kid", "{\"alg\":\"ES256\",\"typ\":\"JWT\"}", TOKEN_BAD_HEADER },
	{ "an empty kid", "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"\"}",
	    TOKEN_BAD_HEADER },
	{ "a kid as a path",
	    "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"../../dev/null\"}",
	    TOKEN_BAD_HEADER },
	{ "a kid as a query",
	    "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"' OR 1=1 --\"}",
	    TOKEN_BAD_HEADER },
	{ "a kid as a command",
	    "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"k|sleep 10\"}",
	    TOKEN_BAD_HEADER },
	{ "a kid with NUL",
	    "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"k\\u0000\"}",
	    TOKEN_BAD_HEADER },
	{ "a kid with a letter above ASCII",
	    "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"\xc3\xa9\"}",
	    TOKEN_BAD_HEADER },
	{ "a kid as a number", "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":1}",
	    TOKEN_BAD_HEADER },
	{ "a kid as an array",
	    "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":[\"k\"]}",
	    TOKEN_BAD_HEADER },
	/* RFC 7515 4, 4.1.2 to 4.1.11; RFC 7797; RFC 7516 */
	{ "crit", "{\"alg\":\"ES256\"," REST ",\"crit\":[\"exp\"]}",
	    TOKEN_BAD_HEADER },
	{ "an empty crit", "{\"alg\":\"ES256\"," REST ",\"crit\":[]}",
	    TOKEN_BAD_HEADER },
	{ "b64", "{\"alg\":\"ES256\"," REST ",\"b64\":false}",
	    TOKEN_BAD_HEADER },
	{ "zip", "{\"alg\":\"ES256\"," REST ",\"zip\":\"DEF\"}",
	    TOKEN_BAD_HEADER },
	{ "enc", "{\"alg\":\"ES256\"," REST ",\"enc\":\"A128GCM\"}",
	    TOKEN_BAD_HEADER },
	{ "jwk", "{\"alg\":\"ES256\"," REST ",\"jwk\":{\"kty\":\"EC\"}}",
	    TOKEN_BAD_HEADER },
	{ "jku", "{\"alg\":\"ES256\"," REST ",\"jku\":\"http://[::1]/\"}",
	    TOKEN_BAD_HEADER },
	{ "x5u", "{\"alg\":\"ES256\"," REST ",\"x5u\":\"http://[::1]/\"}",
	    TOKEN_BAD_HEADER },
	{ "x5c", "{\"alg\":\"ES256\"," REST ",\"x5c\":[\"MII\"]}",
	    TOKEN_BAD_HEADER },
	{ "cty", "{\"alg\":\"ES256\"," REST ",\"cty\":\"JWT\"}",
	    TOKEN_BAD_HEADER },
	{ "alg twice", "{\"alg\":\"none\",\"alg\":\"ES256\"," REST "}",
	    TOKEN_BAD_HEADER },
	{ "alg twice, once with an escape",
	    "{\"alg\":\"ES256\",\"\\u0061lg\":\"none\"," REST "}",
	    TOKEN_BAD_HEADER },
	/* RFC 7515 5.2, 10.12 */
	{ "an empty object", "{}", TOKEN_BAD_HEADER },
	{ "an array", "[{\"alg\":\"ES256\"," REST "}]", TOKEN_BAD_HEADER },
	{ "a string", "\"ES256\"", TOKEN_BAD_HEADER },
	{ "a number", "1", TOKEN_BAD_HEADER },
	{ "null", "null", TOKEN_BAD_HEADER },
	{ "text", "foo", TOKEN_BAD_HEADER },
	{ "bytes after the object", "{\"alg\":\"ES256\"," REST "}x",
	    TOKEN_BAD_HEADER },
	{ "a second object", "{\"alg\":\"ES256\"," REST "}{}",
	    TOKEN_BAD_HEADER },
	{ "a trailing comma", "{\"alg\":\"ES256\"," REST ",}",
	    TOKEN_BAD_HEADER },
	{ "a comment", "{\"alg\":\"ES256\",/**/" REST "}", TOKEN_BAD_HEADER },
	{ "single quotes", "{'alg':'ES256'," REST "}", TOKEN_BAD_HEADER },
	{ "a byte order mark", "\xef\xbb\xbf{\"alg\":\"ES256\"," REST "}",
	    TOKEN_BAD_HEADER },
	{ "bad UTF-8", "{\"alg\":\"ES256\xff\"," REST "}", TOKEN_BAD_HEADER },
	{ "overlong UTF-8", "{\"alg\":\"\xc1\x85S256\"," REST "}",
	    TOKEN_BAD_HEADER },
	{ "a lone surrogate", "{\"alg\":\"\\ud800\"," REST "}",
	    TOKEN_BAD_HEADER },
	{ "a raw control character", "{\"alg\":\"ES256\n\"," REST "}",
	    TOKEN_BAD_HEADER },
};

static void
add_part(struct text *token, const char *data, size_t len)
{
	if (base64url_encode(
		data, len, token->data + token->len, token->size - token->len))
		token->len += BASE64URL_TEXT(len);
}

static void
test_headers(void)
{
	static const struct jwt nothing;
	char data[ROOM];
	struct text token;
	struct jwt jwt;
	size_t i, left = 0;

	for (i = 0; i < COUNT(headers); i++) {
		text_open(&token, data, sizeof data);
		add_part(&token, headers[i].json, strlen(headers[i].json));
		text_add(&token, ".e30.AA");
		ok(jwt_parse(token.data, token.len, &jwt) == headers[i].err,
		    "header: %s: %s", headers[i].name,
		    error_text(headers[i].err));
		if (headers[i].err != TOKEN_OK)
			left += memcmp(&jwt, &nothing, sizeof jwt) != 0;
	}
	ok(left == 0, "nothing is left of a token that is refused");
}

/* ---- the encoding ---- */

#define H "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsifQ"

static const struct {
	const char *name;
	const char *token;
	enum token_error err;
} encodings[] = {
	{ "three parts", H ".e30.AA", TOKEN_OK },
	{ "nothing", "", TOKEN_BAD_ENCODING },
	{ "one dot", ".", TOKEN_BAD_ENCODING },
	{ "two dots", "..", TOKEN_BAD_ENCODING },
	{ "one part", H, TOKEN_BAD_ENCODING },
	{ "two parts", H ".e30", TOKEN_BAD_ENCODING },
	{ "four parts", H ".e30.AA.AA", TOKEN_BAD_ENCODING },
	{ "five parts, as JWE has", H ".AA.AA.e30.AA", TOKEN_BAD_ENCODING },
	{ "a dot at the end", H ".e30.AA.", TOKEN_BAD_ENCODING },
	{ "a dot in front", "." H ".e30.AA", TOKEN_BAD_ENCODING },
	{ "an empty header", ".e30.AA", TOKEN_BAD_ENCODING },
	{ "an empty payload", H "..AA", TOKEN_BAD_ENCODING },
	{ "an empty signature", H ".e30.", TOKEN_BAD_ENCODING },
	{ "a padded header", H "==.e30.AA", TOKEN_BAD_ENCODING },
	{ "a padded payload", H ".e30=.AA", TOKEN_BAD_ENCODING },
	{ "a padded signature", H ".e30.AA==", TOKEN_BAD_ENCODING },
	{ "unused bits in the header", H "R.e30.AA", TOKEN_BAD_ENCODING },
	{ "unused bits in the payload", H ".e31.AA", TOKEN_BAD_ENCODING },
	{ "unused bits in the signature", H ".e30.AB", TOKEN_BAD_ENCODING },
	{ "a part of one character", H ".e30.A", TOKEN_BAD_ENCODING },
	{ "a leading space", " " H ".e30.AA", TOKEN_BAD_ENCODING },
	{ "a trailing space", H ".e30.AA ", TOKEN_BAD_ENCODING },
	{ "a line break inside", H ".e3\n0.AA", TOKEN_BAD_ENCODING },
	{ "a tab inside", H ".\te30.AA", TOKEN_BAD_ENCODING },
	{ "Bearer in front", "Bearer " H ".e30.AA", TOKEN_BAD_ENCODING },
	{ "two tokens with a comma", H ".e30.AA, " H ".e30.AA",
	    TOKEN_BAD_ENCODING },
	{ "a percent escape", H ".e30.AA%3D", TOKEN_BAD_ENCODING },
	{ "the JSON serialization",
	    "{\"payload\":\"e30\",\"protected\":\"" H
	    "\",\"signature\":\"AA\"}",
	    TOKEN_BAD_ENCODING },
	{ "a UUID", "11111111-1111-4111-8111-111111111111",
	    TOKEN_BAD_ENCODING },
};

static void
test_encodings(void)
{
	struct jwt jwt;
	size_t i;

	for (i = 0; i < COUNT(encodings); i++)
		ok(jwt_parse(encodings[i].token, strlen(encodings[i].token),
		       &jwt) == encodings[i].err,
		    "encoding: %s: %s", encodings[i].name,
		    error_text(encodings[i].err));
	ok(jwt_parse(H ".e30.AA\0", strlen(H) + 8, &jwt) == TOKEN_BAD_ENCODING,
	    "a NUL at the end is a character too many");
}

/* A token of `len` characters, most of them payload. */
static enum token_error
parse_long(size_t len)
{
	char token[ROOM];
	struct jwt jwt;
	size_t at = strlen(H) + 1;
	size_t signature_len = (len - at - 5) % 4 == 1 ? 2 : 4;

	memset(token, 'A', sizeof token);
	memcpy(token, H ".", at);
	token[len - signature_len - 1] = '.';
	return jwt_parse(token, len, &jwt);
}

static void
test_length(void)
{
	char token[ROOM];
	struct jwt jwt;
	struct text text;

	ok(parse_long(JWT_LONGEST - 1) == TOKEN_OK, "4095 characters are read");
	ok(parse_long(JWT_LONGEST) == TOKEN_OK, "4096 characters are read");
	ok(parse_long(JWT_LONGEST + 1) == TOKEN_TOO_LONG,
	    "4097 characters are too long");
	memset(token, '.', sizeof token);
	ok(jwt_parse(token, sizeof token, &jwt) == TOKEN_TOO_LONG,
	    "the length is looked at first");
	text_open(&text, token, sizeof token);
	text_add(&text, H ".e30.");
	add_part(&text, memset(jwt.claims, 1, KEY_SIGNATURE), KEY_SIGNATURE);
	ok(jwt_parse(text.data, text.len, &jwt) == TOKEN_OK &&
		jwt.signature_len == KEY_SIGNATURE,
	    "a signature of 512 octets is read");
	text_open(&text, token, sizeof token);
	text_add(&text, H ".e30.");
	add_part(
	    &text, memset(jwt.claims, 1, KEY_SIGNATURE + 1), KEY_SIGNATURE + 1);
	ok(jwt_parse(text.data, text.len, &jwt) == TOKEN_BAD_ENCODING,
	    "a signature of 513 octets is refused");
}

static void
test_parts(void)
{
	struct jwt jwt;

	ok(jwt_parse(H ".eyJqdGkiOiIxIn0.AQID", strlen(H) + 21, &jwt) ==
		TOKEN_OK,
	    "a token is taken apart");
	ok(jwt.algorithm == KEY_ES256 && strcmp(jwt.kid, "k") == 0,
	    "its header is known");
	ok(jwt.claims_len == strlen(CLAIMS) && strcmp(jwt.claims, CLAIMS) == 0,
	    "its claims are a string");
	ok(jwt.signature_len == 3 && memcmp(jwt.signature, "\1\2\3", 3) == 0,
	    "its signature is bytes");
	ok(jwt.text_len == strlen(H) + 16, "the signed text ends at the dot");
}

int
main(void)
{
	test_headers();
	test_encodings();
	test_length();
	test_parts();
	return done();
}
