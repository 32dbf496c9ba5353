/* SPDX-License-Identifier: ISC */
/* Groups: who is in them. */
#include "lib/iam.h"
#include "lib/tap.h"

static size_t
count(struct state *state, const struct uuid *id, const char *members)
{
	json_t *object;
	size_t size;

	MUST(object_get(state->store, OBJECT_GROUP, id, &object, NULL));
	size = json_array_size(json_object_get(object, members));
	json_decref(object);
	return size;
}

static enum token_error
change(struct state *state, const struct uuid *id, enum group_members_verb verb,
    json_t *body, struct fault *fault)
{
	const struct group_members wanted = { verb, *id, body, time_now() };
	json_t *object = NULL;
	enum token_error err;

	err = group_members_change(state->store, &wanted, &object, fault);
	json_decref(object);
	json_decref(body);
	return err;
}

static json_t *
body_of(const char *name, const struct uuid *a, const struct uuid *b)
{
	char x[UUID_TEXT], y[UUID_TEXT];

	uuid_format(a, x);
	uuid_format(b, y);
	return json_pack("{s:[s, s]}", name, x, y);
}

static void
test_members(struct state *state)
{
	const struct uuid group = iam_group(state, "group");
	const struct uuid user = iam_member(state, "user");
	const struct uuid unknown = uuid_random();
	struct fault fault;

	MUST(change(state, &group, GROUP_MEMBERS_ADD,
	    body_of("user_ids", &user, &user), &fault));
	ok(count(state, &group, "user_ids") == 1,
	    "who is named twice is in it once");
	ok(change(state, &group, GROUP_MEMBERS_ADD,
	       body_of("user_ids", &user, &unknown),
	       &fault) == TOKEN_NOT_FOUND &&
		strcmp(fault.resource, "user") == 0,
	    "who does not exist cannot be added");
	ok(change(state, &group, GROUP_MEMBERS_ADD,
	       body_of("application_ids", &user, &user),
	       &fault) == TOKEN_NOT_FOUND &&
		strcmp(fault.resource, "application") == 0,
	    "a user is no application");
	ok(change(state, &group, GROUP_MEMBERS_ADD, json_object(), &fault) ==
		TOKEN_INVALID_ARGUMENT,
	    "nobody cannot be added");
	MUST(change(state, &group, GROUP_MEMBERS_SET, json_object(), &fault));
	ok(count(state, &group, "user_ids") == 0,
	    "but a group may be set to nobody");
}

static void
test_most(struct state *state)
{
	const struct uuid group = iam_group(state, "full");
	json_t *ids = json_array();
	char text[UUID_TEXT];
	struct fault fault;
	struct uuid id;
	int i;

	for (i = 0; i <= GROUP_MEMBERS_MOST; i++) {
		id = uuid_random();
		uuid_format(&id, text);
		json_array_append_new(ids, json_string(text));
	}
	ok(change(state, &group, GROUP_MEMBERS_SET,
	       json_pack("{s:O}", "user_ids", ids),
	       &fault) == TOKEN_INVALID_ARGUMENT &&
		strcmp(fault.argument, "user_ids") == 0,
	    "more members than a group may have are refused");
	json_array_remove(ids, 0);
	ok(change(state, &group, GROUP_MEMBERS_SET,
	       json_pack("{s:o}", "user_ids", ids), &fault) == TOKEN_NOT_FOUND,
	    "as many as it may have are looked for");
}

static void
test_forget(struct state *state)
{
	const struct uuid one = iam_group(state, "one");
	const struct uuid two = iam_group(state, "two");
	const struct uuid leaver = iam_application(state, "leaver");
	const struct uuid stayer = iam_application(state, "stayer");
	struct fault fault;

	iam_join(state, &one, "application_id", &leaver);
	iam_join(state, &two, "application_id", &stayer);
	iam_join(state, &two, "application_id", &leaver);
	MUST(application_delete(
	    state->store, &state->deletion, &leaver, &fault));
	ok(count(state, &one, "application_ids") == 0 &&
		count(state, &two, "application_ids") == 1,
	    "who is deleted leaves all groups, and nobody else does");
}

int
main(void)
{
	struct state state;

	state_open(&state);
	test_members(&state);
	test_most(&state);
	test_forget(&state);
	state_close(&state);
	return done();
}
