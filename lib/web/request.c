/* SPDX-License-Identifier: ISC */
/* One request, as FastCGI or CGI hands it over. */
#include "web/request.h"
#include "base/text.h"
#include "web/internal.h"
#include "web/percent.h"

#include <limits.h>
#include <string.h>

/* The value of a parameter when the entry is that one, else NULL. */
static const char *
value_of(const char *entry, const char *name)
{
	size_t len;

	if (*entry != *name) /* most are told apart by that */
		return NULL;
	len = strlen(name);
	if (strncmp(entry, name, len) != 0 || entry[len] != '=')
		return NULL;
	return entry + len + 1;
}

const char *
request_param(const struct request *request, const char *name)
{
	char **entry;
	const char *value;

	for (entry = request->params; *entry != NULL; entry++) {
		value = value_of(*entry, name);
		if (value != NULL)
			return value;
	}
	return NULL;
}

size_t
request_param_count(const struct request *request, const char *name)
{
	size_t count = 0;
	char **entry;

	for (entry = request->params; *entry != NULL; entry++)
		count += value_of(*entry, name) != NULL;
	return count;
}

enum request_role
request_role(const struct request *request)
{
	return request->role;
}

const char *
request_method(const struct request *request)
{
	const char *method = request_param(request, "REQUEST_METHOD");

	return method != NULL ? method : "";
}

const char *
request_path(const struct request *request)
{
	return request->has_path ? request->path : NULL;
}

const char *
request_query(const struct request *request)
{
	const char *query = request_param(request, "QUERY_STRING");

	return query != NULL ? query : "";
}

const char *
request_body(const struct request *request, size_t *lenp)
{
	*lenp = request->body_len;
	return request->body;
}

bool
request_asks_gate(const struct request *request)
{
	return request->role == REQUEST_AUTHORIZER ||
	       request_param(request, "GATEHOUSE_CONTAINER") != NULL;
}

/* What is no number says nothing: behind some servers a chunked body has the
 * length -1, or none. */
bool
request_is_cut_short(const struct request *request)
{
	const char *text = request_param(request, "CONTENT_LENGTH");
	long long announced;

	if (text == NULL || !text_to_number(text, 0, LLONG_MAX, &announced) ||
	    announced <= (long long)request->body_len)
		return false;
	return request->body_len > 0 || !request_asks_gate(request);
}

/* Once decoded it would look like one that ends a segment. */
static bool
has_escaped_slash(const char *uri, size_t len)
{
	size_t i;

	for (i = 0; i + 2 < len; i++)
		if (uri[i] == '%' && uri[i + 1] == '2' &&
		    (uri[i + 2] == 'f' || uri[i + 2] == 'F'))
			return true;
	return false;
}

/* No segment is empty, "." or "..". */
static bool
is_straight(const char *path)
{
	size_t len;

	if (strcmp(path, "/") == 0)
		return true;
	if (*path != '/')
		return false;
	while (*path == '/') {
		len = strcspn(++path, "/");
		if (len == 0 || (len == 1 && path[0] == '.') ||
		    (len == 2 && path[0] == '.' && path[1] == '.'))
			return false;
		path += len;
	}
	return true;
}

void
request_start(struct request *request, char **params)
{
	const char *uri, *role;
	size_t len;

	request->params = params;
	request->body_len = 0;
	request->body[0] = '\0';
	role = request_param(request, "FCGI_ROLE");
	request->role = role != NULL && strcmp(role, "AUTHORIZER") == 0
			    ? REQUEST_AUTHORIZER
			    : REQUEST_RESPONDER;
	uri = request_param(request, "REQUEST_URI");
	len = uri != NULL ? strcspn(uri, "?") : 0;
	request->has_path = len > 0 && !has_escaped_slash(uri, len) &&
			    percent_decode(uri, len, false, request->path,
				sizeof request->path) &&
			    is_straight(request->path);
}
