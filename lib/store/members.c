/* SPDX-License-Identifier: ISC */
/* Who is inside the store: locks that the kernel drops at death. */
#include "store/members.h"
#include "base/file.h"
#include "base/log.h"
#include "base/time.h"
#include "store/members_call.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define SLOTS 512
#define PAGE_SIZE 4096
#define PATIENCE_MS 30000  /* for entering */
#define KILL_AFTER_MS 1000 /* who has not left a doomed store by then */
#define NAP_MS 2

/* Bytes of the file that are locked. */
enum { START = 0, MEMBER = 1, WATCH = 2, FIRST_SLOT = 16 };

/* The file, shared by all.  A slot has the pid of who is inside; it is written
 * after the slot's lock is taken and cleared before it is dropped, so a pid
 * whose lock is free belongs to somebody who died.  Each recovery begins a
 * generation, and what is doomed is one of them: who finds the dead of the last
 * one while they are being forgotten does not doom this one. */
struct page {
	_Atomic uint32_t doomed;
	_Atomic uint32_t generation;
	_Atomic int32_t pid[SLOTS];
};
_Static_assert(sizeof(struct page) <= PAGE_SIZE, "one page");

struct members_watch {
	int fd;
	struct page *page;
};

struct members {
	struct members_watch file;
	int call;
	size_t slot;
};

/* Sets a lock (F_WRLCK, F_RDLCK) or frees it (F_UNLCK); false when another
 * open file holds it. */
