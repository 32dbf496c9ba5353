/* SPDX-License-Identifier: ISC */
/* Who may do what: the one function that decides. */
#include "iam/policy.h"
#include "iam/grant.h"
#include "iam/rule.h"
#include "object/object.h"

#include <jansson.h>

/* TOKEN_FORBIDDEN, with the smallest set that would allow it. */
static enum token_error
forbid(enum permission_action action, const char *resource, struct fault *fault)
{
	const struct permission_set *sets;
	const char *set = "";
	size_t count, i;

	sets = permission_sets(&count);
	for (i = 0; i < count && *set == '\0'; i++)
		if (permission_set_allows(sets[i].name, action, resource))
			set = sets[i].name;
	return fault_permission(
	    fault, permission_actions[action], resource, set);
}

/* Whether it is the principal's own organization, or a project in that. */
static enum token_error
is_at_home(struct store *store, const struct principal *principal,
    const struct uuid *project_id, bool *homep)
{
	struct json_t *project;
	struct uuid id;
	enum token_error err;

	*homep = project_id == NULL;
	if (project_id == NULL)
		return TOKEN_OK;
	err = object_get(store, OBJECT_PROJECT, project_id, &project, NULL);
	if (err == TOKEN_NOT_FOUND)
		return TOKEN_OK;
	if (err != TOKEN_OK)
		return err;
	id = object_uuid(project, "organization_id");
	*homep = uuid_equal(&id, &principal->organization_id);
	json_decref(project);
	return TOKEN_OK;
}

/* Whether the rules of the principal allow it. */
static enum token_error
ask_rules(struct store *store, const struct principal *principal,
    const struct rule_question *question, bool *allowedp)
{
	struct grants grants;
	enum token_error err;
	json_t *rules;

	err = grant_read(store, &grants);
	if (err != TOKEN_OK)
		return err;
	rules = grant_rules(&grants, &principal->id);
	if (rules == NULL)
		err = TOKEN_UNAVAILABLE;
	else
		*allowedp = rule_allows(rules, question);
	json_decref(rules);
	grant_free(&grants);
	return err;
}

enum token_error
policy_decide(struct store *store, const struct principal *principal,
    enum permission_action action, const char *resource,
    const struct uuid *project_id, struct fault *fault)
{
	const struct rule_question question = { action, resource, project_id };
	bool is_home, is_allowed = principal->is_owner;
	enum token_error err;

	err = is_at_home(store, principal, project_id, &is_home);
	if (err == TOKEN_OK && is_home && !principal->is_owner)
		err = ask_rules(store, principal, &question, &is_allowed);
	if (err != TOKEN_OK)
		return err;
	return is_home && is_allowed ? TOKEN_OK
				     : forbid(action, resource, fault);
}
