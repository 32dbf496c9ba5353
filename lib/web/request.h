/* SPDX-License-Identifier: ISC */
/* One request, as FastCGI or CGI hands it over. */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

#define REQUEST_BODY 65536 /* the largest body that is read */
#define REQUEST_PATH 2048
#define REQUEST_QUERY 4096

enum request_role { REQUEST_RESPONDER, REQUEST_AUTHORIZER };

struct request;

enum request_role request_role(const struct request *request);
const char *request_method(const struct request *request);

/*
 * The path of REQUEST_URI without its query, percent-decoded once, or NULL when
 * it is longer than REQUEST_PATH, holds NUL, a bad escape, an escaped slash,
 * an empty, "." or ".." segment.  A path is matched as it is: nothing is
 * normalised.
 */
const char *request_path(const struct request *request);

/* The raw query, "" when there is none. */
const char *request_query(const struct request *request);

/* A CGI parameter, for example "GATEHOUSE_CONTAINER", or NULL. */
const char *request_param(const struct request *request, const char *name);

/* How often a parameter was sent: servers pass repeated and aliased headers on
 * as repeated parameters, of which request_param() shows the first. */
size_t request_param_count(const struct request *request, const char *name);

/* The body, read to its end before the handler runs; NUL-terminated.  Empty in
 * the authorizer role, where it must not be read. */
const char *request_body(const struct request *request, size_t *lenp);

#endif
