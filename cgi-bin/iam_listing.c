/* SPDX-License-Identifier: ISC */
/* Lists of IAM: filters, order, and one page of them. */
#include "iam_listing.h"
#include "base/json.h"
#include "base/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_SIZE 256
#define FILTERS 16
#define ORDERS 16

/* ---- what the query asks for ---- */

struct page {
	int64_t number;
	int64_t size;
	const struct iam_order *order;
};

static enum token_error
read_page(const struct iam_order *orders, const char *query, struct page *page,
    struct fault *fault)
{
	const char *words[ORDERS + 1] = { NULL };
	enum token_error err;
	size_t i, order = 0;

	for (i = 0; i < ORDERS && orders[i].word != NULL; i++)
		words[i] = orders[i].word;
	page->number = 1;
	page->size = IAM_LISTING_PAGE_SIZE;
	if ((err = query_number(query, "page", 1, INT32_MAX, &page->number,
		 fault)) != TOKEN_OK ||
	    (err = query_number(query, "page_size", 1, IAM_LISTING_PAGE_MOST,
		 &page->size, fault)) != TOKEN_OK)
		return err;
	err = query_word(query, "order_by", words, &order, fault);
	page->order = &orders[order];
	return err;
}

/* Takes one value into what a filter asks for. */
static enum token_error
add_value(const struct iam_filter *filter, const char *value, json_t *values,
    struct fault *fault)
{
	char text[UUID_TEXT];
	struct uuid id;

	if (*value == '\0' || strncmp(value, "unknown_", 8) == 0)
		return TOKEN_OK;
	if (filter->type == IAM_FILTER_ID) {
		if (!uuid_parse(value, strlen(value), &id))
			return fault_argument(fault, filter->parameter,
			    "format", "must be a UUID");
		uuid_format(&id, text);
		value = text;
	}
	if (filter->type == IAM_FILTER_BOOL && strcmp(value, "true") != 0 &&
	    strcmp(value, "false") != 0)
		return fault_argument(fault, filter->parameter, "format",
		    "must be true or false");
	return json_array_append_new(values, json_string(value)) == 0
		   ? TOKEN_OK
		   : TOKEN_UNAVAILABLE;
}

/* All values of a parameter: each part of the query is read as one of its
 * own. */
static enum token_error
read_values(const struct iam_filter *filter, const char *query, json_t *values,
    struct fault *fault)
{
	char part[REQUEST_QUERY], value[VALUE_SIZE];
	enum token_error err = TOKEN_OK;
	size_t len;

	for (; *query != '\0' && err == TOKEN_OK; query += len) {
		len = strcspn(query, "&");
		if (len >= sizeof part)
			return fault_argument(fault, filter->parameter,
			    "constraint", "is too long");
		memcpy(part, query, len);
		part[len] = '\0';
		len += query[len] == '&';
		err = query_text(
		    part, filter->parameter, value, sizeof value, fault);
		if (err == TOKEN_OK)
			err = add_value(filter, value, values, fault);
	}
	return err;
}

/* ---- whether an object is asked for ---- */

static bool
has_text(const json_t *values, const char *text)
{
	size_t i;

	for (i = 0; i < json_array_size(values); i++)
		if (strcmp(json_string_value(json_array_get(values, i)),
			text) == 0)
			return true;
	return false;
}

static bool
matches(const json_t *member, const json_t *values)
{
	size_t i;

	if (json_is_boolean(member))
		return has_text(
		    values, json_is_true(member) ? "true" : "false");
	if (json_is_string(member))
		return has_text(values, json_string_value(member));
	for (i = 0; i < json_array_size(member); i++)
		if (matches(json_array_get(member, i), values))
			return true;
	return false;
}

/* A list on its way: rows are pairs of what is shown and what is stored. */
struct work {
	const struct iam_listing *listing;
	json_t *values[FILTERS]; /* of each filter; empty: anything */
	json_t *rows;            /* what is shown, of those asked for */
	struct fault *fault;
};

static bool
is_wanted(const struct work *work, const json_t *shown, const json_t *stored)
{
	const struct iam_listing *listing = work->listing;
	const struct iam_filter *filter = listing->filters;
	const json_t *member;
	size_t i;

	for (i = 0; filter[i].parameter != NULL; i++) {
		if (json_array_size(work->values[i]) == 0)
			continue;
		member = json_object_get(shown, filter[i].member);
		if (member == NULL)
			member = json_object_get(stored, filter[i].member);
		if (!matches(member, work->values[i]))
			return false;
	}
	return listing->wants == NULL ||
	       listing->wants(stored, listing->context);
}

