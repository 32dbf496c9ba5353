/* SPDX-License-Identifier: ISC */
/* Objects with members of their own: probes and scaling options. */
#include "base/json.h"
#include "lib/tap.h"
#include "object/shape.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const struct shape_field fields[] = {
	{ "probe", "check", "probe", SHAPE_PROBE, 0, 0, NULL, "null", NULL },
	{ "scaling", "scaling", "scaling", SHAPE_SCALING, 0, 0, NULL,
	    "{\"cpu_usage_threshold\":9}", NULL },
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
	{ "what the API has is kept, durations as seconds", V,
	    "{\"probe\":{\"interval\":\"20.000000000s\",\"timeout\":\"2s\","
	    "\"tcp\":{\"x\":1},\"y\":2}}",
	    "{\"probe\":{\"interval\":20,\"timeout\":2,\"tcp\":{}}}", 0, 0 },
	{ "a health check has no timeout", B,
	    "{\"check\":{\"timeout\":\"2s\",\"http\":{\"path\":\"/up\"}}}",
	    "{\"probe\":{\"http\":{\"path\":\"/up\"}}}", 0, 0 },
	{ "an object of nulls is not set", V,
	    "{\"probe\":{\"interval\":null,\"http\":null},\"scaling\":{}}",
	    "{}", 0, 0 },
	{ "Go's zero values are kept", B,
	    "{\"check\":{\"failure_threshold\":0,\"interval\":null}}",
	    "{\"probe\":{\"failure_threshold\":0}}", 0, 0 },
	{ "of members that exclude each other two are refused", V,
	    "{\"probe\":{\"tcp\":{},\"http\":{\"path\":\"/\"}}}", NULL, "probe",
	    "constraint" },
	{ "so are two thresholds", V,
	    "{\"scaling\":{\"cpu_usage_threshold\":1,"
	    "\"memory_usage_threshold\":2}}",
	    NULL, "scaling", "constraint" },
	{ "a string is no object", V, "{\"scaling\":\"x\"}", NULL, "scaling",
	    "format" },
	{ "nor is an array", B, "{\"check\":[]}", NULL, "check", "format" },
	{ "a fault inside an object names the object", V,
	    "{\"probe\":{\"interval\":10}}", NULL, "probe.interval", "format" },
	{ "also two objects deep", B, "{\"check\":{\"http\":{\"path\":1}}}",
	    NULL, "check.http.path", "format" },
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

static bool
is_fault(const struct fault *fault, const char *argument, const char *reason)
{
	return strcmp(fault->argument, argument) == 0 &&
	       strcmp(fault->reason, reason) == 0 && *fault->help != '\0';
}

static void
test_readings(void)
{
	json_t *body, *changes, *expected;
	struct fault fault;
	enum token_error err;
	size_t i;

	for (i = 0; i < sizeof readings / sizeof readings[0]; i++) {
		body = parse(readings[i].body);
		memset(&fault, 0, sizeof fault);
		err = shape_read(
		    fields, readings[i].version, body, false, &changes, &fault);
		if (readings[i].stored != NULL) {
			expected = parse(readings[i].stored);
			ok(err == TOKEN_OK && json_equal(changes, expected),
			    "%s", readings[i].name);
			json_decref(expected);
		} else
			ok(err == TOKEN_INVALID_ARGUMENT &&
				is_fault(&fault, readings[i].argument,
				    readings[i].reason),
			    "%s", readings[i].name);
		json_decref(changes);
		json_decref(body);
	}
}

/* What a version shows of a record. */
static const struct {
	const char *name;
	enum shape_version version;
	const char *record, *shown;
} showings[] = {
	{ "v1beta1 shows a probe with initial values, without timeout", B,
	    "{\"probe\":{\"http\":{\"path\":\"/up\"}}}",
	    "{\"check\":{\"failure_threshold\":30,\"interval\":\"10s\","
	    "\"http\":{\"path\":\"/up\"}},"
	    "\"scaling\":{\"cpu_usage_threshold\":9}}" },
	{ "v1 shows it with one, which clients need", V,
	    "{\"probe\":{\"http\":{\"path\":\"/up\"}}}",
	    "{\"probe\":{\"failure_threshold\":30,\"interval\":\"10s\","
	    "\"timeout\":\"1s\",\"http\":{\"path\":\"/up\"}},"
	    "\"scaling\":{\"cpu_usage_threshold\":9}}" },
	{ "of members that exclude each other only the one set is shown", V,
	    "{\"probe\":null,\"scaling\":{\"memory_usage_threshold\":70}}",
	    "{\"probe\":null,\"scaling\":{\"memory_usage_threshold\":70}}" },
	{ "also when it is empty", V, "{\"probe\":{\"interval\":5,\"tcp\":{}}}",
	    "{\"probe\":{\"failure_threshold\":30,\"interval\":\"5s\","
	    "\"timeout\":\"1s\",\"tcp\":{}},"
	    "\"scaling\":{\"cpu_usage_threshold\":9}}" },
};

static void
test_showings(void)
{
	json_t *record, *answer, *expected;
	size_t i;

	for (i = 0; i < sizeof showings / sizeof showings[0]; i++) {
		record = parse(showings[i].record);
		expected = parse(showings[i].shown);
		answer = json_object();
		ok(shape_write(fields, showings[i].version, record, answer) &&
			json_equal(answer, expected),
		    "%s", showings[i].name);
		json_decref(answer);
		json_decref(expected);
		json_decref(record);
	}
}

int
main(void)
{
	test_readings();
	test_showings();
	return done();
}
