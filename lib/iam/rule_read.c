/* SPDX-License-Identifier: ISC */
/* Rules as clients send them. */
#include "base/json.h"
#include "base/text.h"
#include "iam/organization.h"
#include "iam/rule.h"
#include "object/object.h"

#include <jansson.h>
#include <string.h>

/* The rule that is being read. */
struct reading {
	struct store *store;
	const json_t *body; /* of the rule */
	size_t number;
	json_t *rule;
	struct fault *fault;
};

static enum token_error
refuse(const struct reading *reading, const char *member, const char *reason,
    const char *help)
{
	char argument[64];
	struct text text;

	text_open(&text, argument, sizeof argument);
	text_addf(&text, "rules[%zu].%s", reading->number, member);
	return fault_argument(reading->fault, argument, reason, help);
}

static const struct permission_set *
find_set(const char *name)
{
	const struct permission_set *sets;
	size_t count, i;

	sets = permission_sets(&count);
	for (i = 0; i < count; i++)
		if (strcmp(sets[i].name, name) == 0)
			return &sets[i];
	return NULL;
}

/* One name of permission_set_names, which must have the scope type of those
 * before it. */
static enum token_error
read_set(const struct reading *reading, const json_t *json, json_t *names)
{
	const char *name = json_string_value(json);
	const struct permission_set *set;
	const char *scope;

	if (name == NULL)
		return refuse(reading, "permission_set_names", "format",
		    "must be an array of strings");
	set = find_set(name);
	if (set == NULL)
		return refuse(reading, "permission_set_names", "constraint",
		    "there is no such permission set");
	scope = json_text(reading->rule, "permission_sets_scope_type");
	if (*scope != '\0' && strcmp(scope, set->scope_type) != 0)
		return refuse(reading, "permission_set_names", "constraint",
		    "sets of projects and of the organization need a rule "
		    "each");
	if (!rule_set_add(names, name) ||
	    json_object_set_new(reading->rule, "permission_sets_scope_type",
		json_string(set->scope_type)) != 0)
		return TOKEN_UNAVAILABLE;
	return TOKEN_OK;
}

static enum token_error
read_sets(const struct reading *reading)
{
	static const char member[] = "permission_set_names";
	const json_t *given = json_object_get(reading->body, member), *name;
	json_t *names = json_array();
	enum token_error err;
	size_t i;

	if (json_object_set_new(reading->rule, member, names) != 0)
		return TOKEN_UNAVAILABLE;
	if (given != NULL && !json_is_null(given) && !json_is_array(given))
		return refuse(
		    reading, member, "format", "must be an array of strings");
	json_array_foreach(given, i, name)
	{
		err = read_set(reading, name, names);
		if (err != TOKEN_OK)
			return err;
	}
	if (json_array_size(names) == 0)
		return refuse(reading, member, "required",
		    "at least one permission set is needed");
	return TOKEN_OK;
}

static enum token_error
read_condition(const struct reading *reading)
{
	const json_t *given = json_object_get(reading->body, "condition");

	if (given != NULL && !json_is_null(given) && !json_is_string(given))
		return refuse(
		    reading, "condition", "format", "must be a string");
	if (json_string_length(given) > 0)
		return refuse(reading, "condition", "constraint",
		    "conditions are not offered: it must be empty");
	return json_object_set_new(
		   reading->rule, "condition", json_string("")) == 0
		   ? TOKEN_OK
		   : TOKEN_UNAVAILABLE;
}

static enum token_error
read_project(const struct reading *reading, const json_t *json, json_t *ids)
{
	const char *string = json_string_value(json);
	char text[UUID_TEXT];
	json_t *project;
	struct uuid id;
	enum token_error err;

	if (string == NULL || !uuid_parse(string, strlen(string), &id))
		return refuse(reading, "project_ids", "format",
		    "must be an array of UUIDs");
	err = object_get(reading->store, OBJECT_PROJECT, &id, &project, NULL);
	if (err == TOKEN_NOT_FOUND)
		return refuse(reading, "project_ids", "constraint",
		    "there is no such project");
	if (err != TOKEN_OK)
		return err;
	json_decref(project);
	uuid_format(&id, text);
	return rule_set_add(ids, text) ? TOKEN_OK : TOKEN_UNAVAILABLE;
}

