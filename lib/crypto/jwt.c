/* SPDX-License-Identifier: ISC */
/* Tokens taken apart, checked and written. */
#include "crypto/jwt.h"
#include "base/base64url.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/jwt_internal.h"

#include <jansson.h>
#include <string.h>

#define HEADER 128 /* characters of a header that we write */

/* Where the first two dots are; a third one would be no base64url. */
static bool
find_dots(const char *token, size_t len, const char *dots[2])
{
	dots[0] = memchr(token, '.', len);
	if (dots[0] == NULL)
		return false;
	dots[1] =
	    memchr(dots[0] + 1, '.', (size_t)(token + len - (dots[0] + 1)));
	return dots[1] != NULL;
}

enum token_error
jwt_split(const char *token, size_t len, struct jwt *jwt,
    char header[JWT_LONGEST], size_t *header_lenp)
{
	const char *dots[2];
	const char *claims, *signature;

	if (len > JWT_LONGEST)
		return TOKEN_TOO_LONG;
	if (!find_dots(token, len, dots))
		return TOKEN_BAD_ENCODING;
	claims = dots[0] + 1;
	signature = dots[1] + 1;
	if (!base64url_decode(token, (size_t)(dots[0] - token), header,
		JWT_LONGEST, header_lenp) ||
	    !base64url_decode(claims, (size_t)(dots[1] - claims), jwt->claims,
		sizeof jwt->claims - 1, &jwt->claims_len) ||
	    !base64url_decode(signature, (size_t)(token + len - signature),
		jwt->signature, sizeof jwt->signature, &jwt->signature_len))
		return TOKEN_BAD_ENCODING;
	if (*header_lenp == 0 || jwt->signature_len == 0)
		return TOKEN_BAD_ENCODING;
	jwt->claims[jwt->claims_len] = '\0';
	jwt->text = token;
	jwt->text_len = (size_t)(dots[1] - token);
	return TOKEN_OK;
}

static bool
is_kid(const char *kid)
{
	size_t len = strlen(kid);

	return len >= 1 && len < sizeof((struct jwt *)0)->kid &&
	       strspn(kid,
		   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		   "0123456789-_") == len;
}

/* RFC 7515 4.1: alg, typ and kid; three members leave no room for others. */
static enum token_error
read_header(const char *header, size_t len, struct jwt *jwt)
{
	json_t *object = json_parse_object(header, len);
	const char *alg, *typ, *kid;
	enum token_error err = TOKEN_BAD_HEADER;

	alg = json_string_value(json_object_get(object, "alg"));
	typ = json_string_value(json_object_get(object, "typ"));
	kid = json_string_value(json_object_get(object, "kid"));
	if (json_object_size(object) != 3 || alg == NULL || typ == NULL ||
	    kid == NULL || strcmp(typ, "JWT") != 0 || !is_kid(kid))
		goto out;
	text_copy(jwt->kid, sizeof jwt->kid, kid);
	err = key_algorithm_parse(alg, strlen(alg), &jwt->algorithm)
		  ? TOKEN_OK
		  : TOKEN_BAD_ALGORITHM;
out:
	json_decref(object);
	return err;
}

enum token_error
jwt_parse(const char *token, size_t len, struct jwt *jwt)
{
	char header[JWT_LONGEST];
	size_t header_len;
	enum token_error err;

	memset(jwt, 0, sizeof *jwt);
	err = jwt_split(token, len, jwt, header, &header_len);
	if (err == TOKEN_OK && jwt->claims_len == 0)
		err = TOKEN_BAD_ENCODING;
	if (err == TOKEN_OK)
		err = read_header(header, header_len, jwt);
	if (err != TOKEN_OK)
		memset(jwt, 0, sizeof *jwt); /* nothing of it is to be used */
	return err;
}

enum token_error
jwt_verify(const struct jwt *jwt, const struct key *key)
{
	if (jwt->algorithm != key_algorithm(key))
		return TOKEN_BAD_ALGORITHM;
	return key_verify(
	    key, jwt->text, jwt->text_len, jwt->signature, jwt->signature_len);
}

/* Appends `len` bytes of `data` as base64url. */
static void
add_base64url(struct text *text, const void *data, size_t len)
{
	if (!base64url_encode(
		data, len, text->data + text->len, text->size - text->len)) {
		text->cut = true;
		return;
	}
	text->len += BASE64URL_TEXT(len);
}

enum token_error
jwt_sign(const struct key *key, const char *claims, char token[JWT_LONGEST + 1])
{
	unsigned char signature[KEY_SIGNATURE];
	size_t signature_len;
	char header_data[HEADER];
	struct text header, text;
	enum token_error err;

	text_open(&header, header_data, sizeof header_data);
	text_addf(&header, "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
	    key_algorithm_name(key_algorithm(key)), key_kid(key));
	text_open(&text, token, JWT_LONGEST + 1);
	add_base64url(&text, header.data, header.len);
	text_add(&text, ".");
	add_base64url(&text, claims, strlen(claims));
	err = key_sign(key, text.data, text.len, signature, &signature_len);
	if (err == TOKEN_OK) {
		text_add(&text, ".");
		add_base64url(&text, signature, signature_len);
	}
	if (err == TOKEN_OK && (header.cut || text.cut)) {
		log_line("claims too long for a token");
		err = TOKEN_INTERNAL;
	}
	if (err != TOKEN_OK)
		token[0] = '\0';
	return err;
}
