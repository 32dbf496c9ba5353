/* SPDX-License-Identifier: ISC */
/*
 * A library to preload: it records what a process does to the files below a
 * folder, in the order in which all processes do it, so that a test can tell
 * what a disk holds that lost its power at any moment.  The environment:
 * RECORDER_ROOT    the folder
 * RECORDER_FILE    the record, which is appended to
 * RECORDER_CONFIG  copied into a new store as Berkeley DB's DB_CONFIG
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 1024
#define RECORD_FD 900 /* out of everybody's way */

/* What disk.mjs reads. */
enum { CREATE = 1, WRITE, TRUNCATE, SYNC, RENAME, UNLINK, MAKE_DIRECTORY };
struct entry {
	uint32_t what;
	uint32_t name_len; /* the name follows */
	uint64_t inode;
	int64_t offset; /* of a write; the length to truncate to */
	uint64_t len;   /* of the data, behind the name */
};

static const char *root;
static size_t root_len;
static int record = -1;
static bool is_ours[FILES]; /* by descriptor, as it was opened last */

__attribute__((constructor)) static void
start(void)
{
	const char *path = getenv("RECORDER_FILE");
	int fd;

	root = getenv("RECORDER_ROOT");
	if (root == NULL || path == NULL)
		return;
	root_len = strlen(root);
	fd = (int)syscall(SYS_openat, AT_FDCWD, path,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	record = fcntl(fd, F_DUPFD_CLOEXEC, RECORD_FD);
	close(fd);
}

/* Processes take turns, so that the record has the order of what was done.
 * The lock belongs to the process, also to one that was forked. */
static void
lock(short type)
{
	struct flock turn = { .l_type = type, .l_whence = SEEK_SET };
	const int error = errno;

	if (record >= 0)
		while (fcntl(record, F_SETLKW, &turn) != 0 && errno == EINTR)
			;
	errno = error;
}

static void
note(struct entry entry, const char *name, const void *data)
{
	struct iovec parts[3] = { { &entry, sizeof entry } };
	const int error = errno;
	ssize_t len;

	entry.name_len = name != NULL ? (uint32_t)strlen(name) : 0;
	memcpy(&parts[1].iov_base, &name, sizeof name);
	parts[1].iov_len = entry.name_len;
	memcpy(&parts[2].iov_base, &data, sizeof data);
	parts[2].iov_len = entry.len;
	len = (ssize_t)(sizeof entry + entry.name_len + entry.len);
	if (syscall(SYS_writev, record, parts, 3) != len)
		abort(); /* a record with a gap proves nothing */
	errno = error;
}

static bool
is_below(const char *path)
{
	return record >= 0 && strncmp(path, root, root_len) == 0;
}

static bool
find(int fd, struct stat *status)
{
	return record >= 0 && fd >= 0 && fd < FILES && is_ours[fd] &&
	       fstat(fd, status) == 0 &&
	       (S_ISREG(status->st_mode) || S_ISDIR(status->st_mode));
}

/* ---- names ---- */

static int
open_noted(const char *path, int flags, mode_t mode)
{
	struct stat status;
	bool is_new;
	int fd;

	lock(F_WRLCK);
	is_new = (flags & O_CREAT) != 0 && access(path, F_OK) != 0;
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
	if (fd >= 0 && fd < FILES)
		is_ours[fd] = is_below(path);
	if (find(fd, &status) && is_new)
		note((struct entry){ .what = CREATE, .inode = status.st_ino },
		    path, NULL);
	else if (find(fd, &status) && (flags & O_TRUNC) != 0)
		note((struct entry){ .what = TRUNCATE, .inode = status.st_ino },
		    NULL, NULL);
	lock(F_UNLCK);
	return fd;
}

/* NOLINTNEXTLINE: the name is libc's */
int
open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	return open_noted(path, flags, mode);
}

int __open_2(const char *path, int flags);
int
__open_2(const char *path, int flags)
{
	return open_noted(path, flags, 0);
}