static enum token_error
read_projects(const struct reading *reading, const json_t *given)
{
	json_t *ids = json_array(), *id;
	enum token_error err;
	size_t i;

	if (json_object_set_new(reading->rule, "project_ids", ids) != 0)
		return TOKEN_UNAVAILABLE;
	if (strcmp(json_text(reading->rule, "permission_sets_scope_type"),
		"projects") != 0)
		return refuse(reading, "project_ids", "constraint",
		    "sets of the organization are given on it, not on "
		    "projects");
	if (json_array_size(given) > RULE_PROJECTS)
		return refuse(reading, "project_ids", "constraint",
		    "100 projects at most");
	json_array_foreach(given, i, id)
	{
		err = read_project(reading, id, ids);
		if (err != TOKEN_OK)
			return err;
	}
	return TOKEN_OK;
}

static enum token_error
read_organization(const struct reading *reading, const char *given)
{
	struct organization organization;
	char text[UUID_TEXT];
	struct uuid id;
	enum token_error err;

	if (!uuid_parse(given, strlen(given), &id))
		return refuse(
		    reading, "organization_id", "format", "must be a UUID");
	err = organization_get(reading->store, &organization);
	if (err != TOKEN_OK)
		return err;
	if (!uuid_equal(&id, &organization.id))
		return refuse(reading, "organization_id", "constraint",
		    "there is no such organization");
	uuid_format(&id, text);
	return json_object_set_new(
		   reading->rule, "organization_id", json_string(text)) == 0
		   ? TOKEN_OK
		   : TOKEN_UNAVAILABLE;
}

/* Clients send null, "" or [] for the one of the two that they do not mean. */
static enum token_error
read_scope(const struct reading *reading)
{
	const json_t *projects = json_object_get(reading->body, "project_ids");
	const json_t *id = json_object_get(reading->body, "organization_id");
	const bool has_id = json_string_length(id) > 0;

	if (id != NULL && !json_is_null(id) && !json_is_string(id))
		return refuse(
		    reading, "organization_id", "format", "must be a UUID");
	if (projects != NULL && !json_is_null(projects) &&
	    !json_is_array(projects))
		return refuse(reading, "project_ids", "format",
		    "must be an array of UUIDs");
	if (json_array_size(projects) == 0 && !has_id)
		return refuse(reading, "project_ids", "required",
		    "project_ids or organization_id is needed");
	if (json_array_size(projects) > 0 && has_id)
		return refuse(reading, "project_ids", "constraint",
		    "project_ids and organization_id exclude each other");
	return has_id ? read_organization(reading, json_string_value(id))
		      : read_projects(reading, projects);
}

/* Fills in `reading->rule`. */
static enum token_error
read_rule(const struct reading *reading)
{
	const struct uuid id = uuid_random();
	char text[UUID_TEXT];
	enum token_error err;

	if (!json_is_object(reading->body))
		return fault_argument(
		    reading->fault, "rules", "format", "must be objects");
	uuid_format(&id, text);
	if (json_object_set_new(reading->rule, "id", json_string(text)) != 0)
		return TOKEN_UNAVAILABLE;
	if ((err = read_sets(reading)) != TOKEN_OK ||
	    (err = read_condition(reading)) != TOKEN_OK)
		return err;
	return read_scope(reading);
}

static enum token_error
check_rules(const json_t *given, struct fault *fault)
{
	if (given != NULL && !json_is_null(given) && !json_is_array(given))
		return fault_argument(
		    fault, "rules", "format", "must be an array");
	if (json_array_size(given) > RULE_MOST)
		return fault_argument(
		    fault, "rules", "constraint", "100 rules at most");
	return TOKEN_OK;
}

enum token_error
rule_read(struct store *store, const struct json_t *body,
    struct json_t **rulesp, struct fault *fault)
{
	const json_t *given = json_object_get(body, "rules");
	struct reading reading = { .store = store, .fault = fault };
	json_t *rules;
	enum token_error err;

	err = check_rules(given, fault);
	if (err != TOKEN_OK)
		return err;
	rules = json_array();
	json_array_foreach(given, reading.number, reading.body)
	{
		reading.rule = json_object();
		err = json_array_append_new(rules, reading.rule) == 0
			  ? read_rule(&reading)
			  : TOKEN_UNAVAILABLE;
		if (err != TOKEN_OK)
			break;
	}
	if (err == TOKEN_OK && rules == NULL)
		err = TOKEN_UNAVAILABLE;
	if (err == TOKEN_OK)
		*rulesp = rules;
	else
		json_decref(rules);
	return err;
}
