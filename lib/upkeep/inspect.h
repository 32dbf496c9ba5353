/* SPDX-License-Identifier: ISC */
/* Whether what is in a store fits together: records, indices, scopes, view. */
#ifndef UPKEEP_INSPECT_H
#define UPKEEP_INSPECT_H

#include "base/error.h"
#include "gate/view.h"
#include "store/store.h"

#include <stddef.h>

/* What there is, and how many faults, each of them logged. */
struct inspection {
	size_t tokens, objects, keys, names;
	size_t faults;
};

/*
 * Looks at every record, outside a change: that it can be read, that what it
 * names exists, that each token stands twice in the index and nothing else
 * does. Nobody else may change the store meanwhile.
 */
enum token_error inspect_store(
    struct store *store, struct inspection *inspection) MUST_CHECK;

/* The tokens of a view against those of its store, while others work: what
 * differs must agree a moment later. */
enum token_error inspect_view(
    struct store *store, struct view *view, size_t *faultsp) MUST_CHECK;

#endif
