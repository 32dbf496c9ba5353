/* SPDX-License-Identifier: ISC */
/* What is counted, and memory. */
#include "faults.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What glibc calls itself when nobody is in between. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static struct fault_control *control; /* NULL: before the start */
static _Atomic int64_t blocks;
static uintptr_t fcgi_start, fcgi_end, crypto_start, crypto_end;
static uintptr_t db_start, db_end, ours_start, ours_end;

static void
note_range(const struct dl_phdr_info *info, uintptr_t *start, uintptr_t *end)
{
	int i;

	*start = info->dlpi_addr;
	for (i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_LOAD)
			*end = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr +
			       info->dlpi_phdr[i].p_memsz;
}

static int
find_libraries(struct dl_phdr_info *info, size_t size, void *context)
{
	(void)size;
	(void)context;
	if (info->dlpi_name[0] == '\0')
		note_range(info, &ours_start, &ours_end);
	else if (strstr(info->dlpi_name, "/libfcgi") != NULL)
		note_range(info, &fcgi_start, &fcgi_end);
	else if (strstr(info->dlpi_name, "/libcrypto") != NULL)
		note_range(info, &crypto_start, &crypto_end);
	else if (strstr(info->dlpi_name, "/libdb-") != NULL)
		note_range(info, &db_start, &db_end);
	return 0;
}

/* Tells who crashed. */
static void
trace(int number)
{
	void *frames[24];

	backtrace_symbols_fd(frames, backtrace(frames, 24), STDERR_FILENO);
	raise(number);
}

__attribute__((constructor)) static void
start(void)
{
	const struct sigaction crash = { .sa_handler = trace,
		.sa_flags = SA_RESETHAND | SA_NODEFER };
	const char *path = getenv("FAULTS_CONTROL");
	void *page;
	int fd;

	dl_iterate_phdr(find_libraries, NULL);
	sigaction(SIGSEGV, &crash, NULL);
	fd = path != NULL ? (int)syscall(SYS_openat, AT_FDCWD, path,
				O_RDWR | O_CLOEXEC, 0)
			  : -1;
	if (fd < 0)
		return;
	page = (void *)syscall(SYS_mmap, NULL, sizeof *control,
	    PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (page != MAP_FAILED)
		control = page;
}

static bool
is_within(const void *caller, uintptr_t start_, uintptr_t end)
{
	return (uintptr_t)caller >= start_ && (uintptr_t)caller < end;
}

bool
fault_is_due(enum fault_kind kind, const void *caller)
{
	int64_t number, wanted;

	if (control == NULL)
		return false;
	wanted = atomic_load(&control->kind);
	if (kind == FAULT_MALLOC && is_within(caller, fcgi_start, fcgi_end))
		kind = FAULT_FCGI;
	if (kind == FAULT_MALLOC && wanted == FAULT_OWN &&
	    !is_within(caller, crypto_start, crypto_end))
		kind = FAULT_OWN;
	if (kind == FAULT_IO && !is_within(caller, ours_start, ours_end) &&
	    !is_within(caller, db_start, db_end))
		return false;
	if (kind == FAULT_RECORD && !is_within(caller, db_start, db_end) &&
	    !is_within(caller, ours_start, ours_end))
		return false;
	if (kind == FAULT_CRYPTO && !is_within(caller, ours_start, ours_end))
		return false; /* OpenSSL calls itself */
	if (wanted != (int64_t)kind)
		return false;
	number = atomic_fetch_add(&control->calls, 1) + 1;
	return number >= atomic_load(&control->wanted) &&
	       number <= atomic_load(&control->until);
}

int
fault_error(int usual)
{
	const int chosen = (int)atomic_load(&control->error);

	return chosen != 0 ? chosen : usual;
}

/* A worker waits for a request here. */
int
epoll_pwait(int fd, struct epoll_event *events, int most, int timeout,
    const sigset_t *mask)
{
	if (control != NULL) {
		atomic_store(&control->blocks, atomic_load(&blocks));
		atomic_store(&control->pid, getpid());
		atomic_fetch_add(&control->idle, 1);
	}
	return (int)syscall(
	    SYS_epoll_pwait, fd, events, most, timeout, mask, _NSIG / 8);
}

/* ---- memory ---- */

static void *
out_of_memory(void)
{
	errno = ENOMEM;
	return NULL;
}

static void *
counted(void *block)
{
	if (block != NULL)
		atomic_fetch_add(&blocks, 1);
	return block;
}

void *
malloc(size_t size)
{
	if (fault_is_due(FAULT_MALLOC, FAULT_CALLER))
		return out_of_memory();
	return counted(__libc_malloc(size));
}

void *
calloc(size_t count, size_t size)
{
	if (fault_is_due(FAULT_MALLOC, FAULT_CALLER))
		return out_of_memory();
	return counted(__libc_calloc(count, size));
}

void *
realloc(void *old, size_t size)
{
	if (fault_is_due(FAULT_MALLOC, FAULT_CALLER) ||
	    fault_is_due(FAULT_RECORD, FAULT_CALLER))
		return out_of_memory();
	if (old == NULL)
		return counted(__libc_malloc(size));
	if (size == 0)
		atomic_fetch_sub(&blocks, 1);
	return __libc_realloc(old, size);
}

void *
reallocarray(void *old, size_t count, size_t size)
{
	size_t total;

	if (fault_is_due(FAULT_MALLOC, FAULT_CALLER) ||
	    __builtin_mul_overflow(count, size, &total))
		return out_of_memory();
	return old == NULL ? counted(__libc_malloc(total))
			   : __libc_realloc(old, total);
}

int
posix_memalign(void **blockp, size_t alignment, size_t size)
{
	if (fault_is_due(FAULT_MALLOC, FAULT_CALLER))
		return ENOMEM;
	*blockp = counted(__libc_memalign(alignment, size));
	return *blockp != NULL ? 0 : ENOMEM;
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	if (fault_is_due(FAULT_MALLOC, FAULT_CALLER))
		return out_of_memory();
	return counted(__libc_memalign(alignment, size));
}

void
free(void *block)
{
	if (block != NULL)
		atomic_fetch_sub(&blocks, 1);
	__libc_free(block);
}
