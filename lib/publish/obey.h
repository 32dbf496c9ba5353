/* SPDX-License-Identifier: ISC */
/* The journal's word over the store's. */
#ifndef PUBLISH_OBEY_H
#define PUBLISH_OBEY_H

#include "base/error.h"
#include "store/store.h"

/*
 * Deletes every token and API key that the journal names behind the place up to
 * which the store has obeyed it, and keeps the new place.  So a store that was
 * copied back, or whose log lost its end, has none that was deleted since.
 * TOKEN_PRECONDITION, logged, when this is not the journal of the store.
 */
enum token_error obey_journal(
    struct store *store, const char *journal) MUST_CHECK;

/* Obeys this journal from its beginning, and takes it for the store's: for who
 * restores a store without the journal that belongs to it. */
enum token_error obey_adopt(
    struct store *store, const char *journal) MUST_CHECK;

#endif
