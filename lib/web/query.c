/* SPDX-License-Identifier: ISC */
/* The query of a request: application/x-www-form-urlencoded. */
#include "web/query.h"
#include "base/text.h"
#include "web/percent.h"

#include <stdbool.h>
#include <string.h>

/* The raw value of the next parameter of that name at or after *restp, which
 * moves behind it; NULL: none. */
static const char *
next_value(const char **restp, const char *name, size_t *lenp)
{
	const size_t name_len = strlen(name);
	const char *at = *restp;
	size_t len, equals;

	while (*at != '\0') {
		len = strcspn(at, "&");
		equals = strcspn(at, "=&");
		*restp = at + len + (at[len] == '&');
		if (equals == name_len && memcmp(at, name, equals) == 0) {
			*lenp = len - equals - (equals < len);
			return at + equals + (equals < len);
		}
		at = *restp;
	}
	return NULL;
}

enum token_error
query_text(const char *query, const char *name, char *value, size_t size,
    struct fault *fault)
{
	const char *raw;
	size_t len, ignored;

	value[0] = '\0';
	raw = next_value(&query, name, &len);
	if (raw == NULL)
		return TOKEN_OK;
	if (next_value(&query, name, &ignored) != NULL)
		return fault_argument(
		    fault, name, "constraint", "must be given once");
	if (percent_decode(raw, len, true, value, size) &&
	    text_is_plain(value, size))
		return TOKEN_OK;
	value[0] = '\0';
	return fault_argument(fault, name, "format",
	    "must be percent-encoded UTF-8 text that is not too long");
}

enum token_error
query_number(const char *query, const char *name, int64_t least, int64_t most,
    int64_t *numberp, struct fault *fault)
{
	char value[32];
	long long number;
	enum token_error err;

	err = query_text(query, name, value, sizeof value, fault);
	if (err != TOKEN_OK || value[0] == '\0')
		return err;
	if (value[strspn(value, "-0123456789")] != '\0')
		return fault_argument(
		    fault, name, "format", "must be a whole number");
	if (!text_to_number(value, least, most, &number))
		return fault_argument(
		    fault, name, "constraint", "is out of range");
	*numberp = number;
	return TOKEN_OK;
}

enum token_error
query_word(const char *query, const char *name, const char *const *words,
    size_t *indexp, struct fault *fault)
{
	char value[64];
	enum token_error err;
	size_t i;

	err = query_text(query, name, value, sizeof value, fault);
	if (err != TOKEN_OK || value[0] == '\0')
		return err;
	for (i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], value) == 0) {
			*indexp = i;
			return TOKEN_OK;
		}
	}
	return fault_argument(
	    fault, name, "constraint", "is not one of the words allowed");
}
