/* SPDX-License-Identifier: ISC */
/*
 * How far the log goes that was acknowledged.  Recovery takes the first record
 * that is damaged for the end of the log, and would lose what is behind it
 * without a word.  So after each commit the file `logged` says where it was.
 * It is written when the log is synced and never synced itself: after a loss of
 * power it may say too little, never too much.
 */
#include "base/file.h"
#include "base/log.h"
#include "store/store_internal.h"

#include <db.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE 22 /* "0000000001 0000088065" and a line break */

enum token_error
store_log_open(struct store *store, const char *dir)
{
	char path[FILE_PATH];

	if (!file_path(dir, "logged", path))
		return TOKEN_UNAVAILABLE;
	store->logged_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	if (store->logged_fd >= 0)
		return file_reserve(store->logged_fd, path, LINE);
	log_errno("cannot open %s", path);
	return TOKEN_UNAVAILABLE;
}

/* Before a commit: it will be there or behind. */
struct store_lsn
store_log_end(struct store *store)
{
	struct store_lsn place = { 0, 0 };
	DB_LOG_STAT *stat;

	if (store->env->log_stat(store->env, &stat, 0) == 0) {
		place.file = stat->st_cur_file;
		place.offset = stat->st_cur_offset;
		free(stat);
	}
	return place;
}

void
store_log_note(struct store *store, const struct store_lsn *place)
{
	char line[LINE + 1];

	snprintf(line, sizeof line, "%010u %010u\n", place->file % 1000000000u,
	    place->offset);
	if (pwrite(store->logged_fd, line, LINE, 0) != LINE)
		log_errno("cannot note how far the log goes");
}

/* TOKEN_NOT_FOUND: nothing is noted yet. */
static enum token_error
read_noted(const struct store *store, const char *dir, struct store_lsn *place)
{
	char line[LINE + 1];

	if (pread(store->logged_fd, line, LINE, 0) != LINE) {
		log_errno("cannot read %s/logged", dir);
		return TOKEN_UNAVAILABLE;
	}
	line[LINE] = '\0';
	return sscanf(line, "%10u %10u\n", &place->file, &place->offset) == 2
		   ? TOKEN_OK
		   : TOKEN_NOT_FOUND;
}

/* The last record of the log that can be read; nothing is written. */
static int
find_last(DB_ENV *env, const char *dir, struct store_lsn *last)
{
	DB_LSN lsn = { 0, 0 };
	DB_LOGC *cursor;
	DBT record;
	int rc;

	memset(&record, 0, sizeof record);
	rc = env->open(env, dir, DB_CREATE | DB_INIT_LOG | DB_PRIVATE, 0);
	if (rc != 0 || (rc = env->log_cursor(env, &cursor, 0)) != 0)
		return rc;
	rc = cursor->get(cursor, &lsn, &record, DB_LAST);
	cursor->close(cursor, 0);
	last->file = lsn.file;
	last->offset = lsn.offset;
	return rc == DB_NOTFOUND ? 0 : rc;
}

static enum token_error
read_log(const char *dir, struct store_lsn *last)
{
	DB_ENV *env;
	int rc;

	rc = db_env_create(&env, 0);
	if (rc == 0) {
		env->set_errcall(env, store_log_message);
		rc = find_last(env, dir, last);
		env->close(env, 0);
	}
	if (rc == 0)
		return TOKEN_OK;
	log_line("cannot read the log of %s: %s", dir, db_strerror(rc));
	return TOKEN_UNAVAILABLE;
}

enum token_error
store_log_check(struct store *store, const char *dir)
{
	struct store_lsn noted, last = { 0, 0 };
	enum token_error err;

	err = read_noted(store, dir, &noted);
	if (err != TOKEN_OK)
		return err == TOKEN_NOT_FOUND ? TOKEN_OK : err;
	err = read_log(dir, &last);
	if (err != TOKEN_OK || last.file > noted.file ||
	    (last.file == noted.file && last.offset >= noted.offset))
		return err;
	log_line("%s/log.%010u is damaged or missing: changes were "
		 "acknowledged up to its byte %u, and the log ends before "
		 "byte %u of log.%010u. Put the file back, or restore a "
		 "backup; who removes %s/logged goes on without them",
	    dir, noted.file, noted.offset, last.offset, last.file, dir);
	return TOKEN_PRECONDITION;
}
