/* SPDX-License-Identifier: ISC */
/*
 * For memcheck, preloaded: the border to Berkeley DB.  Its pages are memory
 * that processes share, and memcheck knows only what this one wrote there,
 * padding and free space included.  So what goes in must be defined, and what
 * comes out is.
 */
#define _GNU_SOURCE

#include <db.h>
#include <dlfcn.h>
#include <valgrind/memcheck.h>

static struct {
	int (*put)(DB *, DB_TXN *, DBT *, DBT *, u_int32_t);
	int (*get)(DB *, DB_TXN *, DBT *, DBT *, u_int32_t);
	int (*del)(DB *, DB_TXN *, DBT *, u_int32_t);
	int (*cursor)(DB *, DB_TXN *, DBC **, u_int32_t);
	int (*cursor_get)(DBC *, DBT *, DBT *, u_int32_t);
} real;

static void
go_in(const DBT *data)
{
	VALGRIND_CHECK_MEM_IS_DEFINED(data->data, data->size);
}

static void
come_out(const DBT *data)
{
	VALGRIND_MAKE_MEM_DEFINED(data->data, data->size);
}

static int
put(DB *db, DB_TXN *txn, DBT *key, DBT *value, u_int32_t flags)
{
	go_in(key);
	go_in(value);
	return real.put(db, txn, key, value, flags);
}

static int
get(DB *db, DB_TXN *txn, DBT *key, DBT *value, u_int32_t flags)
{
	int rc;

	go_in(key);
	rc = real.get(db, txn, key, value, flags);
	if (rc == 0)
		come_out(value);
	return rc;
}

static int delete (DB *db, DB_TXN *txn, DBT *key, u_int32_t flags)
{
	go_in(key);
	return real.del(db, txn, key, flags);
}

static int
cursor_get(DBC *cursor, DBT *key, DBT *value, u_int32_t flags)
{
	int rc;

	if ((flags & DB_OPFLAGS_MASK) == DB_SET_RANGE)
		go_in(key);
	rc = real.cursor_get(cursor, key, value, flags);
	if (rc == 0) {
		come_out(key);
		come_out(value);
	}
	return rc;
}

/* Berkeley DB uses cursors again. */
static int
open_cursor(DB *db, DB_TXN *txn, DBC **cursorp, u_int32_t flags)
{
	const int rc = real.cursor(db, txn, cursorp, flags);

	if (rc == 0 && (*cursorp)->get != cursor_get) {
		real.cursor_get = (*cursorp)->get;
		(*cursorp)->get = cursor_get;
	}
	return rc;
}

int
db_create(DB **dbp, DB_ENV *env, u_int32_t flags)
{
	int (*create)(DB **, DB_ENV *, u_int32_t);
	int rc;

	*(void **)&create = dlsym(RTLD_NEXT, "db_create");
	rc = create(dbp, env, flags);
	if (rc != 0)
		return rc;
	real.put = (*dbp)->put;
	real.get = (*dbp)->get;
	real.del = (*dbp)->del;
	real.cursor = (*dbp)->cursor;
	(*dbp)->put = put;
	(*dbp)->get = get;
	(*dbp)->del = delete;
	(*dbp)->cursor = open_cursor;
	return 0;
}
