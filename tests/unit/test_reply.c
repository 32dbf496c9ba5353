/* SPDX-License-Identifier: ISC */
/* Answers: the companions that clients look for, and nothing half built. */
#include "lib/tap.h"
#include "web/internal.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static struct reply reply;
static struct request request;
static char *params[] = { NULL };

/* The body as JSON, sorted. */
static const char *
body(void)
{
	static char text[1024];
	json_t *json = json_loads(reply.body, 0, NULL);
	char *dumped = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);

	snprintf(text, sizeof text, "%s", dumped);
	free(dumped);
	json_decref(json);
	return text;
}

static void
expect(enum token_error err, const struct fault *fault, const char *wanted)
{
	reply_error(&reply, err, fault);
	ok(reply.status == error_status(err) && !reply.is_spoilt &&
		strcmp(body(), wanted) == 0,
	    "%s: %d %s", error_type(err), reply.status, body());
}

static void
test_errors(void)
{
	struct fault fault;
	enum token_error err;

	err = fault_argument(&fault, "name", "constraint", "too long");
	expect(err, &fault,
	    "{\"details\":[{\"argument_name\":\"name\",\"help_message\":"
	    "\"too long\",\"reason\":\"constraint\"}],\"message\":\"invalid "
	    "argument(s)\",\"type\":\"invalid_arguments\"}");
	err = fault_authentication(&fault, "api_key", "expired");
	expect(err, &fault,
	    "{\"message\":\"authentication is "
	    "denied\",\"method\":\"api_key\","
	    "\"reason\":\"expired\",\"type\":\"denied_authentication\"}");
	err = fault_not_found(&fault, "token", "7");
	expect(err, &fault,
	    "{\"message\":\"resource is not found\",\"resource\":\"token\","
	    "\"resource_id\":\"7\",\"type\":\"not_found\"}");
	err = fault_exists(&fault, "namespace", "7", "take another name");
	expect(err, &fault,
	    "{\"help_message\":\"take another name\",\"message\":\"resource "
	    "already exists\",\"resource\":\"namespace\",\"resource_id\":"
	    "\"7\",\"type\":\"already_exists\"}");
	err = fault_precondition(&fault, "resource_still_in_use", "empty it");
	expect(err, &fault,
	    "{\"help_message\":\"empty it\",\"message\":\"precondition is not "
	    "respected\",\"precondition\":\"resource_still_in_use\",\"type\":"
	    "\"precondition_failed\"}");
	expect(TOKEN_INTERNAL, NULL,
	    "{\"message\":\"internal error\",\"type\":\"internal_error\"}");
	err =
	    fault_permission(&fault, "write", "token", "ContainersFullAccess");
	reply_error(&reply, err, &fault);
	ok(reply.status == 403 &&
		strstr(body(),
		    "\"details\":[{\"action\":\"write\",\"resource\":"
		    "\"token\"}]") != NULL,
	    "permissions_denied says which action on what");
}

static void
test_head(void)
{
	char head[REPLY_HEAD];

	reply_json(&reply, 200, json_object());
	head[reply_head(&request, &reply, head)] = '\0';
	ok(strcmp(head, "Status: 200 OK\r\nCache-Control: no-store\r\n"
			"X-Content-Type-Options: nosniff\r\n"
			"Content-Type: application/json\r\n"
			"Content-Length: 2\r\n\r\n") == 0,
	    "JSON has its media type exactly, without charset");
	reply_start(&reply, 204);
	head[reply_head(&request, &reply, head)] = '\0';
	ok(strstr(head, "Content-") == strstr(head, "Content-Type-Options"),
	    "204 announces no content");
}

static void
test_spoilt(void)
{
	char value[REPLY_HEADERS];

	reply_start(&reply, 200);
	reply_header(&reply, "X-A", "a\r\nX-B: b");
	ok(reply.is_spoilt && reply_status(&reply) == 500,
	    "a line break in a header spoils the answer");
	reply_start(&reply, 200);
	ok(!reply.is_spoilt && reply_status(&reply) == 200,
	    "a new start makes good");
	memset(value, 'a', sizeof value - 1);
	value[sizeof value - 1] = '\0';
	reply_header(&reply, "X-A", value);
	ok(reply.is_spoilt, "so do headers that do not fit");
	reply_json(&reply, 200, NULL);
	ok(reply.is_spoilt, "so does JSON that memory was out for");
}

int
main(void)
{
	request_start(&request, params);
	test_errors();
	test_head();
	test_spoilt();
	reply_clear(&reply);
	return done();
}
