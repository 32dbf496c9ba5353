/* SPDX-License-Identifier: ISC */
/* System calls on files: a full disk, or a broken one. */
#include "faults.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The whole call, as the kernel has it. */
#define CALL(type, number, ...)                              \
	do {                                                 \
		if (fault_is_due(FAULT_IO, FAULT_CALLER)) {  \
			errno = fault_error(ENOSPC);         \
			return (type)-1;                     \
		}                                            \
		return (type)syscall(number, ##__VA_ARGS__); \
	} while (0)

static mode_t
take_mode(int flags, va_list arguments)
{
	return (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
}

/* NOLINTNEXTLINE: the name is libc's */
int
open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = take_mode(flags, arguments);
	va_end(arguments);
	CALL(int, SYS_openat, AT_FDCWD, path, flags, mode);
}

int __open_2(const char *path, int flags);
int
__open_2(const char *path, int flags)
{
	CALL(int, SYS_openat, AT_FDCWD, path, flags, 0);
}

ssize_t
write(int fd, const void *data, size_t len)
{
	/* Not what is logged or answered. */
	if (fd <= STDERR_FILENO)
		return syscall(SYS_write, fd, data, len);
	CALL(ssize_t, SYS_write, fd, data, len);
}

ssize_t
pwrite(int fd, const void *data, size_t len, off_t offset)
{
	CALL(ssize_t, SYS_pwrite64, fd, data, len, offset);
}

ssize_t
read(int fd, void *data, size_t len)
{
	if (fd <= STDERR_FILENO)
		return syscall(SYS_read, fd, data, len);
	CALL(ssize_t, SYS_read, fd, data, len);
}

ssize_t
pread(int fd, void *data, size_t len, off_t offset)
{
	CALL(ssize_t, SYS_pread64, fd, data, len, offset);
}

int
fsync(int fd)
{
	CALL(int, SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	CALL(int, SYS_fdatasync, fd);
}

int
ftruncate(int fd, off_t len)
{
	CALL(int, SYS_ftruncate, fd, len);
}

int
posix_fallocate(int fd, off_t offset, off_t len)
{
	if (fault_is_due(FAULT_IO, FAULT_CALLER))
		return ENOSPC;
	return syscall(SYS_fallocate, fd, 0, offset, len) == 0 ? 0 : errno;
}

int
rename(const char *old, const char *new)
{
	CALL(int, SYS_rename, old, new);
}

void *
mmap(void *place, size_t len, int protection, int flags, int fd, off_t offset)
{
	if (fault_is_due(FAULT_IO, FAULT_CALLER)) {
		errno = fault_error(ENOMEM);
		return MAP_FAILED;
	}
	return (void *)syscall(
	    SYS_mmap, place, len, protection, flags, fd, offset);
}
