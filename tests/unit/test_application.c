/* SPDX-License-Identifier: ISC */
/* Applications, and the rules of names that they share with groups. */
#include "lib/iam.h"
#include "lib/tap.h"

static void
test_names(struct state *state)
{
	static const struct {
		const char *name;
		enum token_error err;
	} rows[] = {
		{ "a", TOKEN_OK },
		{ "aZ 09()._-", TOKEN_OK },
		{ "", TOKEN_INVALID_ARGUMENT },
		{ "a/b", TOKEN_INVALID_ARGUMENT },
		{ "a\tb", TOKEN_INVALID_ARGUMENT },
		{ "caf\xc3\xa9", TOKEN_INVALID_ARGUMENT },
		{ "<script>", TOKEN_INVALID_ARGUMENT },
		{ "a", TOKEN_EXISTS },
		{ "A", TOKEN_OK },
	};
	json_t *body, *object;
	enum token_error err;
	struct fault fault;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		body = json_pack("{s:s}", "name", rows[i].name);
		err = application_create(
		    state->store, body, time_now(), &object, &fault);
		ok(err == rows[i].err, "the name %zu, \"%s\": %s", i,
		    i == 4 ? "with a tab" : rows[i].name,
		    error_type(rows[i].err));
		json_decref(object);
		json_decref(body);
	}
}

static void
test_rename(struct state *state)
{
	const struct uuid first = iam_application(state, "first");
	const struct uuid second = iam_application(state, "second");
	json_t *body = json_pack("{s:s}", "name", "first"), *object;
	char text[UUID_TEXT];
	struct fault fault;

	uuid_format(&first, text);
	ok(application_update(state->store, &second, body, time_now(), &object,
	       &fault) == TOKEN_EXISTS &&
		strcmp(fault.resource_id, text) == 0,
	    "a name that another one has is refused, and tells whose it is");
	ok(application_update(state->store, &first, body, time_now(), &object,
	       &fault) == TOKEN_OK,
	    "its own is not");
	json_decref(object);
	MUST(
	    application_delete(state->store, &state->deletion, &first, &fault));
	ok(application_update(state->store, &second, body, time_now(), &object,
	       &fault) == TOKEN_OK,
	    "and it is free when its holder is deleted");
	json_decref(object);
	json_decref(body);
}

/* A policy of an application that is deleted grants nobody anything. */
static void
test_end(struct state *state)
{
	const struct uuid id = iam_application(state, "transient");
	const struct iam_key key = iam_key(state, OBJECT_APPLICATION, &id, 0);
	const struct uuid policy_id = iam_policy(state, "application_id", &id,
	    "ContainersReadOnly", &state->organization.project_id);
	struct principal principal;
	struct fault fault;
	json_t *policy;

	MUST(application_delete(state->store, &state->deletion, &id, &fault));
	ok(principal_of_secret(state->store, key.secret, time_now(), &principal,
	       &fault) == TOKEN_UNAUTHENTICATED,
	    "its keys are refused");
	MUST(object_get(
	    state->store, OBJECT_POLICY, &policy_id, &policy, &fault));
	ok(json_is_true(json_object_get(policy, "no_principal")) &&
		json_object_get(policy, "application_id") == NULL,
	    "its policies are nobody's");
	json_decref(policy);
	ok(application_delete(state->store, &state->deletion, &id, &fault) ==
		TOKEN_NOT_FOUND,
	    "it is deleted once");
}

int
main(void)
{
	struct state state;

	state_open(&state);
	test_names(&state);
	test_rename(&state);
	test_end(&state);
	state_close(&state);
	return done();
}
