/* SPDX-License-Identifier: ISC */
/* How often a password may be tried: pauses that grow, and end by themselves.
 */
#ifndef IAM_THROTTLE_H
#define IAM_THROTTLE_H

#include "base/error.h"
#include "store/store.h"

#include <stdint.h>

#define THROTTLE_WINDOW 900    /* seconds without a failure that forget all */
#define THROTTLE_ACCOUNT 5     /* failures before an account's first pause */
#define THROTTLE_ADDRESS 20    /* the same of an address */
#define THROTTLE_PAUSE_MOST 60 /* seconds */
#define THROTTLE_ENTRIES 1024  /* accounts and addresses that are kept */

/* One attempt to sign in. */
struct throttle {
	const char *account; /* the name that was sent, of a user or not */
	const char *address; /* of IPv6 the first half counts */
	int64_t now;         /* microseconds */
};

/* Which limit was met, and when it ends. */
struct throttle_pause {
	int quota;
	int64_t until; /* microseconds */
};

/*
 * Before a password is looked at: TOKEN_TOO_MANY with *pausep while account or
 * address must pause.  Else the attempt is counted as failed, so that those at
 * the same moment know of it.  The pause is 1 second after the last failure
 * that is allowed, then 2, 4 ... up to 60; attempts during it do not count.
 */
enum token_error throttle_begin(struct store *store,
    const struct throttle *attempt, struct throttle_pause *pausep) MUST_CHECK;

/* It did not fail: forgets the account, and the address's one attempt.  Inside
 * or as a change. */
enum token_error throttle_succeed(
    struct store *store, const struct throttle *attempt) MUST_CHECK;

#endif
