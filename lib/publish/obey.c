/* SPDX-License-Identifier: ISC */
/* The journal's word over the store's. */
#include "publish/obey.h"
#include "base/log.h"
#include "iam/api_key.h"
#include "store/journal.h"
#include "token/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY "journal"
#define OFFSET_LEN 20 /* digits, before the mark's tail */
#define AT_A_TIME 1000

/* One change: the lines of one reading. */
struct obedience {
	const char *journal;
	size_t read, deleted;
	struct uuid ids[AT_A_TIME];
};

/* Where the store stands; the journal's beginning when it does not say. */
static enum token_error
get_mark(struct store *store, struct journal_mark *mark)
{
	char digits[OFFSET_LEN + 1];
	const char *value;
	const void *data;
	enum token_error err;
	size_t len;

	memset(mark, 0, sizeof *mark);
	err = store_get(store, STORE_META, KEY, sizeof KEY - 1, &data, &len);
	if (err != TOKEN_OK)
		return err == TOKEN_NOT_FOUND ? TOKEN_OK : err;
	if (len < OFFSET_LEN || len - OFFSET_LEN > sizeof mark->tail)
		return TOKEN_INTERNAL;
	value = data;
	memcpy(digits, value, OFFSET_LEN);
	digits[OFFSET_LEN] = '\0';
	mark->offset = strtoll(digits, NULL, 10);
	mark->tail_len = len - OFFSET_LEN;
	memcpy(mark->tail, value + OFFSET_LEN, mark->tail_len);
	return TOKEN_OK;
}

static enum token_error
put_mark(struct store *store, const struct journal_mark *mark)
{
	char value[OFFSET_LEN + 1 + JOURNAL_LINE];

	snprintf(
	    value, sizeof value, "%0*lld", OFFSET_LEN, (long long)mark->offset);
	memcpy(value + OFFSET_LEN, mark->tail, mark->tail_len);
	return store_put(store, STORE_META, KEY, sizeof KEY - 1, value,
	    OFFSET_LEN + mark->tail_len);
}

/* A token, or an API key; TOKEN_NOT_FOUND. */
static enum token_error
delete_one(struct store *store, const struct uuid *id)
{
	struct token token;
	enum token_error err;

	err = registry_find(store, id, &token, NULL);
	if (err == TOKEN_NOT_FOUND)
		return api_key_erase(store, id);
	return err != TOKEN_OK ? err : registry_erase(store, &token);
}

/* Most are gone already: the journal names them because they were deleted. */
static enum token_error
delete_named(struct store *store, struct obedience *obedience)
{
	enum token_error err;
	size_t i;

	for (i = 0; i < obedience->read; i++) {
		err = delete_one(store, &obedience->ids[i]);
		if (err == TOKEN_NOT_FOUND)
			continue;
		if (err != TOKEN_OK)
			return err;
		obedience->deleted++;
	}
	return TOKEN_OK;
}

static enum token_error
obey_some(struct store *store, void *context)
{
	struct obedience *obedience = context;
	struct journal_mark mark;
	enum token_error err;
	int64_t before;

	obedience->deleted = 0;
	err = get_mark(store, &mark);
	if (err != TOKEN_OK)
		return err;
	before = mark.offset;
	err = journal_read(obedience->journal, &mark, obedience->ids, AT_A_TIME,
	    &obedience->read);
	if (err == TOKEN_OK)
		err = delete_named(store, obedience);
	if (err != TOKEN_OK || mark.offset == before)
		return err;
	return put_mark(store, &mark);
}

enum token_error
obey_journal(struct store *store, const char *journal)
{
	struct obedience obedience = { .journal = journal };
	enum token_error err;

	do {
		err = store_update(store, obey_some, &obedience);
		if (err == TOKEN_OK && obedience.deleted > 0)
			log_line(
			    "%zu tokens or API keys that the journal names "
			    "as deleted were still on record: deleted",
			    obedience.deleted);
	} while (err == TOKEN_OK && obedience.read == AT_A_TIME);
	return err;
}

static enum token_error
forget_mark(struct store *store, void *context)
{
	const struct journal_mark beginning = { .offset = 0 };

	(void)context;
	return put_mark(store, &beginning);
}

enum token_error
obey_adopt(struct store *store, const char *journal)
{
	enum token_error err;

	err = store_update(store, forget_mark, NULL);
	return err == TOKEN_OK ? obey_journal(store, journal) : err;
}
