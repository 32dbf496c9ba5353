/* SPDX-License-Identifier: ISC */
/* Regions of which this installation serves none. */
#include "region.h"
#include "api.h"
#include "base/text.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"

/* Two letters, a hyphen, three letters: clients know no others. */
static bool
is_region(const char *name)
{
	return strlen(name) == 6 && strspn(name, LOWER) == 2 &&
	       name[2] == '-' && strspn(name + 3, LOWER) == 3;
}

/* What follows /containers/VERSION/regions/REGION/: "tokens", "tokens/ID". */
static const char *
path_in_region(const char *path)
{
	int slashes;

	for (slashes = 0; slashes < 5 && *path != '\0'; path++)
		slashes += *path == '/';
	return path;
}

static void
answer_empty_list(const char *collection, struct reply *reply)
{
	reply_json(
	    reply, 200, json_pack("{s:[], s:i}", collection, "total_count", 0));
}

/* issue-jwt creates a token, though it is a GET. */
static bool
is_create(const struct request *request, const char *rest)
{
	return strcmp(request_method(request), "POST") == 0 ||
	       strcmp(rest, "issue-jwt") == 0;
}

/* "tokens" names a token, and what follows it its id. */
static enum token_error
refuse_id(const char *rest, struct fault *fault)
{
	const size_t len = strcspn(rest, "/");
	const char *id = rest + len + 1;
	char resource[40], text[ROUTE_VALUE];

	snprintf(resource, sizeof resource, "%.*s", (int)len - 1, rest);
	snprintf(text, sizeof text, "%.*s", (int)strcspn(id, "/"), id);
	return api_not_found(fault, resource, text);
}

void
region_answer_foreign(
    const char *region, const struct request *request, struct reply *reply)
{
	const char *rest = path_in_region(request_path(request));
	const bool is_collection = strchr(rest, '/') == NULL;
	struct fault fault = { .argument = "" };
	enum token_error err;

	if (is_collection && is_create(request, rest))
		err = fault_argument(&fault, "region",
		    is_region(region) ? "constraint" : "format",
		    "this installation has another region");
	else if (!is_region(region))
		err = api_not_found(&fault, "region", region);
	else if (!is_collection)
		err = refuse_id(rest, &fault);
	else {
		answer_empty_list(rest, reply);
		return;
	}
	reply_error(reply, err, &fault);
}
