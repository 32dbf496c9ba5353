/* SPDX-License-Identifier: ISC */
/* The line that a request gets in the audit trail. */
#include "api_audit.h"
#include "base/json.h"
#include "object/object.h"
#include "store/audit.h"

#include <stddef.h>

#define REQUEST "request"
#define RESOURCE "resource"
#define PRINCIPAL "principal"

static const char *const ids[] = { "container_id", "namespace_id", "user_id",
	"application_id", "group_id" };

void
api_audit_begin(
    struct api *api, const struct request *request, const char *subject)
{
	struct json_t **line = &api->line;

	*line = audit_begin(api->audit, api->now, api->program);
	audit_add(line, NULL, "method", request_method(request));
	audit_add(line, NULL, "path", request_path(request));
	audit_add(line, RESOURCE, "id", subject);
}

static void
add_ids(struct api *api, const char *group, const struct json_t *json)
{
	size_t i;

	for (i = 0; i < sizeof ids / sizeof ids[0]; i++)
		audit_add(&api->line, group, ids[i], json_text(json, ids[i]));
}

void
api_audit_body(struct api *api, const struct json_t *body)
{
	add_ids(api, REQUEST, body);
}

/* An API key's id is its access key. */
void
api_audit_answer(struct api *api, const struct json_t *answer)
{
	audit_add(&api->line, RESOURCE, "id", json_text(answer, "id"));
	audit_add(&api->line, RESOURCE, "id", json_text(answer, "access_key"));
	add_ids(api, RESOURCE, answer);
}

void
api_audit_username(struct api *api, const char *username)
{
	audit_add(&api->line, REQUEST, "username", username);
}

static void
add_id(struct api *api, const char *name, const struct uuid *id)
{
	char text[UUID_TEXT];

	if (uuid_is_nil(id))
		return;
	uuid_format(id, text);
	audit_add(&api->line, PRINCIPAL, name, text);
}

static void
add_principal(struct api *api)
{
	const struct principal *caller = &api->caller;

	add_id(api,
	    caller->kind == OBJECT_APPLICATION ? "application_id" : "user_id",
	    &caller->id);
	add_id(api, "session_id", &api->session.id);
	audit_add(&api->line, PRINCIPAL, "access_key", caller->access_key);
}

void
api_audit_end(
    struct api *api, const struct request *request, const struct reply *reply)
{
	struct json_t **line = &api->line;

	audit_add_number(line, NULL, "status_code", reply_status(reply));
	add_principal(api);
	audit_add(
	    line, NULL, "source_ip", request_param(request, "REMOTE_ADDR"));
	audit_end(api->audit, *line);
	*line = NULL;
}
