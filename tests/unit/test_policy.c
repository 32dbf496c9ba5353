/* SPDX-License-Identifier: ISC */
/* Who may do what: every permission set, every way to hold one. */
#include "lib/iam.h"
#include "lib/tap.h"
#include "iam/policy.h"

static struct state state;

static const char *const resources[] = { "token", "namespace", "container",
	"user", "application", "group", "policy", "api_key", "project" };
static const char actions[] = "rwdc"; /* by enum permission_action */

/* What each set allows, written down a second time: for each resource the
 * letters of its actions. */
static const struct {
	const char *name, *scope_type;
	const char *allows[9];
} sets[] = {
	{ "ContainersReadOnly", "projects", { "r", "r", "r" } },
	{ "ContainersFullAccess", "projects", { "rwd", "rwd", "rwd" } },
	{ "ContainersPrivateAccess", "projects", { "", "", "c" } },
	{ "AllProductsReadOnly", "projects", { "r", "r", "r" } },
	{ "AllProductsFullAccess", "projects", { "rwd", "rwd", "rwdc" } },
	{ "ProjectReadOnly", "organization",
	    { "", "", "", "", "", "", "", "", "r" } },
	{ "ProjectManager", "organization",
	    { "", "", "", "", "", "", "", "", "rwd" } },
	{ "OrganizationReadOnly", "organization",
	    { "", "", "", "", "", "", "", "", "r" } },
	{ "IAMReadOnly", "organization",
	    { "", "", "", "r", "r", "r", "r", "r", "" } },
	{ "IAMApplicationManager", "organization",
	    { "", "", "", "", "rwd", "", "", "r", "" } },
	{ "IAMManager", "organization",
	    { "", "", "", "rwd", "rwd", "rwd", "rwd", "rwd", "rwd" } },
	{ "OrganizationManager", "organization",
	    { "", "", "", "rwd", "rwd", "rwd", "rwd", "rwd", "rwd" } },
};
#define SETS (sizeof sets / sizeof sets[0])

static bool
should_allow(size_t set, size_t resource, size_t action)
{
	const char *allows = sets[set].allows[resource];

	return allows != NULL && strchr(allows, actions[action]) != NULL;
}

static void
test_table(void)
{
	const struct permission_set *listed;
	struct uuid id;
	size_t count, i, k, a;
	int wrong = 0;

	listed = permission_sets(&count);
	ok(count == SETS, "there are %zu permission sets", SETS);
	for (i = 0; i < SETS && i < count; i++) {
		ok(strcmp(listed[i].name, sets[i].name) == 0 &&
			strcmp(listed[i].scope_type, sets[i].scope_type) == 0 &&
			uuid_parse(listed[i].id, strlen(listed[i].id), &id),
		    "%s is one, given on %s", sets[i].name, sets[i].scope_type);
		for (k = 0; k < 9; k++)
			for (a = 0; a < 4; a++)
				wrong +=
				    permission_set_allows(sets[i].name,
					(enum permission_action)a,
					resources[k]) != should_allow(i, k, a);
	}
	ok(wrong == 0, "each allows what it should and nothing else");
	ok(!permission_set_allows(
	       "ContainersNoAccess", PERMISSION_READ, "token") &&
		!permission_set_allows("IAMManager", PERMISSION_READ, "planet"),
	    "unknown sets and resources allow nothing");
}

static enum token_error
decide(const struct uuid *id, size_t action, const char *resource,
    const struct uuid *project_id)
{
	const struct principal principal = { .id = *id,
		.organization_id = state.organization.id };

	return policy_decide(state.store, &principal,
	    (enum permission_action)action, resource, project_id, NULL);
}

/* How often a decision about all actions and resources is not what the table
 * says of a set; set SETS: nothing is allowed. */
static int
count_wrong(const struct uuid *id, size_t set, const struct uuid *project_id,
    bool holds)
{
	enum token_error expected;
	size_t k, a;
	int wrong = 0;

	for (k = 0; k < 9; k++)
		for (a = 0; a < 4; a++) {
			expected = holds && should_allow(set, k, a)
				       ? TOKEN_OK
				       : TOKEN_FORBIDDEN;
			wrong +=
			    decide(id, a, resources[k], project_id) != expected;
		}
	return wrong;
}

/* One policy with one set, on one project or on the organization. */
static void
test_scopes(void)
{
	const struct uuid home = state.organization.project_id;
	const struct uuid other = iam_project(&state, "scopes");
	const struct uuid nowhere = uuid_random();
	const struct uuid application = iam_application(&state, "scopes");
	struct uuid policy;
	bool is_of_projects;
	size_t i;

	for (i = 0; i < SETS; i++) {
		is_of_projects = strcmp(sets[i].scope_type, "projects") == 0;
		policy = iam_policy(
		    &state, "application_id", &application, sets[i].name, NULL);
		ok(count_wrong(&application, i, &home, true) == 0 &&
			count_wrong(&application, i, &other, true) == 0 &&
			count_wrong(&application, i, NULL, !is_of_projects) ==
			    0 &&
			count_wrong(&application, i, &nowhere, false) == 0,
		    "%s on the organization holds in all projects, and in "
		    "itself if it is the organization's",
		    sets[i].name);
		MUST(policy_record_delete(state.store, &policy, NULL));
		if (!is_of_projects)
			continue;
		policy = iam_policy(&state, "application_id", &application,
		    sets[i].name, &other);
		ok(count_wrong(&application, i, &other, true) == 0 &&
			count_wrong(&application, i, &home, false) == 0 &&
			count_wrong(&application, i, NULL, false) == 0,
		    "%s on a project holds there only", sets[i].name);
		MUST(policy_record_delete(state.store, &policy, NULL));
	}
	ok(count_wrong(&application, 0, &home, false) == 0,
	    "without a policy nothing is allowed");
}

