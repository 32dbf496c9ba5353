/* SPDX-License-Identifier: ISC */
/* Who sends a request: an API key's secret, a session's cookie, or a user that
 * the web server names. */
#ifndef CGI_BIN_AUTHENTICATE_H
#define CGI_BIN_AUTHENTICATE_H

#include "api.h"

/*
 * Sets api->caller, and api->session when a cookie named it.  An X-Auth-Token
 * wins; then the cookie; then, where the settings say remote_user = on, the
 * parameter REMOTE_USER.  TOKEN_UNAUTHENTICATED with method and reason in
 * api->fault.
 *
 * What a browser adds by itself, a cookie or the web server's own sign-in, is
 * no proof that the user wants a change: such a write must be JSON (a DELETE
 * may be empty) and come from this origin.  TOKEN_FORBIDDEN else.
 */
enum token_error authenticate(
    struct api *api, const struct request *request) MUST_CHECK;

/* For what needs a fresh session (the setting session_fresh): a caller whose
 * session is older must sign in again, TOKEN_UNAUTHENTICATED of method session
 * and reason expired.  API keys are always fresh. */
enum token_error authenticate_fresh(struct api *api) MUST_CHECK;

#endif
