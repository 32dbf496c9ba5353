/* SPDX-License-Identifier: ISC */
/* iam: users, applications, groups, policies, API keys and projects. */
#include "api_main.h"
#include "iam.h"

#include <stddef.h>

#define IAM(method, path, handle)                     \
	{                                             \
		method, "/iam/v1alpha1/" path, handle \
	}

static const struct route routes[] = {
	IAM("POST", "users", iam_create_user),
	IAM("GET", "users", iam_list_users),
	IAM("GET", "users/*", iam_get_user),
	IAM("PATCH", "users/*", iam_update_user),
	IAM("DELETE", "users/*", iam_delete_user),
	IAM("POST", "users/*/update-username", iam_update_username),
	IAM("POST", "users/*/update-password", iam_update_password),
	IAM("POST", "users/*/lock", iam_lock_user),
	IAM("POST", "users/*/unlock", iam_unlock_user),
	IAM("POST", "applications", iam_create_application),
	IAM("GET", "applications", iam_list_applications),
	IAM("GET", "applications/*", iam_get_application),
	IAM("PATCH", "applications/*", iam_update_application),
	IAM("DELETE", "applications/*", iam_delete_application),
	IAM("POST", "groups", iam_create_group),
	IAM("GET", "groups", iam_list_groups),
	IAM("GET", "groups/*", iam_get_group),
	IAM("PATCH", "groups/*", iam_update_group),
	IAM("DELETE", "groups/*", iam_delete_group),
	IAM("PUT", "groups/*/members", iam_set_members),
	IAM("POST", "groups/*/add-member", iam_add_member),
	IAM("POST", "groups/*/add-members", iam_add_members),
	IAM("POST", "groups/*/remove-member", iam_remove_member),
	IAM("POST", "policies", iam_create_policy),
	IAM("GET", "policies", iam_list_policies),
	IAM("GET", "policies/*", iam_get_policy),
	IAM("PATCH", "policies/*", iam_update_policy),
	IAM("DELETE", "policies/*", iam_delete_policy),
	IAM("POST", "policies/*/clone", iam_clone_policy),
	IAM("GET", "rules", iam_list_rules),
	IAM("PUT", "rules", iam_set_rules),
	IAM("GET", "permission-sets", iam_list_permission_sets),
	IAM("POST", "api-keys", iam_create_api_key),
	IAM("GET", "api-keys", iam_list_api_keys),
	IAM("GET", "api-keys/*", iam_get_api_key),
	IAM("PATCH", "api-keys/*", iam_update_api_key),
	IAM("DELETE", "api-keys/*", iam_delete_api_key),
	{ "POST", "/account/v3/projects", iam_create_project },
	{ "GET", "/account/v3/projects", iam_list_projects },
	{ "GET", "/account/v3/projects/*", iam_get_project },
	{ "PATCH", "/account/v3/projects/*", iam_update_project },
	{ "DELETE", "/account/v3/projects/*", iam_delete_project },
	{ NULL, NULL, NULL },
};

int
main(void)
{
	return api_main("iam", routes, false);
}