/* The three ways to hold a policy, and that they add up. */
static void
test_holders(void)
{
	const struct uuid home = state.organization.project_id;
	const struct uuid user = iam_member(&state, "holder");
	const struct uuid application = iam_application(&state, "holder");
	const struct uuid stranger = iam_application(&state, "stranger");
	const struct uuid group = iam_group(&state, "holders");
	struct uuid policy;

	policy =
	    iam_policy(&state, "user_id", &user, "ContainersReadOnly", &home);
	ok(count_wrong(&user, 0, &home, true) == 0 &&
		count_wrong(&application, 0, &home, false) == 0,
	    "a user's policy is the user's");
	iam_policy(
	    &state, "group_id", &group, "ContainersPrivateAccess", &home);
	ok(decide(&user, PERMISSION_CALL, "container", &home) ==
		TOKEN_FORBIDDEN,
	    "a group's policy is not that of who is not in it");
	iam_join(&state, &group, "user_id", &user);
	iam_join(&state, &group, "application_id", &application);
	ok(decide(&user, PERMISSION_CALL, "container", &home) == TOKEN_OK &&
		decide(&user, PERMISSION_READ, "container", &home) == TOKEN_OK,
	    "what a user and its groups hold adds up");
	ok(count_wrong(&application, 2, &home, true) == 0 &&
		count_wrong(&stranger, 0, &home, false) == 0,
	    "an application holds what its group holds");
	MUST(policy_record_delete(state.store, &policy, NULL));
	ok(count_wrong(&user, 2, &home, true) == 0,
	    "what is taken away is gone at once, the rest stays");
	policy = iam_policy(
	    &state, "no_principal", NULL, "AllProductsFullAccess", NULL);
	ok(count_wrong(&user, 2, &home, true) == 0 &&
		count_wrong(&stranger, 0, &home, false) == 0,
	    "a policy for nobody gives nothing to anybody");
}

static void
test_owner(void)
{
	const struct principal owner = { .id = state.organization.owner_id,
		.organization_id = state.organization.id,
		.is_owner = true };
	const struct principal foreign = { .id = owner.id,
		.organization_id = uuid_random(),
		.is_owner = true };
	const struct uuid home = state.organization.project_id;
	const struct uuid nowhere = uuid_random();
	int wrong = 0, wrong_abroad = 0;
	size_t k, a;

	for (k = 0; k < 9; k++)
		for (a = 0; a < 4; a++) {
			wrong += policy_decide(state.store, &owner,
				     (enum permission_action)a, resources[k],
				     &home, NULL) != TOKEN_OK ||
				 policy_decide(state.store, &owner,
				     (enum permission_action)a, resources[k],
				     NULL, NULL) != TOKEN_OK;
			wrong_abroad +=
			    policy_decide(state.store, &owner,
				(enum permission_action)a, resources[k],
				&nowhere, NULL) != TOKEN_FORBIDDEN ||
			    policy_decide(state.store, &foreign,
				(enum permission_action)a, resources[k], &home,
				NULL) != TOKEN_FORBIDDEN;
		}
	ok(wrong == 0, "the Owner may do everything at home");
	ok(wrong_abroad == 0, "and nothing in an unknown project, nor the "
			      "Owner of another organization here");
}

/* A refusal names the smallest set that would do. */
static void
test_faults(void)
{
	static const struct {
		enum permission_action action;
		const char *resource, *name, *set;
	} rows[] = {
		{ PERMISSION_READ, "token", "read", "ContainersReadOnly" },
		{ PERMISSION_WRITE, "token", "write", "ContainersFullAccess" },
		{ PERMISSION_DELETE, "namespace", "delete",
		    "ContainersFullAccess" },
		{ PERMISSION_CALL, "container", "call",
		    "ContainersPrivateAccess" },
		{ PERMISSION_READ, "project", "read", "ProjectReadOnly" },
		{ PERMISSION_WRITE, "project", "write", "ProjectManager" },
		{ PERMISSION_READ, "policy", "read", "IAMReadOnly" },
		{ PERMISSION_WRITE, "policy", "write", "IAMManager" },
		{ PERMISSION_WRITE, "application", "write",
		    "IAMApplicationManager" },
		{ PERMISSION_CALL, "user", "call", "" },
	};
	const struct principal nobody = { .id = uuid_random(),
		.organization_id = state.organization.id };
	struct fault fault;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		ok(policy_decide(state.store, &nobody, rows[i].action,
		       rows[i].resource, NULL, &fault) == TOKEN_FORBIDDEN &&
			strcmp(fault.action, rows[i].name) == 0 &&
			strcmp(fault.resource, rows[i].resource) == 0 &&
			strcmp(fault.set, rows[i].set) == 0,
		    "who may not %s a %s needs \"%s\"", rows[i].name,
		    rows[i].resource, rows[i].set);
}

int
main(void)
{
	state_open(&state);
	test_table();
	test_scopes();
	test_holders();
	test_owner();
	test_faults();
	state_close(&state);
	return done();
}