int
rename(const char *old, const char *new)
{
	int rc;

	lock(F_WRLCK);
	rc = (int)syscall(SYS_rename, old, new);
	if (rc == 0 && is_below(old))
		note((struct entry){ .what = RENAME, .len = strlen(new) }, old,
		    new);
	lock(F_UNLCK);
	return rc;
}

int
unlink(const char *path)
{
	int rc;

	lock(F_WRLCK);
	rc = (int)syscall(SYS_unlink, path);
	if (rc == 0 && is_below(path))
		note((struct entry){ .what = UNLINK }, path, NULL);
	lock(F_UNLCK);
	return rc;
}

static void
copy_config(const char *dir)
{
	const char *from = getenv("RECORDER_CONFIG");
	char path[512], text[512];
	ssize_t len;
	int fd;

	snprintf(path, sizeof path, "%s/DB_CONFIG", dir);
	fd = (int)syscall(SYS_openat, AT_FDCWD, from, O_RDONLY, 0);
	len = read(fd, text, sizeof text);
	close(fd);
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT, 0600);
	if (len < 0 || syscall(SYS_write, fd, text, (size_t)len) != len)
		abort();
	close(fd);
}

int
mkdir(const char *path, mode_t mode)
{
	const size_t len = strlen(path);
	struct stat status;
	int rc;

	lock(F_WRLCK);
	rc = (int)syscall(SYS_mkdir, path, mode);
	if (rc == 0 && is_below(path) && stat(path, &status) == 0)
		note((struct entry){ .what = MAKE_DIRECTORY,
			 .inode = status.st_ino },
		    path, NULL);
	if (rc == 0 && is_below(path) && len > 6 &&
	    strcmp(path + len - 6, "/store") == 0 &&
	    getenv("RECORDER_CONFIG") != NULL)
		copy_config(path);
	lock(F_UNLCK);
	return rc;
}

/* ---- contents ---- */

static void
note_write(int fd, const void *data, ssize_t len, off_t offset)
{
	struct stat status;

	if (len > 0 && find(fd, &status))
		note((struct entry){ .what = WRITE,
			 .inode = status.st_ino,
			 .offset = offset,
			 .len = (uint64_t)len },
		    NULL, data);
}

ssize_t
pwrite(int fd, const void *data, size_t len, off_t offset)
{
	ssize_t done;

	lock(F_WRLCK);
	done = syscall(SYS_pwrite64, fd, data, len, offset);
	note_write(fd, data, done, offset);
	lock(F_UNLCK);
	return done;
}

ssize_t
write(int fd, const void *data, size_t len)
{
	struct stat status;
	ssize_t done;

	if (!find(fd, &status))
		return syscall(SYS_write, fd, data, len);
	lock(F_WRLCK);
	done = syscall(SYS_write, fd, data, len);
	/* Where it ends is where it was written, appended or not. */
	note_write(fd, data, done, lseek(fd, 0, SEEK_CUR) - done);
	lock(F_UNLCK);
	return done;
}

int
ftruncate(int fd, off_t len)
{
	struct stat status;
	int rc;

	lock(F_WRLCK);
	rc = (int)syscall(SYS_ftruncate, fd, len);
	if (rc == 0 && find(fd, &status))
		note((struct entry){ .what = TRUNCATE,
			 .inode = status.st_ino,
			 .offset = len },
		    NULL, NULL);
	lock(F_UNLCK);
	return rc;
}

static int
sync_noted(int fd, long number)
{
	struct stat status;
	int rc;

	lock(F_WRLCK);
	rc = (int)syscall(number, fd);
	if (rc == 0 && find(fd, &status))
		note((struct entry){ .what = SYNC, .inode = status.st_ino },
		    NULL, NULL);
	lock(F_UNLCK);
	return rc;
}

int
fsync(int fd)
{
	return sync_noted(fd, SYS_fsync);
}

int
fdatasync(int fd)
{
	return sync_noted(fd, SYS_fdatasync);
}
