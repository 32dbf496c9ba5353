/* SPDX-License-Identifier: ISC */
/* Berkeley DB: its methods, as we call them. */
#include "faults.h"

#include <db.h>
#include <dlfcn.h>
#include <errno.h>

/* The methods that fail; all handles have the same. */
static struct {
	int (*env_open)(DB_ENV *, const char *, u_int32_t, int);
	int (*txn_begin)(DB_ENV *, DB_TXN *, DB_TXN **, u_int32_t);
	int (*txn_checkpoint)(DB_ENV *, u_int32_t, u_int32_t, u_int32_t);
	int (*log_flush)(DB_ENV *, const DB_LSN *);
	int (*commit)(DB_TXN *, u_int32_t);
	int (*abort)(DB_TXN *);
	int (*open)(
	    DB *, DB_TXN *, const char *, const char *, DBTYPE, u_int32_t, int);
	int (*put)(DB *, DB_TXN *, DBT *, DBT *, u_int32_t);
	int (*get)(DB *, DB_TXN *, DBT *, DBT *, u_int32_t);
	int (*del)(DB *, DB_TXN *, DBT *, u_int32_t);
	int (*cursor)(DB *, DB_TXN *, DBC **, u_int32_t);
	int (*cursor_get)(DBC *, DBT *, DBT *, u_int32_t);
	int (*cursor_close)(DBC *);
} real;

#define FAIL_WHEN_DUE                             \
	do {                                      \
		if (fault_is_due(FAULT_DB, NULL)) \
			return fault_error(EIO);  \
	} while (0)

/* ---- cursors ---- */

static int
cursor_get(DBC *cursor, DBT *key, DBT *value, u_int32_t flags)
{
	FAIL_WHEN_DUE;
	return real.cursor_get(cursor, key, value, flags);
}

/* What ends a handle ends it, whatever it returns. */
static int
cursor_close(DBC *cursor)
{
	const bool is_due = fault_is_due(FAULT_DB, NULL);
	const int rc = real.cursor_close(cursor);

	return is_due ? fault_error(EIO) : rc;
}

static int
open_cursor(DB *db, DB_TXN *txn, DBC **cursorp, u_int32_t flags)
{
	int rc;

	FAIL_WHEN_DUE;
	rc = real.cursor(db, txn, cursorp, flags);
	/* Berkeley DB uses them again. */
	if (rc != 0 || (*cursorp)->get == cursor_get)
		return rc;
	real.cursor_get = (*cursorp)->get;
	real.cursor_close = (*cursorp)->close;
	(*cursorp)->get = cursor_get;
	(*cursorp)->close = cursor_close;
	return 0;
}

/* ---- transactions ---- */

/* One that says DB_RUNRECOVERY may be on disk; any other that fails is not. */
static int
txn_commit(DB_TXN *txn, u_int32_t flags)
{
	const int error = fault_error(EIO);

	if (!fault_is_due(FAULT_DB, NULL))
		return real.commit(txn, flags);
	if (error == DB_RUNRECOVERY)
		real.commit(txn, flags);
	else
		real.abort(txn);
	return error;
}

static int
txn_abort(DB_TXN *txn)
{
	const bool is_due = fault_is_due(FAULT_DB, NULL);
	const int rc = real.abort(txn);

	return is_due ? fault_error(EIO) : rc;
}

static int
txn_begin(DB_ENV *env, DB_TXN *parent, DB_TXN **txnp, u_int32_t flags)
{
	int rc;

	FAIL_WHEN_DUE;
	rc = real.txn_begin(env, parent, txnp, flags);
	if (rc != 0)
		return rc;
	real.commit = (*txnp)->commit;
	real.abort = (*txnp)->abort;
	(*txnp)->commit = txn_commit;
	(*txnp)->abort = txn_abort;
	return 0;
}

/* ---- environment and tables ---- */

static int
txn_checkpoint(
    DB_ENV *env, u_int32_t kilobytes, u_int32_t minutes, u_int32_t flags)
{
	FAIL_WHEN_DUE;
	return real.txn_checkpoint(env, kilobytes, minutes, flags);
}

static int
log_flush(DB_ENV *env, const DB_LSN *lsn)
{
	FAIL_WHEN_DUE;
	return real.log_flush(env, lsn);
}

static int
env_open(DB_ENV *env, const char *home, u_int32_t flags, int mode)
{
	FAIL_WHEN_DUE;
	return real.env_open(env, home, flags, mode);
}

static int
db_open(DB *db, DB_TXN *txn, const char *file, const char *name, DBTYPE type,
    u_int32_t flags, int mode)
{
	FAIL_WHEN_DUE;
	return real.open(db, txn, file, name, type, flags, mode);
}

static int
db_put(DB *db, DB_TXN *txn, DBT *key, DBT *value, u_int32_t flags)
{
	FAIL_WHEN_DUE;
	return real.put(db, txn, key, value, flags);
}

static int
db_get(DB *db, DB_TXN *txn, DBT *key, DBT *value, u_int32_t flags)
{
	FAIL_WHEN_DUE;
	return real.get(db, txn, key, value, flags);
}

static int
db_del(DB *db, DB_TXN *txn, DBT *key, u_int32_t flags)
{
	FAIL_WHEN_DUE;
	return real.del(db, txn, key, flags);
}

int
db_env_create(DB_ENV **envp, u_int32_t flags)
{
	int (*create)(DB_ENV **, u_int32_t);
	DB_ENV *env;
	int rc;

	FAIL_WHEN_DUE;
	*(void **)&create = dlsym(RTLD_NEXT, "db_env_create");
	rc = create(envp, flags);
	if (rc != 0)
		return rc;
	env = *envp;
	real.env_open = env->open;
	real.txn_begin = env->txn_begin;
	real.txn_checkpoint = env->txn_checkpoint;
	real.log_flush = env->log_flush;
	env->open = env_open;
	env->txn_begin = txn_begin;
	env->txn_checkpoint = txn_checkpoint;
	env->log_flush = log_flush;
	return 0;
}

int
db_create(DB **dbp, DB_ENV *env, u_int32_t flags)
{
	int (*create)(DB **, DB_ENV *, u_int32_t);
	DB *db;
	int rc;

	FAIL_WHEN_DUE;
	*(void **)&create = dlsym(RTLD_NEXT, "db_create");
	rc = create(dbp, env, flags);
	if (rc != 0)
		return rc;
	db = *dbp;
	real.open = db->open;
	real.put = db->put;
	real.get = db->get;
	real.del = db->del;
	real.cursor = db->cursor;
	db->open = db_open;
	db->put = db_put;
	db->get = db_get;
	db->del = db_del;
	db->cursor = open_cursor;
	return 0;
}
