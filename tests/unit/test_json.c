/* SPDX-License-Identifier: ISC */
/* JSON: one object, nothing twice, nothing after it. */
#include "base/json.h"
#include "lib/scarce.h"
#include "lib/tap.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *text;
	bool is_read;
} texts[] = {
	{ "an empty object", "{}", true },
	{ "blanks around it", " {\"a\" : 1 } \n", true },
	{ "an array", "[]", false },
	{ "a string", "\"a\"", false },
	{ "null", "null", false },
	{ "nothing", "", false },
	{ "bytes after the object", "{}x", false },
	{ "a second object", "{}{}", false },
	{ "a member twice", "{\"a\":1,\"a\":2}", false },
	{ "a member twice, once escaped", "{\"alg\":1,\"\\u0061lg\":2}",
	    false },
	{ "a member twice, deep inside", "{\"a\":[{\"b\":1,\"b\":1}]}", false },
	{ "an escaped NUL", "{\"a\":\"\\u0000\"}", false },
	{ "a lone surrogate", "{\"a\":\"\\ud800\"}", false },
	{ "bad UTF-8", "{\"a\":\"\xff\"}", false },
	{ "an overlong form", "{\"a\":\"\xc0\xaf\"}", false },
	{ "a byte order mark", "\xef\xbb\xbf{}", false },
	{ "a raw line break in a string", "{\"a\":\"\n\"}", false },
	{ "a comment", "{/**/}", false },
	{ "a trailing comma", "{\"a\":1,}", false },
	{ "single quotes", "{'a':1}", false },
	{ "a number with a leading zero", "{\"a\":007}", false },
	{ "a number with a plus", "{\"a\":+1}", false },
	{ "a number too large", "{\"a\":1e400}", false },
	{ "an integer too large", "{\"a\":9223372036854775808}", false },
	{ "Infinity", "{\"a\":Infinity}", false },
};

static void
test_members(void)
{
	const char *text = "{\"s\":\"x\",\"n\":7,\"b\":true,\"null\":null,"
			   "\"real\":1.0}";
	struct json_t *object = json_parse_object(text, strlen(text));
	const char *string = "kept";
	int64_t number = 3;
	struct fault fault;
	bool is_set = false;

	ok(json_get_string(object, "s", &string, NULL) == TOKEN_OK &&
		strcmp(string, "x") == 0,
	    "a string is read");
	string = "kept";
	ok(json_get_string(object, "null", &string, NULL) == TOKEN_OK &&
		strcmp(string, "kept") == 0,
	    "null leaves the value as it was");
	ok(json_get_string(object, "none", &string, NULL) == TOKEN_OK &&
		strcmp(string, "kept") == 0,
	    "absence leaves the value as it was");
	ok(json_get_string(object, "n", &string, &fault) ==
		    TOKEN_INVALID_ARGUMENT &&
		strcmp(fault.argument, "n") == 0 &&
		strcmp(fault.reason, "format") == 0,
	    "another type is a fault that names the member");
	ok(json_get_integer(object, "n", &number, NULL) == TOKEN_OK &&
		number == 7,
	    "an integer is read");
	ok(json_get_integer(object, "real", &number, NULL) ==
		TOKEN_INVALID_ARGUMENT,
	    "1.0 is no integer");
	ok(json_get_bool(object, "b", &is_set, NULL) == TOKEN_OK && is_set,
	    "a boolean is read");
	ok(json_get_bool(object, "n", &is_set, NULL) == TOKEN_INVALID_ARGUMENT,
	    "a number is no boolean");
	ok(strcmp(json_text(object, "s"), "x") == 0 &&
		strcmp(json_text(object, "n"), "") == 0 &&
		strcmp(json_text(object, "none"), "") == 0,
	    "json_text gives the string or nothing");
	json_decref(object);
}

static void
test_ids(void)
{
	static const char id_text[] = "0f8fad5b-d9cb-469f-a165-70867728950e";
	struct json_t *object = json_pack("{s:s, s:s, s:n, s:s, s:i}", "id",
	    id_text, "empty", "", "null", "short", "0f8fad5b", "number", 7);
	static const char *const unset[] = { "empty", "null", "none" };
	static const char *const bad[] = { "short", "number" };
	struct fault fault;
	char text[UUID_TEXT];
	struct uuid id;
	bool is_set = false;
	size_t i;

	ok(json_get_uuid(object, "id", &id, &is_set, NULL) == TOKEN_OK &&
		is_set,
	    "an id is read");
	uuid_format(&id, text);
	ok(strcmp(text, id_text) == 0, "as it stands");
	for (i = 0; i < sizeof unset / sizeof unset[0]; i++)
		ok(json_get_uuid(object, unset[i], &id, &is_set, NULL) ==
			    TOKEN_OK &&
			!is_set,
		    "%s is no id", unset[i]);
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ok(json_get_uuid(object, bad[i], &id, &is_set, &fault) ==
			    TOKEN_INVALID_ARGUMENT &&
			!is_set && strcmp(fault.argument, bad[i]) == 0,
		    "%s is a fault", bad[i]);
	json_decref(object);
}

static void
test_out_of_memory(void)
{
	const char *text = "{\"a_name_that_outgrows_a_buffer\":"
			   "\"and a value that needs an even larger one\","
			   "\"n\":1234567890123456789}";
	json_t *whole = json_parse_object(text, strlen(text)), *object;
	int n, failed = 0, wrong = 0;

	json_set_alloc_funcs(scarce_malloc, free);
	for (n = 0; n < 100; n++) {
		requests_left = n;
		object = json_parse_object(text, strlen(text));
		if (object == NULL)
			failed++;
		else
			wrong += !json_equal(object, whole);
		json_decref(object);
	}
	json_set_alloc_funcs(malloc, free);
	json_decref(whole);
	ok(failed > 10 && failed < 100 && wrong == 0,
	    "an object is read whole or not at all when memory is out");
}

int
main(void)
{
	struct json_t *json;
	size_t i;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		json = json_parse_object(texts[i].text, strlen(texts[i].text));
		ok((json != NULL) == texts[i].is_read, "%s is %s",
		    texts[i].name, texts[i].is_read ? "read" : "refused");
		json_decref(json);
	}
	ok(json_parse_object("{\"a\":\"\0\"}", 9) == NULL,
	    "a raw NUL in a string is refused");
	test_members();
	test_ids();
	test_out_of_memory();
	return done();
}
