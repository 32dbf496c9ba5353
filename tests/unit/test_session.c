/* SPDX-License-Identifier: ISC */
/* Sessions: how they begin, last and end. */
#include "lib/state.h"
#include "lib/tap.h"
#include "iam/session.h"
#include "object/object.h"

#define SECOND TIME_MICRO
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define IDLE 1800 /* seconds */

static const int64_t start = INT64_C(1800000000) * TIME_MICRO;

static struct session
begin(struct state *state, const struct uuid *user_id, int64_t now,
    char secret[SESSION_SECRET])
{
	struct session session = { .user_id = *user_id,
		.created_at = now,
		.expires_at = now + 12 * HOUR,
		.idle = IDLE,
		.address = "192.0.2.7",
		.agent = "test/1" };

	MUST(session_create(state->store, &session, secret));
	return session;
}

static enum token_error
find(struct state *state, const char *secret, int64_t now)
{
	struct session session;

	return session_find(state->store, secret, now, &session, NULL);
}

/* Whether it is refused for that reason. */
static bool
is_refused(
    struct state *state, const char *secret, int64_t now, const char *reason)
{
	struct session session;
	struct fault fault;

	return session_find(state->store, secret, now, &session, &fault) ==
		   TOKEN_UNAUTHENTICATED &&
	       strcmp(fault.method, "session") == 0 &&
	       strcmp(fault.reason, reason) == 0;
}

static size_t
count_records(struct state *state)
{
	json_t *array;
	size_t count;

	MUST(object_list(state->store, OBJECT_SESSION, NULL, NULL, &array));
	count = json_array_size(array);
	json_decref(array);
	return count;
}

static bool
has_secret(struct state *state, const char *secret)
{
	json_t *array;
	char *text;
	bool has;

	MUST(object_list(state->store, OBJECT_SESSION, NULL, NULL, &array));
	text = json_dumps(array, 0);
	has = strstr(text, secret) != NULL;
	free(text);
	json_decref(array);
	return has;
}

static void
test_beginning(struct state *state, const struct uuid *owner)
{
	char one[SESSION_SECRET], two[SESSION_SECRET], other[SESSION_SECRET];
	struct session session, found;

	session = begin(state, owner, start, one);
	begin(state, owner, start, two);
	ok(strlen(one) == 43 && strcmp(one, two) != 0,
	    "C1: a secret has 256 bits, and is new each time");
	ok(!has_secret(state, one), "C1: it is not stored");
	ok(session_find(state->store, one, start + SECOND, &found, NULL) ==
		    TOKEN_OK &&
		uuid_equal(&found.id, &session.id) &&
		uuid_equal(&found.user_id, owner) &&
		found.created_at == start && found.used_at == start &&
		found.expires_at == start + 12 * HOUR && found.idle == IDLE &&
		strcmp(found.address, "192.0.2.7") == 0 &&
		strcmp(found.agent, "test/1") == 0,
	    "its session is found by it");
	strcpy(other, one);
	other[0] = other[0] == 'A' ? 'B' : 'A';
	ok(is_refused(state, other, start, "not_found"),
	    "another secret is unknown");
	other[42] = '\0';
	ok(is_refused(state, other, start, "invalid_argument") &&
		is_refused(state, "", start, "invalid_argument") &&
		is_refused(state, state->secret, start, "invalid_argument"),
	    "B15: what is no secret of a session is refused as such");
	MUST(session_end_all(state->store, owner, NULL));
}

static void
test_idleness(struct state *state, const struct uuid *owner)
{
	char secret[SESSION_SECRET];
	struct session session;
	int64_t now;

	begin(state, owner, start, secret);
	ok(find(state, secret, start + IDLE * SECOND - 1) == TOKEN_OK,
	    "C3: a session may rest for a moment less than its limit");
	begin(state, owner, start, secret);
	ok(is_refused(state, secret, start + IDLE * SECOND, "expired"),
	    "C3: and not for all of it");
	ok(is_refused(state, secret, start, "not_found"),
	    "C3: what was idle for too long is removed");
	begin(state, owner, start, secret);
	for (now = start; now < start + 12 * HOUR; now += 25 * MINUTE)
		if (find(state, secret, now) != TOKEN_OK)
			break;
	ok(now >= start + 12 * HOUR, "C3: use keeps it alive");
	ok(is_refused(state, secret, start + 12 * HOUR, "expired"),
	    "C3: but not beyond its absolute end");
	begin(state, owner, start, secret);
	MUST(session_find(
	    state->store, secret, start + MINUTE - 1, &session, NULL));
	MUST(session_get(state->store, &session.id, &session, NULL));
	ok(session.used_at == start, "its use is not noted within a minute");
	MUST(
	    session_find(state->store, secret, start + MINUTE, &session, NULL));
	MUST(session_get(state->store, &session.id, &session, NULL));
	ok(session.used_at == start + MINUTE, "and is after one");
	MUST(session_end_all(state->store, owner, NULL));
}

