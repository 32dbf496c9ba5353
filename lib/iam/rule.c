/* SPDX-License-Identifier: ISC */
/* Rules of policies: what they allow, and how many there are. */
#include "iam/rule.h"
#include "base/json.h"

#include <jansson.h>
#include <string.h>

bool
rule_set_has(const json_t *array, const char *wanted)
{
	const json_t *string;
	size_t i;

	json_array_foreach(array, i, string)
	{
		if (strcmp(json_string_value(string), wanted) == 0)
			return true;
	}
	return false;
}

bool
rule_set_add(json_t *array, const char *string)
{
	return rule_set_has(array, string) ||
	       json_array_append_new(array, json_string(string)) == 0;
}

/* Where the rule holds.  One with a condition holds nowhere: nobody here can
 * say when it is met. */
static bool
covers(const json_t *rule, const struct uuid *project_id)
{
	const bool is_of_projects =
	    strcmp(json_text(rule, "permission_sets_scope_type"), "projects") ==
	    0;
	char text[UUID_TEXT];

	if (*json_text(rule, "condition") != '\0' ||
	    (is_of_projects && project_id == NULL))
		return false;
	if (*json_text(rule, "organization_id") != '\0')
		return true;
	if (!is_of_projects)
		return false;
	uuid_format(project_id, text);
	return rule_set_has(json_object_get(rule, "project_ids"), text);
}

bool
rule_allows(const struct json_t *rules, const struct rule_question *question)
{
	const json_t *rule, *set;
	size_t i, k;

	json_array_foreach(rules, i, rule)
	{
		if (!covers(rule, question->project_id))
			continue;
		json_array_foreach(
		    json_object_get(rule, "permission_set_names"), k, set)
		{
			if (permission_set_allows(json_string_value(set),
				question->action, question->resource))
				return true;
		}
	}
	return false;
}

static bool
add_strings(json_t *array, const json_t *strings)
{
	const json_t *string;
	size_t i;

	json_array_foreach(strings, i, string)
	{
		if (!rule_set_add(array, json_string_value(string)))
			return false;
	}
	return true;
}

struct json_t *
rule_count(const struct json_t *rules)
{
	json_t *scopes = json_array(), *sets = json_array(), *counts = NULL;
	bool is_whole = scopes != NULL && sets != NULL;
	const char *organization_id;
	const json_t *rule;
	size_t i;

	json_array_foreach(rules, i, rule)
	{
		organization_id = json_text(rule, "organization_id");
		is_whole =
		    is_whole &&
		    add_strings(
			sets, json_object_get(rule, "permission_set_names")) &&
		    add_strings(scopes, json_object_get(rule, "project_ids")) &&
		    (*organization_id == '\0' ||
			rule_set_add(scopes, organization_id));
	}
	if (is_whole)
		counts = json_pack("{s:I, s:I, s:I}", "nb_rules",
		    (json_int_t)json_array_size(rules), "nb_scopes",
		    (json_int_t)json_array_size(scopes), "nb_permission_sets",
		    (json_int_t)json_array_size(sets));
	json_decref(scopes);
	json_decref(sets);
	return counts;
}
