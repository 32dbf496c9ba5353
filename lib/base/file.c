/* SPDX-License-Identifier: ISC */
/* Small files: keys and settings, read whole and written whole. */
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

bool
file_path(const char *dir, const char *name, char path[FILE_PATH])
{
	struct text text;

	text_open(&text, path, FILE_PATH);
	text_addf(&text, "%s/%s", dir, name);
	if (text.cut)
		log_line("%s is too long a name", dir);
	return !text.cut;
}

/* Reads until the end or until `size` bytes are there; -1 on error. */
static ssize_t
read_all(int fd, char *data, size_t size)
{
	size_t len = 0;
	ssize_t n;

	while (len < size) {
		n = read(fd, data + len, size - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

enum token_error
file_read(const char *path, char *data, size_t size, size_t *lenp)
{
	ssize_t len;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return TOKEN_NOT_FOUND;
	if (fd < 0) {
		log_errno("cannot open %s", path);
		return TOKEN_UNAVAILABLE;
	}
	len = read_all(fd, data, size);
	close(fd);
	if (len < 0 || (size_t)len == size) {
		log_line("cannot read %s: %s", path,
		    len < 0 ? strerror(errno) : "it is too long");
		return TOKEN_UNAVAILABLE;
	}
	data[len] = '\0';
	*lenp = (size_t)len;
	return TOKEN_OK;
}

bool
file_write(int fd, const char *data, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

bool
file_ends_within_line(int fd)
{
	char last;
	off_t end = lseek(fd, 0, SEEK_END);

	return end > 0 && pread(fd, &last, 1, end - 1) == 1 && last != '\n';
}

enum token_error
file_sync_parent(const char *path)
{
	char parent[FILE_PATH];
	char *slash;

	if (!text_copy(parent, sizeof parent, path))
		return TOKEN_UNAVAILABLE;
	slash = strrchr(parent, '/');
	if (slash == NULL)
		return file_sync_directory(".");
	slash[slash == parent ? 1 : 0] = '\0';
	return file_sync_directory(parent);
}

enum token_error
file_create(const char *path, mode_t mode, const void *data, size_t len)
{
	bool is_written;
	int fd;

	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0 && errno == EEXIST)
		return TOKEN_EXISTS;
	if (fd < 0) {
		log_errno("cannot create %s", path);
		return TOKEN_UNAVAILABLE;
	}
	is_written = fchmod(fd, mode) == 0 && file_write(fd, data, len) &&
		     fsync(fd) == 0;
	if (!is_written)
		log_errno("cannot write %s", path);
	if (close(fd) != 0)
		is_written = false;
	if (!is_written) {
		unlink(path);
		return TOKEN_UNAVAILABLE;
	}
	return file_sync_parent(path);
}

enum token_error
file_sync_directory(const char *path)
{
	int fd, rc;

	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	rc = fd < 0 ? -1 : fsync(fd);
	if (rc != 0)
		log_errno("cannot sync %s", path);
	if (fd >= 0)
		close(fd);
	return rc == 0 ? TOKEN_OK : TOKEN_UNAVAILABLE;
}

enum token_error
file_check_mode(const char *path, mode_t forbidden)
{
	struct stat status;

	if (stat(path, &status) != 0) {
		log_errno("cannot look at %s", path);
		return TOKEN_UNAVAILABLE;
	}
	if ((status.st_mode & forbidden) != 0) {
		log_line("%s has mode %03o: others than its owner have rights "
			 "that they must not have (%03o)",
		    path, (unsigned)status.st_mode & 0777,
		    (unsigned)(status.st_mode & forbidden));
		return TOKEN_PRECONDITION;
	}
	return TOKEN_OK;
}

static bool
copy_all(int from, int to)
{
	char data[65536];
	ssize_t len;

	while ((len = read_all(from, data, sizeof data)) > 0)
		if (!file_write(to, data, (size_t)len))
			return false;
	return len == 0 && fsync(to) == 0;
}

enum token_error
file_copy(const char *from, const char *to, mode_t mode)
{
	int source, target = -1;
	bool is_copied = false;

	source = open(from, O_RDONLY | O_CLOEXEC);
	if (source >= 0)
		target =
		    open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (target >= 0)
		is_copied = copy_all(source, target);
	if (!is_copied)
		log_errno("cannot copy %s to %s", from, to);
	if (source >= 0)
		close(source);
	if (target >= 0 && close(target) != 0)
		is_copied = false;
	return is_copied ? TOKEN_OK : TOKEN_UNAVAILABLE;
}

enum token_error
file_reserve(int fd, const char *path, off_t size)
{
	const int rc = posix_fallocate(fd, 0, size);

	if (rc == 0)
		return TOKEN_OK;
	log_line("cannot take %lld bytes for %s: %s", (long long)size, path,
	    strerror(rc));
	return TOKEN_UNAVAILABLE;
}

/* Comes from an instruction of ours, so nothing else is interrupted. */
static void
leave(int signal)
{
	(void)signal;
	log_line("a page of a mapped file cannot be had, leaving: its disk is "
		 "full or broken, or somebody cut the file short");
	_exit(EX_IOERR);
}

void
file_expect_full_disk(void)
{
	const struct sigaction action = { .sa_handler = leave,
		.sa_flags = SA_RESETHAND };

	sigaction(SIGBUS, &action, NULL);
	signal(SIGXFSZ, SIG_IGN);
}

static int
remove_entry(
    const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	(void)status;
	(void)type;
	(void)ftw;
	return remove(path);
}

enum token_error
file_remove_tree(const char *path)
{
	if (nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS) == 0 ||
	    errno == ENOENT)
		return TOKEN_OK;
	log_errno("cannot remove %s", path);
	return TOKEN_UNAVAILABLE;
}
