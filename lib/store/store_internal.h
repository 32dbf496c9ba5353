/* SPDX-License-Identifier: ISC */
/* What the parts of the store share; only store*.c include it. */
#ifndef STORE_STORE_INTERNAL_H
#define STORE_STORE_INTERNAL_H

#include "store/store.h"

#include <stdint.h>

/* Berkeley DB's DB_ENV, DB, DBT and DB_TXN. */
struct __db_env;
struct __db;
struct __db_dbt;
struct __db_txn;

/* In the log. */
struct store_lsn {
	uint32_t file, offset;
};

struct store {
	struct members *members;
	int logged_fd; /* 0: not open */
	struct __db_env *env;
	struct __db *db[STORE_TABLES];
	const struct store_publisher *publisher;

	struct __db_txn *txn; /* the change that is under way */
	bool is_deadlocked;
	bool is_written;          /* it has put or deleted something */
	struct store_lsn written; /* where its commit is, or behind */
	struct store_mark *marks;
	size_t marks_len, marks_size;

	unsigned char *value; /* of store_get() */
	size_t value_size;
};

extern const char *const store_table_files[STORE_TABLES];

/* A DBT over memory of ours; Berkeley DB takes no const. */
struct __db_dbt store_input(const void *data, size_t len);

/*
 * What a return code of Berkeley DB means for the caller, logged.  When the
 * environment is broken the process ends as it is: its slot among the members
 * then tells the others.
 */
enum token_error store_judge(
    struct store *store, int rc, const char *what) MUST_CHECK;

/* What Berkeley DB says goes to the log. */
void store_log_message(
    const struct __db_env *env, const char *prefix, const char *message);

/*
 * The file that says how far the log goes: opened, read before a commit,
 * written after it, and compared with the log before a recovery
 * (TOKEN_PRECONDITION, logged, when that ends earlier).
 */
enum token_error store_log_open(
    struct store *store, const char *dir) MUST_CHECK;
struct store_lsn store_log_end(struct store *store);
void store_log_note(struct store *store, const struct store_lsn *place);
enum token_error store_log_check(
    struct store *store, const char *dir) MUST_CHECK;

/*
 * Before opening: every file may be read and written (always); there is room,
 * and no table is missing (when alone).  Afterwards, when alone: the space of
 * the shared memory is taken.  Each logs what is wrong.
 */
enum token_error store_check_rights(const char *dir) MUST_CHECK;
enum token_error store_check_room(const char *dir) MUST_CHECK;
enum token_error store_check_tables(const char *dir) MUST_CHECK;
enum token_error store_reserve(const char *dir) MUST_CHECK;

/*
 * Before any store is opened: new files of Berkeley DB keep their names when
 * power is lost.  Before a recovery, alone: removes what is mapped.
 */
enum token_error store_disk_prepare(void) MUST_CHECK;
enum token_error store_disk_forget_regions(const char *dir) MUST_CHECK;

/* While the environment and its tables are opened: this process leaves (75,
 * logged) when Berkeley DB gets no memory or cannot read a file. */
void store_strict_begin(void);
void store_strict_end(void);

/* Whether a file of that name is shared memory of Berkeley DB. */
bool store_is_region(const char *name);

/*
 * Says the format of an empty store.  Checks that of another as store_open()
 * says: an older one is copied to `dir`/format-N and upgraded when nobody else
 * is inside.
 */
enum token_error store_format_write(struct store *store) MUST_CHECK;
enum token_error store_format_check(
    struct store *store, const char *dir, bool is_alone) MUST_CHECK;

#endif
