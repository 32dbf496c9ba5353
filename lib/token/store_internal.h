/* SPDX-License-Identifier: ISC */
/* What the parts of the store share; only store*.c include it. */
#ifndef TOKEN_STORE_INTERNAL_H
#define TOKEN_STORE_INTERNAL_H

#include "token/store.h"

/* Berkeley DB's DB_ENV, DB and DB_TXN. */
struct __db_env;
struct __db;
struct __db_txn;

struct store {
	struct members *members;
	struct __db_env *env;
	struct __db *db[STORE_TABLES];
	const struct store_publisher *publisher;

	struct __db_txn *txn; /* the change that is under way */
	bool is_deadlocked;
	struct store_mark *marks;
	size_t marks_len, marks_size;

	unsigned char *value; /* of store_get() */
	size_t value_size;
};

extern const char *const store_table_files[STORE_TABLES];

/*
 * What a return code of Berkeley DB means for the caller, logged.  When the
 * environment is broken the process ends as it is: its slot among the members
 * then tells the others.
 */
enum token_error store_judge(
    struct store *store, int rc, const char *what) MUST_CHECK;

/*
 * Before any store is opened: new files of Berkeley DB keep their names when
 * power is lost.  Before a recovery, alone: removes what is mapped.
 */
enum token_error store_disk_prepare(void) MUST_CHECK;
enum token_error store_disk_forget_regions(const char *dir) MUST_CHECK;

/*
 * Says the format of an empty store.  Checks that of another as store_open()
 * says: an older one is copied to `dir`/format-N and upgraded when nobody else
 * is inside.
 */
enum token_error store_format_write(struct store *store) MUST_CHECK;
enum token_error store_format_check(
    struct store *store, const char *dir, bool is_alone) MUST_CHECK;

#endif
