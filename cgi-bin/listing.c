/* SPDX-License-Identifier: ISC */
/* Lists: their queries, and one page of them. */
#include "listing.h"
#include "access.h"
#include "base/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE 256

enum token_error
listing_read(const char *query, const char *const *orders,
    struct listing *listing, struct fault *fault)
{
	enum token_error err;

	listing->page = 1;
	listing->page_size = LISTING_PAGE_SIZE;
	listing->order = 0;
	if ((err = query_number(query, "page", 1, INT32_MAX, &listing->page,
		 fault)) != TOKEN_OK ||
	    (err = query_number(query, "page_size", 1, LISTING_PAGE_MOST,
		 &listing->page_size, fault)) != TOKEN_OK)
		return err;
	return query_word(query, "order_by", orders, &listing->order, fault);
}

enum token_error
listing_uuid(const char *query, const char *name, struct uuid *idp,
    bool *is_setp, struct fault *fault)
{
	char text[UUID_TEXT];
	enum token_error err;

	*is_setp = false;
	err = query_text(query, name, text, sizeof text, fault);
	if (err != TOKEN_OK || *text == '\0')
		return err;
	if (!uuid_parse(text, strlen(text), idp))
		return fault_argument(fault, name, "format", "must be a UUID");
	*is_setp = true;
	return TOKEN_OK;
}

/* What an object must have to be listed. */
static const char *const id_names[] = { "organization_id", "project_id",
	"namespace_id" };
#define IDS (sizeof id_names / sizeof id_names[0])

struct filter {
	char name[NAME_SIZE]; /* "": any */
	struct uuid id[IDS];
	bool has_id[IDS];
};

static enum token_error
read_filter(const char *query, const struct uuid *namespace_id,
    struct filter *filter, struct fault *fault)
{
	enum token_error err;
	size_t i;

	err =
	    query_text(query, "name", filter->name, sizeof filter->name, fault);
	for (i = 0; i < IDS && err == TOKEN_OK; i++)
		err = listing_uuid(query, id_names[i], &filter->id[i],
		    &filter->has_id[i], fault);
	if (err == TOKEN_OK && namespace_id != NULL) {
		filter->id[IDS - 1] = *namespace_id;
		filter->has_id[IDS - 1] = true;
	}
	return err;
}

static bool
is_wanted(const json_t *object, void *context)
{
	const struct filter *filter = context;
	struct uuid id;
	size_t i;

	if (*filter->name != '\0' &&
	    strcmp(json_text(object, "name"), filter->name) != 0)
		return false;
	for (i = 0; i < IDS; i++) {
		id = object_uuid(object, id_names[i]);
		if (filter->has_id[i] && !uuid_equal(&id, &filter->id[i]))
			return false;
	}
	return true;
}

/* Takes out what the caller may not read. */
static enum token_error
drop_unreadable(struct api *api, const char *resource, json_t *objects)
{
	struct access_projects projects;
	struct uuid project_id;
	enum token_error err;
	size_t i;

	err = access_projects(api, resource, &projects);
	if (err != TOKEN_OK)
		return err;
	for (i = json_array_size(objects); i-- > 0;) {
		project_id =
		    object_uuid(json_array_get(objects, i), "project_id");
		if (!access_projects_have(&projects, &project_id) &&
		    json_array_remove(objects, i) != 0)
			err = TOKEN_INTERNAL;
	}
	access_projects_free(&projects);
	return err;
}

/* Compares two objects by a member, and by id where that is the same. */
static int
compare(const void *a, const void *b, const char *name)
{
	const json_t *const *x = a, *const *y = b;
	int order = strcmp(json_text(*x, name), json_text(*y, name));

	if (order != 0)
		return order;
	return strcmp(json_text(*x, "id"), json_text(*y, "id"));
}

static int
created_ascending(const void *a, const void *b)
{
	return compare(a, b, "created_at");
}

static int
created_descending(const void *a, const void *b)
{
	return compare(b, a, "created_at");
}

static int
name_ascending(const void *a, const void *b)
{
	return compare(a, b, "name");
}

static int
name_descending(const void *a, const void *b)
{
	return compare(b, a, "name");
}

static const char *const orders[] = { "created_at_asc", "created_at_desc",
	"name_asc", "name_desc", NULL };
static int (*const comparisons[])(const void *a, const void *b) = {
	created_ascending, created_descending, name_ascending, name_descending
};

/* The objects in order; the caller frees it.  NULL when memory is out. */
static const json_t **
sort(const json_t *objects, size_t order)
{
	const size_t count = json_array_size(objects);
	const json_t **rows;
	size_t i;

	rows = calloc(count + 1, sizeof *rows);
	if (rows == NULL)
		return NULL;
	for (i = 0; i < count; i++)
		rows[i] = json_array_get(objects, i);
	qsort(rows, count, sizeof *rows, comparisons[order]);
	return rows;
}

static json_t *
show_page(const struct api *api, const struct listing_kind *kind,
    const struct listing *listing, const json_t *objects)
{
	const int64_t count = (int64_t)json_array_size(objects);
	const json_t **rows = sort(objects, listing->order);
	int64_t i = (listing->page - 1) * listing->page_size;
	const int64_t end = i + listing->page_size;
	json_t *page = json_array();
	int rc = rows != NULL ? 0 : -1;

	for (; rc == 0 && i < count && i < end; i++)
		rc = json_array_append_new(page,
		    kind->show(rows[i], &api->config, kind->version, "ready"));
	free(rows);
	if (rc == 0)
		return page;
	json_decref(page);
	return NULL;
}

enum token_error
listing_objects(struct api *api, const struct listing_kind *kind,
    const char *query, const struct uuid *namespace_id, struct json_t **answerp)
{
	struct fault *fault = &api->fault;
	struct listing listing;
	struct filter filter;
	json_t *objects = NULL;
	enum token_error err;

	if ((err = listing_read(query, orders, &listing, fault)) != TOKEN_OK ||
	    (err = read_filter(query, namespace_id, &filter, fault)) !=
		TOKEN_OK ||
	    (err = object_list(api->store, kind->kind, is_wanted, &filter,
		 &objects)) != TOKEN_OK)
		return err;
	err = drop_unreadable(api, object_kind_name(kind->kind), objects);
	if (err == TOKEN_OK)
		*answerp = json_pack("{s:o, s:I}", kind->collection,
		    show_page(api, kind, &listing, objects), "total_count",
		    (json_int_t)json_array_size(objects));
	json_decref(objects);
	return err;
}
