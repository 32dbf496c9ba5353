/* SPDX-License-Identifier: ISC */
/* Policies and their rules: what is accepted, and what becomes of it. */
#include "lib/iam.h"
#include "lib/tap.h"
#include "iam/rule.h"

static struct state state;
static char home[UUID_TEXT], other[UUID_TEXT];

static json_t *parse(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* JSON in which ' stands for ". */
static json_t *
parse(const char *format, ...)
{
	char text[4096];
	va_list arguments;
	json_t *json;
	char *at;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	for (at = text; *at != '\0'; at++)
		if (*at == '\'')
			*at = '"';
	json = json_parse_object(text, strlen(text));
	if (json == NULL)
		printf("Bail out! no JSON: %s\n", text);
	return json;
}

/* A rule that is good, as a body would have it. */
static json_t *
good_rule(void)
{
	return parse("{'permission_set_names': ['ContainersReadOnly'], "
		     "'condition': '', 'project_ids': ['%s']}",
	    home);
}

/* Rules that are refused: what is put into a good one, and what is said. */
static void
test_refusals(void)
{
	const struct {
		const char *changes, *argument, *reason;
	} rows[] = {
		{ "{'permission_set_names': null}", "permission_set_names",
		    "required" },
		{ "{'permission_set_names': []}", "permission_set_names",
		    "required" },
		{ "{'permission_set_names': 'ContainersReadOnly'}",
		    "permission_set_names", "format" },
		{ "{'permission_set_names': [5]}", "permission_set_names",
		    "format" },
		{ "{'permission_set_names': ['InstancesReadOnly']}",
		    "permission_set_names", "constraint" },
		{ "{'permission_set_names': ['containersreadonly']}",
		    "permission_set_names", "constraint" },
		{ "{'permission_set_names': ['ContainersReadOnly', "
		  "'IAMReadOnly']}",
		    "permission_set_names", "constraint" },
		{ "{'permission_set_names': ['IAMReadOnly']}", "project_ids",
		    "constraint" },
		{ "{'condition': 'true'}", "condition", "constraint" },
		{ "{'condition': 5}", "condition", "format" },
		{ "{'project_ids': null}", "project_ids", "required" },
		{ "{'project_ids': []}", "project_ids", "required" },
		{ "{'project_ids': 'x'}", "project_ids", "format" },
		{ "{'project_ids': ['x']}", "project_ids", "format" },
		{ "{'project_ids': [5]}", "project_ids", "format" },
		{ "{'project_ids': ['11111111-1111-4111-8111-111111111111']}",
		    "project_ids", "constraint" },
		{ "{'organization_id': '11111111-1111-4111-8111-111111111111'}",
		    "project_ids", "constraint" },
		{ "{'organization_id': 5}", "organization_id", "format" },
		{ "{'organization_id': 'x', 'project_ids': []}",
		    "organization_id", "format" },
		{ "{'project_ids': null, 'organization_id': "
		  "'11111111-1111-4111-8111-111111111111'}",
		    "organization_id", "constraint" },
	};
	json_t *rule, *changes, *body, *rules;
	struct fault fault;
	char argument[64];
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		rule = good_rule();
		changes = parse("%s", rows[i].changes);
		json_object_update(rule, changes);
		body = json_pack("{s:[o, o]}", "rules", good_rule(), rule);
		snprintf(
		    argument, sizeof argument, "rules[1].%s", rows[i].argument);
		ok(rule_read(state.store, body, &rules, &fault) ==
			    TOKEN_INVALID_ARGUMENT &&
			strcmp(fault.argument, argument) == 0 &&
			strcmp(fault.reason, rows[i].reason) == 0,
		    "%s is refused: %s", rows[i].changes, rows[i].reason);
		json_decref(body);
		json_decref(changes);
	}
}

static json_t *
read_rules(json_t *body)
{
	json_t *rules = NULL;

	MUST(rule_read(state.store, body, &rules, NULL));
	json_decref(body);
	return rules;
}

