/* SPDX-License-Identifier: ISC */
/* The gate's decision about secret keys: what opens, and what stops at once. */
#include "lib/iam.h"
#include "lib/tap.h"
#include "gate/gate.h"
#include "gate/verified.h"
#include "iam/policy.h"

static struct state state;
static struct view *view;
static struct verified *memory;

/* A private and a public container at home, a private one elsewhere. */
static struct {
	struct uuid elsewhere;
	char hello[UUID_TEXT], open[UUID_TEXT], abroad[UUID_TEXT];
} world;

/* A private container in a new namespace of a project. */
static void
make_container(
    const struct uuid *project_id, const char *name, char text[UUID_TEXT])
{
	json_t *body = json_pack("{s:s}", "name", name), *object;
	struct uuid id;

	MUST(namespace_create(state.store, &state.config, SHAPE_V1BETA1, body,
	    project_id, time_now(), &object, NULL));
	json_decref(body);
	id = iam_take_id(object);
	id = state_container(&state, &id, name, "private");
	uuid_format(&id, text);
}

static void
make_world(void)
{
	const struct uuid home = state_namespace(&state, "demo");
	struct uuid id;

	id = state_container(&state, &home, "hello", "private");
	uuid_format(&id, world.hello);
	id = state_container(&state, &home, "open", "public");
	uuid_format(&id, world.open);
	world.elsewhere = iam_project(&state, "elsewhere");
	make_container(&world.elsewhere, "abroad", world.abroad);
}

static enum token_error
ask(const char *container, const char *secret, int64_t later,
    struct gate_verdict *verdict)
{
	const struct gate_request request = { .token = secret,
		.token_count = 1,
		.container = container,
		.container_count = 1,
		.now = time_now() / TIME_MICRO + later };
	const struct gate gate = {
		.view = view, .config = &state.config, .verified = memory
	};

	return gate_decide(&gate, &request, verdict);
}

/* Whether the secret opens the container now. */
static bool
opens(const char *container, const char *secret)
{
	struct gate_verdict verdict;
	enum token_error err = ask(container, secret, 0, &verdict);

	if (err != TOKEN_OK && err != TOKEN_UNKNOWN_SECRET)
		ok(false, "a refused secret has its own cause");
	return err == TOKEN_OK;
}

static void
test_owner(void)
{
	struct gate_verdict verdict;
	char upper[UUID_TEXT];
	size_t i;

	ok(ask(world.hello, state.secret, 0, &verdict) == TOKEN_OK &&
		uuid_equal(
		    &verdict.principal_id, &state.organization.owner_id) &&
		uuid_is_nil(&verdict.token_id),
	    "the Owner's key opens, and the verdict names the Owner");
	ok(opens(world.abroad, state.secret), "in every project");
	for (i = 0; i < UUID_TEXT; i++)
		upper[i] = state.secret[i] >= 'a' && state.secret[i] <= 'f'
			       ? (char)(state.secret[i] - 'a' + 'A')
			       : state.secret[i];
	ok(opens(world.hello, upper), "letters may be of either case");
	ok(ask(world.open, state.secret, 0, &verdict) == TOKEN_OK &&
		uuid_is_nil(&verdict.principal_id),
	    "at a public container nobody asks for the key");
}

static void
test_strangers(void)
{
	static const struct {
		const char *name, *secret;
		enum token_error err;
	} rows[] = {
		{ "an unknown one", "77777777-7777-4777-8777-777777777777",
		    TOKEN_UNKNOWN_SECRET },
		{ "the nil UUID", "00000000-0000-0000-0000-000000000000",
		    TOKEN_UNKNOWN_SECRET },
		{ "one character less", "77777777-7777-4777-8777-77777777777",
		    TOKEN_BAD_ENCODING },
		{ "one character more", "77777777-7777-4777-8777-7777777777777",
		    TOKEN_BAD_ENCODING },
		{ "32 digits", "77777777777747778777777777777777",
		    TOKEN_BAD_ENCODING },
		{ "an access key", "SCWXXXXXXXXXXXXXXXXX", TOKEN_BAD_ENCODING },
	};
	struct gate_verdict verdict;
	char text[64];
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		ok(ask(world.hello, rows[i].secret, 0, &verdict) == rows[i].err,
		    "%s is refused", rows[i].name);
	snprintf(text, sizeof text, "{%s}", state.secret);
	ok(ask(world.hello, text, 0, &verdict) == TOKEN_BAD_ENCODING,
	    "braces are not taken off");
	snprintf(text, sizeof text, "%s ", state.secret);
	ok(ask(world.hello, text, 0, &verdict) == TOKEN_BAD_ENCODING,
	    "nor is a space");
}

