/* SPDX-License-Identifier: ISC */
/* The line that a request gets in the audit trail. */
#ifndef CGI_BIN_API_AUDIT_H
#define CGI_BIN_API_AUDIT_H

#include "api.h"

/*
 * Begins api->line: time, program, method, path without query, and `subject`,
 * the id in the path ("": none), as the resource's.
 */
void api_audit_begin(
    struct api *api, const struct request *request, const char *subject);

/* What a body names by its id, as "request"; what an answer shows, as
 * "resource".  Nothing else of them is taken: they have secrets. */
void api_audit_body(struct api *api, const struct json_t *body);
void api_audit_answer(struct api *api, const struct json_t *answer);

/* Of which user the password is tried. */
void api_audit_username(struct api *api, const char *username);

/* Adds status, caller and address, and writes the line. */
void api_audit_end(
    struct api *api, const struct request *request, const struct reply *reply);

#endif
