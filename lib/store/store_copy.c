/* SPDX-License-Identifier: ISC */
/* A copy of the store, made while others work in it. */
#include "base/file.h"
#include "base/log.h"
#include "store/store_internal.h"

#include <db.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum token_error
sync_file(int dir_fd, const char *name)
{
	int fd, rc;

	fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);
	rc = fd < 0 ? -1 : fsync(fd);
	if (rc != 0)
		log_errno("cannot sync %s", name);
	if (fd >= 0)
		close(fd);
	return rc == 0 ? TOKEN_OK : TOKEN_UNAVAILABLE;
}

enum token_error
store_sync_directory(const char *path)
{
	enum token_error err = TOKEN_OK;
	struct dirent *entry;
	DIR *dir;

	dir = opendir(path);
	if (dir == NULL) {
		log_errno("cannot open %s", path);
		return TOKEN_UNAVAILABLE;
	}
	while (err == TOKEN_OK && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			err = sync_file(dirfd(dir), entry->d_name);
	closedir(dir);
	return err == TOKEN_OK ? file_sync_directory(path) : err;
}

/* While it copies no log file may go: the copy needs those that were there
 * when it began. */
enum token_error
store_copy(struct store *store, const char *dir)
{
	DB_ENV *env = store->env;
	enum token_error err;

	if (mkdir(dir, 0700) != 0) {
		log_errno("cannot create %s", dir);
		return errno == EEXIST ? TOKEN_EXISTS : TOKEN_UNAVAILABLE;
	}
	err = store_judge(store,
	    env->log_set_config(env, DB_LOG_AUTO_REMOVE, 0), "keeping the log");
	if (err == TOKEN_OK)
		err = store_judge(
		    store, env->backup(env, dir, DB_CREATE), "copying");
	if (store_judge(store, env->log_set_config(env, DB_LOG_AUTO_REMOVE, 1),
		"trimming the log") != TOKEN_OK)
		err = TOKEN_UNAVAILABLE;
	return err == TOKEN_OK ? store_sync_directory(dir) : err;
}
