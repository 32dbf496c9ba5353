/* SPDX-License-Identifier: ISC */
/* Reading the store: one record, or all whose key begins alike. */
#include "base/log.h"
#include "store/store_internal.h"

#include <db.h>
#include <stdlib.h>
#include <string.h>

#define TRIES 200 /* of a read that meets deadlocks */

struct scan {
	const struct store_range *range;
	struct store_place *place;
	store_visit *visit;
	void *context;
};

DBT
store_input(const void *data, size_t len)
{
	DBT dbt;

	memset(&dbt, 0, sizeof dbt);
	memcpy(&dbt.data, &data, sizeof data);
	dbt.size = (u_int32_t)len;
	return dbt;
}

/* Room for `size` bytes and a NUL. */
static bool
grow_value(struct store *store, size_t size)
{
	unsigned char *value;

	if (size < store->value_size)
		return true;
	value = realloc(store->value, size + 1024);
	if (value == NULL) {
		log_errno("no memory for a record of %zu bytes", size);
		return false;
	}
	store->value = value;
	store->value_size = size + 1024;
	return true;
}

/* Outside a change a deadlock costs another try; inside, the change. */
static bool
is_worth_a_try(const struct store *store, int rc, int *tries)
{
	return rc == DB_LOCK_DEADLOCK && store->txn == NULL && ++*tries < TRIES;
}

enum token_error
store_get(struct store *store, enum store_table table, const void *key,
    size_t key_len, const void **valuep, size_t *value_lenp)
{
	const u_int32_t flags = store->txn != NULL ? DB_RMW : 0;
	DBT k = store_input(key, key_len), v = { .size = 0 };
	DB *db = store->db[table];
	enum token_error err;
	int rc, tries = 0;

	do {
		if (!grow_value(store, v.size))
			return TOKEN_UNAVAILABLE;
		memset(&v, 0, sizeof v);
		v.data = store->value;
		v.ulen = (u_int32_t)(store->value_size - 1);
		v.flags = DB_DBT_USERMEM;
		rc = db->get(db, store->txn, &k, &v, flags);
	} while (rc == DB_BUFFER_SMALL || is_worth_a_try(store, rc, &tries));
	err = store_judge(store, rc, "get");
	if (err != TOKEN_OK)
		return err;
	store->value[v.size] = '\0';
	*valuep = store->value;
	*value_lenp = v.size;
	return TOKEN_OK;
}

/* The least string that is greater than all that begin with `prefix`; its
 * length, 0 when there is none. */
static size_t
end_of_prefix(const void *prefix, size_t len, unsigned char *end)
{
	memcpy(end, prefix, len);
	while (len > 0 && end[len - 1] == 0xff)
		len--;
	if (len > 0)
		end[len - 1]++;
	return len;
}

static int
move_up(DBC *cursor, struct scan *scan, DBT *key, DBT *value)
{
	const struct store_place *place = scan->place;
	int rc;

	if (!place->is_moved) {
		*key =
		    store_input(scan->range->prefix, scan->range->prefix_len);
		return cursor->get(cursor, key, value, DB_SET_RANGE);
	}
	*key = store_input(place->key, place->len);
	rc = cursor->get(cursor, key, value, DB_SET_RANGE);
	if (rc == 0 && key->size == place->len &&
	    memcmp(key->data, place->key, place->len) == 0)
		rc = cursor->get(cursor, key, value, DB_NEXT);
	return rc;
}

/* The last record before the place, or before the end of the prefix. */
static int
move_down(DBC *cursor, struct scan *scan, DBT *key, DBT *value)
{
	unsigned char end[STORE_KEY];
	size_t len;
	int rc;

	if (scan->place->is_moved) {
		len = scan->place->len;
		memcpy(end, scan->place->key, len);
	} else
		len = end_of_prefix(
		    scan->range->prefix, scan->range->prefix_len, end);
	if (len == 0)
		return cursor->get(cursor, key, value, DB_LAST);
	*key = store_input(end, len);
	rc = cursor->get(cursor, key, value, DB_SET_RANGE);
	if (rc == DB_NOTFOUND)
		return cursor->get(cursor, key, value, DB_LAST);
	return rc != 0 ? rc : cursor->get(cursor, key, value, DB_PREV);
}

/* Whether the scan goes on. */
static bool
visit_record(struct scan *scan, const DBT *key, const DBT *value)
{
	struct store_place *place = scan->place;

	if (key->size < scan->range->prefix_len || key->size > STORE_KEY ||
	    memcmp(key->data, scan->range->prefix, scan->range->prefix_len) !=
		0)
		return false;
	memcpy(place->key, key->data, key->size);
	place->len = key->size;
	place->is_moved = true;
	return scan->visit(
	    scan->context, key->data, key->size, value->data, value->size);
}

static int
visit_all(DBC *cursor, struct scan *scan)
{
	const bool is_up = scan->range->order == STORE_ASCENDING;
	DBT key, value;
	int rc;

	memset(&key, 0, sizeof key);
	memset(&value, 0, sizeof value);
	rc = is_up ? move_up(cursor, scan, &key, &value)
		   : move_down(cursor, scan, &key, &value);
	while (rc == 0) {
		if (!visit_record(scan, &key, &value))
			return 0;
		rc = cursor->get(
		    cursor, &key, &value, is_up ? DB_NEXT : DB_PREV);
	}
	return rc == DB_NOTFOUND ? 0 : rc;
}

enum token_error
store_scan_on(struct store *store, const struct store_range *range,
    struct store_place *place, store_visit *visit, void *context)
{
	const u_int32_t flags = store->txn != NULL ? 0 : DB_READ_COMMITTED;
	struct scan scan = { range, place, visit, context };
	DB *db = store->db[range->table];
	DBC *cursor;
	int rc, rc_close, tries = 0;

	do {
		rc = db->cursor(db, store->txn, &cursor, flags);
		if (rc != 0)
			break;
		rc = visit_all(cursor, &scan);
		rc_close = cursor->close(cursor);
		if (rc == 0)
			rc = rc_close;
	} while (is_worth_a_try(store, rc, &tries));
	return store_judge(store, rc, "scan");
}

enum token_error
store_scan(struct store *store, enum store_table table, const void *prefix,
    size_t prefix_len, enum store_order order, store_visit *visit,
    void *context)
{
	const struct store_range range = { table, prefix, prefix_len, order };
	struct store_place place = { .len = 0 };

	return store_scan_on(store, &range, &place, visit, context);
}
