/* SPDX-License-Identifier: ISC */
/* The named pipe that who is inside the store dies of (F_SETSIG, fcntl(2)). */
#include "store/members_call.h"
#include "base/file.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

int
members_call_open(const char *dir)
{
	char path[FILE_PATH];
	struct stat status;
	int fd;

	if (!file_path(dir, "leave", path))
		return -1;
	if (mkfifo(path, 0660) != 0 && errno != EEXIST)
		log_errno("cannot create %s", path);
	fd = open(path, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode))
		return fd;
	log_errno("cannot open %s, which must be a named pipe", path);
	if (fd >= 0)
		close(fd);
	return -1;
}

bool
members_call_heed(int call)
{
	return fcntl(call, F_SETOWN, getpid()) == 0 &&
	       fcntl(call, F_SETSIG, SIGKILL) == 0 &&
	       fcntl(call, F_SETFL, O_NONBLOCK | O_ASYNC) == 0;
}

/* What was written need not be read. */
void
members_call_out(int call)
{
	char byte = 0;

	if (write(call, &byte, 1) != 1 || read(call, &byte, 1) != 1)
		log_errno("cannot call out who is in the store");
}
