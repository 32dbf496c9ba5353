/* SPDX-License-Identifier: ISC */
/* A gate view built beside the one in force, and put in its place. */
#include "base/file.h"
#include "base/log.h"
#include "gate/view.h"
#include "gate/view_internal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOM_LEAST 256 /* records of a table in an empty installation */

/* Lays the tables out behind the first page. */
static void
lay_out(struct view_head *head, const size_t counts[VIEW_TABLES])
{
	uint64_t offset = VIEW_PAGE;
	int i;

	for (i = 0; i < VIEW_TABLES; i++) {
		head->table[i].offset = offset;
		head->table[i].capacity =
		    counts[i] + counts[i] / 2 + ROOM_LEAST;
		offset += head->table[i].capacity * view_shapes[i].slot_size;
		offset = (offset + 63) / 64 * 64;
	}
	head->size = offset;
}

/* An empty file of that size; its space is reserved, so that a full disk is an
 * error here and not a signal later.  -1: logged. */
static int
create_file(const char *path, size_t size, mode_t mode)
{
	int fd;

	unlink(path);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || fchmod(fd, mode) != 0) {
		log_errno("cannot create %s", path);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	if (file_reserve(fd, path, (off_t)size) != TOKEN_OK) {
		close(fd);
		unlink(path);
		return -1;
	}
	return fd;
}

static void *
create_mapped(const char *path, size_t size, mode_t mode)
{
	void *data = MAP_FAILED;
	int fd = create_file(path, size, mode);

	if (fd < 0)
		return NULL;
	data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (data == MAP_FAILED)
		log_errno("cannot map %s", path);
	close(fd);
	return data == MAP_FAILED ? NULL : data;
}

/* Whoever may come into the directory is a gate or a member. */
static int
create_uses(const struct view *view, const struct view_map *map)
{
	size_t size =
	    map->head->table[VIEW_TOKENS].capacity * sizeof *map->used;
	const mode_t inside = view_file_mode(view) & 0444;
	char path[FILE_PATH];

	view_path(view, "used", map->epoch, path);
	return create_file(path, size, inside | inside >> 1);
}

enum token_error
view_build(struct view *view, const size_t counts[VIEW_TABLES])
{
	struct view_map *next = &view->next;
	struct view_head head = { .magic = VIEW_MAGIC };
	char path[FILE_PATH];
	int fd;

	lay_out(&head, counts);
	memcpy(head.boot, view->boot, sizeof head.boot);
	memset(next, 0, sizeof *next);
	next->epoch = atomic_load(&view->current->epoch) + 1;
	next->size = head.size;
	view_path(view, "view", next->epoch, path);
	next->head = create_mapped(path, next->size, view_file_mode(view));
	if (next->head == NULL)
		return TOKEN_UNAVAILABLE;
	memcpy(next->head, &head, sizeof head);
	fd = create_uses(view, next);
	if (fd >= 0) {
		next->used_fd = fd;
		return TOKEN_OK;
	}
	view_discard(view);
	return TOKEN_UNAVAILABLE;
}

static void
unlink_files(const struct view *view, uint64_t epoch)
{
	char path[FILE_PATH];

	view_path(view, "view", epoch, path);
	unlink(path);
	view_path(view, "used", epoch, path);
	unlink(path);
}

void
view_replace(struct view *view)
{
	const uint64_t old = view->next.epoch - 1;

	view_use_move(view);
	atomic_store_explicit(
	    &view->current->epoch, view->next.epoch, memory_order_release);
	atomic_store(&view->current->is_closed, 0);
	view_map_close(&view->map);
	view->map = view->next;
	memset(&view->next, 0, sizeof view->next);
	unlink_files(view, old);
}

void
view_discard(struct view *view)
{
	uint64_t epoch = view->next.epoch;

	view_map_close(&view->next);
	unlink_files(view, epoch);
}
