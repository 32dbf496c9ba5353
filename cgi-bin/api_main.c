/* SPDX-License-Identifier: ISC */
/* What every program of the API does around its handler. */
#include "api_main.h"
#include "api_audit.h"
#include "authenticate.h"
#include "base/log.h"
#include "base/time.h"
#include "region.h"
#include "crypto/digest.h"
#include "crypto/key.h"
#include "publish/publish.h"
#include "store/audit.h"
#include "store/mark.h"
#include "store/members.h"
#include "token/keyring_memory.h"
#include "web/service.h"

#include <assert.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#define ROUTES 64

struct program {
	struct api api; /* what handlers see */
	struct publish publish;
	struct members_watch *watch;
	const struct route *routes;
	struct route probes[ROUTES]; /* `routes`, but they only tell */
	const struct route *open;    /* for strangers; may be NULL */
	bool needs_seal;
};

/* Which path a probe met. */
struct match {
	bool is_known;
	struct route_values values;
};

static void
note_match(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct match *match = context;

	(void)request;
	(void)reply;
	match->is_known = true;
	match->values = *values;
}

static void
make_probes(struct program *program)
{
	size_t i;

	for (i = 0; program->routes[i].method != NULL; i++) {
		assert(i + 1 < ROUTES);
		program->probes[i] = program->routes[i];
		if (program->probes[i].handle != NULL)
			program->probes[i].handle = note_match;
	}
}

/* Each worker opens its own; what one failed to open the service tries again.
 */
static enum token_error
open_program(void *context)
{
	struct program *program = context;
	struct api *api = &program->api;
	char path[FILE_PATH];
	enum token_error err;

	digest_start();
	if (program->needs_seal) {
		if (key_start() != TOKEN_OK)
			return TOKEN_UNAVAILABLE;
		config_path(&api->config, "master.key", path);
		err = seal_open(path, &api->seal);
		if (err != TOKEN_OK)
			return err;
	}
	err = publish_open(&api->config, &program->publish);
	if (err == TOKEN_OK) {
		err = audit_open(&api->config, &api->audit);
		if (err != TOKEN_OK)
			publish_close(&program->publish);
	}
	if (err != TOKEN_OK) {
		seal_close(api->seal);
		return err;
	}
	if (program->needs_seal)
		api->memory = keyring_memory_new(); /* without works too */
	api->store = program->publish.store;
	api->view = program->publish.view;
	return TOKEN_OK;
}

static void
close_program(void *context)
{
	struct program *program = context;

	audit_close(program->api.audit);
	publish_close(&program->publish);
	seal_close(program->api.seal);
	keyring_memory_free(program->api.memory);
}

static void
tidy(void *context)
{
	struct program *program = context;

	store_tidy(program->publish.store);
	publish_fold_uses(&program->publish, time_now() / TIME_MICRO);
}

static bool
must_leave(void *context, pid_t pid)
{
	const struct program *program = context;

	return members_must_leave(program->watch, pid);
}

/* The view tells when tokens were last used; without it the records do, which
 * lag a minute behind. */
static void
follow_view(struct api *api)
{
	enum token_error err = view_follow(api->view);

	(void)err;
}

/* Of the APIs only that of containers has regions. */
static bool
has_region(const struct request *request)
{
	static const char containers[] = "/containers/";

	return strncmp(request_path(request), containers,
		   sizeof containers - 1) == 0;
}

static bool
is_open(const struct program *program, const struct request *request)
{
	return program->open != NULL &&
	       strcmp(request_method(request), program->open->method) == 0 &&
	       strcmp(request_path(request), program->open->pattern) == 0;
}

/*
 * Whoever hears that there is nothing to delete takes it for deleted.  It may
 * be so only on record: another process has committed but not published it.
 */
static void
settle_delete(struct api *api, const struct request *request)
{
	static const char kinds[] = { MARK_TOKEN, MARK_CONTAINER,
		MARK_NAMESPACE, MARK_SECRETS };
	const char *id = strrchr(request_path(request), '/') + 1;
	struct store_mark marks[sizeof kinds];
	struct uuid uuid;
	size_t i;

	if (!uuid_parse(id, strlen(id), &uuid))
		memset(&uuid, 0, sizeof uuid); /* an access key */
	for (i = 0; i < sizeof kinds; i++) {
		marks[i].kind = kinds[i];
		memcpy(marks[i].id, uuid.bytes, sizeof marks[i].id);
	}
	store_publish(api->store, marks, sizeof kinds);
}

/* Without a clock nobody can tell which keys and sessions have expired. */
static enum token_error
judge(struct program *program, const struct request *request)
{
	struct api *api = &program->api;

	if (api->now / TIME_MICRO < TIME_EARLIEST) {
		log_line("the clock is not set: it is before 2020");
		return TOKEN_UNAVAILABLE;
	}
	return is_open(program, request) ? TOKEN_OK
					 : authenticate(api, request);
}

/* What the path names last: the id of what it is about, "" if it has none. */
static const char *
subject(const struct request *request, const struct route_values *values)
{
	size_t i = has_region(request) ? 1 : 0;

	while (i + 1 < ROUTE_VALUES && values->value[i + 1][0] != '\0')
		i++;
	return values->value[i];
}

static void
answer(struct program *program, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct api *api = &program->api;
	const char *region =
	    has_region(request) ? values->value[0] : api->config.region;
	const enum token_error err = judge(program, request);

	if (err != TOKEN_OK)
		api_answer(api, reply, err, NULL);
	else if (strcmp(region, api->config.region) != 0)
		region_answer_foreign(region, request, reply);
	else
		route_dispatch(program->routes, api, request, reply);
}

/* Paths and methods are judged first: they need neither store nor caller. */
static void
handle(void *context, const struct request *request, struct reply *reply)
{
	struct program *program = context;
	struct api *api = &program->api;
	struct match match = { .is_known = false };

	route_dispatch(program->probes, &match, request, reply);
	if (!match.is_known)
		return;
	api->now = time_now();
	memset(&api->caller, 0, sizeof api->caller);
	memset(&api->session, 0, sizeof api->session);
	memset(&api->fault, 0, sizeof api->fault);
	api_audit_begin(api, request, subject(request, &match.values));
	follow_view(api);
	answer(program, request, &match.values, reply);
	if (strcmp(request_method(request), "DELETE") == 0 &&
	    reply_status(reply) == error_status(TOKEN_NOT_FOUND))
		settle_delete(api, request);
	api_audit_end(api, request, reply);
}

static int
run(const char *name, struct program *program)
{
	const struct service service = { .name = name,
		.context = program,
		.open = open_program,
		.close = close_program,
		.handle = handle,
		.tidy = tidy,
		.must_leave = must_leave };
	char store[FILE_PATH];
	int status;

	log_open(name);
	program->api.program = name;
	umask(0007); /* a store is its group's */
	make_probes(program);
	if (config_load(NULL, &program->api.config) != TOKEN_OK)
		return EX_CONFIG;
	config_path(&program->api.config, "deleted.log", program->api.journal);
	config_path(&program->api.config, "store", store);
	if (members_watch_open(store, &program->watch) != TOKEN_OK)
		return EX_UNAVAILABLE;
	status = service_run(&service, program->api.config.workers);
	members_watch_close(program->watch);
	return status;
}

int
api_main(const char *name, const struct route *routes, bool needs_seal)
{
	struct program program = { .routes = routes, .needs_seal = needs_seal };

	return run(name, &program);
}

int
api_main_open(
    const char *name, const struct route *routes, const struct route *open)
{
	struct program program = { .routes = routes, .open = open };

	return run(name, &program);
}
