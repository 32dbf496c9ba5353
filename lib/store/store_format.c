/* SPDX-License-Identifier: ISC */
/* The version of the store's format, and the way to it from older ones. */
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "store/store_internal.h"

#include <stdio.h>
#include <string.h>

#define KEY "format"
#define PREFIX "gatehouse "

/*
 * 1: the first.
 * 2: `journal` in STORE_META is the place up to which the store has obeyed the
 *    journal of deletions; without it nothing was obeyed.
 * 3: a key in STORE_KEYS may have `not_before`: until then it signs nothing.
 *
 * A new member of a JSON record that may be missing needs no new number.  What
 * a program of the format before would read wrongly, or not obey, does.
 */
#define FORMAT 3

/* Brings all records from the format before to this one, inside a change; NULL:
 * they stay as they are. */
static enum token_error (*const upgrades[FORMAT + 1])(struct store *store) = {
	[2] = NULL,
	[3] = NULL,
};

static enum token_error
write_format(struct store *store, void *context)
{
	char value[32];
	struct text text;

	(void)context;
	text_open(&text, value, sizeof value);
	text_addf(&text, PREFIX "%d", FORMAT);
	return store_put(
	    store, STORE_META, KEY, sizeof KEY - 1, text.data, text.len);
}

enum token_error
store_format_write(struct store *store)
{
	return store_update(store, write_format, NULL);
}

/* 0: it says nothing that we understand. */
static enum token_error
read_format(struct store *store, long long *formatp)
{
	const void *value;
	enum token_error err;
	size_t len;

	*formatp = 0;
	err = store_get(store, STORE_META, KEY, sizeof KEY - 1, &value, &len);
	if (err == TOKEN_OK &&
	    (strncmp(value, PREFIX, sizeof PREFIX - 1) != 0 ||
		!text_to_number((const char *)value + sizeof PREFIX - 1, 1,
		    1000000, formatp)))
		*formatp = 0;
	return err;
}

static enum token_error
upgrade_records(struct store *store, void *context)
{
	long long format = *(const long long *)context;
	enum token_error err = TOKEN_OK;

	while (format++ < FORMAT && err == TOKEN_OK)
		if (upgrades[format] != NULL)
			err = upgrades[format](store);
	return err == TOKEN_OK ? write_format(store, NULL) : err;
}

/* An earlier attempt may have been cut short anywhere. */
static enum token_error
keep_copy(struct store *store, const char *copy)
{
	char unfinished[FILE_PATH];
	enum token_error err;
	struct text text;

	text_open(&text, unfinished, sizeof unfinished);
	text_addf(&text, "%s.unfinished", copy);
	if (text.cut)
		return TOKEN_UNAVAILABLE;
	if ((err = file_remove_tree(unfinished)) != TOKEN_OK ||
	    (err = store_copy(store, unfinished)) != TOKEN_OK ||
	    (err = file_remove_tree(copy)) != TOKEN_OK)
		return err;
	if (rename(unfinished, copy) == 0)
		return file_sync_parent(copy);
	log_errno("cannot rename %s", unfinished);
	return TOKEN_UNAVAILABLE;
}

/* All or nothing, and a copy of what was is in the directory format-N. */
static enum token_error
upgrade(struct store *store, const char *dir, long long format)
{
	char copy[FILE_PATH];
	enum token_error err;
	struct text text;

	text_open(&text, copy, sizeof copy);
	text_addf(&text, "%s/format-%lld", dir, format);
	log_line("%s has format %lld: upgrading it to %d, a copy is kept in %s",
	    dir, format, FORMAT, copy);
	err = text.cut ? TOKEN_UNAVAILABLE : keep_copy(store, copy);
	if (err == TOKEN_OK)
		err = store_update(store, upgrade_records, &format);
	if (err != TOKEN_OK)
		log_line("%s was not upgraded and is as it was", dir);
	return err;
}

enum token_error
store_format_check(struct store *store, const char *dir, bool is_alone)
{
	enum token_error err;
	long long format;

	err = read_format(store, &format);
	if (err == TOKEN_NOT_FOUND) {
		log_line("%s holds no store; `gatehouse init` makes one", dir);
		return TOKEN_PRECONDITION;
	}
	if (err != TOKEN_OK || format == FORMAT)
		return err;
	if (format > 0 && format < FORMAT && is_alone)
		return upgrade(store, dir, format);
	if (format > 0 && format < FORMAT)
		log_line("%s has format %lld and is in use by programs of that "
			 "format: stop them, then it is upgraded to %d",
		    dir, format, FORMAT);
	else if (format > FORMAT)
		log_line("%s has format %lld, of a newer gatehouse; this one "
			 "knows formats up to %d: use the newer one",
		    dir, format, FORMAT);
	else
		log_line("%s says no format that gatehouse knows", dir);
	return TOKEN_PRECONDITION;
}
