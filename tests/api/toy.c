/* SPDX-License-Identifier: ISC */
/* toy: a program over the service alone, for tests of how requests travel. */
#include "base/log.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"
#include "web/service.h"

#include <jansson.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void
echo(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	const char *secret = request_param(request, "HTTP_X_AUTH_TOKEN");
	size_t len;

	(void)context;
	(void)values;
	request_body(request, &len);
	reply_json(reply, 200,
	    json_pack("{s:s, s:s, s:s, s:I, s:s?, s:I, s:i}", "method",
		request_method(request), "path", request_path(request), "query",
		request_query(request), "body", (json_int_t)len, "token",
		secret, "tokens",
		(json_int_t)request_param_count(request, "HTTP_X_AUTH_TOKEN"),
		"pid", (int)getpid()));
}

static void
say_nothing(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	(void)context;
	(void)request;
	(void)values;
	(void)reply;
}

static void
spoil_header(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	(void)context;
	(void)request;
	(void)values;
	reply_start(reply, 200);
	reply_header(reply, "X-Echo", "a\r\nX-Forged: b");
}

static void
crash(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	(void)context;
	(void)request;
	(void)values;
	reply_start(reply, 200);
	abort();
}

/* Makes the file that the query names, and answers when it is gone. */
static void
linger(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	const struct timespec moment = { 0, 5000000 };
	const char *path = request_query(request);
	FILE *file = fopen(path, "w");

	if (file != NULL)
		fclose(file);
	while (access(path, F_OK) == 0)
		nanosleep(&moment, NULL);
	echo(context, request, values, reply);
}

static void
pass(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	(void)context;
	(void)request;
	(void)values;
	reply_start(reply, 200);
	reply_header(reply, "Variable-GUEST", "somebody");
}

static const struct route routes[] = {
	{ "GET", "/echo", echo },
	{ "POST", "/echo", echo },
	{ "DELETE", "/echo", NULL },
	{ "GET", "/echo/*/end", echo },
	{ "GET", "/nothing", say_nothing },
	{ "GET", "/spoilt", spoil_header },
	{ "GET", "/crash", crash },
	{ "POST", "/linger", linger },
	{ "POST", "/pass", pass },
	{ NULL, NULL, NULL },
};

static enum token_error
begin(void *context)
{
	(void)context;
	return TOKEN_OK;
}

static void
end(void *context)
{
	(void)context;
}

static void
handle(void *context, const struct request *request, struct reply *reply)
{
	route_dispatch(routes, context, request, reply);
}

int
main(void)
{
	const char *workers = getenv("TOY_WORKERS");
	const struct service service = {
		.name = "toy", .open = begin, .close = end, .handle = handle
	};

	log_open(service.name);
	return service_run(
	    &service, workers != NULL ? (int)strtol(workers, NULL, 10) : 2);
}
