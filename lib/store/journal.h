/* SPDX-License-Identifier: ISC */
/* The deletion journal: what a backup, or a store that lost its end, does not
 * know. */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include "base/error.h"
#include "base/uuid.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Appends a line "time id who" for each of `count` tokens and syncs the file.
 * It is called before the deletion commits, so the journal may only err on the
 * side of refusing.  `now` in microseconds.  TOKEN_UNAVAILABLE, logged.
 */
enum token_error journal_append(const char *path, const struct uuid *ids,
    size_t count, const struct uuid *who, int64_t now) MUST_CHECK;

#define JOURNAL_LINE 102 /* bytes, with its line break */

/* A place in a journal, which tells it from other journals: behind `offset`
 * bytes, of which these are the last.  All zero: the beginning of any. */
struct journal_mark {
	int64_t offset;
	size_t tail_len;
	char tail[JOURNAL_LINE];
};

/*
 * Reads the ids of at most `size` whole lines behind the mark, and moves it
 * behind them; what it has passed is synced.  A line that is none is passed
 * over.  TOKEN_PRECONDITION, logged, when the journal has no such place: it is
 * another one, or lost its end.
 */
enum token_error journal_read(const char *path, struct journal_mark *mark,
    struct uuid *ids, size_t size, size_t *countp) MUST_CHECK;

#endif
