/* SPDX-License-Identifier: ISC */
/* Projects: when they may go. */
#include "lib/iam.h"
#include "lib/tap.h"

static void
test_names(struct state *state)
{
	json_t *body = json_pack("{s:s}", "name", "default"), *object;
	struct fault fault;

	ok(project_create(state->store, body, time_now(), &object, &fault) ==
		    TOKEN_EXISTS &&
		strcmp(fault.resource, "project") == 0,
	    "the default project's name is taken");
	json_decref(body);
}

static void
test_end(struct state *state)
{
	const struct uuid id = iam_project(state, "brief");
	json_t *body = json_pack("{s:s}", "name", "inside"), *object;
	struct fault fault;
	struct uuid namespace_id;

	ok(project_delete(state->store, &state->organization.project_id,
	       &fault) == TOKEN_PRECONDITION,
	    "the default project stays");
	MUST(namespace_create(state->store, &state->config, SHAPE_V1, body, &id,
	    time_now(), &object, &fault));
	json_decref(body);
	namespace_id = iam_take_id(object);
	ok(project_delete(state->store, &id, &fault) == TOKEN_PRECONDITION &&
		strcmp(fault.argument, "resource_still_in_use") == 0,
	    "one with a namespace stays");
	MUST(namespace_delete(
	    state->store, &state->deletion, &namespace_id, &object, &fault));
	json_decref(object);
	ok(project_delete(state->store, &id, &fault) == TOKEN_OK,
	    "an empty one goes");
	ok(project_delete(state->store, &id, &fault) == TOKEN_NOT_FOUND,
	    "once");
	iam_project(state, "brief");
	ok(true, "and its name is free again");
}

int
main(void)
{
	struct state state;

	state_open(&state);
	test_names(&state);
	test_end(&state);
	state_close(&state);
	return done();
}
