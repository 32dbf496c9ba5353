/* SPDX-License-Identifier: ISC */
/* Fields: what each type reads, keeps and shows in both API versions. */
#include "base/json.h"
#include "lib/tap.h"
#include "object/shape.h"

#include <argon2.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[] = { "public", "private", NULL };
static const char *const options[] = { "enabled", "redirected", NULL };

static const struct shape_field fields[] = {
	{ "text", "text", "text", SHAPE_STRING, 0, 5, NULL, "\"\"", NULL },
	{ "count", "count", "number", SHAPE_INTEGER, 1, 9, NULL, "3", NULL },
	{ "size", "size", "size_bytes", SHAPE_SIZE, 128, 256, NULL, "128000000",
	    NULL },
	{ "on", "on", "on", SHAPE_BOOL, 0, 0, NULL, "true", NULL },
	{ "word", "word", "word", SHAPE_WORD, 0, 0, words, "\"public\"", NULL },
	{ "https_only", "http_option", "https_connections_only", SHAPE_SWITCH,
	    0, 0, options, "false", "https_connection_only" },
	{ "time", "time", "time", SHAPE_DURATION, 1, 3600, NULL, "300", NULL },
	{ "list", "list", "list", SHAPE_STRINGS, 0, 2, NULL, "[]", NULL },
	{ "map", "map", "map", SHAPE_MAP, 0, 2, NULL, "{}", NULL },
	{ "secrets", "secrets", "secrets", SHAPE_SECRETS, 0, 2, NULL, "{}",
	    NULL },
	{ "probe", "check", "probe", SHAPE_PROBE, 0, 0, NULL, "null", NULL },
	{ "old", "old", NULL, SHAPE_INTEGER, 0, 9, NULL, "7", NULL },
	{ .stored = NULL },
};

#define B SHAPE_V1BETA1
#define V SHAPE_V1

