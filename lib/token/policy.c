/* SPDX-License-Identifier: ISC */
/* Who may do what: the one function that decides. */
#include "token/policy.h"
#include "token/object.h"

#include <jansson.h>

static const struct {
	const char *name;
	const char *set; /* the permission set that would allow it */
} actions[] = {
	[POLICY_READ] = { "read", "ContainersReadOnly" },
	[POLICY_WRITE] = { "write", "ContainersFullAccess" },
	[POLICY_DELETE] = { "delete", "ContainersFullAccess" },
};

enum token_error
policy_decide(struct store *store, const struct principal *principal,
    enum policy_action action, const char *resource,
    const struct uuid *project_id, struct fault *fault)
{
	struct json_t *project;
	struct uuid organization_id;
	enum token_error err;

	err = object_get(store, OBJECT_PROJECT, project_id, &project, NULL);
	if (err == TOKEN_OK) {
		organization_id = object_uuid(project, "organization_id");
		json_decref(project);
		if (principal->is_owner &&
		    uuid_equal(&organization_id, &principal->organization_id))
			return TOKEN_OK;
	} else if (err != TOKEN_NOT_FOUND)
		return err;
	return fault_permission(
	    fault, actions[action].name, resource, actions[action].set);
}
