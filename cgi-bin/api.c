/* SPDX-License-Identifier: ISC */
/* What the handlers of the API share: the request they answer, its body, the
 * answer. */
#include "api.h"
#include "api_audit.h"
#include "base/json.h"
#include "base/text.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

#define JSON_TYPE "application/json"

enum token_error
api_not_found(struct fault *fault, const char *resource, const char *text)
{
	const size_t size = sizeof fault->resource_id;

	if (strnlen(text, size) == size || !text_is_plain(text, size))
		text = "";
	return fault_not_found(fault, resource, text);
}

enum shape_version
api_version(const struct request *request)
{
	static const char v1[] = "/containers/v1/";

	return strncmp(request_path(request), v1, sizeof v1 - 1) == 0
		   ? SHAPE_V1
		   : SHAPE_V1BETA1;
}

static const char *
content_type(const struct request *request)
{
	const char *type = request_param(request, "CONTENT_TYPE");

	return type != NULL ? type : "";
}

/* "application/json", with or without parameters. */
bool
api_is_json(const struct request *request)
{
	const char *type = content_type(request);
	const size_t len = sizeof JSON_TYPE - 1;

	return strncasecmp(type, JSON_TYPE, len) == 0 &&
	       (type[len] == '\0' || strchr("; \t", type[len]) != NULL);
}

enum token_error
api_body(struct api *api, const struct request *request, struct json_t **bodyp)
{
	const bool has_type = *content_type(request) != '\0';
	const char *body;
	size_t len;

	body = request_body(request, &len);
	if (has_type ? !api_is_json(request) : len > 0)
		return TOKEN_MEDIA_TYPE;
	*bodyp =
	    len > 0 ? json_parse_object(body, len) : json_parse_object("{}", 2);
	if (*bodyp == NULL)
		return fault_argument(
		    &api->fault, "body", "format", "must be one JSON object");
	api_audit_body(api, *bodyp);
	return TOKEN_OK;
}

struct registry_delete
api_deletion(const struct api *api)
{
	return (struct registry_delete){
		.journal = api->journal, .who = &api->caller.id, .now = api->now
	};
}

void
api_answer(struct api *api, struct reply *reply, enum token_error err,
    struct json_t *answer)
{
	if (err == TOKEN_OK) {
		api_audit_answer(api, answer);
		reply_json(reply, 200, answer);
		return;
	}
	json_decref(answer);
	reply_error(reply, err, &api->fault);
}
