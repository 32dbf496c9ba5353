/* SPDX-License-Identifier: ISC */
/* The store: transactional tables of Berkeley DB 5.3. */
#include "base/file.h"
#include "base/log.h"
#include "store/members.h"
#include "store/store_internal.h"

#include <db.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#define PAGE_SIZE 4096 /* what a disk writes whole: no torn pages */
#define CACHE_SIZE (16 << 20)
#define LOG_FILE_SIZE (10 << 20)
#define LOG_BUFFER_SIZE (256 << 10)
#define LOCKS 200000 /* the most; the table grows as needed */
#define CHECKPOINT_KB 1024

const char *const store_table_files[STORE_TABLES] = {
	[STORE_META] = "meta.db",
	[STORE_OBJECTS] = "objects.db",
	[STORE_INDEX] = "index.db",
	[STORE_KEYS] = "keys.db",
	[STORE_TOKENS] = "tokens.db",
	[STORE_TOKEN_INDEX] = "token_index.db",
};

enum token_error
store_judge(struct store *store, int rc, const char *what)
{
	switch (rc) {
	case 0:
		return TOKEN_OK;
	case DB_NOTFOUND:
		return TOKEN_NOT_FOUND;
	case DB_LOCK_DEADLOCK:
	case DB_LOCK_NOTGRANTED:
		store->is_deadlocked = true;
		return TOKEN_UNAVAILABLE;
	case DB_RUNRECOVERY:
		log_line("%s: the store needs recovery, leaving", what);
		_exit(EX_TEMPFAIL);
	default:
		log_line("%s: %s", what, db_strerror(rc));
		return TOKEN_UNAVAILABLE;
	}
}

void
store_log_message(const DB_ENV *env, const char *prefix, const char *message)
{
	(void)env;
	(void)prefix;
	log_line("store: %s", message);
}

/* Whatever called Berkeley DB when it found the environment broken, perhaps one
 * that overlooks errors because it is only closing: nothing more is done. */
static void
leave_when_broken(DB_ENV *env, u_int32_t event, void *info)
{
	const char *dir = "";

	(void)info;
	if (event != DB_EVENT_PANIC)
		return;
	env->get_home(env, &dir);
	log_line("the store in %s needs recovery, leaving; if that is said "
		 "again and again it is damaged: restore a backup",
	    dir);
	_exit(EX_TEMPFAIL);
}

/* Who is not alone must not make shared memory anew: others use what there was.
 */
static int
open_environment(struct store *store, const char *dir, bool is_alone)
{
	const u_int32_t flags = DB_INIT_TXN | DB_INIT_LOG | DB_INIT_LOCK |
				DB_INIT_MPOOL |
				(is_alone ? DB_CREATE | DB_RECOVER : 0);
	DB_ENV *env;
	int rc;

	rc = db_env_create(&store->env, 0);
	if (rc != 0) {
		store->env = NULL;
		return rc;
	}
	env = store->env;
	env->set_errcall(env, store_log_message);
	if ((rc = env->set_event_notify(env, leave_when_broken)) != 0 ||
	    (rc = env->set_cachesize(env, 0, CACHE_SIZE, 1)) != 0 ||
	    (rc = env->set_lg_max(env, LOG_FILE_SIZE)) != 0 ||
	    (rc = env->set_lg_bsize(env, LOG_BUFFER_SIZE)) != 0 ||
	    (rc = env->set_lk_max_locks(env, LOCKS)) != 0 ||
	    (rc = env->set_lk_max_objects(env, LOCKS)) != 0 ||
	    (rc = env->set_lk_detect(env, DB_LOCK_YOUNGEST)) != 0 ||
	    (rc = env->log_set_config(env, DB_LOG_AUTO_REMOVE, 1)) != 0)
		return rc;
	return env->open(env, dir, flags, 0660);
}

static int
open_tables(struct store *store, bool is_new)
{
	const u_int32_t flags = DB_AUTO_COMMIT | (is_new ? DB_CREATE : 0);
	int table, rc = 0;
	DB *db;

	for (table = 0; table < STORE_TABLES && rc == 0; table++) {
		rc = db_create(&store->db[table], store->env, 0);
		if (rc != 0) {
			store->db[table] = NULL;
			break;
		}
		db = store->db[table];
		if ((rc = db->set_pagesize(db, PAGE_SIZE)) == 0 &&
		    (rc = db->set_flags(db, DB_CHKSUM)) == 0)
			rc = db->open(db, NULL, store_table_files[table], NULL,
			    DB_BTREE, flags, 0660);
	}
	return rc;
}

