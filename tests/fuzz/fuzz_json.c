/* SPDX-License-Identifier: ISC */
/* JSON: an object that is read is written so that it is read the same. */
#include "base/json.h"
#include "base/uuid.h"
#include "fuzz.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

#define SPACE " \t\r\n"

/* RFC 8259 2: an object in white space, and not one byte more. */
static bool
is_braced(const char *data, size_t size)
{
	while (size > 0 && strchr(SPACE, data[0]) != NULL && data[0] != '\0')
		data++, size--;
	while (size > 0 && strchr(SPACE, data[size - 1]) != NULL)
		size--;
	return size >= 2 && data[0] == '{' && data[size - 1] == '}';
}

/* A UUID is one, is said to be absent, or is refused. */
static void
check_uuid(const json_t *object, const char *name, const char *string)
{
	struct fault fault;
	char text[UUID_TEXT];
	struct uuid id;
	bool is_set;

	if (json_get_uuid(object, name, &id, &is_set, &fault) != TOKEN_OK)
		return;
	MUST(string != NULL ? is_set == (*string != '\0') : !is_set);
	if (!is_set)
		return;
	uuid_format(&id, text);
	MUST(strcasecmp(text, string) == 0);
}

static void
check_members(const json_t *object)
{
	struct fault fault;
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object, name, value)
	{
		const char *string = NULL;
		int64_t number = 7;
		bool truth = false;

		MUST(json_get_string(object, name, &string, &fault) ==
		     (json_is_string(value) || json_is_null(value)
			     ? TOKEN_OK
			     : TOKEN_INVALID_ARGUMENT));
		MUST(json_get_integer(object, name, &number, &fault) ==
		     (json_is_integer(value) || json_is_null(value)
			     ? TOKEN_OK
			     : TOKEN_INVALID_ARGUMENT));
		MUST(json_get_bool(object, name, &truth, &fault) ==
		     (json_is_boolean(value) || json_is_null(value)
			     ? TOKEN_OK
			     : TOKEN_INVALID_ARGUMENT));
		MUST(strcmp(json_text(object, name),
			 string != NULL ? string : "") == 0);
		check_uuid(object, name, string);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *string = (const char *)data;
	json_t *object = json_parse_object(string, size);
	json_t *again;
	char *text, *text_again;

	if (object == NULL)
		return 0;
	MUST(is_braced(string, size));
	MUST(memchr(data, '\0', size) == NULL);
	check_members(object);
	text = json_to_text(object);
	MUST(text != NULL);
	again = json_parse_object(text, strlen(text));
	MUST(again != NULL && json_equal(object, again));
	text_again = json_to_text(again);
	MUST(text_again != NULL && strcmp(text, text_again) == 0);
	free(text);
	free(text_again);
	json_decref(object);
	json_decref(again);
	return 0;
}
