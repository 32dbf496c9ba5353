/* SPDX-License-Identifier: ISC */
/* A user name and a password, and the session they lead to. */
#ifndef CGI_BIN_CREDENTIALS_H
#define CGI_BIN_CREDENTIALS_H

#include "api.h"
#include "crypto/password.h"
#include "iam/throttle.h"

struct credentials {
	const char *username, *password; /* as they were sent */
	const char *new_password;        /* to be set; NULL: none */

	/* Of credentials_check(). */
	struct throttle_pause pause;
	struct uuid user_id;
	char hash[PASSWORD_HASH];  /* that the password had */
	char fresh[PASSWORD_HASH]; /* the hash to keep; "": as it is */

	/* Of credentials_admit(). */
	char secret[SESSION_SECRET]; /* of api->session */
};

/*
 * Whether the password is the user's.  TOKEN_TOO_MANY, with credentials->pause,
 * when it may not even be tried now.  Else TOKEN_UNAUTHENTICATED, alike and
 * after the same time whether the user is unknown, locked or another
 * password's.
 */
enum token_error credentials_check(struct api *api,
    const struct request *request, struct credentials *credentials) MUST_CHECK;

/*
 * After a check: a new session for the user, as api->session, and api->caller.
 * With a new password all others of the user end; else the one whose cookie the
 * request has, if any.
 */
enum token_error credentials_admit(struct api *api,
    const struct request *request, struct credentials *credentials) MUST_CHECK;

/* Overwrites what is secret in them. */
void credentials_cleanse(struct credentials *credentials);

#endif
