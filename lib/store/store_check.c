/* SPDX-License-Identifier: ISC */
/* What must be so before a store is opened: files that may be written, room,
 * and a log that is whole. */
#include "base/file.h"
#include "base/log.h"
#include "store/store_internal.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define ROOM_NEEDED (64LL << 20) /* shared memory, a log file, dirty pages */

static bool
is_ours(const char *name)
{
	return store_is_region(name) || store_is_data(name);
}

/* Calls `look` for each file of the store until it fails. */
static enum token_error
for_each_file(const char *dir,
    enum token_error (*look)(int dir_fd, const char *name, void *context),
    void *context)
{
	enum token_error err = TOKEN_OK;
	const struct dirent *entry;
	DIR *list = opendir(dir);

	if (list == NULL) {
		log_errno("cannot read %s", dir);
		return TOKEN_UNAVAILABLE;
	}
	while (err == TOKEN_OK && (entry = readdir(list)) != NULL)
		if (is_ours(entry->d_name))
			err = look(dirfd(list), entry->d_name, context);
	closedir(list);
	return err;
}

/* Berkeley DB finds out in the middle, and breaks the store for all. */
static enum token_error
check_right(int dir_fd, const char *name, void *context)
{
	const char *dir = context;

	if (faccessat(dir_fd, name, R_OK | W_OK, 0) == 0)
		return TOKEN_OK;
	log_errno("cannot read and write %s/%s", dir, name);
	return TOKEN_UNAVAILABLE;
}

enum token_error
store_check_rights(const char *dir)
{
	char name[FILE_PATH];

	if (access(dir, R_OK | W_OK | X_OK) != 0) {
		log_errno("cannot open the store in %s", dir);
		return TOKEN_UNAVAILABLE;
	}
	snprintf(name, sizeof name, "%s", dir);
	return for_each_file(dir, check_right, name);
}

enum token_error
store_check_room(const char *dir)
{
	struct statvfs disk;
	long long room;

	if (statvfs(dir, &disk) != 0) {
		log_errno("cannot look at the disk of %s", dir);
		return TOKEN_UNAVAILABLE;
	}
	room = (long long)disk.f_bavail * (long long)disk.f_frsize;
	if (room >= ROOM_NEEDED)
		return TOKEN_OK;
	log_line("%s: its disk is full: the store needs %lld MB, of which %lld "
		 "are there",
	    dir, ROOM_NEEDED >> 20, room >> 20);
	return TOKEN_UNAVAILABLE;
}

/* Recovery would make it anew, without most of what was in it. */
enum token_error
store_check_tables(const char *dir)
{
	char path[FILE_PATH], missing[FILE_PATH];
	int table, found = 0;

	for (table = 0; table < STORE_TABLES; table++) {
		if (!file_path(dir, store_table_files[table], path))
			return TOKEN_UNAVAILABLE;
		if (access(path, F_OK) == 0)
			found++;
		else
			memcpy(missing, path, sizeof missing);
	}
	if (found == STORE_TABLES)
		return TOKEN_OK;
	if (found == 0)
		log_line("%s holds no store; `gatehouse init` makes one", dir);
	else
		log_line(
		    "%s is missing: put it back, or restore a backup", missing);
	return TOKEN_PRECONDITION;
}

static enum token_error
reserve_region(int dir_fd, const char *name, void *context)
{
	enum token_error err = TOKEN_UNAVAILABLE;
	struct stat status;
	int fd;

	(void)context;
	if (!store_is_region(name))
		return TOKEN_OK;
	fd = openat(dir_fd, name, O_RDWR | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) != 0)
		log_errno("cannot open %s", name);
	else
		err = file_reserve(fd, name, status.st_size);
	if (fd >= 0)
		close(fd);
	return err;
}

enum token_error
store_reserve(const char *dir)
{
	return for_each_file(dir, reserve_region, NULL);
}
