/* SPDX-License-Identifier: ISC */
/* The handlers of iam, by the file that has them. */
#ifndef CGI_BIN_IAM_H
#define CGI_BIN_IAM_H

#include "api.h"

#define IAM_HANDLER(name)                                       \
	void name(void *context, const struct request *request, \
	    const struct route_values *values, struct reply *reply)

/* iam_users.c */
IAM_HANDLER(iam_create_user);
IAM_HANDLER(iam_list_users);
IAM_HANDLER(iam_get_user);
IAM_HANDLER(iam_update_user);
IAM_HANDLER(iam_delete_user);
IAM_HANDLER(iam_update_username);
IAM_HANDLER(iam_update_password);
IAM_HANDLER(iam_lock_user);
IAM_HANDLER(iam_unlock_user);

/* iam_applications.c */
IAM_HANDLER(iam_create_application);
IAM_HANDLER(iam_list_applications);
IAM_HANDLER(iam_get_application);
IAM_HANDLER(iam_update_application);
IAM_HANDLER(iam_delete_application);

/* iam_groups.c */
IAM_HANDLER(iam_create_group);
IAM_HANDLER(iam_list_groups);
IAM_HANDLER(iam_get_group);
IAM_HANDLER(iam_update_group);
IAM_HANDLER(iam_delete_group);
IAM_HANDLER(iam_set_members);
IAM_HANDLER(iam_add_member);
IAM_HANDLER(iam_add_members);
IAM_HANDLER(iam_remove_member);

/* iam_policies.c */
IAM_HANDLER(iam_create_policy);
IAM_HANDLER(iam_list_policies);
IAM_HANDLER(iam_get_policy);
IAM_HANDLER(iam_update_policy);
IAM_HANDLER(iam_delete_policy);
IAM_HANDLER(iam_clone_policy);

/* iam_rules.c, iam_permission_sets.c */
IAM_HANDLER(iam_list_rules);
IAM_HANDLER(iam_set_rules);
IAM_HANDLER(iam_list_permission_sets);

/* iam_api_keys.c */
IAM_HANDLER(iam_create_api_key);
IAM_HANDLER(iam_list_api_keys);
IAM_HANDLER(iam_get_api_key);
IAM_HANDLER(iam_update_api_key);
IAM_HANDLER(iam_delete_api_key);

/* iam_projects.c */
IAM_HANDLER(iam_create_project);
IAM_HANDLER(iam_list_projects);
IAM_HANDLER(iam_get_project);
IAM_HANDLER(iam_update_project);
IAM_HANDLER(iam_delete_project);

#endif
