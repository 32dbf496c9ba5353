/* SPDX-License-Identifier: ISC */
/* The end of all that was given out. */
#ifndef UPKEEP_RETIRE_H
#define UPKEEP_RETIRE_H

#include "base/error.h"
#include "store/store.h"

/* Ends every session: for a store that is older than what was ended since. */
enum token_error retire_sessions(struct store *store) MUST_CHECK;

/*
 * Ends every token, signing key, API key and session, for a store that cannot
 * know which of them were deleted.  Passwords stay.  It is no single change:
 * only for a store that nobody uses yet.
 */
enum token_error retire_all(struct store *store) MUST_CHECK;

#endif
