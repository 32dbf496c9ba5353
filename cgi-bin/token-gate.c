/* SPDX-License-Identifier: ISC */
/* token-gate: the web server asks it whether a request may pass. */
#include "base/config.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "crypto/key.h"
#include "crypto/refusal.h"
#include "gate/gate.h"
#include "gate/verified.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/service.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

struct program {
	struct config config;
	struct gate gate;
	struct refusal_key *refusal_key; /* NULL: ids say nothing */
};

static enum token_error
open_program(void *context)
{
	struct program *program = context;
	char path[FILE_PATH];

	digest_start();
	if (key_start() != TOKEN_OK)
		return TOKEN_UNAVAILABLE;
	config_path(&program->config, "refusal.key", path);
	if (refusal_key_open(path, &program->refusal_key) != TOKEN_OK)
		log_line("without %s refusals cannot be explained", path);
	program->gate.config = &program->config;
	program->gate.verified = verified_new();
	if (program->gate.verified == NULL) {
		log_errno("cannot remember tokens");
		return TOKEN_UNAVAILABLE;
	}
	return view_open(program->config.view, &program->gate.view);
}

static void
close_program(void *context)
{
	struct program *program = context;

	view_close(program->gate.view);
	verified_free(program->gate.verified);
	refusal_key_close(program->refusal_key);
}

/* Under the names that servers hand to the application: those of a FastCGI
 * authorizer, or those of answers whose headers a server copies. */
static void
let_pass(enum request_role role, const struct gate_verdict *verdict,
    struct reply *reply)
{
	const struct {
		const struct uuid *id;
		const char *variable, *header;
	} guest[] = {
		{ &verdict->container_id, "Variable-GATEHOUSE_CONTAINER_ID",
		    "X-Gatehouse-Container-Id" },
		{ &verdict->namespace_id, "Variable-GATEHOUSE_NAMESPACE_ID",
		    "X-Gatehouse-Namespace-Id" },
		{ &verdict->token_id, "Variable-GATEHOUSE_TOKEN_ID",
		    "X-Gatehouse-Token-Id" },
		{ &verdict->principal_id, "Variable-GATEHOUSE_PRINCIPAL_ID",
		    "X-Gatehouse-Principal-Id" },
	};
	char text[UUID_TEXT];
	size_t i;

	reply_start(reply, 200);
	for (i = 0; i < sizeof guest / sizeof guest[0]; i++) {
		if (uuid_is_nil(guest[i].id))
			continue;
		uuid_format(guest[i].id, text);
		reply_header(reply,
		    role == REQUEST_AUTHORIZER ? guest[i].variable
					       : guest[i].header,
		    text);
	}
}

/* What a page may read or send; by itself this lets nothing pass. */
static void
allow_origin(const char *origin, struct reply *reply)
{
	reply_header(reply, "Access-Control-Allow-Origin", origin);
	reply_header(reply, "Vary", "Origin");
}

/* A browser asks whether a page may send X-Auth-Token (Fetch 4.8): it has no
 * token then, and the application does not hear of it. */
static bool
is_preflight(const struct request *request)
{
	return strcmp(request_method(request), "OPTIONS") == 0 &&
	       request_param(request, "HTTP_ACCESS_CONTROL_REQUEST_METHOD") !=
		   NULL;
}

/*
 * The answer to a preflight is the gate's own.  To an authorizer's server every
 * status but 200 is a refusal that it hands on, so 204 says it all; the others
 * would let 204 pass, so they hear 403 and what to make of it.
 */
static void
answer_preflight(const struct request *request, struct reply *reply)
{
	const bool is_authorizer = request_role(request) == REQUEST_AUTHORIZER;

	if (is_authorizer)
		reply_start(reply, 204);
	reply_header(reply, "Access-Control-Allow-Methods", "*");
	reply_header(reply, "Access-Control-Allow-Headers", "*, Authorization");
	reply_header(reply, "Access-Control-Max-Age", "600");
	if (!is_authorizer)
		reply_header(reply, "X-Gatehouse-Preflight", "204");
	allow_origin(request_param(request, "HTTP_ORIGIN"), reply);
}

/* One answer whatever the cause; only the operator can read the id.  It is in a
 * header too, for servers that drop the body of who refuses. */
static void
refuse(const struct program *program, const struct refusal *refusal,
    struct reply *reply)
{
	char id[REFUSAL_ID], body[256];
	struct text text;

	refusal_id(program->refusal_key, refusal, id);
	text_open(&text, body, sizeof body);
	text_addf(&text,
	    "{\"message\":"
	    "\"access to this container needs a valid X-Auth-Token\","
	    "\"type\":\"permissions_denied\",\"details\":"
	    "[{\"action\":\"call\",\"resource\":\"container\"}],"
	    "\"refusal_id\":\"%s\"}",
	    id);
	reply_start(reply, 403);
	reply_body(reply, "application/json", text.data, text.len);
	reply_header(reply, "X-Gatehouse-Refusal-Id", id);
}

static void
handle(void *context, const struct request *request, struct reply *reply)
{
	const struct program *program = context;
	struct gate_request asked = { .now = time_now() / TIME_MICRO };
	struct gate_verdict verdict;
	struct refusal refusal;

	asked.token = request_param(request, "HTTP_X_AUTH_TOKEN");
	asked.token_count = request_param_count(request, "HTTP_X_AUTH_TOKEN");
	asked.container = request_param(request, "GATEHOUSE_CONTAINER");
	asked.container_count =
	    request_param_count(request, "GATEHOUSE_CONTAINER");
	asked.host = request_param(request, "HTTP_HOST");
	asked.host_count = request_param_count(request, "HTTP_HOST");
	asked.origin = request_param(request, "HTTP_ORIGIN");
	asked.origin_count = request_param_count(request, "HTTP_ORIGIN");
	refusal.cause = gate_decide(&program->gate, &asked, &verdict);
	if (refusal.cause == TOKEN_OK) {
		let_pass(request_role(request), &verdict, reply);
		if (verdict.is_cors) {
			reply_header(reply, "Variable-GATEHOUSE_CORS_ORIGIN",
			    asked.origin);
			allow_origin(asked.origin, reply);
		}
		return;
	}
	refusal.time = asked.now;
	refusal.container = verdict.container_id;
	refuse(program, &refusal, reply);
	if (verdict.is_cors && refusal.cause == TOKEN_NO_TOKEN &&
	    is_preflight(request))
		answer_preflight(request, reply);
	else if (verdict.is_cors)
		allow_origin(asked.origin, reply);
}

int
main(void)
{
	static struct program program;
	const struct service service = { .name = "token-gate",
		.context = &program,
		.open = open_program,
		.close = close_program,
		.handle = handle };

	log_open(service.name);
	if (config_load(NULL, &program.config) != TOKEN_OK)
		return EX_CONFIG;
	return service_run(&service, program.config.workers);
}
