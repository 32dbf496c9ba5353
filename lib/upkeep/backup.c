/* SPDX-License-Identifier: ISC */
/* Backups: made, and looked at. */
#include "upkeep/backup.h"
#include "base/file.h"
#include "base/log.h"
#include "publish/obey.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const keys[] = { "master.key", "refusal.key" };

static enum token_error
copy_named(const char *from, const char *to, const char *name, mode_t mode)
{
	char source[FILE_PATH], target[FILE_PATH];

	if (!file_path(from, name, source) || !file_path(to, name, target))
		return TOKEN_UNAVAILABLE;
	return file_copy(source, target, mode);
}

static enum token_error
make_directory(const char *dir)
{
	if (mkdir(dir, 0700) == 0)
		return TOKEN_OK;
	log_errno("cannot create %s", dir);
	return errno == EEXIST ? TOKEN_EXISTS : TOKEN_UNAVAILABLE;
}

static enum token_error
copy_beside_store(const char *from, const char *dir)
{
	enum token_error err = TOKEN_OK;
	size_t i;

	for (i = 0; i < sizeof keys / sizeof keys[0] && err == TOKEN_OK; i++)
		err = copy_named(from, dir, keys[i], 0600);
	if (err == TOKEN_OK)
		err = copy_named(from, dir, "deleted.log", 0600);
	return err == TOKEN_OK ? file_sync_directory(dir) : err;
}

enum token_error
backup_copy(struct store *store, const struct config *config, const char *dir)
{
	char path[FILE_PATH];
	enum token_error err;

	if (!file_path(dir, "store", path))
		return TOKEN_UNAVAILABLE;
	err = make_directory(dir);
	if (err == TOKEN_OK)
		err = store_copy(store, path);
	return err == TOKEN_OK ? copy_beside_store(config->state, dir) : err;
}

enum token_error
backup_copy_store(const char *from, const char *to)
{
	enum token_error err;
	const struct dirent *entry;
	DIR *list = opendir(from);

	if (list == NULL) {
		log_errno("cannot read %s", from);
		return TOKEN_NOT_FOUND;
	}
	err = make_directory(to);
	while (err == TOKEN_OK && (entry = readdir(list)) != NULL)
		if (store_is_data(entry->d_name))
			err = copy_named(from, to, entry->d_name, 0600);
	closedir(list);
	return err == TOKEN_OK ? file_sync_directory(to) : err;
}

enum token_error
backup_copy_files(const char *from, const char *dir)
{
	char source[FILE_PATH], target[FILE_PATH];
	enum token_error err;

	if (!file_path(from, "store", source) ||
	    !file_path(dir, "store", target))
		return TOKEN_UNAVAILABLE;
	err = make_directory(dir);
	if (err == TOKEN_OK)
		err = backup_copy_store(source, target);
	return err == TOKEN_OK ? copy_beside_store(from, dir) : err;
}

/* With the store open: it obeys, and fits together. */
static enum token_error
look_inside(
    const char *path, const char *journal, struct inspection *inspection)
{
	struct store *store;
	enum token_error err;

	err = store_open(path, NULL, &store);
	if (err != TOKEN_OK)
		return err;
	err = obey_journal(store, journal);
	if (err == TOKEN_OK)
		err = inspect_store(store, inspection);
	if (err == TOKEN_OK && inspection->faults > 0)
		err = TOKEN_INTERNAL;
	store_close(store);
	return err;
}

enum token_error
backup_settle(const char *dir, struct inspection *inspection)
{
	char path[FILE_PATH], journal[FILE_PATH];
	enum token_error err;

	if (!file_path(dir, "store", path) ||
	    !file_path(dir, "deleted.log", journal))
		return TOKEN_UNAVAILABLE;
	err = look_inside(path, journal, inspection);
	if (err == TOKEN_OK)
		err = store_verify(path);
	return err == TOKEN_OK ? store_strip(path) : err;
}

enum token_error
backup_finish(const char *unfinished, const char *dir)
{
	if (rename(unfinished, dir) == 0)
		return file_sync_parent(dir);
	log_errno("cannot rename %s to %s", unfinished, dir);
	return TOKEN_UNAVAILABLE;
}
