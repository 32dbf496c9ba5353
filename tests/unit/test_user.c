/* SPDX-License-Identifier: ISC */
/* Users: their names, their passwords, and what the Owner may not suffer. */
#include "lib/iam.h"
#include "lib/tap.h"
#include "crypto/password.h"
#include "iam/user_record.h"

static enum token_error
create(struct state *state, const char *username, struct fault *fault)
{
	json_t *body = json_pack("{s:{s:s, s:s}}", "member", "username",
	    username, "password", "three bright lanterns");
	json_t *object = NULL;
	enum token_error err;

	err = user_create(state->store, body, time_now(), &object, fault);
	json_decref(object);
	json_decref(body);
	return err;
}

static void
test_names(struct state *state)
{
	char longest[66];
	struct fault fault;
	json_t *object;

	memset(longest, 'x', 65);
	longest[65] = '\0';
	ok(create(state, longest, &fault) == TOKEN_INVALID_ARGUMENT &&
		strcmp(fault.argument, "username") == 0,
	    "a name of 65 characters is refused");
	ok(create(state, longest + 1, &fault) == TOKEN_OK, "one of 64 is not");
	ok(create(state, "x", &fault) == TOKEN_INVALID_ARGUMENT,
	    "a name of one character is refused");
	ok(create(state, "Zo", &fault) == TOKEN_OK, "one of two is not");
	ok(create(state, "zO", &fault) == TOKEN_EXISTS &&
		strcmp(fault.resource, "user") == 0,
	    "names that differ in case only are the same");
	ok(create(state, "OWNER", &fault) == TOKEN_EXISTS,
	    "the Owner's name is taken from the start");
	MUST(user_find(state->store, "ZO", &object));
	ok(strcmp(json_text(object, "username"), "Zo") == 0,
	    "a user is found by its name in whatever case");
	json_decref(object);
	ok(user_find(state->store, "nobody", &object) == TOKEN_NOT_FOUND,
	    "who is not there is not found");
}

static void
test_password(struct state *state)
{
	const char *hash;
	json_t *object, *shown;
	bool is_old;

	MUST(create(state, "secretive", NULL));
	MUST(user_find(state->store, "secretive", &object));
	hash = json_text(object, "password");
	ok(password_matches("three bright lanterns", hash, &is_old),
	    "a password is kept as its hash");
	shown = user_show(object);
	ok(shown != NULL && json_object_get(shown, "password") == NULL,
	    "which is not shown");
	json_decref(shown);
	json_decref(object);
}

static void
test_login(struct state *state)
{
	const struct uuid id = iam_member(state, "visitor");
	json_t *object;

	MUST(user_note_login(state->store, &id, "a hash", TIME_MICRO));
	MUST(object_get(state->store, OBJECT_USER, &id, &object, NULL));
	ok(strcmp(json_text(object, "last_login_at"),
	       "1970-01-01T00:00:01.000000Z") == 0 &&
		strcmp(json_text(object, "password"), "a hash") == 0,
	    "a login is noted with its time and a new hash");
	json_decref(object);
}

static void
test_owner(struct state *state)
{
	const struct uuid *id = &state->organization.owner_id;
	struct fault fault;
	json_t *object;

	ok(user_delete(state->store, &state->deletion, id, &fault) ==
		    TOKEN_PRECONDITION &&
		strcmp(fault.argument, "user_is_owner") == 0,
	    "the Owner cannot be deleted");
	ok(user_lock(state->store, id, true, time_now(), &object, &fault) ==
		TOKEN_PRECONDITION,
	    "nor locked");
}

static void
test_end(struct state *state)
{
	const struct uuid id = iam_member(state, "transient");
	const struct iam_key key = iam_key(state, OBJECT_USER, &id, 0);
	struct principal principal;
	struct fault fault;
	json_t *object;

	MUST(user_lock(state->store, &id, true, time_now(), &object, &fault));
	json_decref(object);
	ok(principal_of_secret(state->store, key.secret, time_now(), &principal,
	       &fault) == TOKEN_UNAUTHENTICATED &&
		strcmp(fault.reason, "unknown_reason") == 0,
	    "the keys of who is locked are refused");
	MUST(user_lock(state->store, &id, false, time_now(), &object, &fault));
	json_decref(object);
	MUST(principal_of_secret(
	    state->store, key.secret, time_now(), &principal, &fault));
	ok(uuid_equal(&principal.id, &id), "and good again afterwards");
	MUST(user_delete(state->store, &state->deletion, &id, &fault));
	ok(principal_of_secret(state->store, key.secret, time_now(), &principal,
	       &fault) == TOKEN_UNAUTHENTICATED &&
		strcmp(fault.reason, "not_found") == 0,
	    "the keys of who is deleted are unknown");
	ok(create(state, "transient", &fault) == TOKEN_OK,
	    "the name is free again");
}

int
main(void)
{
	struct state state;

	state_open(&state);
	test_names(&state);
	test_password(&state);
	test_login(&state);
	test_owner(&state);
	test_end(&state);
	state_close(&state);
	return done();
}
