/* SPDX-License-Identifier: ISC */
/* Principals: whose secret key it is, and whose it is not. */
#include "lib/state.h"
#include "lib/tap.h"
#include "iam/policy.h"

static void
test_refusals(struct state *state)
{
	static const struct {
		const char *secret, *reason;
	} rows[] = {
		{ "", "invalid_argument" },
		{ "x", "invalid_argument" },
		{ "SCWXXXXXXXXXXXXXXXXX", "invalid_argument" },
		{ "77777777-7777-4777-8777-777777777777", "not_found" },
		{ "77777777-7777-4777-8777-77777777777", "invalid_argument" },
	};
	struct principal principal;
	struct fault fault;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		ok(principal_of_secret(state->store, rows[i].secret, time_now(),
		       &principal, &fault) == TOKEN_UNAUTHENTICATED &&
			strcmp(fault.method, "api_key") == 0 &&
			strcmp(fault.reason, rows[i].reason) == 0,
		    "secret \"%s\" is refused: %s", rows[i].secret,
		    rows[i].reason);
}

static void
test_expiry(struct state *state)
{
	const int64_t now = time_now();
	const struct api_key_new wanted = { .bearer_id =
						state->organization.owner_id,
		.bearer_kind = OBJECT_USER,
		.default_project_id = state->organization.project_id,
		.description = "brief",
		.expires_at = now / TIME_MICRO + 10 };
	char access_key[API_KEY_ACCESS], secret[UUID_TEXT];
	struct principal principal;
	struct fault fault;

	MUST(api_key_add(state->store, &wanted, now, access_key, secret));
	ok(principal_of_secret(state->store, secret, now, &principal, &fault) ==
		    TOKEN_OK &&
		strcmp(principal.access_key, access_key) == 0,
	    "a key is good before it expires");
	ok(principal_of_secret(state->store, secret, now + 10 * TIME_MICRO,
	       &principal, &fault) == TOKEN_UNAUTHENTICATED &&
		strcmp(fault.reason, "expired") == 0,
	    "and refused from that second on");
}

int
main(void)
{
	struct principal principal;
	struct state state;
	struct fault fault;
	char upper[UUID_TEXT];
	size_t i;

	state_open(&state);
	ok(principal_of_secret(state.store, state.secret, time_now(),
	       &principal, &fault) == TOKEN_OK &&
		principal.is_owner &&
		uuid_equal(&principal.id, &state.organization.owner_id),
	    "the first key is the Owner's");
	for (i = 0; i < UUID_TEXT; i++)
		upper[i] = state.secret[i] >= 'a' && state.secret[i] <= 'f'
			       ? (char)(state.secret[i] - 'a' + 'A')
			       : state.secret[i];
	ok(principal_of_secret(
	       state.store, upper, time_now(), &principal, &fault) == TOKEN_OK,
	    "its letters may be of either case");
	ok(strlen(state.access_key) == 20 &&
		strncmp(state.access_key, "SCW", 3) == 0 &&
		strspn(state.access_key,
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == 20,
	    "an access key is SCW and 17 of A-Z and 0-9");
	ok(policy_decide(state.store, &principal, PERMISSION_DELETE, "token",
	       &state.organization.project_id, &fault) == TOKEN_OK,
	    "an Owner may do everything in the organization");
	ok(policy_decide(state.store, &principal, PERMISSION_DELETE, "token",
	       &principal.id, &fault) == TOKEN_FORBIDDEN &&
		strcmp(fault.action, "delete") == 0 &&
		strcmp(fault.set, "ContainersFullAccess") == 0,
	    "and nothing in a project that is not its own");
	principal.is_owner = false;
	ok(policy_decide(state.store, &principal, PERMISSION_READ, "token",
	       &state.organization.project_id, &fault) == TOKEN_FORBIDDEN,
	    "who is no Owner may do nothing");
	test_refusals(&state);
	test_expiry(&state);
	state_close(&state);
	return done();
}
