/* SPDX-License-Identifier: ISC */
/* Routes: which row matches, what the stars stand for, 404 and 405. */
#include "base/text.h"
#include "lib/tap.h"
#include "web/internal.h"
#include "web/route.h"

#include <stdio.h>
#include <string.h>

/* What a handler was called with. */
struct call {
	int row;
	struct route_values values;
};

#define HANDLER(number)                                                       \
	static void handle_##number(void *context,                            \
	    const struct request *request, const struct route_values *values, \
	    struct reply *reply)                                              \
	{                                                                     \
		struct call *call = context;                                  \
                                                                              \
		(void)request;                                                \
		call->row = number;                                           \
		call->values = *values;                                       \
		reply_start(reply, 200);                                      \
	}

HANDLER(1)
HANDLER(2)
HANDLER(3)
HANDLER(4)
HANDLER(5)
HANDLER(6)
HANDLER(7)

static const struct route routes[] = {
	{ "POST", "/a", handle_1 },
	{ "GET", "/a", handle_2 },
	{ "DELETE", "/a", NULL },
	{ "GET", "/a/*", handle_3 },
	{ "GET", "/a/fixed", handle_4 },
	{ "GET", "/*/b/*/*/*", handle_5 },
	{ "OPTIONS", "/a/*", handle_6 },
	{ "GET", "/a", NULL },
	{ "GET", "/d/*/*/e", handle_5 },
	{ "GET", "/d/*/f/g", handle_7 },
	{ NULL, NULL, NULL },
};

static const struct {
	const char *method, *path;
	int status, row;
	const char *values; /* joined by commas, or what Allow says */
} cases[] = {
	{ "POST", "/a", 200, 1, "" },
	{ "GET", "/a", 200, 2, "" },
	{ "HEAD", "/a", 200, 2, "" },
	{ "GET", "/a/x", 200, 3, "x" },
	{ "GET", "/a/*", 200, 3, "*" },
	{ "GET", "/a/fixed", 200, 3, "fixed" },
	{ "GET", "/a/b", 200, 3, "b" },
	{ "GET", "/x/b/1/2/3", 200, 5, "x,1,2,3" },
	{ "OPTIONS", "/a/x", 200, 6, "x" },
	{ "GET", "/d/x/f/g", 200, 7, "x" },
	{ "DELETE", "/a", 405, 0, "POST, GET, HEAD, DELETE" },
	{ "PUT", "/a", 405, 0, "POST, GET, HEAD, DELETE" },
	{ "OPTIONS", "/a", 405, 0, "POST, GET, HEAD, DELETE" },
	{ "get", "/a", 405, 0, "POST, GET, HEAD, DELETE" },
	{ "POST", "/a/fixed", 405, 0, "GET, HEAD, OPTIONS" },
	{ "GET", "/b", 404, 0, NULL },
	{ "GET", "/aa", 404, 0, NULL },
	{ "GET", "/a/x/y", 404, 0, NULL },
	{ "GET", "/x/b/1/2", 404, 0, NULL },
	{ "GET", "/x/b/1/2/3/4", 404, 0, NULL },
	{ "GET", "/a/", 404, 0, NULL },
	{ "GET", "/", 404, 0, NULL },
	{ "GET", "", 404, 0, NULL },
};

static struct request request;
static struct reply reply;
static char head[REPLY_HEAD + 1];

static void
ask(const char *method, const char *path, struct call *call)
{
	char name[32], uri[512];
	char *params[] = { name, uri, NULL };

	snprintf(name, sizeof name, "REQUEST_METHOD=%s", method);
	snprintf(uri, sizeof uri, "REQUEST_URI=%s", path);
	memset(call, 0, sizeof *call);
	reply_clear(&reply);
	request_start(&request, params);
	route_dispatch(routes, call, &request, &reply);
	head[reply_head(&request, &reply, head)] = '\0';
}

static bool
has_allow(const char *methods)
{
	char line[128];

	snprintf(line, sizeof line, "\r\nAllow: %s\r\n", methods);
	return strstr(head, line) != NULL;
}

static bool
is_as_expected(size_t i, const struct call *call)
{
	static const size_t stars[] = { 0, 0, 0, 1, 1, 4, 1, 1 };
	char values[ROUTE_VALUES * ROUTE_VALUE];
	struct text text;
	size_t star;

	if (reply.status != cases[i].status || call->row != cases[i].row)
		return false;
	if (cases[i].status != 200)
		return cases[i].values == NULL || has_allow(cases[i].values);
	text_open(&text, values, sizeof values);
	for (star = 0; star < stars[call->row]; star++)
		text_addf(&text, "%s%s", star > 0 ? "," : "",
		    call->values.value[star]);
	for (; star < ROUTE_VALUES; star++)
		if (call->values.value[star][0] != '\0')
			return false;
	return strcmp(values, cases[i].values) == 0;
}

static void
test_long_values(void)
{
	char path[ROUTE_VALUE + 8] = "/a/";
	struct call call;

	memset(path + 3, 'x', ROUTE_VALUE - 1);
	ask("GET", path, &call);
	ok(reply.status == 200 &&
		strlen(call.values.value[0]) == ROUTE_VALUE - 1,
	    "a value may be as long as fits");
	path[3 + ROUTE_VALUE - 1] = 'x';
	ask("GET", path, &call);
	ok(reply.status == 404, "a byte more matches nothing");
}

int
main(void)
{
	struct call call;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ask(cases[i].method, cases[i].path, &call);
		ok(is_as_expected(i, &call), "%s %s: %d", cases[i].method,
		    cases[i].path, cases[i].status);
	}
	test_long_values();
	reply_clear(&reply);
	return done();
}
