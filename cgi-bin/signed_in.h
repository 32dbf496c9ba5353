/* SPDX-License-Identifier: ISC */
/* What somebody who signed in is told. */
#ifndef CGI_BIN_SIGNED_IN_H
#define CGI_BIN_SIGNED_IN_H

#include "api.h"

struct json_t;

/*
 * New JSON about api->caller and api->session: {"session": {...} or null,
 * "user": {...}, "permissions": {"token": ["read", ...], ...}}.  The
 * permissions are those of the organization, and of at least one project.
 */
enum token_error signed_in_answer(
    struct api *api, struct json_t **answerp) MUST_CHECK;

#endif
