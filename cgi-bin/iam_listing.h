/* SPDX-License-Identifier: ISC */
/* Lists of IAM: filters, order, and one page of them. */
#ifndef CGI_BIN_IAM_LISTING_H
#define CGI_BIN_IAM_LISTING_H

#include "api.h"
#include "object/object.h"

#include <stdbool.h>

struct json_t;

#define IAM_LISTING_PAGE_SIZE 20
#define IAM_LISTING_PAGE_MOST 100

/*
 * A parameter of the query and the member it must equal: a string, true or
 * false, or one element of an array.  A parameter that is sent several times
 * allows each of its values.  Empty values and "unknown_..." ask for nothing.
 * The member is looked for in what is shown, then in what is stored.
 */
enum iam_filter_type { IAM_FILTER_TEXT, IAM_FILTER_ID, IAM_FILTER_BOOL };
struct iam_filter {
	const char *parameter;
	const char *member;
	enum iam_filter_type type;
};

/* A word of order_by and the member it sorts by; members that are null come
 * first, and what is equal is in the order of creation. */
struct iam_order {
	const char *word; /* "created_at_desc": the end tells the direction */
	const char *member;
};
#define IAM_ORDERS(word, member)     \
	{ word "_asc", member },     \
	{                            \
		word "_desc", member \
	}

/* One kind of list.  Tables end with a row of NULLs. */
struct iam_listing {
	enum object_kind kind;
	const char *collection;         /* "users" */
	const struct iam_order *orders; /* the first is the usual one */
	const struct iam_filter *filters;

	/* New JSON of an object as the API shows it; NULL: memory is out. */
	struct json_t *(*show)(const struct json_t *object);

	/* May be NULL: further filters, on what is stored. */
	bool (*wants)(const struct json_t *object, void *context);
	void *context;

	/* May be NULL: adds to a page what other records know, as counts. */
	enum token_error (*complete)(struct api *api, struct json_t *page);
};

/*
 * {COLLECTION: [...], "total_count": n}.  Whether the caller may read such a
 * list was decided before.  Faults are in api->fault.
 */
enum token_error iam_listing_answer(struct api *api,
    const struct iam_listing *listing, const char *query,
    struct json_t **answerp) MUST_CHECK;

#endif