/* Every set, once on the container's project: who may call, opens. */
static void
test_sets(void)
{
	const struct uuid home = state.organization.project_id;
	const struct uuid id = iam_application(&state, "sets");
	const struct iam_key key = iam_key(&state, OBJECT_APPLICATION, &id, 0);
	const struct principal principal = { .id = id,
		.organization_id = state.organization.id };
	const struct permission_set *sets;
	struct uuid policy;
	bool is_of_projects, may;
	size_t count, i;

	ok(!opens(world.hello, key.secret), "a key without a policy opens "
					    "nothing");
	sets = permission_sets(&count);
	for (i = 0; i < count; i++) {
		is_of_projects = strcmp(sets[i].scope_type, "projects") == 0;
		policy = iam_policy(&state, "application_id", &id, sets[i].name,
		    is_of_projects ? &home : NULL);
		may = strcmp(sets[i].name, "ContainersPrivateAccess") == 0 ||
		      strcmp(sets[i].name, "AllProductsFullAccess") == 0;
		ok(opens(world.hello, key.secret) == may &&
			!opens(world.abroad, key.secret) &&
			(policy_decide(state.store, &principal, PERMISSION_CALL,
			     "container", &home, NULL) == TOKEN_OK) == may,
		    "%s on its project %s a private container", sets[i].name,
		    may ? "opens" : "does not open");
		MUST(policy_record_delete(state.store, &policy, NULL));
		ok(!opens(world.hello, key.secret), "and without it, no more");
	}
}

static void
test_scopes(void)
{
	const struct uuid id = iam_application(&state, "scopes");
	const struct iam_key key = iam_key(&state, OBJECT_APPLICATION, &id, 0);
	const struct iam_key second =
	    iam_key(&state, OBJECT_APPLICATION, &id, 0);
	char late_text[UUID_TEXT];
	struct uuid policy, late;

	policy = iam_policy(&state, "application_id", &id,
	    "ContainersPrivateAccess", &world.elsewhere);
	ok(opens(world.abroad, key.secret) && !opens(world.hello, key.secret),
	    "a set on a project opens what is in that project");
	ok(opens(world.abroad, second.secret),
	    "with every key of the application");
	MUST(policy_record_delete(state.store, &policy, NULL));
	iam_policy(
	    &state, "application_id", &id, "ContainersPrivateAccess", NULL);
	ok(opens(world.abroad, key.secret) && opens(world.hello, key.secret),
	    "on the organization, in all projects");
	late = iam_project(&state, "late");
	make_container(&late, "late", late_text);
	ok(opens(late_text, key.secret), "also in one that is made later");
	MUST(
	    api_key_delete(state.store, &state.deletion, key.access_key, NULL));
	ok(!opens(world.hello, key.secret) && opens(world.hello, second.secret),
	    "a deleted key opens nothing, the other one still does");
	MUST(application_delete(state.store, &state.deletion, &id, NULL));
	ok(!opens(world.hello, second.secret),
	    "with the application its keys go");
}