static void
test_shapes(void)
{
	struct fault fault;
	json_t *rules, *rule, *again, *body;

	rules = read_rules(parse("{}"));
	ok(json_array_size(rules) == 0, "no rules are none");
	json_decref(rules);
	rules = read_rules(parse("{'rules': null}"));
	ok(json_array_size(rules) == 0, "nor are null");
	json_decref(rules);
	body = parse("{'rules': {}}");
	ok(rule_read(state.store, body, &rules, &fault) ==
		    TOKEN_INVALID_ARGUMENT &&
		strcmp(fault.argument, "rules") == 0,
	    "an object is no array");
	json_decref(body);
	body = parse("{'rules': ['x']}");
	ok(rule_read(state.store, body, &rules, &fault) ==
		    TOKEN_INVALID_ARGUMENT &&
		strcmp(fault.argument, "rules") == 0,
	    "a string is no rule");
	json_decref(body);
	rules = read_rules(
	    parse("{'rules': [{'permission_set_names': ['ContainersReadOnly',"
		  "'ContainersReadOnly'], 'condition': null, "
		  "'organization_id': '', 'extra': 1,"
		  "'project_ids': ['%s', '%s']}]}",
		home, home));
	rule = json_array_get(rules, 0);
	again = parse("{'id': '%s', 'permission_set_names': "
		      "['ContainersReadOnly'], 'condition': '', "
		      "'permission_sets_scope_type': 'projects', "
		      "'project_ids': ['%s']}",
	    json_text(rule, "id"), home);
	ok(json_equal(rule, again), "what is said twice counts once, what is "
				    "not known is left out");
	json_decref(again);
	json_decref(rules);
}

static void
test_most(void)
{
	json_t *body = json_object(), *array = json_array(), *rules = NULL;
	struct fault fault;
	int i;

	json_object_set_new(body, "rules", array);
	for (i = 0; i < RULE_MOST; i++)
		json_array_append_new(array, good_rule());
	ok(rule_read(state.store, body, &rules, &fault) == TOKEN_OK &&
		json_array_size(rules) == RULE_MOST,
	    "a policy may have %d rules", RULE_MOST);
	json_decref(rules);
	json_array_append_new(array, good_rule());
	ok(rule_read(state.store, body, &rules, &fault) ==
		    TOKEN_INVALID_ARGUMENT &&
		strcmp(fault.argument, "rules") == 0,
	    "and no more");
	json_decref(body);
}

/* What nobody could have written: a condition that came by another way. */
static void
test_condition(void)
{
	struct uuid project_id = state.organization.project_id;
	const struct rule_question question = { PERMISSION_READ, "token",
		&project_id };
	json_t *rules = read_rules(json_pack("{s:[o]}", "rules", good_rule()));

	ok(rule_allows(rules, &question), "a rule allows");
	json_object_set_new(
	    json_array_get(rules, 0), "condition", json_string("false"));
	ok(!rule_allows(rules, &question),
	    "one with a condition allows nothing: nobody here reads it");
	json_decref(rules);
}

static void
set_id(json_t *body, const char *name, const struct uuid *id)
{
	char text[UUID_TEXT];

	uuid_format(id, text);
	json_object_set_new(body, name, json_string(text));
}

static json_t *
show(const struct uuid *id)
{
	json_t *object, *shown;

	MUST(object_get(state.store, OBJECT_POLICY, id, &object, NULL));
	shown = policy_record_show(object);
	json_decref(object);
	return shown;
}

/* Exactly one principal, that exists. */
static void
test_principals(void)
{
	const struct uuid application = iam_application(&state, "rule");
	char id[UUID_TEXT];
	struct {
		const char *principal, *argument;
		enum token_error err;
	} rows[] = {
		{ "'user_id': null", "user_id", TOKEN_INVALID_ARGUMENT },
		{ "'no_principal': false", "user_id", TOKEN_INVALID_ARGUMENT },
		{ "'user_id': 'x'", "user_id", TOKEN_INVALID_ARGUMENT },
		{ "'user_id': 5", "user_id", TOKEN_INVALID_ARGUMENT },
		{ "'no_principal': 'true'", "no_principal",
		    TOKEN_INVALID_ARGUMENT },
		{ "'user_id': '%s'", "user", TOKEN_NOT_FOUND },
		{ "'group_id': '%s'", "group", TOKEN_NOT_FOUND },
		{ "'application_id': '%s', 'no_principal': true", "user_id",
		    TOKEN_INVALID_ARGUMENT },
		{ "'application_id': '%s', 'user_id': '%s'", "user_id",
		    TOKEN_INVALID_ARGUMENT },
		{ "'application_id': '%s', 'user_id': ''", "", TOKEN_OK },
		{ "'no_principal': true, 'group_id': null", "", TOKEN_OK },
	};
	json_t *body, *object;
	struct fault fault;
	enum token_error err;
	char text[256], *at;
	size_t i;

	uuid_format(&application, id);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		snprintf(text, sizeof text, "{'name': 'p%zu', %s}", i,
		    rows[i].principal);
		while ((at = strstr(text, "%s")) != NULL) {
			memmove(at + 36, at + 2, strlen(at + 2) + 1);
			memcpy(at, id, 36);
		}
		body = parse("%s", text);
		memset(&fault, 0, sizeof fault);
		err = policy_record_create(
		    state.store, body, time_now(), &object, &fault);
		ok(err == rows[i].err &&
			(err == TOKEN_OK ||
			    strcmp(fault.argument, rows[i].argument) == 0 ||
			    strcmp(fault.resource, rows[i].argument) == 0),
		    "%s: %s", rows[i].principal, error_text(rows[i].err));
		if (err == TOKEN_OK)
			json_decref(object);
		json_decref(body);
	}
}