/* What a body leaves to be stored, or the argument and reason of its fault. */
static const struct {
	const char *name;
	enum shape_version version;
	const char *body;
	const char *stored; /* NULL: a fault */
	const char *argument, *reason;
} readings[] = {
	{ "nothing is read from nothing", B, "{}", "{}", 0, 0 },
	{ "null is not sent", B,
	    "{\"text\":null,\"list\":null,\"map\":null,"
	    "\"secrets\":null,\"check\":null,\"size\":null}",
	    "{}", 0, 0 },
	{ "unknown members are ignored", B, "{\"foo\":1,\"id\":\"x\"}", "{}", 0,
	    0 },
	{ "a string of the most characters is kept", B,
	    "{\"text\":\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"}",
	    "{\"text\":\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"}", 0, 0 },
	{ "one character more is not", B, "{\"text\":\"123456\"}", NULL, "text",
	    "constraint" },
	{ "a line break in a string is refused", B, "{\"text\":\"a\\nb\"}",
	    NULL, "text", "constraint" },
	{ "a number is no string", B, "{\"text\":5}", NULL, "text", "format" },
	{ "the least integer is kept", B, "{\"count\":1}", "{\"count\":1}", 0,
	    0 },
	{ "the greatest integer is kept", B, "{\"count\":9}", "{\"count\":9}",
	    0, 0 },
	{ "a smaller one is refused", B, "{\"count\":0}", NULL, "count",
	    "constraint" },
	{ "a greater one is refused", B, "{\"count\":10}", NULL, "count",
	    "constraint" },
	{ "a fraction is no integer", B, "{\"count\":1.0}", NULL, "count",
	    "format" },
	{ "a string is no integer", B, "{\"count\":\"1\"}", NULL, "count",
	    "format" },
	{ "v1 has its own names", V, "{\"number\":4,\"count\":5}",
	    "{\"count\":4}", 0, 0 },
	{ "a fault names the field as v1 does", V, "{\"number\":0}", NULL,
	    "number", "constraint" },
	{ "a field that v1 has not is ignored there", V, "{\"old\":1}", "{}", 0,
	    0 },
	{ "megabytes are kept as bytes", B, "{\"size\":256}",
	    "{\"size\":256000000}", 0, 0 },
	{ "more megabytes than allowed are refused", B, "{\"size\":257}", NULL,
	    "size", "constraint" },
	{ "megabytes that would overflow are refused", B,
	    "{\"size\":9223372036854775807}", NULL, "size", "constraint" },
	{ "bytes are kept exactly", V, "{\"size_bytes\":128000001}",
	    "{\"size\":128000001}", 0, 0 },
	{ "fewer bytes than allowed are refused", V,
	    "{\"size_bytes\":127999999}", NULL, "size_bytes", "constraint" },
	{ "bytes as a string are refused", V, "{\"size_bytes\":\"1\"}", NULL,
	    "size_bytes", "format" },
	{ "false is kept", B, "{\"on\":false}", "{\"on\":false}", 0, 0 },
	{ "a word is no bool", B, "{\"on\":\"false\"}", NULL, "on", "format" },
	{ "a word of the list is kept", B, "{\"word\":\"private\"}",
	    "{\"word\":\"private\"}", 0, 0 },
	{ "unknown_... means not set", B,
	    "{\"word\":\"unknown_privacy\",\"http_option\":"
	    "\"unknown_http_option\"}",
	    "{}", 0, 0 },
	{ "another word is refused", B, "{\"word\":\"secret\"}", NULL, "word",
	    "constraint" },
	{ "a word in capitals is refused", B, "{\"word\":\"Public\"}", NULL,
	    "word", "constraint" },
	{ "a switch is a word in v1beta1", B,
	    "{\"http_option\":\"redirected\"}", "{\"https_only\":true}", 0, 0 },
	{ "a switch is a bool in v1", V, "{\"https_connections_only\":true}",
	    "{\"https_only\":true}", 0, 0 },
	{ "v1 reads a second spelling", V, "{\"https_connection_only\":true}",
	    "{\"https_only\":true}", 0, 0 },
	{ "v1beta1 does not", B, "{\"https_connection_only\":true}", "{}", 0,
	    0 },
	{ "a fault names the spelling that was sent", V,
	    "{\"https_connection_only\":\"yes\"}", NULL,
	    "https_connection_only", "format" },
	{ "a duration is kept as seconds", B, "{\"time\":\"60s\"}",
	    "{\"time\":60}", 0, 0 },
	{ "a duration may have a zero fraction", V,
	    "{\"time\":\"3600.000000000s\"}", "{\"time\":3600}", 0, 0 },
	{ "half a second is refused", B, "{\"time\":\"1.5s\"}", NULL, "time",
	    "format" },
	{ "a duration without unit is refused", B, "{\"time\":\"60\"}", NULL,
	    "time", "format" },
	{ "a negative duration is refused", B, "{\"time\":\"-1s\"}", NULL,
	    "time", "format" },
	{ "a duration without digits is refused", B, "{\"time\":\"s\"}", NULL,
	    "time", "format" },
	{ "a duration of many digits is refused", B,
	    "{\"time\":\"1000000000000000000000s\"}", NULL, "time", "format" },
	{ "no duration at all is refused", B, "{\"time\":\"0s\"}", NULL, "time",
	    "constraint" },
	{ "a longer duration is refused", B, "{\"time\":\"3601s\"}", NULL,
	    "time", "constraint" },
	{ "a duration as a number is refused", B, "{\"time\":60}", NULL, "time",
	    "format" },
	{ "strings are kept in order", B, "{\"list\":[\"b\",\"a\"]}",
	    "{\"list\":[\"b\",\"a\"]}", 0, 0 },
	{ "more strings than allowed are refused", B,
	    "{\"list\":[\"a\",\"b\",\"c\"]}", NULL, "list", "constraint" },
	{ "an array of numbers is refused", B, "{\"list\":[\"a\",1]}", NULL,
	    "list", "format" },
	{ "a string is no array", B, "{\"list\":\"a\"}", NULL, "list",
	    "format" },
	{ "a map is kept", B, "{\"map\":{\"A\":\"line\\nbreak\"}}",
	    "{\"map\":{\"A\":\"line\\nbreak\"}}", 0, 0 },
	{ "a map of numbers is refused", B, "{\"map\":{\"A\":1}}", NULL, "map",
	    "format" },
	{ "a map with an empty name is refused", B, "{\"map\":{\"\":\"1\"}}",
	    NULL, "map", "format" },
	{ "a map of too many is refused", B,
	    "{\"map\":{\"A\":\"\",\"B\":\"\",\"C\":\"\"}}", NULL, "map",
	    "constraint" },
	{ "an array is no object", B, "{\"check\":[]}", NULL, "check",
	    "format" },
	{ "secrets as a map are refused in v1beta1", B,
	    "{\"secrets\":{\"S\":\"v\"}}", NULL, "secrets", "format" },
	{ "secrets as a list are refused in v1", V,
	    "{\"secrets\":[{\"key\":\"S\",\"value\":\"v\"}]}", NULL, "secrets",
	    "format" },
	{ "a secret without value is one to delete", B,
	    "{\"secrets\":[{\"key\":\"S\"}]}", "{\"secrets\":{\"S\":null}}", 0,
	    0 },
	{ "a secret of null is one to delete", V, "{\"secrets\":{\"S\":null}}",
	    "{\"secrets\":{\"S\":null}}", 0, 0 },
	{ "a secret without key is refused", B,
	    "{\"secrets\":[{\"value\":\"v\"}]}", NULL, "secrets", "format" },
	{ "a secret that is a number is refused", V, "{\"secrets\":{\"S\":1}}",
	    NULL, "secrets", "format" },
	{ "a secret that is no object is refused", B, "{\"secrets\":[1]}", NULL,
	    "secrets", "format" },
	{ "too many secrets are refused", V,
	    "{\"secrets\":{\"A\":null,\"B\":null,\"C\":null}}", NULL, "secrets",
	    "constraint" },
};