/* A key of a member, through a group. */
static void
test_members(void)
{
	const struct uuid home = state.organization.project_id;
	const struct uuid user = iam_member(&state, "caller");
	const struct uuid group = iam_group(&state, "callers");
	const struct iam_key key = iam_key(&state, OBJECT_USER, &user, 0);
	struct gate_verdict verdict;
	json_t *object;

	iam_policy(
	    &state, "group_id", &group, "ContainersPrivateAccess", &home);
	ok(!opens(world.hello, key.secret), "who is not in a group has not its "
					    "rights");
	iam_join(&state, &group, "user_id", &user);
	ok(ask(world.hello, key.secret, 0, &verdict) == TOKEN_OK &&
		uuid_equal(&verdict.principal_id, &user),
	    "a member's key opens, and the verdict names the member");
	MUST(user_lock(state.store, &user, true, time_now(), &object, NULL));
	json_decref(object);
	ok(!opens(world.hello, key.secret), "a locked user's key does not");
	MUST(user_lock(state.store, &user, false, time_now(), &object, NULL));
	json_decref(object);
	ok(opens(world.hello, key.secret), "unlocked, it does again");
	iam_change_group(
	    &state, GROUP_MEMBERS_REMOVE, &group, "user_id", &user);
	ok(!opens(world.hello, key.secret), "out of the group, no more");
	iam_join(&state, &group, "user_id", &user);
	MUST(group_delete(state.store, &state.deletion, &group, NULL));
	ok(!opens(world.hello, key.secret), "nor when the group is gone");
	iam_policy(&state, "user_id", &user, "AllProductsFullAccess", NULL);
	ok(opens(world.hello, key.secret), "a policy of its own opens again");
	MUST(user_delete(state.store, &state.deletion, &user, NULL));
	ok(!opens(world.hello, key.secret), "a deleted user's key does not");
}

static void
test_clock(void)
{
	const int64_t now = time_now() / TIME_MICRO;
	const struct iam_key brief = iam_key(
	    &state, OBJECT_USER, &state.organization.owner_id, now + 100);
	struct gate_verdict verdict;
	int64_t left = now + 100 - time_now() / TIME_MICRO;

	ok(ask(world.hello, brief.secret, left - 2, &verdict) == TOKEN_OK,
	    "a key is good before it expires");
	ok(ask(world.hello, brief.secret, left + 1, &verdict) ==
		TOKEN_UNKNOWN_SECRET,
	    "and then no more");
	ok(uuid_is_nil(&verdict.principal_id),
	    "a refusal's verdict names nobody");
}

/* A view that is built anew from the store says the same, and has as many
 * records as there are keys that may call. */
static bool
count_secret(void *context, const void *record)
{
	(void)record;
	++*(int *)context;
	return true;
}

static void
test_rebuilt(void)
{
	const struct uuid id = iam_application(&state, "rebuilt");
	const struct iam_key key = iam_key(&state, OBJECT_APPLICATION, &id, 0);
	int before = 0, after = 0;

	iam_policy(&state, "application_id", &id, "ContainersPrivateAccess",
	    &world.elsewhere);
	MUST(view_scan(view, VIEW_SECRETS, count_secret, &before));
	publish_close(&state.publish);
	state_reopen(&state);
	ok(opens(world.abroad, key.secret) && !opens(world.hello, key.secret) &&
		opens(world.hello, state.secret),
	    "a view built anew says the same");
	MUST(view_scan(view, VIEW_SECRETS, count_secret, &after));
	ok(before == after && after > 0, "in as many records: %d", after);
}

/* More keys than the first view has room for. */
static void
test_many(void)
{
	const struct uuid id = iam_application(&state, "many");
	struct iam_key key[200];
	int i, shut = 0;

	iam_policy(
	    &state, "application_id", &id, "ContainersPrivateAccess", NULL);
	for (i = 0; i < 200; i++)
		key[i] = iam_key(&state, OBJECT_APPLICATION, &id, 0);
	for (i = 0; i < 200; i++)
		shut += !opens(world.hello, key[i].secret) ||
			!opens(world.abroad, key[i].secret);
	ok(shut == 0, "200 keys open containers in two projects");
}

int
main(void)
{
	state_open(&state);
	MUST(view_open(state.config.view, &view));
	memory = verified_new();
	make_world();
	test_owner();
	test_strangers();
	test_sets();
	test_scopes();
	test_members();
	test_clock();
	test_rebuilt();
	test_many();
	verified_free(memory);
	view_close(view);
	state_close(&state);
	return done();
}
