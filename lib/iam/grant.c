/* SPDX-License-Identifier: ISC */
/* Which rules apply to whom. */
#include "iam/grant.h"
#include "base/json.h"
#include "iam/rule.h"
#include "object/object.h"

#include <jansson.h>
#include <string.h>

enum token_error
grant_read(struct store *store, struct grants *grants)
{
	enum token_error err;

	memset(grants, 0, sizeof *grants);
	err = object_list(store, OBJECT_GROUP, NULL, NULL, &grants->groups);
	if (err == TOKEN_OK)
		err = object_list(
		    store, OBJECT_POLICY, NULL, NULL, &grants->policies);
	if (err != TOKEN_OK)
		grant_free(grants);
	return err;
}

void
grant_free(struct grants *grants)
{
	json_decref(grants->groups);
	json_decref(grants->policies);
	memset(grants, 0, sizeof *grants);
}

/* Whether the group of that id has the principal as a member. */
static bool
is_member(const json_t *groups, const char *group_id, const char *principal_id)
{
	const json_t *group;
	size_t i;

	json_array_foreach(groups, i, group)
	{
		if (strcmp(json_text(group, "id"), group_id) == 0)
			return rule_set_has(json_object_get(group, "user_ids"),
				   principal_id) ||
			       rule_set_has(
				   json_object_get(group, "application_ids"),
				   principal_id);
	}
	return false;
}

static bool
is_attached(const struct grants *grants, const json_t *policy, const char *id)
{
	return strcmp(json_text(policy, "user_id"), id) == 0 ||
	       strcmp(json_text(policy, "application_id"), id) == 0 ||
	       is_member(grants->groups, json_text(policy, "group_id"), id);
}

struct json_t *
grant_rules(const struct grants *grants, const struct uuid *principal_id)
{
	json_t *rules = json_array(), *policy;
	char id[UUID_TEXT];
	size_t i;
	int rc = rules != NULL ? 0 : -1;

	uuid_format(principal_id, id);
	json_array_foreach(grants->policies, i, policy)
	{
		if (rc == 0 && is_attached(grants, policy, id))
			rc = json_array_extend(
			    rules, json_object_get(policy, "rules"));
	}
	if (rc == 0)
		return rules;
	json_decref(rules);
	return NULL;
}
