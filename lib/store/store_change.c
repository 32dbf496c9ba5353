/* SPDX-License-Identifier: ISC */
/* Changes of the store: transactions, and what they write. */
#include "base/log.h"
#include "store/store_internal.h"

#include <assert.h>
#include <db.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#define TRIES 200 /* of a change that meets deadlocks */

/* Ends the process: the change is committed but the gates do not know, so
 * whoever enters next must publish everything. */
void
store_publish(struct store *store, const struct store_mark *marks, size_t count)
{
	const struct store_publisher *publisher = store->publisher;

	assert(store->txn == NULL);
	if (publisher == NULL || count == 0 ||
	    publisher->publish(store, publisher->context, marks, count) ==
		TOKEN_OK)
		return;
	log_line("cannot publish a committed change, leaving");
	_exit(EX_SOFTWARE);
}

static enum token_error
commit(struct store *store, u_int32_t sync)
{
	DB_TXN *txn = store->txn;

	store->txn = NULL;
	store->written = store_log_end(store);
	return store_judge(store, txn->commit(txn, sync), "commit");
}

/* It is committed; what is not synced must not be noted. */
static void
conclude(struct store *store)
{
	if (store->is_written)
		store_log_note(store, &store->written);
	store_publish(store, store->marks, store->marks_len);
}

static enum token_error
try_change(
    struct store *store, store_change *change, void *context, u_int32_t sync)
{
	enum token_error err;

	store->is_deadlocked = store->is_written = false;
	store->marks_len = 0;
	err = store_judge(store,
	    store->env->txn_begin(store->env, NULL, &store->txn, 0), "begin");
	if (err != TOKEN_OK) {
		store->txn = NULL;
		return err;
	}
	err = change(store, context);
	if (err == TOKEN_OK && !store->is_deadlocked)
		return commit(store, sync);
	if (err == TOKEN_OK) /* the change overlooked a deadlock */
		err = TOKEN_UNAVAILABLE;
	if (store_judge(store, store->txn->abort(store->txn), "abort") !=
	    TOKEN_OK)
		err = TOKEN_UNAVAILABLE;
	store->txn = NULL;
	return err;
}

static void
wait_a_little(int tries)
{
	const struct timespec time = { 0, 100000L * (tries < 50 ? tries : 50) };

	nanosleep(&time, NULL);
}

/* `sync`: what Berkeley DB does before it releases the locks. */
static enum token_error
run_change(
    struct store *store, store_change *change, void *context, u_int32_t sync)
{
	enum token_error err;
	int tries;

	for (tries = 1; tries <= TRIES; tries++) {
		err = try_change(store, change, context, sync);
		if (err == TOKEN_OK || !store->is_deadlocked)
			return err;
		wait_a_little(tries);
	}
	log_line("a change met %d deadlocks and was given up", TRIES);
	return TOKEN_UNAVAILABLE;
}

enum token_error
store_update(struct store *store, store_change *change, void *context)
{
	enum token_error err;

	if (store->txn != NULL)
		return change(store, context);
	err = run_change(store, change, context, DB_TXN_SYNC);
	if (err == TOKEN_OK)
		conclude(store);
	return err;
}

/* The commit is written before the locks are released, so that a full disk
 * undoes it.  What cannot be synced afterwards is on record: published as it
 * is, and an error. */
enum token_error
store_add(struct store *store, store_change *add, void *context)
{
	DB_ENV *env = store->env;
	enum token_error err;

	if (store->txn != NULL)
		return add(store, context);
	err = run_change(store, add, context, DB_TXN_WRITE_NOSYNC);
	if (err != TOKEN_OK)
		return err;
	err = store_judge(store, env->log_flush(env, NULL), "sync");
	store->is_written = store->is_written && err == TOKEN_OK;
	conclude(store);
	return err;
}

enum token_error
store_put(struct store *store, enum store_table table, const void *key,
    size_t key_len, const void *value, size_t value_len)
{
	DBT k = store_input(key, key_len), v = store_input(value, value_len);
	DB *db = store->db[table];

	assert(store->txn != NULL);
	store->is_written = true;
	return store_judge(store, db->put(db, store->txn, &k, &v, 0), "put");
}

enum token_error
store_delete(struct store *store, enum store_table table, const void *key,
    size_t key_len)
{
	DBT k = store_input(key, key_len);
	DB *db = store->db[table];
	enum token_error err;

	assert(store->txn != NULL);
	err = store_judge(store, db->del(db, store->txn, &k, 0), "delete");
	store->is_written = store->is_written || err == TOKEN_OK;
	return err;
}

enum token_error
store_mark(struct store *store, char kind, const void *id)
{
	struct store_mark *marks;
	size_t size;

	assert(store->txn != NULL);
	if (store->marks_len == store->marks_size) {
		size = store->marks_size > 0 ? store->marks_size * 2 : 16;
		marks = reallocarray(store->marks, size, sizeof *marks);
		if (marks == NULL)
			return TOKEN_UNAVAILABLE;
		store->marks = marks;
		store->marks_size = size;
	}
	marks = &store->marks[store->marks_len++];
	marks->kind = kind;
	memcpy(marks->id, id, sizeof marks->id);
	return TOKEN_OK;
}
