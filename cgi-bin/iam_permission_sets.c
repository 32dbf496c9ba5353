/* SPDX-License-Identifier: ISC */
/* The permission sets that rules of IAM can give. */
#include "iam.h"
#include "iam_access.h"
#include "iam_page.h"
#include "listing.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* The sets have no time of creation: their order is that of the table then. */
static const char *const orders[] = { "created_at_asc", "created_at_desc",
	"name_asc", "name_desc", NULL };

static int
by_name(const void *a, const void *b)
{
	const struct permission_set *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static json_t *
show(const struct permission_set *set)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:[s]}", "id", set->id, "name",
	    set->name, "scope_type", set->scope_type, "description",
	    set->description, "categories", set->category);
}

/* All sets in one of the orders; NULL when memory is out. */
static json_t *
list_sets(size_t order)
{
	const bool is_backward = order % 2 == 1;
	const struct permission_set *sets, **rows;
	json_t *list = json_array();
	size_t count, i;
	int rc = 0;

	sets = permission_sets(&count);
	rows = calloc(count, sizeof *rows);
	if (rows == NULL)
		rc = -1;
	for (i = 0; rc == 0 && i < count; i++)
		rows[i] = &sets[i];
	if (rc == 0 && order >= 2)
		qsort(rows, count, sizeof *rows, by_name);
	for (i = 0; rc == 0 && i < count; i++)
		rc = json_array_append_new(
		    list, show(rows[is_backward ? count - 1 - i : i]));
	free(rows);
	if (rc == 0)
		return list;
	json_decref(list);
	return NULL;
}

/* The organization that the query names has the sets, no other has. */
static enum token_error
check_organization(struct api *api, const char *query)
{
	char text[UUID_TEXT];
	struct uuid id;
	enum token_error err;
	bool is_set;

	err = listing_uuid(query, "organization_id", &id, &is_set, &api->fault);
	if (err != TOKEN_OK || !is_set ||
	    uuid_equal(&id, &api->caller.organization_id))
		return err;
	uuid_format(&id, text);
	return fault_not_found(&api->fault, "organization", text);
}

IAM_HANDLER(iam_list_permission_sets)
{
	const char *query = request_query(request);
	struct api *api = context;
	json_t *list = NULL;
	size_t order = 2;
	enum token_error err;

	(void)values;
	if ((err = iam_access(api, PERMISSION_READ, OBJECT_POLICY)) ==
		TOKEN_OK &&
	    (err = check_organization(api, query)) == TOKEN_OK &&
	    (err = query_word(
		 query, "order_by", orders, &order, &api->fault)) == TOKEN_OK)
		err = iam_page(list_sets(order), "permission_sets", query,
		    &list, &api->fault);
	api_answer(api, reply, err, list);
}
