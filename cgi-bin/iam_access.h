/* SPDX-License-Identifier: ISC */
/* What the caller may do with records of IAM, and how that is answered. */
#ifndef CGI_BIN_IAM_ACCESS_H
#define CGI_BIN_IAM_ACCESS_H

#include "api.h"
#include "object/object.h"

#include <stdbool.h>

struct json_t;

/* All faults are in api->fault. */

/* TOKEN_FORBIDDEN unless the caller may do that to all records of a kind: who
 * may not learns nothing of which ids there are. */
enum token_error iam_access(struct api *api, enum permission_action action,
    enum object_kind kind) MUST_CHECK;

/* The same, then the record that a path names: TOKEN_NOT_FOUND. */
enum token_error iam_access_object(struct api *api,
    enum permission_action action, enum object_kind kind, const char *text,
    struct json_t **objectp) MUST_CHECK;

/* The body of a create, whose organization_id, when it has one, must be ours.
 * The caller json_decref()s it. */
enum token_error iam_access_body(struct api *api, const struct request *request,
    struct json_t **bodyp) MUST_CHECK;

/* Whether the caller is that user, in person or by an API key. */
enum token_error iam_access_is_user(
    struct api *api, const struct uuid *user_id, bool *isp) MUST_CHECK;

/* Only the Owner changes what is the Owner's: else whoever manages IAM could
 * take its place.  TOKEN_FORBIDDEN when `user_id` is the Owner and the caller
 * is not. */
enum token_error iam_access_spare_owner(struct api *api,
    enum permission_action action, const char *resource,
    const struct uuid *user_id) MUST_CHECK;

/* Answers with what `show` makes of a stored object, whose reference is taken;
 * with 204 and no body when something was deleted. */
void iam_access_answer(struct api *api, struct reply *reply,
    enum token_error err, struct json_t *object,
    struct json_t *(*show)(const struct json_t *object));
void iam_access_answer_gone(
    struct api *api, struct reply *reply, enum token_error err);

#endif
