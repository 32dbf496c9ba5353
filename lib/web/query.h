/* SPDX-License-Identifier: ISC */
/* The query of a request: application/x-www-form-urlencoded. */
#ifndef WEB_QUERY_H
#define WEB_QUERY_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Copies the decoded value of the first parameter of that name, or makes
 * `value` empty when there is none.  A fault names the parameter when it is
 * sent twice, too long, or no valid UTF-8 text without control characters.
 */
enum token_error query_text(const char *query, const char *name, char *value,
    size_t size, struct fault *fault) MUST_CHECK;

/* A whole number of least..most; *numberp keeps its value when absent. */
enum token_error query_number(const char *query, const char *name,
    int64_t least, int64_t most, int64_t *numberp,
    struct fault *fault) MUST_CHECK;

/* The index of one of `words` (NULL-terminated); *indexp keeps its value when
 * absent. */
enum token_error query_word(const char *query, const char *name,
    const char *const *words, size_t *indexp, struct fault *fault) MUST_CHECK;

#endif
