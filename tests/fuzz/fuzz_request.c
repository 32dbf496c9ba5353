/* SPDX-License-Identifier: ISC */
/* Requests: "NAME=value" parameters, each ended by a NUL, as a web server sends
 * them; what is made of path, query, cookie, origin and counts. */
#include "cookie.h"
#include "fuzz.h"
#include "web/internal.h"
#include "web/query.h"
#include "web/route.h"

#include <string.h>

#define PARAMS 64

static void
answer(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	(void)request;
	*(struct route_values *)context = *values;
	reply_start(reply, 200);
}

static const struct route routes[] = {
	{ "GET", "/containers/v1beta1/regions/*/tokens/*", answer },
	{ "DELETE", "/containers/v1beta1/regions/*/tokens/*", answer },
	{ "GET", "/keys/*/jwks.json", answer },
	{ "POST", "/session", answer },
	{ "GET", "/", answer },
	{ NULL, NULL, NULL },
};

/* Nothing that could be taken for another path. */
static void
check_path(const char *path)
{
	if (path == NULL)
		return;
	MUST(path[0] == '/' && strlen(path) <= REQUEST_PATH);
	MUST(strstr(path, "//") == NULL && strstr(path, "/./") == NULL &&
	     strstr(path, "/../") == NULL);
	MUST(strlen(path) == 1 || path[strlen(path) - 1] != '/');
}

static void
check_route(const struct request *request)
{
	struct route_values values;
	struct reply reply = { .status = 0 };
	char head[REPLY_HEAD];

	memset(&values, 0, sizeof values);
	route_dispatch(routes, &values, request, &reply);
	MUST(reply.status == 200 || reply.status == 404 || reply.status == 405);
	if (reply.status == 200) {
		MUST(request_path(request) != NULL);
		MUST(strchr(values.value[0], '/') == NULL);
		MUST(strchr(values.value[1], '/') == NULL);
		cookie_set(request, &reply, "secret");
		cookie_clear(request, &reply);
	}
	MUST(reply_head(request, &reply, head) < sizeof head);
	reply_clear(&reply);
}

static void
check_query(const char *query)
{
	static const char *const words[] = { "created_at_asc",
		"created_at_desc", NULL };
	struct fault fault = { .argument = "" };
	int64_t number = 7;
	size_t index = 9;
	char value[17];

	if (query_text(query, "name", value, sizeof value, &fault) != TOKEN_OK)
		MUST(value[0] == '\0' && strcmp(fault.argument, "name") == 0);
	MUST(memchr(value, '\0', sizeof value) != NULL);
	if (query_number(query, "page", 1, 100, &number, &fault) == TOKEN_OK)
		MUST(number >= 1 && number <= 100);
	else
		MUST(number == 7);
	if (query_word(query, "order_by", words, &index, &fault) == TOKEN_OK)
		MUST(index <= 1 || index == 9);
	else
		MUST(index == 9);
}

/* A secret is taken from one cookie of the right length, over a connection that
 * may have sessions at all. */
static void
check_cookie(const struct request *request)
{
	char secret[SESSION_SECRET];
	enum cookie_origin origin = cookie_origin(request);

	if (cookie_read(request, secret)) {
		MUST(cookie_is_allowed(request));
		MUST(strlen(secret) == SESSION_SECRET - 1);
		MUST(request_param_count(request, "HTTP_COOKIE") == 1);
	}
	if (origin == COOKIE_SAME)
		MUST(request_param_count(request, "HTTP_SEC_FETCH_SITE") +
			 request_param_count(request, "HTTP_ORIGIN") >
		     0);
}

static void
check_counts(const struct request *request)
{
	static const char *const names[] = { "HTTP_X_AUTH_TOKEN", "HTTP_HOST",
		"GATEHOUSE_CONTAINER", "REQUEST_URI", "QUERY_STRING" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		MUST((request_param(request, names[i]) != NULL) ==
		     (request_param_count(request, names[i]) > 0));
	if (request_role(request) == REQUEST_AUTHORIZER)
		MUST(request_asks_gate(request));
}

/* A copy of its own for each parameter, so that ASan sees its end. */
static size_t
take_params(const uint8_t *data, size_t size, char *params[PARAMS + 1])
{
	size_t count = 0, len;

	while (size > 0 && count < PARAMS) {
		len = strnlen((const char *)data, size);
		params[count] = malloc(len + 1);
		if (params[count] == NULL)
			abort();
		memcpy(params[count], data, len);
		params[count++][len] = '\0';
		data += len < size ? len + 1 : len;
		size -= len < size ? len + 1 : len;
	}
	params[count] = NULL;
	return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct request request;
	char *params[PARAMS + 1];
	size_t count = take_params(data, size, params);

	request_start(&request, params);
	check_path(request_path(&request));
	check_counts(&request);
	check_query(request_query(&request));
	check_cookie(&request);
	check_route(&request);
	MUST(!request_is_cut_short(&request) ||
	     request_param(&request, "CONTENT_LENGTH") != NULL);
	while (count > 0)
		free(params[--count]);
	return 0;
}
