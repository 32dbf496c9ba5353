/* SPDX-License-Identifier: ISC */
/*
 * While it recovers, Berkeley DB reads the log until something goes wrong, and
 * takes that for the log's end: it would write over what is behind, though all
 * that went wrong was that memory was out.  So whoever opens the store leaves
 * then, as if killed: the log stays as it is, and the next one recovers.
 */
#include "base/log.h"
#include "store/store_internal.h"

#include <db.h>
#include <errno.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

static _Noreturn void
leave(const char *what)
{
	log_errno("cannot %s while the store is opened, leaving", what);
	_exit(EX_TEMPFAIL);
}

static void *
allocate(size_t size)
{
	void *block = malloc(size);

	if (block == NULL)
		leave("get memory");
	return block;
}

static void *
allocate_again(void *old, size_t size)
{
	void *block = realloc(old, size);

	if (block == NULL)
		leave("get memory");
	return block;
}

static ssize_t
read_at(int fd, void *data, size_t len, off_t offset)
{
	const ssize_t n = pread(fd, data, len, offset);

	if (n < 0 && errno != EINTR)
		leave("read a file");
	return n;
}

/* None of these can fail: they note a function. */
void
store_strict_begin(void)
{
	db_env_set_func_malloc(allocate);
	db_env_set_func_realloc(allocate_again);
	db_env_set_func_pread(read_at);
}

void
store_strict_end(void)
{
	db_env_set_func_malloc(NULL);
	db_env_set_func_realloc(NULL);
	db_env_set_func_pread(NULL);
}