static bool
set_lock(int fd, short type, off_t byte)
{
	struct flock lock = { .l_type = type,
		.l_whence = SEEK_SET,
		.l_start = byte,
		.l_len = 1 };

	return fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

static bool
is_locked(int fd, off_t byte)
{
	struct flock lock = { .l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = byte,
		.l_len = 1 };

	return fcntl(fd, F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}

static enum token_error
map_file(const char *dir, struct members_watch *file)
{
	char path[FILE_PATH];
	void *page;

	if (!file_path(dir, "members", path))
		return TOKEN_UNAVAILABLE;
	file->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	if (file->fd < 0) {
		log_errno("cannot open %s", path);
		return TOKEN_UNAVAILABLE;
	}
	if (file_reserve(file->fd, path, PAGE_SIZE) != TOKEN_OK) {
		close(file->fd);
		return TOKEN_UNAVAILABLE;
	}
	page = mmap(
	    NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file->fd, 0);
	if (page == MAP_FAILED) {
		log_errno("cannot map %s", path);
		close(file->fd);
		return TOKEN_UNAVAILABLE;
	}
	file->page = page;
	return TOKEN_OK;
}

static void
unmap_file(struct members_watch *file)
{
	munmap(file->page, PAGE_SIZE);
	close(file->fd);
}

static bool
is_dead(struct members_watch *file, size_t slot)
{
	int32_t pid = atomic_load(&file->page->pid[slot]);

	return pid != 0 && !is_locked(file->fd, (off_t)(FIRST_SLOT + slot)) &&
	       atomic_load(&file->page->pid[slot]) == pid;
}

bool
members_doomed(struct members_watch *watch)
{
	const uint32_t generation = atomic_load(&watch->page->generation);
	size_t slot;

	if (atomic_load(&watch->page->doomed) == generation)
		return true;
	for (slot = 0; slot < SLOTS; slot++) {
		if (!is_dead(watch, slot))
			continue;
		log_line("process %d died inside the store: all leave it",
		    (int)atomic_load(&watch->page->pid[slot]));
		atomic_store(&watch->page->doomed, generation);
		return true;
	}
	return false;
}

bool
members_has(const struct members_watch *watch, pid_t pid)
{
	size_t slot;

	for (slot = 0; slot < SLOTS; slot++)
		if (atomic_load(&watch->page->pid[slot]) == pid)
			return true;
	return false;
}

/* In this order: who is inside already has begun its generation, or joined it,
 * so what is doomed then is what it is in. */
bool
members_must_leave(struct members_watch *watch, pid_t pid)
{
	return members_has(watch, pid) && members_doomed(watch);
}

static void
nap(void)
{
	const struct timespec time = { 0, NAP_MS * 1000000L };

	nanosleep(&time, NULL);
}

/* With START held: inside alone (exclusive), or beside others (shared), but
 * never into a doomed store. */
static bool
become_member(struct members *members, int64_t deadline, bool *alonep)
{
	struct members_watch *file = &members->file;
	int64_t doomed_since = 0;

	for (;;) {
		*alonep = set_lock(file->fd, F_WRLCK, MEMBER);
		if (*alonep)
			return true;
		if (!members_doomed(file))
			return set_lock(file->fd, F_RDLCK, MEMBER);
		if (doomed_since == 0)
			doomed_since = time_elapsed_ms();
		if (time_elapsed_ms() - doomed_since > KILL_AFTER_MS)
			members_call_out(members->call);
		if (time_elapsed_ms() > deadline)
			return false;
		nap();
	}
}

static bool
claim_slot(struct members *members)
{
	struct members_watch *file = &members->file;
	size_t slot;

	for (slot = 0; slot < SLOTS; slot++) {
		if (atomic_load(&file->page->pid[slot]) != 0 ||
		    !set_lock(file->fd, F_WRLCK, (off_t)(FIRST_SLOT + slot)))
			continue;
		if (!members_call_heed(members->call))
			return false;
		atomic_store(&file->page->pid[slot], getpid());
		members->slot = slot;
		return true;
	}
	return false;
}

static void
forget_the_dead(struct page *page)
{
	size_t slot;

	for (slot = 0; slot < SLOTS; slot++)
		atomic_store(&page->pid[slot], 0);
	atomic_store(&page->doomed, atomic_load(&page->generation));
	atomic_fetch_add(&page->generation, 1);
}

static bool
enter(struct members *members, bool *alonep)
{
	struct members_watch *file = &members->file;
	int64_t deadline = time_elapsed_ms() + PATIENCE_MS;

	while (!set_lock(file->fd, F_WRLCK, START)) {
		if (time_elapsed_ms() > deadline)
			return false;
		nap();
	}
	if (!become_member(members, deadline, alonep))
		return false;
	if (*alonep)
		forget_the_dead(file->page);
	return claim_slot(members);
}

static void
forget(struct members *members)
{
	if (members->call >= 0)
		close(members->call);
	unmap_file(&members->file);
	free(members);
}

enum token_error
members_enter(const char *dir, struct members **membersp, bool *alonep)
{
	struct members *members;
	enum token_error err;

	members = calloc(1, sizeof *members);
	if (members == NULL) {
		log_errno("cannot enter the store in %s", dir);
		return TOKEN_UNAVAILABLE;
	}
	err = map_file(dir, &members->file);
	if (err != TOKEN_OK) {
		free(members);
		return err;
	}
	members->call = members_call_open(dir);
	if (members->call < 0 || !enter(members, alonep)) {
		log_line("cannot enter the store in %s: others inside neither "
			 "leave nor let in",
		    dir);
		forget(members);
		return TOKEN_UNAVAILABLE;
	}
	*membersp = members;
	return TOKEN_OK;
}

void
members_doom(struct members *members)
{
	struct page *page = members->file.page;

	atomic_store(&page->doomed, atomic_load(&page->generation));
}

void
members_ready(struct members *members)
{
	/* Neither can fail: this open file holds both locks. */
	set_lock(members->file.fd, F_RDLCK, MEMBER);
	set_lock(members->file.fd, F_UNLCK, START);
}

void
members_leave(struct members *members)
{
	atomic_store(&members->file.page->pid[members->slot], 0);
	forget(members);
}

static enum token_error
open_watch(const char *dir, short type, struct members_watch **watchp)
{
	struct members_watch *watch;
	enum token_error err;

	watch = calloc(1, sizeof *watch);
	if (watch == NULL) {
		log_errno("cannot watch the store in %s", dir);
		return TOKEN_UNAVAILABLE;
	}
	err = map_file(dir, watch);
	if (err == TOKEN_OK && !set_lock(watch->fd, type, WATCH)) {
		unmap_file(watch);
		err = TOKEN_PRECONDITION;
	}
	if (err == TOKEN_OK)
		*watchp = watch;
	else
		free(watch);
	return err;
}

enum token_error
members_watch_open(const char *dir, struct members_watch **watchp)
{
	enum token_error err;

	err = open_watch(dir, F_RDLCK, watchp);
	if (err == TOKEN_PRECONDITION)
		log_line("the store in %s is being replaced", dir);
	return err;
}

enum token_error
members_hold(const char *dir, struct members_watch **holdp)
{
	enum token_error err;

	err = open_watch(dir, F_WRLCK, holdp);
	if (err == TOKEN_OK && (!set_lock((*holdp)->fd, F_WRLCK, START) ||
				   !set_lock((*holdp)->fd, F_WRLCK, MEMBER))) {
		members_watch_close(*holdp);
		*holdp = NULL;
		err = TOKEN_PRECONDITION;
	}
	if (err == TOKEN_PRECONDITION)
		log_line("programs use the store in %s: stop them first", dir);
	return err;
}

void
members_watch_close(struct members_watch *watch)
{
	if (watch == NULL)
		return;
	unmap_file(watch);
	free(watch);
}
