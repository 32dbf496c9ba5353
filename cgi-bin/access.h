/* SPDX-License-Identifier: ISC */
/* What the caller may see and touch. */
#ifndef CGI_BIN_ACCESS_H
#define CGI_BIN_ACCESS_H

#include "api.h"
#include "object/object.h"
#include "token/registry.h"

#include <stdbool.h>

struct json_t;

/*
 * Look up what the caller wants to do `action` to.  What the caller may not
 * even read is answered like an unknown id: TOKEN_NOT_FOUND.  TOKEN_FORBIDDEN
 * when only the action is not allowed.
 * All faults are in api->fault.
 */
enum token_error access_object(struct api *api, enum permission_action action,
    enum object_kind kind, const struct uuid *id,
    struct json_t **objectp) MUST_CHECK;
enum token_error access_token(struct api *api, enum permission_action action,
    const struct uuid *id, struct token *token) MUST_CHECK;

/* The gates note uses in the view first: takes them over into a token. */
void access_add_use(const struct api *api, struct token *token);

/* An id in the path; anything but a UUID is an unknown one. */
enum token_error access_id(struct api *api, const char *resource,
    const char *text, struct uuid *idp) MUST_CHECK;
enum token_error access_path(struct api *api, enum permission_action action,
    enum object_kind kind, const char *text,
    struct json_t **objectp) MUST_CHECK;

/*
 * The projects in which the caller may read resources of a kind: lists ask for
 * each of their records, and what is asked takes all policies.
 * Freed by access_projects_free(); after an error it is empty.
 */
struct access_projects {
	struct uuid *id;
	size_t count;
};
enum token_error access_projects(struct api *api, const char *resource,
    struct access_projects *projects) MUST_CHECK;
bool access_projects_have(
    const struct access_projects *projects, const struct uuid *project_id);
void access_projects_free(struct access_projects *projects);

#endif
