/* SPDX-License-Identifier: ISC */
/* Claims written and read: the same ten, no more and no fewer. */
#include "crypto/claims.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"

#include <assert.h>
#include <jansson.h>
#include <string.h>

#define CLAIMS_VERSION 2
#define SUBJECT "token"
#define MEMBERS 8 /* without exp */

/* The claims as JSON in Scaleway's order; NULL when memory is out. */
static json_t *
build_claims(const struct claims *claims)
{
	char id[UUID_TEXT], scope[UUID_TEXT];
	bool is_container = claims->scope == SCOPE_CONTAINER;
	json_t *exp = NULL;

	if (claims->expires_at != 0) {
		exp = json_integer(claims->expires_at);
		if (exp == NULL)
			return NULL; /* below, NULL would mean none */
	}
	uuid_format(&claims->id, id);
	uuid_format(&claims->scope_id, scope);
	return json_pack("{s:[{s:s,s:s}],s:i,s:s,s:o*,s:s,s:I,s:s,s:I,s:s}",
	    "application_claim", "namespace_id", is_container ? "" : scope,
	    "application_id", is_container ? scope : "", "version",
	    CLAIMS_VERSION, "aud", claims->audience, "exp", exp, "jti", id,
	    "iat", (json_int_t)claims->issued_at, "iss", claims->issuer, "nbf",
	    (json_int_t)claims->issued_at, "sub", SUBJECT);
}

enum token_error
claims_format(const struct claims *claims, char text[CLAIMS_TEXT])
{
	json_t *json;
	size_t len = 0;

	assert(claims->scope == SCOPE_CONTAINER ||
	       claims->scope == SCOPE_NAMESPACE);
	json = build_claims(claims);
	if (json != NULL) /* needs no memory, of which jansson misses a lack */
		len = json_dumpb(json, text, CLAIMS_TEXT - 1,
		    JSON_COMPACT | JSON_ENSURE_ASCII);
	json_decref(json);
	if (len == 0 || len >= CLAIMS_TEXT) {
		text[0] = '\0';
		log_line("cannot write the claims of a token");
		return TOKEN_INTERNAL;
	}
	text[len] = '\0';
	return TOKEN_OK;
}

static bool
read_id(const char *string, struct uuid *idp)
{
	char canonical[UUID_TEXT];

	if (string == NULL || !uuid_parse(string, strlen(string), idp))
		return false;
	uuid_format(idp, canonical);
	return strcmp(string, canonical) == 0;
}

static bool
read_scope(const json_t *list, struct claims *claims)
{
	const json_t *entry = json_array_get(list, 0);
	const char *namespace_id, *container_id;

	namespace_id =
	    json_string_value(json_object_get(entry, "namespace_id"));
	container_id =
	    json_string_value(json_object_get(entry, "application_id"));
	if (json_array_size(list) != 1 || json_object_size(entry) != 2 ||
	    namespace_id == NULL || container_id == NULL)
		return false;
	if (container_id[0] == '\0') {
		claims->scope = SCOPE_NAMESPACE;
		return read_id(namespace_id, &claims->scope_id);
	}
	claims->scope = SCOPE_CONTAINER;
	return namespace_id[0] == '\0' &&
	       read_id(container_id, &claims->scope_id);
}

static bool
read_time(const json_t *value, int64_t least, int64_t *secondsp)
{
	*secondsp = json_integer_value(value);
	return json_is_integer(value) && *secondsp >= least &&
	       *secondsp <= TIME_LAST;
}

/* exp 0 would read as none: it is refused, as it opens nothing anyway. */
static bool
read_times(const json_t *object, struct claims *claims)
{
	const json_t *exp = json_object_get(object, "exp");
	int64_t not_before;

	return read_time(
		   json_object_get(object, "iat"), 0, &claims->issued_at) &&
	       read_time(json_object_get(object, "nbf"), 0, &not_before) &&
	       not_before == claims->issued_at &&
	       (exp == NULL || read_time(exp, 1, &claims->expires_at));
}

static bool
read_string(const json_t *value, char *string, size_t size)
{
	return json_is_string(value) &&
	       text_copy(string, size, json_string_value(value));
}

static bool
read_claims(const json_t *object, struct claims *claims)
{
	size_t members = MEMBERS;

	if (json_object_get(object, "exp") != NULL)
		members++;
	return json_object_size(object) == members &&
	       json_integer_value(json_object_get(object, "version")) ==
		   CLAIMS_VERSION &&
	       strcmp(json_text(object, "sub"), SUBJECT) == 0 &&
	       read_id(json_text(object, "jti"), &claims->id) &&
	       read_scope(
		   json_object_get(object, "application_claim"), claims) &&
	       read_times(object, claims) &&
	       read_string(json_object_get(object, "iss"), claims->issuer,
		   sizeof claims->issuer) &&
	       read_string(json_object_get(object, "aud"), claims->audience,
		   sizeof claims->audience);
}

enum token_error
claims_parse(const char *text, size_t len, struct claims *claims)
{
	json_t *object = json_parse_object(text, len);
	struct claims found = { .expires_at = 0 };
	bool are_ours = read_claims(object, &found);

	json_decref(object);
	memset(claims, 0, sizeof *claims);
	if (!are_ours)
		return TOKEN_BAD_CLAIMS;
	*claims = found;
	return TOKEN_OK;
}