static json_t *
parse(const char *text)
{
	json_t *json = json_parse_object(text, strlen(text));

	if (json == NULL) {
		printf("Bail out! not JSON: %s\n", text);
		exit(1);
	}
	return json;
}

static void
test_readings(void)
{
	json_t *body, *changes, *expected;
	struct fault fault;
	enum token_error err;
	bool holds;
	size_t i;

	for (i = 0; i < sizeof readings / sizeof readings[0]; i++) {
		body = parse(readings[i].body);
		memset(&fault, 0, sizeof fault);
		err = shape_read(
		    fields, readings[i].version, body, false, &changes, &fault);
		if (readings[i].stored != NULL) {
			expected = parse(readings[i].stored);
			holds =
			    err == TOKEN_OK && json_equal(changes, expected);
			json_decref(expected);
		} else {
			holds =
			    err == TOKEN_INVALID_ARGUMENT && changes == NULL &&
			    strcmp(fault.argument, readings[i].argument) == 0 &&
			    strcmp(fault.reason, readings[i].reason) == 0 &&
			    fault.help[0] != '\0';
		}
		ok(holds, "%s", readings[i].name);
		json_decref(changes);
		json_decref(body);
	}
}

/* A record of what `body` says, the rest initial. */
static json_t *
new_record(enum shape_version version, const char *text)
{
	json_t *body = parse(text), *changes, *record = json_object();

	if (shape_read(fields, version, body, true, &changes, NULL) !=
		TOKEN_OK ||
	    shape_merge(fields, version, changes, record, NULL) != TOKEN_OK) {
		printf("Bail out! %s\n", text);
		exit(1);
	}
	json_decref(changes);
	json_decref(body);
	return record;
}

static enum token_error
update(json_t *record, enum shape_version version, const char *text,
    struct fault *fault)
{
	json_t *body = parse(text), *changes;
	enum token_error err;

	err = shape_read(fields, version, body, false, &changes, fault);
	if (err == TOKEN_OK)
		err = shape_merge(fields, version, changes, record, fault);
	json_decref(changes);
	json_decref(body);
	return err;
}

static void
check_shown(const json_t *record, enum shape_version version, const char *text,
    const char *name)
{
	json_t *answer = json_object(), *expected = parse(text);

	ok(shape_write(fields, version, record, answer) &&
		json_equal(answer, expected),
	    "%s", name);
	json_decref(expected);
	json_decref(answer);
}

static void
test_showing(void)
{
	json_t *record = new_record(B, "{}"), *empty = json_object();

	check_shown(record, B,
	    "{\"text\":\"\",\"count\":3,\"size\":128,\"on\":true,\"word\":"
	    "\"public\",\"http_option\":\"enabled\",\"time\":\"300s\",\"list\":"
	    "[],\"map\":{},\"secrets\":[],\"check\":null,\"old\":7}",
	    "v1beta1 shows a new record");
	check_shown(record, V,
	    "{\"text\":\"\",\"number\":3,\"size_bytes\":128000000,\"on\":true,"
	    "\"word\":\"public\",\"https_connections_only\":false,\"time\":"
	    "\"300s\",\"list\":[],\"map\":{},\"secrets\":{},\"probe\":null}",
	    "v1 shows the same record");
	check_shown(empty, V,
	    "{\"text\":\"\",\"number\":3,\"size_bytes\":128000000,\"on\":true,"
	    "\"word\":\"public\",\"https_connections_only\":false,\"time\":"
	    "\"300s\",\"list\":[],\"map\":{},\"secrets\":{},\"probe\":null}",
	    "a record older than its fields has their initial values");
	json_decref(empty);
	json_decref(record);
	record = new_record(V, "{\"word\":\"unknown_privacy\",\"number\":4,"
			       "\"https_connection_only\":true}");
	check_shown(record, B,
	    "{\"text\":\"\",\"count\":4,\"size\":128,\"on\":true,\"word\":"
	    "\"public\",\"http_option\":\"redirected\",\"time\":\"300s\","
	    "\"list\":[],\"map\":{},\"secrets\":[],\"check\":null,\"old\":7}",
	    "a word that is not set gets its initial value");
	json_decref(record);
}

