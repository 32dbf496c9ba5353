/* SPDX-License-Identifier: ISC */
/* Which handler answers a method and a path. */
#include "web/route.h"
#include "base/text.h"
#include "web/reply.h"
#include "web/request.h"

#include <stdbool.h>
#include <string.h>

/* Compares segment by segment; the stars' segments go to `values`. */
static bool
matches(const char *pattern, const char *path, struct route_values *values)
{
	size_t want, have, count = 0;

	while (*pattern == '/' && *path == '/') {
		want = strcspn(++pattern, "/");
		have = strcspn(++path, "/");
		if (want == 1 && *pattern == '*') {
			if (have == 0 || have >= ROUTE_VALUE ||
			    count == ROUTE_VALUES)
				return false;
			memcpy(values->value[count], path, have);
			values->value[count++][have] = '\0';
		} else if (want != have || memcmp(pattern, path, have) != 0)
			return false;
		pattern += want;
		path += have;
	}
	for (; count < ROUTE_VALUES; count++)
		values->value[count][0] = '\0'; /* of an earlier row */
	return *pattern == '\0' && *path == '\0';
}

static bool
answers(const struct route *route, const char *method)
{
	return strcmp(route->method, method) == 0 ||
	       (strcmp(method, "HEAD") == 0 &&
		   strcmp(route->method, "GET") == 0);
}

/* The methods of the path, once each; HEAD comes with GET. */
static void
list_methods(const struct route *routes, const char *path, struct text *allow)
{
	const struct route *route, *before;
	struct route_values values;

	for (route = routes; route->method != NULL; route++) {
		if (!matches(route->pattern, path, &values))
			continue;
		for (before = routes; before < route; before++)
			if (strcmp(before->method, route->method) == 0 &&
			    matches(before->pattern, path, &values))
				break;
		if (before < route)
			continue;
		text_add(allow, allow->len > 0 ? ", " : "");
		text_add(allow, route->method);
		if (strcmp(route->method, "GET") == 0)
			text_add(allow, ", HEAD");
	}
}

static void
refuse(const struct route *routes, const char *path, struct reply *reply)
{
	char methods[128];
	struct fault fault;
	struct text allow;

	text_open(&allow, methods, sizeof methods);
	list_methods(routes, path, &allow);
	if (allow.len == 0) {
		if (!text_is_plain(path, REQUEST_PATH))
			path = "";
		reply_error(
		    reply, fault_not_found(&fault, "endpoint", path), &fault);
		return;
	}
	reply_error(reply, TOKEN_METHOD, NULL);
	reply_header(reply, "Allow", methods);
}

void
route_dispatch(const struct route *routes, void *context,
    const struct request *request, struct reply *reply)
{
	const char *path = request_path(request);
	const char *method = request_method(request);
	struct route_values values = { .value = { "" } };
	const struct route *route;

	if (path == NULL)
		path = "";
	for (route = routes; route->method != NULL; route++) {
		if (route->handle == NULL || !answers(route, method) ||
		    !matches(route->pattern, path, &values))
			continue;
		route->handle(context, request, &values, reply);
		return;
	}
	refuse(routes, path, reply);
}
