/* SPDX-License-Identifier: ISC */
/* What a container may be, and how each API version shows it. */
#include "lib/state.h"
#include "lib/scarce.h"
#include "lib/tap.h"
#include "container/container_fields.h"

static struct state state;
static char namespace_text[UUID_TEXT];

/* A container of the test's namespace, with more members of the body. */
static enum token_error
create(
    const char *name, const char *more, json_t **objectp, struct fault *fault)
{
	json_t *body, *members;
	enum token_error err;

	body = json_pack(
	    "{s:s, s:s}", "name", name, "namespace_id", namespace_text);
	members = json_parse_object(more, strlen(more));
	assert(members != NULL && json_object_update(body, members) == 0);
	memset(fault, 0, sizeof *fault);
	err = container_create(state.store, &state.config, SHAPE_V1BETA1, body,
	    time_now(), objectp, fault);
	json_decref(members);
	json_decref(body);
	return err;
}

#define NAME34 "c234567890123456789012345678901234"
#define LABEL63 \
	"a23456789012345678901234567890123456789012345678901234567890123"
#define HOST253                                                 \
	LABEL63 "." LABEL63 "." LABEL63 ".b2345678901234567890" \
		"12345678901234567890123456789012345678901"

/* What a create refuses, and how. */
static const struct {
	const char *name, *more;
	const char *argument, *reason; /* NULL: it is taken */
} bodies[] = {
	{ "ab", "{}", NULL, NULL },
	{ "9-9", "{}", NULL, NULL },
	{ NAME34, "{}", NULL, NULL },
	{ NAME34 "5", "{}", "name", "constraint" },
	{ "a", "{}", "name", "constraint" },
	{ "Ab", "{}", "name", "constraint" },
	{ "-ab", "{}", "name", "constraint" },
	{ "ab-", "{}", "name", "constraint" },
	{ "", "{}", "name", "required" },
	{ "xa", "{\"namespace_id\":null}", "namespace_id", "required" },
	{ "xb", "{\"namespace_id\":\"x\"}", "namespace_id", "format" },
	{ "xc", "{\"port\":0}", "port", "constraint" },
	{ "xd", "{\"port\":65536}", "port", "constraint" },
	{ "xe", "{\"memory_limit\":127}", "memory_limit", "constraint" },
	{ "xf", "{\"cpu_limit\":6001}", "cpu_limit", "constraint" },
	{ "xg", "{\"min_scale\":11}", "min_scale", "constraint" },
	{ "xh", "{\"max_scale\":0}", "max_scale", "constraint" },
	{ "xi", "{\"timeout\":\"3601s\"}", "timeout", "constraint" },
	{ "xj", "{\"privacy\":\"secret\"}", "privacy", "constraint" },
	{ "xk", "{\"domain_name\":\"App.example\"}", "domain_name", "format" },
	{ "xl", "{\"domain_name\":\"app.example:80\"}", "domain_name",
	    "format" },
	{ "xm", "{\"domain_name\":\"app..example\"}", "domain_name", "format" },
	{ "xn", "{\"domain_name\":\".\"}", "domain_name", "format" },
	{ "xo", "{\"domain_name\":\"\"}", "domain_name", "format" },
	{ "xp", "{\"domain_name\":\"" LABEL63 "4.example\"}", "domain_name",
	    "format" },
	{ "xq", "{\"domain_name\":\"" HOST253 "4\"}", "domain_name", "format" },
	{ "xr", "{\"domain_name\":\"" HOST253 "\"}", NULL, NULL },
	{ "ya", "{\"cors_origin\":\"\"}", NULL, NULL },
	{ "yb", "{\"cors_origin\":\"https://a.example\"}", NULL, NULL },
	{ "yc", "{\"cors_origin\":\"http://localhost:8080\"}", NULL, NULL },
	{ "yd", "{\"cors_origin\":\"https://" HOST253 ":65535\"}", NULL, NULL },
	{ "ye", "{\"cors_origin\":\"https://" HOST253 "4\"}", "cors_origin",
	    "format" },
	{ "yf", "{\"cors_origin\":\"https://" HOST253 ":655350\"}",
	    "cors_origin", "format" },
	{ "yg", "{\"cors_origin\":\"*\"}", "cors_origin", "format" },
	{ "yh", "{\"cors_origin\":\"null\"}", "cors_origin", "format" },
	{ "yi", "{\"cors_origin\":\"https://\"}", "cors_origin", "format" },
	{ "yj", "{\"cors_origin\":\"https://a.example/\"}", "cors_origin",
	    "format" },
	{ "yk", "{\"cors_origin\":\"https://A.example\"}", "cors_origin",
	    "format" },
	{ "yl", "{\"cors_origin\":\"https://a.example:\"}", "cors_origin",
	    "format" },
	{ "ym", "{\"cors_origin\":\"https://a.example:080\"}", "cors_origin",
	    "format" },
	{ "yn", "{\"cors_origin\":\"https://a.example\\r\\nX: y\"}",
	    "cors_origin", "format" },
	{ "yo", "{\"cors_origin\":[\"https://a.example\"]}", "cors_origin",
	    "format" },
	{ "xs",
	    "{\"privacy\":\"private\",\"protocol\":\"unknown_protocol\","
	    "\"http_option\":\"unknown_http_option\",\"sandbox\":"
	    "\"unknown_sandbox\",\"tags\":null,\"command\":null,\"args\":null,"
	    "\"secret_environment_variables\":null}",
	    NULL, NULL },
};

