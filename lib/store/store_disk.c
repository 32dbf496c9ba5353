/* SPDX-License-Identifier: ISC */
/* What a loss of power asks for and Berkeley DB does not do. */
#include "base/file.h"
#include "base/log.h"
#include "store/store_internal.h"

#include <db.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#define REGION "__db." /* and a number: shared memory */

bool
store_is_region(const char *name)
{
	const size_t prefix = sizeof REGION - 1, len = strlen(name);

	return len == prefix + 3 && strncmp(name, REGION, prefix) == 0 &&
	       strspn(name + prefix, "0123456789") == 3;
}

static bool
is_kept(const char *path)
{
	const char *slash = strrchr(path, '/');

	return !store_is_region(slash != NULL ? slash + 1 : path);
}

/*
 * Berkeley DB syncs files, not their names: the disk may forget a new log file,
 * and with it what was committed there.  Whoever opens it first or later waits
 * until its name is safe.
 */
static int
open_safely(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode = 0;
	int fd;

	va_start(arguments, flags);
	if ((flags & O_CREAT) != 0)
		mode = va_arg(arguments, mode_t);
	va_end(arguments);
	fd = open(path, flags, mode);
	if (fd < 0 || (flags & O_CREAT) == 0 || !is_kept(path) ||
	    file_sync_parent(path) == TOKEN_OK)
		return fd;
	close(fd);
	errno = EIO;
	return -1;
}

enum token_error
store_disk_prepare(void)
{
	return db_env_set_func_open(open_safely) == 0 ? TOKEN_OK
						      : TOKEN_UNAVAILABLE;
}

/* They are mapped, so a disk has any part of them, and Berkeley DB believes
 * what it finds before it makes them anew. */
enum token_error
store_disk_forget_regions(const char *dir)
{
	const struct dirent *entry;
	bool is_done = true;
	DIR *list;

	list = opendir(dir);
	if (list == NULL) {
		log_errno("cannot read %s", dir);
		return TOKEN_UNAVAILABLE;
	}
	while (is_done && (entry = readdir(list)) != NULL)
		if (store_is_region(entry->d_name))
			is_done = unlinkat(dirfd(list), entry->d_name, 0) == 0;
	if (!is_done)
		log_errno("cannot remove what is mapped in %s", dir);
	closedir(list);
	return is_done ? TOKEN_OK : TOKEN_UNAVAILABLE;
}
