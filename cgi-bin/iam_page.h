/* SPDX-License-Identifier: ISC */
/* Pages of lists that are made in memory. */
#ifndef CGI_BIN_IAM_PAGE_H
#define CGI_BIN_IAM_PAGE_H

#include "base/error.h"

struct json_t;

/*
 * {COLLECTION: [...], "total_count": n} of the array `all`, whose reference is
 * taken, in its order; page and page_size are the query's.
 */
enum token_error iam_page(struct json_t *all, const char *collection,
    const char *query, struct json_t **answerp, struct fault *fault) MUST_CHECK;

#endif