static void
test_bodies(void)
{
	struct fault fault;
	enum token_error err;
	json_t *object;
	bool holds;
	size_t i;

	for (i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
		err = create(bodies[i].name, bodies[i].more, &object, &fault);
		if (bodies[i].argument == NULL)
			holds = err == TOKEN_OK;
		else
			holds =
			    err == TOKEN_INVALID_ARGUMENT &&
			    strcmp(fault.argument, bodies[i].argument) == 0 &&
			    strcmp(fault.reason, bodies[i].reason) == 0;
		ok(holds, "\"%s\" with %.60s is %s", bodies[i].name,
		    bodies[i].more,
		    bodies[i].argument == NULL ? "taken" : "refused");
		json_decref(object);
	}
	ok(create("xx",
	       "{\"namespace_id\":\"11111111-1111-4111-8111-111111111111\"}",
	       &object, &fault) == TOKEN_NOT_FOUND &&
		strcmp(fault.resource, "namespace") == 0,
	    "an unknown namespace has no containers");
}

static void
check_shown(const json_t *object, enum shape_version version, const char *text,
    const char *name)
{
	json_t *shown, *expected, *value;
	const char *key;
	bool holds = true;

	shown = container_show(object, &state.config, version, "ready");
	expected = json_parse_object(text, strlen(text));
	assert(expected != NULL);
	json_object_foreach(expected, key,
	    value) if (!json_equal(json_object_get(shown, key), value))
	{
		printf("# %s\n", key);
		holds = false;
	}
	/* id, name, namespace_id, created_at, updated_at */
	ok(holds && json_object_size(shown) == json_object_size(expected) + 5,
	    "%s", name);
	json_decref(expected);
	json_decref(shown);
}

static void
test_show(void)
{
	json_t *object, *shown;
	struct fault fault;

	MUST(create(
	    "shown", "{\"registry_image\":\"nginx:latest\"}", &object, &fault));
	/* A time to compare with. */
	MUST(json_object_set_new(object, "updated_at", json_string("U")) == 0
		 ? TOKEN_OK
		 : TOKEN_INTERNAL);
	check_shown(object, SHAPE_V1BETA1,
	    "{\"status\":\"ready\",\"environment_variables\":{},"
	    "\"min_scale\":0,\"max_scale\":5,\"memory_limit\":2048,"
	    "\"cpu_limit\":1000,\"timeout\":\"300s\",\"error_message\":null,"
	    "\"privacy\":\"public\",\"cors_origin\":\"\","
	    "\"description\":\"\",\"registry_image\":"
	    "\"nginx:latest\",\"max_concurrency\":50,\"domain_name\":"
	    "\"shown.localhost\",\"protocol\":\"http1\",\"port\":8080,"
	    "\"secret_environment_variables\":[],\"http_option\":\"enabled\","
	    "\"sandbox\":\"v2\",\"local_storage_limit\":1000,"
	    "\"scaling_option\":{\"concurrent_requests_threshold\":50},"
	    "\"ready_at\":\"U\",\"health_check\":{\"failure_threshold\":30,"
	    "\"interval\":\"10s\",\"tcp\":{}},\"tags\":[],"
	    "\"private_network_id\":null,\"command\":[],\"args\":[],"
	    "\"region\":\"fr-par\"}",
	    "v1beta1 shows Scaleway's members and defaults");
	check_shown(object, SHAPE_V1,
	    "{\"status\":\"ready\",\"description\":\"\",\"min_scale\":0,"
	    "\"max_scale\":5,\"memory_limit_bytes\":2048000000,"
	    "\"mvcpu_limit\":1000,\"timeout\":\"300s\",\"privacy\":\"public\","
	    "\"cors_origin\":\"\","
	    "\"image\":\"nginx:latest\",\"protocol\":\"http1\",\"port\":8080,"
	    "\"https_connections_only\":false,\"sandbox\":\"v2\","
	    "\"local_storage_limit_bytes\":1000000000,\"scaling_option\":"
	    "{\"concurrent_requests_threshold\":50},\"tags\":[],\"command\":[],"
	    "\"args\":[],\"environment_variables\":{},\"public_endpoint\":"
	    "\"https://shown.localhost\",\"liveness_probe\":"
	    "{\"failure_threshold\":30,\"interval\":\"10s\",\"timeout\":\"1s\","
	    "\"tcp\":{}},\"startup_probe\":null,"
	    "\"secret_environment_variables\":{},\"region\":\"fr-par\"}",
	    "v1 shows the same with its own names and units");
	state.config.port = 8443;
	shown = container_show(object, &state.config, SHAPE_V1, "ready");
	ok(strcmp(json_text(shown, "public_endpoint"),
	       "https://shown.localhost:8443") == 0,
	    "an address has the configured port");
	json_decref(shown);
	state.config.port = 0;
	json_decref(object);
}

/* Of a record older than its fields, whose values are all made anew. */
static void
test_out_of_memory(void)
{
	json_t *record = json_object(), *whole = json_object(), *answer;
	int n, failed = 0, wrong = 0;

	wrong += !shape_write(container_fields, SHAPE_V1BETA1, record, whole);
	for (n = 0; n < 300; n++) {
		answer = json_object();
		json_set_alloc_funcs(scarce_malloc, free);
		requests_left = n;
		if (!shape_write(
			container_fields, SHAPE_V1BETA1, record, answer))
			failed++;
		else
			wrong += !json_equal(answer, whole);
		json_set_alloc_funcs(malloc, free);
		json_decref(answer);
	}
	ok(failed > 10 && failed < 300 && wrong == 0,
	    "a record is shown whole or not at all when memory is out");
	json_decref(whole);
	json_decref(record);
}

int
main(void)
{
	struct uuid id;

	state_open(&state);
	id = state_namespace(&state, "main");
	uuid_format(&id, namespace_text);
	test_bodies();
	test_show();
	state_close(&state);
	test_out_of_memory();
	return done();
}
