/* SPDX-License-Identifier: ISC */
/* Pages of lists that are made in memory. */
#include "iam_page.h"
#include "iam_listing.h"
#include "web/query.h"

#include <jansson.h>
#include <stdint.h>

static json_t *
cut(const json_t *all, int64_t page, int64_t page_size)
{
	const int64_t count = (int64_t)json_array_size(all);
	int64_t i = (page - 1) * page_size;
	const int64_t end = i + page_size;
	json_t *rows = json_array();

	for (; i < count && i < end; i++)
		if (json_array_append(rows, json_array_get(all, (size_t)i)) !=
		    0) {
			json_decref(rows);
			return NULL;
		}
	return rows;
}

enum token_error
iam_page(struct json_t *all, const char *collection, const char *query,
    struct json_t **answerp, struct fault *fault)
{
	int64_t page = 1, page_size = IAM_LISTING_PAGE_SIZE;
	enum token_error err = all != NULL ? TOKEN_OK : TOKEN_UNAVAILABLE;

	if (err == TOKEN_OK)
		err = query_number(query, "page", 1, INT32_MAX, &page, fault);
	if (err == TOKEN_OK)
		err = query_number(query, "page_size", 1, IAM_LISTING_PAGE_MOST,
		    &page_size, fault);
	if (err == TOKEN_OK)
		*answerp = json_pack("{s:o, s:I}", collection,
		    cut(all, page, page_size), "total_count",
		    (json_int_t)json_array_size(all));
	json_decref(all);
	return err;
}
