/* SPDX-License-Identifier: ISC */
/* The cookie of a session, and the origin that may use it. */
#ifndef CGI_BIN_COOKIE_H
#define CGI_BIN_COOKIE_H

#include "iam/session.h"
#include "web/reply.h"
#include "web/request.h"

#include <stdbool.h>

/*
 * Whether this connection may have a session at all: by https, or by http on
 * this machine itself.  The web server's parameters tell (REQUEST_SCHEME or
 * HTTPS, SERVER_NAME, REMOTE_ADDR), never a header.
 */
bool cookie_is_allowed(const struct request *request);

/* The secret of the request's cookie; false when there is none, or more than
 * one of its name: of two none is believed. */
bool cookie_read(const struct request *request, char secret[SESSION_SECRET]);

/* Add a header to an answer that was started. */
void cookie_set(
    const struct request *request, struct reply *reply, const char *secret);
void cookie_clear(const struct request *request, struct reply *reply);

/* Whether the browser says that a page of this very origin sent the request, a
 * page of another one, or nothing. */
enum cookie_origin { COOKIE_SAME, COOKIE_FOREIGN, COOKIE_UNTOLD };
enum cookie_origin cookie_origin(const struct request *request);

#endif
