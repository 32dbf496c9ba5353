/* SPDX-License-Identifier: ISC */
/* Which handler answers a method and a path: a table to read. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "base/error.h"

#include <stddef.h>

struct request;
struct reply;

#define ROUTE_VALUES 4
#define ROUTE_VALUE 128

/* The path's values, in the order of the pattern's stars. */
struct route_values {
	char value[ROUTE_VALUES][ROUTE_VALUE];
};

/*
 * `pattern` is a path in which a segment "*" stands for any one segment, for
 * example "/containers/v1beta1/regions/" "*" "/tokens".  A row without handler
 * names a method that the resource knows but another program answers: it
 * counts for `Allow` only.
 */
struct route {
	const char *method;
	const char *pattern;
	void (*handle)(void *context, const struct request *request,
	    const struct route_values *values, struct reply *reply);
};

/*
 * Runs the handler that matches, or answers 404 (no such path) or 405 with
 * `Allow`.  The table ends with a row of NULLs.
 */
void route_dispatch(const struct route *routes, void *context,
    const struct request *request, struct reply *reply);

#endif