static void
test_update(const struct uuid *id, const struct uuid *user)
{
	json_t *body = parse("{'description': 'new'}"), *object;

	MUST(policy_record_update(
	    state.store, id, body, time_now(), &object, NULL));
	ok(strcmp(json_text(object, "description"), "new") == 0 &&
		*json_text(object, "application_id") != '\0',
	    "a change of one thing leaves the others");
	json_decref(object);
	set_id(body, "user_id", user);
	MUST(policy_record_update(
	    state.store, id, body, time_now(), &object, NULL));
	ok(*json_text(object, "application_id") == '\0' &&
		*json_text(object, "user_id") != '\0',
	    "another principal takes the place of the first");
	json_decref(object);
	json_decref(body);
}

static void
test_clone(const struct uuid *id)
{
	json_t *object;

	MUST(policy_record_clone(state.store, id, time_now(), &object, NULL));
	ok(strcmp(json_text(object, "name"), "life (2)") == 0 &&
		json_is_true(json_object_get(object, "no_principal")) &&
		json_array_size(json_object_get(object, "rules")) == 2,
	    "a clone has the rules, a name of its own, and is for nobody");
	json_decref(object);
	MUST(policy_record_clone(state.store, id, time_now(), &object, NULL));
	ok(strcmp(json_text(object, "name"), "life (3)") == 0,
	    "and so has the next");
	json_decref(object);
}

static void
test_life(void)
{
	const struct uuid application = iam_application(&state, "life");
	const struct uuid user = iam_member(&state, "life");
	json_t *body, *object, *shown;
	struct fault fault;
	struct uuid id;

	body = parse(
	    "{'name': 'life', 'description': 'd', 'tags': ['t'], 'rules': ["
	    "{'permission_set_names': ['ContainersReadOnly', "
	    "'ContainersPrivateAccess'], 'project_ids': ['%s', '%s']},"
	    "{'permission_set_names': ['ContainersReadOnly'], "
	    "'organization_id': '%s'}]}",
	    home, other, home);
	set_id(body, "application_id", &application);
	MUST(
	    policy_record_create(state.store, body, time_now(), &object, NULL));
	id = iam_take_id(object);
	shown = show(&id);
	/* The organization has the id of its default project. */
	ok(json_integer_value(json_object_get(shown, "nb_rules")) == 2 &&
		json_integer_value(json_object_get(shown, "nb_scopes")) == 2 &&
		json_integer_value(
		    json_object_get(shown, "nb_permission_sets")) == 2 &&
		json_object_get(shown, "rules") == NULL &&
		json_object_get(shown, "no_principal") == NULL,
	    "it shows how many rules, scopes and sets it has, not the rules");
	json_decref(shown);
	ok(policy_record_create(state.store, body, time_now(), &object,
	       &fault) == TOKEN_EXISTS &&
		strcmp(fault.resource, "policy") == 0,
	    "a name is taken once");
	json_decref(body);
	test_update(&id, &user);
	test_clone(&id);
	MUST(user_delete(state.store, &state.deletion, &user, NULL));
	shown = show(&id);
	ok(json_is_true(json_object_get(shown, "no_principal")) &&
		json_object_get(shown, "user_id") == NULL,
	    "when its principal is deleted it is for nobody");
	json_decref(shown);
	MUST(policy_record_delete(state.store, &id, NULL));
	ok(policy_record_delete(state.store, &id, &fault) == TOKEN_NOT_FOUND &&
		strcmp(fault.resource, "policy") == 0,
	    "deleted, it is gone");
}

int
main(void)
{
	struct uuid id;

	state_open(&state);
	uuid_format(&state.organization.project_id, home);
	id = iam_project(&state, "other");
	uuid_format(&id, other);
	test_refusals();
	test_shapes();
	test_most();
	test_condition();
	test_principals();
	test_life();
	state_close(&state);
	return done();
}
