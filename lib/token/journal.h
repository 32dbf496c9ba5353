/* SPDX-License-Identifier: ISC */
/* The deletion journal: what a backup does not know. */
#ifndef TOKEN_JOURNAL_H
#define TOKEN_JOURNAL_H

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

#endif
