/* SPDX-License-Identifier: ISC */
/* From a request to its answer, whatever carries them. */
#include "base/log.h"
#include "web/internal.h"

#include <string.h>

/* The answer when a handler left none: complete, so that no server can take it
 * for a pass. */
static void
refuse(const struct request *request, struct reply *reply)
{
	static const char text[] =
	    "{\"message\":\"internal error\",\"type\":\"internal_error\"}";

	reply_start(reply, request_asks_gate(request) ? 403 : 500);
	reply_body(reply, "application/json", text, sizeof text - 1);
}

static bool
has_known_role(const struct request *request)
{
	const char *role = request_param(request, "FCGI_ROLE");

	return role == NULL || strcmp(role, "RESPONDER") == 0 ||
	       strcmp(role, "AUTHORIZER") == 0;
}

void
answer_request(const struct service *service, const struct request *request,
    struct reply *reply, enum token_error read_error, struct fault *fault)
{
	reply_clear(reply);
	reply->is_pass_through = request->role == REQUEST_AUTHORIZER;
	if (read_error != TOKEN_OK)
		reply_error(reply, read_error, fault);
	else if (has_known_role(request))
		service->handle(service->context, request, reply);
	if (reply->status != 0 && !reply->is_spoilt)
		return;
	log_line("a request was left without an answer");
	refuse(request, reply);
}