static void
close_all(struct store *store)
{
	int table;

	for (table = 0; table < STORE_TABLES; table++)
		if (store->db[table] != NULL)
			store->db[table]->close(store->db[table], 0);
	if (store->env != NULL)
		store->env->close(store->env, 0);
	if (store->logged_fd > 0)
		close(store->logged_fd);
	if (store->members != NULL)
		members_leave(store->members);
	free(store->marks);
	free(store->value);
	free(store);
}

void
store_close(struct store *store)
{
	if (store != NULL)
		close_all(store);
}

/* The checkpoint that recovery itself writes is not durable: without another
 * one the next recovery repeats all the work. */
static enum token_error
finish_recovery(struct store *store)
{
	enum token_error err;

	err = store_judge(store,
	    store->env->txn_checkpoint(store->env, 0, 0, DB_FORCE),
	    "checkpoint");
	if (err != TOKEN_OK || store->publisher == NULL)
		return err;
	return store->publisher->publish(
	    store, store->publisher->context, NULL, 0);
}

/* Files of a store that is in use were removed: all leave it, then one recovers
 * what the log has. */
static enum token_error
join(struct store *store, const char *dir)
{
	int rc;

	rc = open_environment(store, dir, false);
	if (rc == 0)
		rc = open_tables(store, false);
	if (rc == ENOENT) {
		log_line(
		    "%s lacks files that the others use: all leave it", dir);
		members_doom(store->members);
	}
	return store_judge(store, rc, "opening the store");
}

static enum token_error
open_alone(struct store *store, const char *dir, bool is_new)
{
	enum token_error err;

	if ((err = store_check_room(dir)) != TOKEN_OK ||
	    (!is_new && (err = store_check_tables(dir)) != TOKEN_OK) ||
	    (err = store_log_check(store, dir)) != TOKEN_OK ||
	    (err = store_judge(store, open_environment(store, dir, true),
		 "opening the store")) != TOKEN_OK ||
	    (err = store_reserve(dir)) != TOKEN_OK)
		return err;
	err = store_judge(store, open_tables(store, is_new), "opening a table");
	/* A table has its name only when it is made. */
	return err == TOKEN_OK && is_new ? file_sync_directory(dir) : err;
}

static enum token_error
enter_and_open(struct store *store, const char *dir, bool is_new, bool *alonep)
{
	enum token_error err;

	if ((err = store_disk_prepare()) != TOKEN_OK ||
	    (err = members_enter(dir, &store->members, alonep)) != TOKEN_OK ||
	    (*alonep && (err = store_disk_forget_regions(dir)) != TOKEN_OK) ||
	    (err = store_log_open(store, dir)) != TOKEN_OK)
		return err;
	store_strict_begin();
	err = *alonep ? open_alone(store, dir, is_new) : join(store, dir);
	store_strict_end();
	return err;
}

enum token_error
store_open(const char *dir, const struct store_publisher *publisher,
    struct store **storep)
{
	struct store *store;
	enum token_error err;
	bool is_alone;

	err = store_check_rights(dir);
	if (err != TOKEN_OK)
		return err;
	store = calloc(1, sizeof *store);
	if (store == NULL) {
		log_errno("cannot open the store in %s", dir);
		return TOKEN_UNAVAILABLE;
	}
	store->publisher = publisher;
	err = enter_and_open(store, dir, false, &is_alone);
	if (err == TOKEN_OK)
		err = store_format_check(store, dir, is_alone);
	if (err == TOKEN_OK && is_alone)
		err = finish_recovery(store);
	if (err != TOKEN_OK) {
		close_all(store);
		return err == TOKEN_NOT_FOUND ? TOKEN_UNAVAILABLE : err;
	}
	members_ready(store->members);
	*storep = store;
	return TOKEN_OK;
}

enum token_error
store_create(const char *dir)
{
	struct store *store;
	enum token_error err;
	bool is_alone;

	if (mkdir(dir, 0700) != 0) {
		log_errno("cannot create %s", dir);
		return errno == EEXIST ? TOKEN_EXISTS : TOKEN_UNAVAILABLE;
	}
	store = calloc(1, sizeof *store);
	if (store == NULL)
		return TOKEN_UNAVAILABLE;
	err = enter_and_open(store, dir, true, &is_alone);
	if (err == TOKEN_OK)
		err = store_format_write(store);
	close_all(store);
	return err;
}

void
store_tidy(struct store *store)
{
	/* What goes wrong is logged by store_judge(); the next request will
	 * meet it.
	 */
	enum token_error err = store_judge(store,
	    store->env->txn_checkpoint(store->env, CHECKPOINT_KB, 0, 0),
	    "checkpoint");

	(void)err;
}
