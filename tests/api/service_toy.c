/* SPDX-License-Identifier: ISC */
/* A program that does nothing of use, to test the service. */
#include "base/log.h"
#include "base/text.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"
#include "web/service.h"

#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#define BIG_MOST (16 * 1024 * 1024)

/* What a test asks of it comes as files, named by the environment:
 * TOY_CLOSED   while it is there, open() fails
 * TOY_LEAVE    holds the pid of a worker that must leave
 * TOY_BYE      made by close() */
struct toy {
	int handled; /* requests */
	int tidied;
};

static void
nap(void)
{
	const struct timespec time = { 0, 5 * 1000000L };

	nanosleep(&time, NULL);
}

static bool
is_there(const char *path)
{
	return path != NULL && access(path, F_OK) == 0;
}

static void
make_file(const char *path)
{
	if (path != NULL)
		close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static const char *
shown(const struct request *request, const char *name)
{
	const char *value = request_param(request, name);

	return value != NULL ? value : "";
}

static void
echo(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	static const char *const guest[] = { "GATEHOUSE_CONTAINER_ID",
		"GATEHOUSE_NAMESPACE_ID", "GATEHOUSE_TOKEN_ID" };
	const struct toy *toy = context;
	const char *path = request_path(request);
	const bool has_value = strncmp(path, "/echo/", 6) == 0;
	json_t *json;
	size_t len, i;

	request_body(request, &len);
	json = json_pack("{s:s, s:s?, s:s, s:s, s:i, s:i, s:i, s:i, s:i}",
	    "method", request_method(request), "path", path, "query",
	    request_query(request), "value", has_value ? values->value[0] : "",
	    "count", (int)request_param_count(request, "HTTP_X_COUNT"),
	    "length", (int)len, "handled", toy->handled, "tidied", toy->tidied,
	    "pid", (int)getpid());
	for (i = 0; i < sizeof guest / sizeof guest[0]; i++)
		json_object_set_new(
		    json, guest[i], json_string(shown(request, guest[i])));
	reply_json(reply, 200, json);
}

static void
keep_silent(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	(void)context;
	(void)request;
	(void)values;
	(void)reply;
}

static void
forge_header(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	(void)context;
	(void)request;
	(void)values;
	reply_start(reply, 200);
	reply_header(reply, "X-Toy", "a\r\nStatus: 200");
}

static void
crash(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	(void)context;
	(void)request;
	(void)values;
	(void)reply;
	abort();
}

/* Says that it has begun, by a file, and waits for another. */
static void
wait_for_file(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	const char *path = shown(request, "TOY_FILE");
	char begun[512];

	snprintf(begun, sizeof begun, "%s.begun", path);
	make_file(begun);
	while (!is_there(path))
		nap();
	echo(context, request, values, reply);
}

/* As many bytes as the path says. */
static void
be_big(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	long long size = 0;
	char *body;

	(void)context;
	(void)request;
	if (!text_to_number(values->value[0], 1, BIG_MOST, &size) ||
	    (body = malloc((size_t)size)) == NULL)
		return;
	memset(body, 'x', (size_t)size);
	reply_start(reply, 200);
	reply_body(reply, "text/plain", body, (size_t)size);
	free(body);
}

/* As the gate lets somebody pass. */
static void
let_pass(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	(void)context;
	(void)request;
	(void)values;
	reply_start(reply, 200);
	reply_header(reply, "Variable-TOY", "guest");
}

static const struct route routes[] = {
	{ "GET", "/", echo },
	{ "POST", "/", echo },
	{ "GET", "/echo/*", echo },
	{ "POST", "/echo/*", echo },
	{ "DELETE", "/echo/*", NULL },
	{ "GET", "/silent", keep_silent },
	{ "GET", "/forged", forge_header },
	{ "GET", "/crash", crash },
	{ "GET", "/wait", wait_for_file },
	{ "GET", "/big/*", be_big },
	{ "GET", "/pass", let_pass },
	{ NULL, NULL, NULL },
};

static enum token_error
open_toy(void *context)
{
	(void)context;
	if (!is_there(getenv("TOY_CLOSED")))
		return TOKEN_OK;
	log_line("closed");
	return TOKEN_UNAVAILABLE;
}

static void
close_toy(void *context)
{
	(void)context;
	make_file(getenv("TOY_BYE"));
}

static void
handle(void *context, const struct request *request, struct reply *reply)
{
	struct toy *toy = context;

	toy->handled++;
	route_dispatch(routes, toy, request, reply);
}

static void
tidy(void *context)
{
	struct toy *toy = context;

	toy->tidied++;
}

/* In the parent: once for the pid that the file holds. */
static bool
must_leave(void *context, pid_t pid)
{
	const char *path = getenv("TOY_LEAVE");
	long long doomed = 0;
	char number[16];
	FILE *file;

	(void)context;
	file = path != NULL ? fopen(path, "re") : NULL;
	if (file == NULL)
		return false;
	if (fgets(number, sizeof number, file) != NULL)
		text_to_number(number, 0, 99999999, &doomed);
	fclose(file);
	return doomed == pid && unlink(path) == 0;
}

/* The work of `toy once`: says who it is, and stays while TOY_CLOSED is there.
 */
static int
work(void *context)
{
	(void)context;
	printf("%d\n", (int)getpid());
	fflush(stdout);
	while (is_there(getenv("TOY_CLOSED")))
		nap();
	return 7;
}

/* service_toy [WORKERS], or service_toy once */
int
main(int argc, char **argv)
{
	static struct toy toy;
	const struct service service = { .name = "toy",
		.context = &toy,
		.open = open_toy,
		.close = close_toy,
		.handle = handle,
		.tidy = tidy,
		.must_leave = must_leave };
	long long workers = 1;

	log_open(service.name);
	if (argc == 2 && strcmp(argv[1], "once") == 0)
		return service_once(&service, work);
	if (argc == 2 && !text_to_number(argv[1], 1, 64, &workers))
		return EX_USAGE;
	return service_run(&service, (int)workers);
}