static const char *
hash_of(const json_t *record, const char *key)
{
	const json_t *secrets = json_object_get(record, "secrets");

	return json_text(secrets, key);
}

static bool
proves(const char *hash, const char *secret)
{
	return argon2id_verify(hash, secret, strlen(secret)) == ARGON2_OK;
}

static void
test_secrets(void)
{
	json_t *record = new_record(B,
	    "{\"secrets\":[{\"key\":\"A\",\"value\":\"one\"},{\"key\":\"B\","
	    "\"value\":\"two\"}]}");
	json_t *answer = json_object();
	struct fault fault = { .argument = "" };
	char *text;
	char hash[200];

	ok(proves(hash_of(record, "A"), "one") &&
		proves(hash_of(record, "B"), "two") &&
		!proves(hash_of(record, "A"), "two"),
	    "a secret is kept as the argon2id hash of its value");
	ok(strncmp(
	       hash_of(record, "A"), "$argon2id$v=19$m=4096,t=3,p=1$", 30) == 0,
	    "with the encoding that clients compare");
	text = json_to_text(record);
	ok(strstr(text, "one") == NULL, "and not in the clear");
	free(text);
	snprintf(hash, sizeof hash, "%s", hash_of(record, "B"));
	ok(update(record, B,
	       "{\"secrets\":[{\"key\":\"A\"},{\"key\":\"C\",\"value\":\"\"}]}",
	       &fault) == TOKEN_OK &&
		json_object_size(json_object_get(record, "secrets")) == 2 &&
		strcmp(hash_of(record, "B"), hash) == 0 &&
		proves(hash_of(record, "C"), ""),
	    "v1beta1 deletes one secret, adds one, leaves the rest");
	snprintf(hash, sizeof hash, "%s", hash_of(record, "C"));
	ok(update(record, V, "{\"secrets\":{\"C\":\"\",\"D\":\"new\"}}",
	       &fault) == TOKEN_OK &&
		json_object_size(json_object_get(record, "secrets")) == 2 &&
		strcmp(hash_of(record, "C"), hash) == 0 &&
		proves(hash_of(record, "D"), "new"),
	    "v1 names all secrets: \"\" keeps one, the others are deleted");
	ok(update(record, V, "{\"secrets\":{\"C\":null,\"B\":\"\"}}", &fault) ==
		    TOKEN_OK &&
		json_object_size(json_object_get(record, "secrets")) == 1 &&
		proves(hash_of(record, "B"), ""),
	    "v1 keeps no secret of null, and \"\" where there was none");
	ok(update(record, V, "{\"text\":\"a\"}", &fault) == TOKEN_OK &&
		json_object_size(json_object_get(record, "secrets")) == 1,
	    "v1 leaves secrets alone that it does not send");
	ok(shape_write(fields, B, record, answer) &&
		strcmp(json_text(json_array_get(
				     json_object_get(answer, "secrets"), 0),
			   "hashed_value"),
		    hash_of(record, "B")) == 0,
	    "v1beta1 shows key and hashed_value");
	ok(update(record, B,
	       "{\"secrets\":[{\"key\":\"D\",\"value\":\"\"},"
	       "{\"key\":\"E\",\"value\":\"\"}]}",
	       &fault) == TOKEN_INVALID_ARGUMENT &&
		strcmp(fault.argument, "secrets") == 0 &&
		strcmp(fault.reason, "constraint") == 0,
	    "several requests cannot add more secrets than one may");
	json_decref(answer);
	json_decref(record);
}

int
main(void)
{
	test_readings();
	test_showing();
	test_secrets();
	return done();
}
