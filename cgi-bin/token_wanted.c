/* SPDX-License-Identifier: ISC */
/* What a request for a token asks for. */
#include "token_wanted.h"
#include "base/json.h"
#include "base/time.h"
#include "listing.h"
#include "web/query.h"

#include <string.h>

#define YEAR (INT64_C(365) * 24 * 60 * 60)

static enum token_error
read_time(const char *name, const char *text, struct token_wanted *wanted,
    struct fault *fault)
{
	if (!time_parse(text, &wanted->expires_at))
		return fault_argument(fault, name, "format",
		    "must be an RFC 3339 time, like 2030-01-31T12:00:00Z");
	wanted->expires = true;
	return TOKEN_OK;
}

/* Exactly one of the two ids. */
static enum token_error
read_scope(
    const struct json_t *body, struct token_wanted *wanted, struct fault *fault)
{
	struct uuid container_id, namespace_id;
	bool has_container, has_namespace;
	enum token_error err;

	if ((err = json_get_uuid(body, "container_id", &container_id,
		 &has_container, fault)) != TOKEN_OK ||
	    (err = json_get_uuid(body, "namespace_id", &namespace_id,
		 &has_namespace, fault)) != TOKEN_OK)
		return err;
	if (!has_container && !has_namespace)
		return fault_argument(fault, "container_id", "required",
		    "either container_id or namespace_id is needed");
	if (has_container && has_namespace)
		return fault_argument(fault, "namespace_id", "constraint",
		    "container_id and namespace_id exclude each other");
	wanted->scope = has_container ? SCOPE_CONTAINER : SCOPE_NAMESPACE;
	wanted->scope_id = has_container ? container_id : namespace_id;
	return TOKEN_OK;
}

enum token_error
token_wanted_read_body(
    const struct json_t *body, struct token_wanted *wanted, struct fault *fault)
{
	const char *text = NULL;
	enum token_error err;

	memset(wanted, 0, sizeof *wanted);
	wanted->description = "";
	if ((err = read_scope(body, wanted, fault)) != TOKEN_OK ||
	    (err = json_get_string(
		 body, "description", &wanted->description, fault)) != TOKEN_OK)
		return err;
	err = json_get_string(body, "expires_at", &text, fault);
	if (err != TOKEN_OK || text == NULL)
		return err;
	return read_time("expires_at", text, wanted, fault);
}

/* function_id: a plugin that has no other name for a container's id. */
static const struct {
	const char *name;
	enum token_scope scope;
} scopes[] = {
	{ "container_id", SCOPE_CONTAINER },
	{ "function_id", SCOPE_CONTAINER },
	{ "namespace_id", SCOPE_NAMESPACE },
};

static enum token_error
read_query_scope(
    const char *query, struct token_wanted *wanted, struct fault *fault)
{
	bool is_set, is_found = false;
	enum token_error err;
	struct uuid id;
	size_t i;

	for (i = 0; i < sizeof scopes / sizeof scopes[0]; i++) {
		err = listing_uuid(query, scopes[i].name, &id, &is_set, fault);
		if (err != TOKEN_OK)
			return err;
		if (is_set && is_found)
			return fault_argument(fault, scopes[i].name,
			    "constraint", "only one id may be given");
		if (!is_set)
			continue;
		wanted->scope = scopes[i].scope;
		wanted->scope_id = id;
		is_found = true;
	}
	if (is_found)
		return TOKEN_OK;
	return fault_argument(fault, "container_id", "required",
	    "either container_id or namespace_id is needed");
}

/* Clients never agreed on the parameter's name. */
static enum token_error
read_query_expiry(
    const char *query, struct token_wanted *wanted, struct fault *fault)
{
	static const char *const names[] = { "expires_at", "expiration_date" };
	enum token_error err;
	char text[64];
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		err = query_text(query, names[i], text, sizeof text, fault);
		if (err != TOKEN_OK)
			return err;
		if (*text == '\0')
			continue;
		if (wanted->expires)
			return fault_argument(fault, names[i], "constraint",
			    "expires_at and expiration_date exclude each "
			    "other");
		err = read_time(names[i], text, wanted, fault);
		if (err != TOKEN_OK)
			return err;
	}
	return TOKEN_OK;
}

enum token_error
token_wanted_read_query(const char *query, int64_t now,
    struct token_wanted *wanted, struct fault *fault)
{
	enum token_error err;

	memset(wanted, 0, sizeof *wanted);
	wanted->description = "issued by issue-jwt";
	if ((err = read_query_scope(query, wanted, fault)) != TOKEN_OK ||
	    (err = read_query_expiry(query, wanted, fault)) != TOKEN_OK ||
	    wanted->expires)
		return err;
	wanted->expires_at = now / TIME_MICRO + YEAR;
	wanted->expires = true;
	return TOKEN_OK;
}
