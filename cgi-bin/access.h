/* SPDX-License-Identifier: ISC */
/* What the caller may see and touch. */
#ifndef CGI_BIN_ACCESS_H
#define CGI_BIN_ACCESS_H

#include "api.h"
#include "token/object.h"
#include "token/registry.h"

#include <stdbool.h>

struct json_t;

/*
 * Look up what the caller wants to do `action` to.  What the caller may not
 * even read is answered like an unknown id: TOKEN_NOT_FOUND.  TOKEN_FORBIDDEN
 * when only the action is not allowed.
 * All faults are in api->fault.
 */
enum token_error access_object(struct api *api, enum policy_action action,
    enum object_kind kind, const struct uuid *id,
    struct json_t **objectp) MUST_CHECK;
enum token_error access_token(struct api *api, enum policy_action action,
    const struct uuid *id, struct token *token) MUST_CHECK;

/* The gates note uses in the view first: takes them over into a token. */
void access_add_use(const struct api *api, struct token *token);

/* An id in the path; anything but a UUID is an unknown one. */
enum token_error access_id(struct api *api, const char *resource,
    const char *text, struct uuid *idp) MUST_CHECK;
enum token_error access_path(struct api *api, enum policy_action action,
    enum object_kind kind, const char *text,
    struct json_t **objectp) MUST_CHECK;

/* Whether the caller may read resources of that kind in a project; remembers
 * the last answer, since lists ask the same again and again. */
struct access_memory {
	struct uuid project_id;
	bool is_set, is_readable;
};
enum token_error access_readable(struct api *api, const char *resource,
    const struct uuid *project_id, struct access_memory *memory,
    bool *readablep) MUST_CHECK;

#endif