static void
test_end(struct state *state, const struct uuid *owner)
{
	const struct uuid stranger = uuid_random();
	char one[SESSION_SECRET], two[SESSION_SECRET], foreign[SESSION_SECRET];
	struct session session, spared;
	json_t *list = NULL;

	session = begin(state, owner, start, one);
	spared = begin(state, owner, start, two);
	begin(state, &stranger, start, foreign);
	MUST(session_list(state->store, owner, start, &list));
	ok(json_array_size(list) == 2 &&
		strcmp(json_text(json_array_get(list, 0), "address"),
		    "192.0.2.7") == 0 &&
		json_object_get(json_array_get(list, 0), "digest") == NULL,
	    "C5: the list has the user's sessions, without their digests");
	json_decref(list);
	MUST(session_list(state->store, owner, start + 12 * HOUR, &list));
	ok(json_array_size(list) == 0, "C5: and none that is over");
	json_decref(list);
	MUST(session_end(state->store, &session.id));
	ok(is_refused(state, one, start, "not_found") &&
		find(state, two, start) == TOKEN_OK,
	    "C3: one that was ended is unknown, another is not");
	ok(session_end(state->store, &session.id) == TOKEN_NOT_FOUND,
	    "it cannot be ended again");
	begin(state, owner, start, one);
	MUST(session_end_all(state->store, owner, &spared.id));
	ok(is_refused(state, one, start, "not_found") &&
		find(state, two, start) == TOKEN_OK &&
		find(state, foreign, start) == TOKEN_OK,
	    "all of a user's end but the one that is spared");
	MUST(session_end_all(state->store, owner, NULL));
	ok(is_refused(state, two, start, "not_found") &&
		find(state, foreign, start) == TOKEN_OK,
	    "or all of them, and nobody else's");
	begin(state, owner, start + 12 * HOUR, one);
	ok(count_records(state) == 1,
	    "C3: a new session removes whatever are over");
}

static void
put_user(struct state *state, json_t *user)
{
	MUST(object_put(state->store, OBJECT_USER, user));
	json_decref(user);
}

/* Users are written as they are. */
static enum token_error
put_users(struct store *store, void *context)
{
	struct state *state = context;

	(void)store;
	put_user(state,
	    json_pack("{s:s, s:s, s:s, s:s}", "id",
		"aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "organization_id",
		"11111111-1111-4111-8111-111111111111", "type", "member",
		"username", "ann"));
	put_user(state,
	    json_pack("{s:s, s:s, s:s, s:s, s:b}", "id",
		"bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb", "organization_id",
		"11111111-1111-4111-8111-111111111111", "type", "member",
		"username", "bob", "locked", 1));
	return TOKEN_OK;
}

static struct uuid
id_of(const char *text)
{
	struct uuid id;

	if (!uuid_parse(text, strlen(text), &id))
		abort();
	return id;
}

static void
test_principals(struct state *state, const struct uuid *owner)
{
	const struct uuid ann = id_of("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa");
	const struct uuid bob = id_of("bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb");
	const struct uuid nobody = uuid_random();
	struct principal principal;
	struct fault fault;

	MUST(store_update(state->store, put_users, state));
	ok(session_principal(state->store, owner, &principal, NULL) ==
		    TOKEN_OK &&
		principal.is_owner && principal.access_key[0] == '\0' &&
		uuid_equal(&principal.id, owner) &&
		uuid_equal(&principal.organization_id, &state->organization.id),
	    "the Owner's sessions are the Owner's");
	ok(session_principal(state->store, &ann, &principal, NULL) ==
		    TOKEN_OK &&
		!principal.is_owner && uuid_equal(&principal.id, &ann),
	    "a member's are a member's");
	ok(session_principal(state->store, &bob, &principal, &fault) ==
		    TOKEN_UNAUTHENTICATED &&
		strcmp(fault.method, "session") == 0,
	    "C15: who is locked has none");
	ok(session_principal(state->store, &nobody, &principal, NULL) ==
		TOKEN_UNAUTHENTICATED,
	    "C4: nor has who is gone");
}

int
main(void)
{
	struct state state;

	state_open(&state);
	test_beginning(&state, &state.organization.owner_id);
	test_idleness(&state, &state.organization.owner_id);
	test_end(&state, &state.organization.owner_id);
	test_principals(&state, &state.organization.owner_id);
	state_close(&state);
	return done();
}
