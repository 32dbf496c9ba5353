/* SPDX-License-Identifier: ISC */
/* JSON: strict reading of what clients send, over jansson. */
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* jansson, while it reads, drops a character for which it has no memory, and
 * goes on: "privacy" becomes "privac".  So its allocations are watched. */
static struct {
	json_malloc_t malloc;
	bool is_out;
} memory;

static void *
watchful_malloc(size_t size)
{
	void *block = memory.malloc(size);

	if (block == NULL)
		memory.is_out = true;
	return block;
}

struct json_t *
json_parse(const char *string, size_t len)
{
	const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY;
	json_free_t free_block;
	json_t *json;

	json_get_alloc_funcs(&memory.malloc, &free_block);
	json_set_alloc_funcs(watchful_malloc, free_block);
	memory.is_out = false;
	json = json_loadb(string, len, flags, NULL);
	json_set_alloc_funcs(memory.malloc, free_block);
	if (!memory.is_out)
		return json;
	json_decref(json);
	return NULL;
}

struct json_t *
json_parse_object(const char *string, size_t len)
{
	json_t *json;

	if (memchr(string, '\0', len) != NULL)
		return NULL; /* jansson overlooks one behind a number */
	json = json_parse(string, len);
	if (json_is_object(json))
		return json;
	json_decref(json);
	return NULL;
}

/* Measured first and written second: json_dumps() goes on when memory is out
 * and returns what it has.  What is short is written once. */
char *
json_to_text(const struct json_t *json)
{
	const size_t flags = JSON_COMPACT | JSON_ENSURE_ASCII;
	char brief[2048];
	const size_t len = json_dumpb(json, brief, sizeof brief, flags);
	char *text;

	text = len > 0 ? malloc(len + 1) : NULL;
	if (text != NULL && len <= sizeof brief)
		memcpy(text, brief, len);
	else if (text != NULL && json_dumpb(json, text, len, flags) != len) {
		free(text);
		text = NULL;
	}
	if (text != NULL)
		text[len] = '\0';
	explicit_bzero(brief, sizeof brief); /* it may be a token */
	return text;
}

static bool
is_given(const json_t *value)
{
	return value != NULL && !json_is_null(value);
}

enum token_error
json_get_string(const struct json_t *object, const char *name,
    const char **stringp, struct fault *fault)
{
	const json_t *value = json_object_get(object, name);

	if (!is_given(value))
		return TOKEN_OK;
	if (!json_is_string(value))
		return fault_argument(
		    fault, name, "format", "must be a string");
	*stringp = json_string_value(value);
	return TOKEN_OK;
}

enum token_error
json_get_integer(const struct json_t *object, const char *name,
    int64_t *numberp, struct fault *fault)
{
	const json_t *value = json_object_get(object, name);

	if (!is_given(value))
		return TOKEN_OK;
	if (!json_is_integer(value))
		return fault_argument(
		    fault, name, "format", "must be a whole number");
	*numberp = json_integer_value(value);
	return TOKEN_OK;
}

enum token_error
json_get_bool(const struct json_t *object, const char *name, bool *boolp,
    struct fault *fault)
{
	const json_t *value = json_object_get(object, name);

	if (!is_given(value))
		return TOKEN_OK;
	if (!json_is_boolean(value))
		return fault_argument(
		    fault, name, "format", "must be true or false");
	*boolp = json_is_true(value);
	return TOKEN_OK;
}

enum token_error
json_get_uuid(const struct json_t *object, const char *name, struct uuid *idp,
    bool *is_setp, struct fault *fault)
{
	const char *text = "";
	enum token_error err;

	*is_setp = false;
	err = json_get_string(object, name, &text, fault);
	if (err != TOKEN_OK || *text == '\0')
		return err;
	if (!uuid_parse(text, strlen(text), idp))
		return fault_argument(fault, name, "format", "must be a UUID");
	*is_setp = true;
	return TOKEN_OK;
}

struct json_t *
json_instant(int64_t seconds)
{
	char text[TIME_TEXT];

	if (seconds == 0)
		return json_null();
	time_format(seconds, text);
	return json_string(text);
}

const char *
json_text(const struct json_t *object, const char *name)
{
	const char *string = json_string_value(json_object_get(object, name));

	return string != NULL ? string : "";
}