static enum token_error
take_rows(struct work *work, const json_t *objects)
{
	json_t *shown, *object;
	size_t i;

	json_array_foreach(objects, i, object)
	{
		shown = work->listing->show(object);
		if (shown == NULL)
			return TOKEN_UNAVAILABLE;
		if (!is_wanted(work, shown, object))
			json_decref(shown);
		else if (json_array_append_new(work->rows, shown) != 0)
			return TOKEN_UNAVAILABLE;
	}
	return TOKEN_OK;
}

/* ---- in which order ---- */

static int
compare_members(const json_t *a, const json_t *b, const char *member)
{
	return strcmp(json_text(a, member), json_text(b, member));
}

static int
compare(const void *a, const void *b, void *context)
{
	const struct iam_order *order = context;
	const char *direction = strrchr(order->word, '_');
	const bool is_descending =
	    direction != NULL && strcmp(direction, "_desc") == 0;
	const json_t *x = *(const json_t *const *)a;
	const json_t *y = *(const json_t *const *)b;
	int result;

	if ((result = compare_members(x, y, order->member)) == 0 &&
	    (result = compare_members(x, y, "created_at")) == 0 &&
	    (result = compare_members(x, y, "id")) == 0)
		result = compare_members(x, y, "access_key");
	return is_descending ? -result : result;
}

static json_t *
cut_page(const json_t *rows, const struct page *page)
{
	const size_t count = json_array_size(rows);
	const int64_t start = (page->number - 1) * page->size;
	json_t **sorted = calloc(count + 1, sizeof *sorted);
	json_t *cut = json_array();
	int rc = sorted != NULL ? 0 : -1;
	size_t i;

	for (i = 0; rc == 0 && i < count; i++)
		sorted[i] = json_array_get(rows, i);
	if (rc == 0)
		qsort_r(sorted, count, sizeof *sorted, compare,
		    (void *)(uintptr_t)page->order);
	for (i = 0; rc == 0 && i < count; i++)
		if ((int64_t)i >= start && (int64_t)i < start + page->size)
			rc = json_array_append(cut, sorted[i]);
	free(sorted);
	if (rc == 0)
		return cut;
	json_decref(cut);
	return NULL;
}

static enum token_error
show_page(struct api *api, const struct work *work, const struct page *page,
    json_t **answerp)
{
	const json_int_t count = (json_int_t)json_array_size(work->rows);
	json_t *cut = cut_page(work->rows, page);
	enum token_error err = TOKEN_OK;

	if (cut == NULL)
		return TOKEN_UNAVAILABLE;
	if (work->listing->complete != NULL)
		err = work->listing->complete(api, cut);
	if (err != TOKEN_OK) {
		json_decref(cut);
		return err;
	}
	*answerp = json_pack(
	    "{s:o, s:I}", work->listing->collection, cut, "total_count", count);
	return TOKEN_OK;
}

static enum token_error
read_filters(struct work *work, const char *query)
{
	const struct iam_filter *filter = work->listing->filters;
	enum token_error err = TOKEN_OK;
	size_t i;

	for (i = 0; filter[i].parameter != NULL && err == TOKEN_OK; i++) {
		if (i == FILTERS)
			return TOKEN_INTERNAL;
		work->values[i] = json_array();
		err = read_values(
		    &filter[i], query, work->values[i], work->fault);
	}
	return err;
}

enum token_error
iam_listing_answer(struct api *api, const struct iam_listing *listing,
    const char *query, struct json_t **answerp)
{
	struct work work = { .listing = listing, .fault = &api->fault };
	json_t *objects = NULL;
	struct page page;
	enum token_error err;
	size_t i;

	work.rows = json_array();
	if ((err = read_page(listing->orders, query, &page, &api->fault)) ==
		TOKEN_OK &&
	    (err = read_filters(&work, query)) == TOKEN_OK &&
	    (err = object_list(api->store, listing->kind, NULL, NULL,
		 &objects)) == TOKEN_OK &&
	    (err = take_rows(&work, objects)) == TOKEN_OK)
		err = show_page(api, &work, &page, answerp);
	json_decref(objects);
	json_decref(work.rows);
	for (i = 0; i < FILTERS; i++)
		json_decref(work.values[i]);
	return err;
}
