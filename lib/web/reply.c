/* SPDX-License-Identifier: ISC */
/* One answer: built whole, then sent. */
#include "web/reply.h"
#include "base/json.h"
#include "base/text.h"
#include "web/internal.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define BODY_LONGEST (8 << 20)

/* Tokens, keys and cookies are in answers, so none is left in memory. */
void
reply_clear(struct reply *reply)
{
	/* They may hold a token, or a session's cookie. */
	if (reply->body != NULL)
		explicit_bzero(reply->body, reply->body_len);
	explicit_bzero(reply->headers, reply->headers_len);
	free(reply->body);
	reply->body = NULL;
	reply->body_len = 0;
	reply->headers_len = 0;
	reply->status = 0;
	reply->is_spoilt = false;
}

int
reply_status(const struct reply *reply)
{
	return reply->is_spoilt ? error_status(TOKEN_INTERNAL) : reply->status;
}

static bool
is_clean(const char *value)
{
	for (; *value != '\0'; value++)
		if ((unsigned char)*value < ' ' || *value == 127)
			return false;
	return true;
}

static void
add(struct reply *reply, const char *text)
{
	const size_t len = strlen(text);

	if (len >= REPLY_HEADERS - reply->headers_len) {
		reply->is_spoilt = true;
		return;
	}
	memcpy(reply->headers + reply->headers_len, text, len + 1);
	reply->headers_len += len;
}

void
reply_header(struct reply *reply, const char *name, const char *value)
{
	if (!is_clean(value)) {
		reply->is_spoilt = true;
		return;
	}
	add(reply, name);
	add(reply, ": ");
	add(reply, value);
	add(reply, "\r\n");
}

void
reply_start(struct reply *reply, int status)
{
	reply_clear(reply);
	reply->status = status;
	if (reply->is_pass_through && status == 200)
		return;
	reply_header(reply, "Cache-Control", "no-store");
	reply_header(reply, "X-Content-Type-Options", "nosniff");
}

void
reply_body(struct reply *reply, const char *type, const void *body, size_t len)
{
	char *copy;

	copy = len <= BODY_LONGEST ? malloc(len + 1) : NULL;
	if (copy == NULL) {
		reply->is_spoilt = true;
		return;
	}
	memcpy(copy, body, len);
	copy[len] = '\0';
	free(reply->body);
	reply->body = copy;
	reply->body_len = len;
	if (type != NULL)
		reply_header(reply, "Content-Type", type);
}

void
reply_json(struct reply *reply, int status, struct json_t *json)
{
	reply_json_as(reply, status, "application/json", json);
}

void
reply_json_as(
    struct reply *reply, int status, const char *type, struct json_t *json)
{
	char *text;

	text = json != NULL ? json_to_text(json) : NULL;
	json_decref(json);
	reply_start(reply, status);
	if (text == NULL) {
		reply->is_spoilt = true;
		return;
	}
	reply_body(reply, type, text, strlen(text));
	explicit_bzero(text, strlen(text));
	free(text);
}

/* A copy without the texts that were cut within a character, for which there is
 * no JSON: the error is worth more than they are. */
static struct fault
readable(const struct fault *fault)
{
	struct fault copy = *fault;
	char *const texts[] = { copy.argument, copy.reason, copy.help,
		copy.action, copy.resource, copy.resource_id, copy.method,
		copy.set };
	size_t i;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (!text_is_plain(texts[i], sizeof copy))
			texts[i][0] = '\0';
	return copy;
}

/* The companions that the clients of the API look for, by type of error. */
static json_t *
companions(enum token_error err, const struct fault *fault)
{
	switch (err) {
	case TOKEN_INVALID_ARGUMENT:
		return json_pack("{s:[{s:s, s:s, s:s}]}", "details",
		    "argument_name", fault->argument, "reason", fault->reason,
		    "help_message", fault->help);
	case TOKEN_UNAUTHENTICATED:
		return json_pack("{s:s, s:s}", "method", fault->method,
		    "reason", fault->reason);
	case TOKEN_FORBIDDEN:
		return json_pack("{s:[{s:s, s:s}], s:s, s:s*}", "details",
		    "action", fault->action, "resource", fault->resource,
		    "permission_set", fault->set, "help_message",
		    fault->help[0] != '\0' ? fault->help : NULL);
	case TOKEN_NOT_FOUND:
		return json_pack("{s:s, s:s}", "resource", fault->resource,
		    "resource_id", fault->resource_id);
	case TOKEN_EXISTS:
		return json_pack("{s:s, s:s, s:s}", "resource", fault->resource,
		    "resource_id", fault->resource_id, "help_message",
		    fault->help);
	case TOKEN_PRECONDITION:
		return json_pack("{s:s, s:s}", "precondition", fault->argument,
		    "help_message", fault->help);
	default:
		return json_object();
	}
}

void
reply_error(
    struct reply *reply, enum token_error err, const struct fault *fault)
{
	static const struct fault none;
	const struct fault shown = readable(fault != NULL ? fault : &none);
	json_t *json;

	if (err == TOKEN_OK)
		err = TOKEN_INTERNAL;
	json = companions(err, &shown);
	if (json != NULL && (json_object_set_new(json, "message",
				 json_string(error_text(err))) != 0 ||
				json_object_set_new(json, "type",
				    json_string(error_type(err))) != 0)) {
		json_decref(json);
		json = NULL;
	}
	reply_json(reply, error_status(err), json);
}

static const char *
status_text(int status)
{
	static const struct {
		int status;
		const char *text;
	} texts[] = {
		{ 200, "200 OK" },
		{ 204, "204 No Content" },
		{ 400, "400 Bad Request" },
		{ 401, "401 Unauthorized" },
		{ 403, "403 Forbidden" },
		{ 404, "404 Not Found" },
		{ 405, "405 Method Not Allowed" },
		{ 409, "409 Conflict" },
		{ 412, "412 Precondition Failed" },
		{ 413, "413 Content Too Large" },
		{ 415, "415 Unsupported Media Type" },
		{ 429, "429 Too Many Requests" },
		{ 500, "500 Internal Server Error" },
		{ 503, "503 Service Unavailable" },
	};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (texts[i].status == status)
			return texts[i].text;
	return NULL;
}

/* A pass to an authorizer's server is a head alone. */
static bool
is_pass(const struct reply *reply)
{
	return reply->is_pass_through && reply->status == 200;
}

size_t
reply_head(const struct request *request, const struct reply *reply, char *head)
{
	const char *status = status_text(reply->status);
	struct text text;

	(void)request;
	text_open(&text, head, REPLY_HEAD);
	text_add(&text, "Status: ");
	if (status != NULL)
		text_add(&text, status);
	else
		text_addf(&text, "%d Status", reply->status);
	text_add(&text, "\r\n");
	text_add(&text, reply->headers);
	if (!is_pass(reply) && reply->status != 204)
		text_addf(&text, "Content-Length: %zu\r\n", reply->body_len);
	text_add(&text, "\r\n");
	return text.cut ? 0 : text.len;
}

bool
reply_has_body(const struct request *request, const struct reply *reply)
{
	return reply->body_len > 0 && !is_pass(reply) &&
	       strcmp(request_method(request), "HEAD") != 0;
}
