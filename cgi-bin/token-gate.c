/* SPDX-License-Identifier: ISC */
/* token-gate: the web server asks it whether a request may pass. */
#include "base/config.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "token/gate.h"
#include "token/refusal.h"
#include "token/verified.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/service.h"

#include <stdlib.h>
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
	char path[CONFIG_PATH];

	config_path(&program->config, "refusal.key", path);
	if (refusal_key_open(path, &program->refusal_key) != TOKEN_OK)
		log_line("without %s refusals cannot be explained", path);
	program->gate.config = &program->config;
	program->gate.verified = verified_new();
	if (program->gate.verified == NULL)
		return TOKEN_UNAVAILABLE;
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

/* Under the names that servers hand to the application: Variable-* by FastCGI
 * authorizers, the others by servers that copy response headers. */
static void
name_guest(const struct uuid *id, const char *variable, const char *header,
    struct reply *reply)
{
	char text[UUID_TEXT];

	if (uuid_is_nil(id))
		return;
	uuid_format(id, text);
	reply_header(reply, variable, text);
	reply_header(reply, header, text);
}

static void
let_pass(const struct gate_verdict *verdict, struct reply *reply)
{
	reply_start(reply, 200);
	name_guest(&verdict->container_id, "Variable-GATEHOUSE_CONTAINER_ID",
	    "X-Gatehouse-Container-Id", reply);
	name_guest(&verdict->namespace_id, "Variable-GATEHOUSE_NAMESPACE_ID",
	    "X-Gatehouse-Namespace-Id", reply);
	name_guest(&verdict->token_id, "Variable-GATEHOUSE_TOKEN_ID",
	    "X-Gatehouse-Token-Id", reply);
	name_guest(&verdict->principal_id, "Variable-GATEHOUSE_PRINCIPAL_ID",
	    "X-Gatehouse-Principal-Id", reply);
}

/* One answer whatever the cause; only the operator can read the id. */
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
	refusal.cause = gate_decide(&program->gate, &asked, &verdict);
	if (refusal.cause == TOKEN_OK) {
		let_pass(&verdict, reply);
		return;
	}
	refusal.time = asked.now;
	refusal.container = verdict.container_id;
	refuse(program, &refusal, reply);
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
