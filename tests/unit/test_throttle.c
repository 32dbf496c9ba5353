/* SPDX-License-Identifier: ISC */
/* Attempts to sign in: pauses that grow and end by themselves. */
#include "lib/state.h"
#include "lib/tap.h"
#include "iam/throttle.h"
#include "object/object.h"

#define SECOND TIME_MICRO

static const int64_t start = INT64_C(1800000000) * TIME_MICRO;

/* Seconds of pause that an attempt meets; 0: it was let through. */
static int64_t
try(struct state *state, const char *account, const char *address, int64_t now)
{
	const struct throttle attempt = { account, address, now };
	struct throttle_pause pause;
	enum token_error err;

	err = throttle_begin(state->store, &attempt, &pause);
	if (err == TOKEN_TOO_MANY)
		return (pause.until - now + SECOND - 1) / SECOND;
	MUST(err);
	return 0;
}

static void
succeed(
    struct state *state, const char *account, const char *address, int64_t now)
{
	const struct throttle attempt = { account, address, now };

	MUST(throttle_succeed(state->store, &attempt));
}

/* An address of its own for each attempt. */
static const char *
address_number(int i)
{
	static char address[32];

	snprintf(address, sizeof address, "198.51.%d.%d", i / 250, i % 250);
	return address;
}

static size_t
count_entries(struct state *state)
{
	json_t *array;
	size_t count;

	MUST(object_list(state->store, OBJECT_THROTTLE, NULL, NULL, &array));
	count = json_array_size(array);
	json_decref(array);
	return count;
}

static void
test_account(struct state *state)
{
	static const int64_t pauses[] = { 1, 2, 4, 8, 16, 32, 60, 60, 60 };
	int64_t now = start, paused;
	bool are_free = true, grow = true, end = true;
	size_t i;

	for (i = 0; i < THROTTLE_ACCOUNT; i++)
		are_free &=
		    try(state, "ann", address_number((int)i), now++) == 0;
	ok(are_free, "C7: an account may fail 5 times without a pause");
	for (i = 0; i < sizeof pauses / sizeof pauses[0]; i++) {
		paused = try(state, "ann", "203.0.113.9", now);
		grow &= paused == pauses[i];
		now += pauses[i] * SECOND - 1;
		end &= try(state, "ANN", address_number(50 + (int)i),
			   now - SECOND / 2) > 0;
		end &= try(state, "Ann", address_number((int)i), now++) == 0;
	}
	ok(grow, "C7: then the pause doubles, up to a minute");
	ok(end, "C7: it ends by itself, whoever tried meanwhile");
	ok(try(state, "bob", "203.0.113.9", now) == 0,
	    "C7: another account is not paused");
	ok(try(state, "ann", "203.0.113.9", now + 60 * SECOND) == 0 &&
		try(state, "ann", "203.0.113.9", now + 61 * SECOND) == 59,
	    "C7: after a minute one attempt, then the next pause");
	now += (61 + THROTTLE_WINDOW) * SECOND;
	for (i = 0, are_free = true; i < THROTTLE_ACCOUNT; i++)
		are_free &= try(state, "ann", "203.0.113.9", now + 1) == 0;
	ok(are_free, "C7: after a quarter of an hour all is forgotten");
	now += SECOND + 1;
	ok(try(state, "ann", "203.0.113.9", now + 2) == 0, "the pause is over");
	succeed(state, "ann", "203.0.113.9", now + 3);
	for (i = 0, are_free = true; i < THROTTLE_ACCOUNT; i++)
		are_free &=
		    try(state, "ann", address_number((int)i), now + 4) == 0;
	ok(are_free, "C7: a success forgets the account's failures");
}

static void
test_address(struct state *state)
{
	int64_t now = start + 10 * THROTTLE_WINDOW * SECOND;
	bool are_free = true;
	char name[48];
	int i;

	for (i = 0; i < THROTTLE_ADDRESS; i++) {
		snprintf(name, sizeof name, "user%d", i);
		are_free &= try(state, name, "203.0.113.1", now) == 0;
	}
	ok(are_free, "C7: an address may fail 20 times, at as many names");
	ok(try(state, "next", "203.0.113.1", now) == 1,
	    "C7: then it must pause, whatever the name");
	ok(try(state, "next", "203.0.113.2", now) == 0,
	    "C7: another address need not");
	ok(try(state, "next", "::ffff:203.0.113.1", now) == 1,
	    "an IPv4 address is the same in IPv6");
	for (i = 0, are_free = true; i < 3 * THROTTLE_ADDRESS; i++) {
		are_free &= try(state, "ann", "203.0.113.3", now) == 0;
		succeed(state, "ann", "203.0.113.3", now);
	}
	ok(are_free, "C7: successes do not count against an address");
	for (i = 0; i < THROTTLE_ADDRESS; i++) {
		snprintf(name, sizeof name, "2001:db8:0:1:%d::%d", i, i);
		MUST(try(state, address_number(i), name, now) == 0
			 ? TOKEN_OK
			 : TOKEN_INTERNAL);
	}
	ok(try(state, "next", "2001:db8:0:1:ffff::1", now) == 1 &&
		try(state, "next", "2001:db8:0:2::1", now) == 0,
	    "of an IPv6 address the first half counts");
}

static void
test_clock(struct state *state)
{
	const int64_t now = start + 20 * THROTTLE_WINDOW * SECOND;
	int i;

	for (i = 0; i < THROTTLE_ACCOUNT; i++)
		if (try(state, "eve", address_number(i), now) != 0)
			abort();
	ok(try(state, "eve", "203.0.113.7", now - SECOND * 3600) == 0,
	    "a clock that was set back locks nobody out");
}

/* A flood of names, in one transaction. */
static enum token_error
flood(struct store *store, void *context)
{
	const int64_t now = start + 30 * THROTTLE_WINDOW * SECOND;
	struct state *state = context;
	char name[32];
	int i;

	(void)store;
	for (i = 0; i < THROTTLE_ENTRIES; i++) {
		snprintf(name, sizeof name, "flood%d", i);
		if (try(state, name, address_number(i), now + i) != 0)
			return TOKEN_INTERNAL;
	}
	return TOKEN_OK;
}

static void
test_room(struct state *state)
{
	const int64_t now = start + 30 * THROTTLE_WINDOW * SECOND;
	int i;

	for (i = 0; i < THROTTLE_ACCOUNT; i++)
		if (try(state, "zoe", address_number(i), now - 1) != 0)
			abort();
	MUST(store_update(state->store, flood, state));
	ok(count_entries(state) <= THROTTLE_ENTRIES,
	    "a flood of names does not fill the store");
	ok(try(state, "zoe", "203.0.113.8", now) == 1,
	    "nor does it push out who must pause");
	if (try(state, "last", "203.0.113.8",
		now + 2 * THROTTLE_WINDOW * SECOND) != 0)
		abort();
	ok(count_entries(state) == 2, "what is forgotten is removed");
}

int
main(void)
{
	struct state state;

	state_open(&state);
	test_account(&state);
	test_address(&state);
	test_clock(&state);
	test_room(&state);
	state_close(&state);
	return done();
}
