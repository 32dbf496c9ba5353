/* SPDX-License-Identifier: ISC */
/* Requests: paths, parameters, roles, and bodies that were cut short. */
#include "lib/tap.h"
#include "web/internal.h"

#include <stdio.h>
#include <string.h>

#define UTF8 "\xc3\xa9"

static const struct {
	const char *uri;
	const char *path; /* NULL: refused */
} paths[] = {
	{ "/", "/" },
	{ "/a", "/a" },
	{ "/a/b?c/../d", "/a/b" },
	{ "/a?", "/a" },
	{ "/%61%2D", "/a-" },
	{ "/%2561", "/%61" },
	{ "/a+b", "/a+b" },
	{ "/%c3%a9", "/" UTF8 },
	{ "/...", "/..." },
	{ "/.a/..b", "/.a/..b" },
	{ "", NULL },
	{ "?a", NULL },
	{ "a", NULL },
	{ "*", NULL },
	{ "http://host/a", NULL },
	{ "//", NULL },
	{ "/a/", NULL },
	{ "/a//b", NULL },
	{ "//a", NULL },
	{ "/.", NULL },
	{ "/..", NULL },
	{ "/a/./b", NULL },
	{ "/a/../b", NULL },
	{ "/a/%2e%2E/b", NULL },
	{ "/a/.%2e", NULL },
	{ "/a%2fb", NULL },
	{ "/a%2Fb", NULL },
	{ "/a%00b", NULL },
	{ "/a%", NULL },
	{ "/a%4", NULL },
	{ "/a%4?1", NULL },
	{ "/a%zz", NULL },
};

static const struct {
	const char *length; /* NULL: not sent */
	size_t received;
	bool asks_gate, is_cut;
} bodies[] = {
	{ NULL, 0, false, false },
	{ NULL, 5, false, false },
	{ "", 5, false, false },
	{ "-1", 5, false, false },
	{ "x", 5, false, false },
	{ "5", 5, false, false },
	{ "4", 5, false, false },
	{ "6", 5, false, true },
	{ "5", 0, false, true },
	{ "9223372036854775807", 5, false, true },
	{ "99999999999999999999", 5, false, false },
	{ "5", 0, true, false },
	{ "6", 5, true, true },
};

static struct request request;

static void
test_lengths(void)
{
	char uri[REQUEST_PATH + 32] = "REQUEST_URI=/";
	char *params[] = { uri, NULL };
	const size_t at = strlen(uri);

	memset(uri + at, 'a', REQUEST_PATH);
	uri[at + REQUEST_PATH - 1] = '\0';
	request_start(&request, params);
	ok(request_path(&request) != NULL &&
		strlen(request_path(&request)) == REQUEST_PATH,
	    "a path may be as long as the limit");
	uri[at + REQUEST_PATH - 1] = 'a';
	uri[at + REQUEST_PATH] = '\0';
	request_start(&request, params);
	ok(request_path(&request) == NULL, "one byte more is no path");
}

static void
test_paths(void)
{
	char uri[64];
	char *params[] = { uri, NULL };
	const char *path;
	size_t i;

	for (i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		snprintf(uri, sizeof uri, "REQUEST_URI=%s", paths[i].uri);
		request_start(&request, params);
		path = request_path(&request);
		ok(paths[i].path == NULL
			? path == NULL
			: path != NULL && strcmp(path, paths[i].path) == 0,
		    "path: \"%s\"", paths[i].uri);
	}
	test_lengths();
	request_start(&request, params + 1);
	ok(request_path(&request) == NULL, "no REQUEST_URI is no path");
}

static void
test_params(void)
{
	static char entries[][32] = { "A=1", "AA=2", "A=", "B", "A=3=4",
		"GATEHOUSE_CONTAINER=", "=x" };
	char *params[] = { entries[0], entries[1], entries[2], entries[3],
		entries[4], entries[5], entries[6], NULL };
	size_t len = 9;

	request_start(&request, params);
	ok(strcmp(request_param(&request, "A"), "1") == 0,
	    "the first of repeated parameters is shown");
	ok(request_param_count(&request, "A") == 3, "all are counted");
	ok(request_param(&request, "B") == NULL &&
		request_param_count(&request, "B") == 0,
	    "an entry without = is no parameter");
	ok(request_param(&request, "a") == NULL, "names have a case");
	ok(request_asks_gate(&request), "an empty container asks the gate too");
	ok(strcmp(request_method(&request), "") == 0 &&
		strcmp(request_query(&request), "") == 0,
	    "what was not sent is empty");
	ok(strcmp(request_body(&request, &len), "") == 0 && len == 0,
	    "there is no body before it is read");
}

static void
test_roles(void)
{
	static char responder[] = "FCGI_ROLE=RESPONDER";
	static char authorizer[] = "FCGI_ROLE=AUTHORIZER";
	char *params[] = { responder, authorizer, NULL };

	request_start(&request, params + 2);
	ok(request_role(&request) == REQUEST_RESPONDER, "plain CGI responds");
	request_start(&request, params);
	ok(request_role(&request) == REQUEST_RESPONDER &&
		!request_asks_gate(&request),
	    "the first role counts: it is the library's own");
	request_start(&request, params + 1);
	ok(request_role(&request) == REQUEST_AUTHORIZER &&
		request_asks_gate(&request),
	    "an authorizer asks the gate");
}

static void
test_bodies(void)
{
	static char gate[] = "GATEHOUSE_CONTAINER=host";
	char length[64];
	char *params[] = { NULL, NULL, NULL };
	size_t i, count;

	for (i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
		count = 0;
		params[0] = params[1] = NULL;
		if (bodies[i].length != NULL) {
			snprintf(length, sizeof length, "CONTENT_LENGTH=%s",
			    bodies[i].length);
			params[count++] = length;
		}
		if (bodies[i].asks_gate)
			params[count] = gate;
		request_start(&request, params);
		request.body_len = bodies[i].received;
		ok(request_is_cut_short(&request) == bodies[i].is_cut,
		    "%zu bytes of %s%s", bodies[i].received,
		    bodies[i].length != NULL ? bodies[i].length : "none",
		    bodies[i].asks_gate ? ", at the gate" : "");
	}
}

int
main(void)
{
	test_paths();
	test_params();
	test_roles();
	test_bodies();
	return done();
}
