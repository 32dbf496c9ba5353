/* SPDX-License-Identifier: ISC */
/* Lists: their queries, and one page of them. */
#ifndef CGI_BIN_LISTING_H
#define CGI_BIN_LISTING_H

#include "api.h"
#include "base/error.h"
#include "base/uuid.h"
#include "object/object.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_t;

#define LISTING_PAGE_SIZE 50
#define LISTING_PAGE_MOST 1000

/* Which page, in what order. */
struct listing {
	int64_t page;
	int64_t page_size;
	size_t order; /* index of one of `orders` */
};

/* page, page_size and order_by of a query; `orders` ends with NULL, the first
 * is the usual one. */
enum token_error listing_read(const char *query, const char *const *orders,
    struct listing *listing, struct fault *fault) MUST_CHECK;

/* A UUID of the query; *is_setp says whether there was one. */
enum token_error listing_uuid(const char *query, const char *name,
    struct uuid *idp, bool *is_setp, struct fault *fault) MUST_CHECK;

/*
 * Namespaces or containers that the caller may read, with the query's filters:
 * {COLLECTION: [...], "total_count": n}, each as `show` shows it.
 * `namespace_id`, when not NULL, filters as the query's would.  Faults are in
 * api->fault.
 */
struct listing_kind {
	enum object_kind kind;
	const char *collection;
	enum shape_version version;
	struct json_t *(*show)(const struct json_t *object,
	    const struct config *config, enum shape_version version,
	    const char *status);
};
enum token_error listing_objects(struct api *api,
    const struct listing_kind *kind, const char *query,
    const struct uuid *namespace_id, struct json_t **answerp) MUST_CHECK;

#endif
