/* SPDX-License-Identifier: ISC */
/* The store: transactional tables of Berkeley DB, and nothing of tokens. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum store_table {
	STORE_META,        /* format */
	STORE_OBJECTS,     /* kind, id -> JSON */
	STORE_INDEX,       /* kind, value -> id */
	STORE_KEYS,        /* namespace, kid -> JSON */
	STORE_TOKENS,      /* id -> record */
	STORE_TOKEN_INDEX, /* scope, created, id -> nothing */
	STORE_TABLES
};

#define STORE_KEY 512 /* no key is longer */

enum store_order { STORE_ASCENDING, STORE_DESCENDING };

struct store;

/*
 * What a change touched and the gate view must show before anybody hears of
 * it.  `kind` is a letter of mark.h.
 */
struct store_mark {
	char kind;
	unsigned char id[16];
};

/*
 * Called with the marks of a committed, synced change, and with none after a
 * recovery (publish everything).  When it fails the process ends, uncleanly on
 * purpose: the next one to enter publishes everything again.
 */
struct store_publisher {
	enum token_error (*publish)(struct store *store, void *context,
	    const struct store_mark *marks, size_t count);
	void *context;
};

/* Makes an empty store in the new directory `dir`, of mode 0700. */
enum token_error store_create(const char *dir) MUST_CHECK;

/*
 * Enters and opens; recovers first when nobody is inside, and upgrades a store
 * of an older format, of which a copy stays.  TOKEN_UNAVAILABLE (logged) when
 * it cannot be opened, TOKEN_PRECONDITION (logged) when it has a newer format,
 * or an older one in which others are inside.
 */
enum token_error store_open(const char *dir,
    const struct store_publisher *publisher, struct store **storep) MUST_CHECK;
void store_close(struct store *store);

/*
 * Copies the store as it is now into the new directory `dir`, of mode 0700,
 * synced.  Others go on meanwhile.  Who opens the copy recovers it first.
 */
enum token_error store_copy(struct store *store, const char *dir) MUST_CHECK;

/* Syncs a directory and the files in it. */
enum token_error store_sync_directory(const char *path) MUST_CHECK;

/*
 * For the directory of a store that nobody is inside and that was recovered:
 * checks every page of its tables (TOKEN_INTERNAL, logged); tells the files
 * that are its data from those that whoever opens it makes; removes the latter.
 */
enum token_error store_verify(const char *dir) MUST_CHECK;
bool store_is_data(const char *name);
enum token_error store_strip(const char *dir) MUST_CHECK;

/* Between requests: writes a checkpoint when enough was logged. */
void store_tidy(struct store *store);

/*
 * Runs `change` in a transaction, again if it met a deadlock, commits, syncs
 * the log, publishes the marks.  An error of `change` undoes everything and is
 * returned.  Inside another change it is part of that one.
 */
typedef enum token_error store_change(struct store *store, void *context);
enum token_error store_update(
    struct store *store, store_change *change, void *context) MUST_CHECK;

/*
 * The same for a change that only adds what nobody knows of: it releases its
 * locks before the log is synced, so that many such changes share a sync (group
 * commit).  For that moment others may read what a loss of power would take
 * away.  TOKEN_UNAVAILABLE can mean that it is there, but was not synced.
 */
enum token_error store_add(
    struct store *store, store_change *add, void *context) MUST_CHECK;

/* Only inside a change. */
enum token_error store_put(struct store *store, enum store_table table,
    const void *key, size_t key_len, const void *value,
    size_t value_len) MUST_CHECK;
enum token_error store_delete(struct store *store, enum store_table table,
    const void *key, size_t key_len) MUST_CHECK;
enum token_error store_mark(
    struct store *store, char kind, const void *id) MUST_CHECK;

/*
 * Outside a change: publishes what is on record of these, again.  What somebody
 * else has deleted may be committed but not published yet; afterwards it is.
 */
void store_publish(
    struct store *store, const struct store_mark *marks, size_t count);

/*
 * Inside or outside a change.  TOKEN_NOT_FOUND.  *valuep is borrowed from the
 * store until the next call with it, and followed by a NUL.
 */
enum token_error store_get(struct store *store, enum store_table table,
    const void *key, size_t key_len, const void **valuep,
    size_t *value_lenp) MUST_CHECK;

/* Receives a record; returns false to end the scan.  It must not call the
 * store. */
typedef bool store_visit(void *context, const void *key, size_t key_len,
    const void *value, size_t value_len);

/* The records whose key begins with `prefix`, in the order of keys. */
struct store_range {
	enum store_table table;
	const void *prefix;
	size_t prefix_len;
	enum store_order order;
};

/* After the record that was visited last; initially { .len = 0 }: before all.
 */
struct store_place {
	unsigned char key[STORE_KEY];
	size_t len;
	bool is_moved;
};

/* Visits a range from the place on, which moves along. */
enum token_error store_scan_on(struct store *store,
    const struct store_range *range, struct store_place *place,
    store_visit *visit, void *context) MUST_CHECK;

/* Visits the records whose key begins with `prefix`, in the order of keys. */
enum token_error store_scan(struct store *store, enum store_table table,
    const void *prefix, size_t prefix_len, enum store_order order,
    store_visit *visit, void *context) MUST_CHECK;

#endif
