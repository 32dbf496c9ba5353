/* SPDX-License-Identifier: ISC */
/* Where a store's gate view is: one place, that every member agrees on. */
#ifndef PUBLISH_PLACE_H
#define PUBLISH_PLACE_H

#include "base/error.h"
#include "gate/view.h"
#include "store/store.h"

/*
 * For who recovers, alone: from now on `view` is the view of the store in
 * `store_dir`.  If that was elsewhere the other view is closed, so that a gate
 * which still looks there refuses instead of missing what is deleted; the view
 * of the store that this one is a copy of is left alone.
 */
enum token_error place_move(
    struct store *store, const char *store_dir, struct view *view) MUST_CHECK;

/* For who joins others: TOKEN_PRECONDITION (logged) when they publish
 * elsewhere. */
enum token_error place_check(struct store *store, const char *dir) MUST_CHECK;

#endif
