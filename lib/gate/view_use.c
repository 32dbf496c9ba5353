/* SPDX-License-Identifier: ISC */
/*
 * When tokens were last used: a second for each slot of VIEW_TOKENS, which
 * gates write.  A gate that was taken over may cut the file short, and whoever
 * has mapped it dies of that: so only gates map it, and members read and write
 * it, where a missing second is none.
 */
#include "base/log.h"
#include "gate/view.h"
#include "gate/view_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define GRAIN 60   /* seconds between two writes for a token */
#define BLOCK 4096 /* seconds read at once */

/* Without the file a gate works; it then reports nothing. */
static void
map_for_gate(int fd, struct view_map *map)
{
	const uint64_t slots = map->head->table[VIEW_TOKENS].capacity;
	struct stat status;
	void *used;

	if (fstat(fd, &status) != 0 ||
	    (uint64_t)status.st_size / sizeof *map->used < slots)
		return;
	map->used_size = (size_t)status.st_size;
	used = mmap(
	    NULL, map->used_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	map->used = used == MAP_FAILED ? NULL : used;
}

void
view_use_open(const struct view *view, struct view_map *map)
{
	char path[FILE_PATH];
	int fd;

	view_path(view, "used", map->epoch, path);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd >= 0 && view->is_writer) {
		map->used_fd = fd;
		return;
	}
	if (fd >= 0) {
		map_for_gate(fd, map);
		close(fd);
	}
}

void
view_use_close(struct view_map *map)
{
	if (map->used != NULL)
		munmap(map->used, map->used_size);
	if (map->used_fd > 0)
		close(map->used_fd);
}

/* ---- gates ---- */

void
view_note_use(struct view *view, const struct uuid *id, int64_t now)
{
	struct view_map *map = &view->map;
	struct view_token token;
	struct view_slot *slot;
	enum token_error err;
	_Atomic uint32_t *use;
	uint32_t second = (uint32_t)now, last;

	if (map->head == NULL || map->used == NULL)
		return;
	slot = view_search(map, VIEW_TOKENS, id, &token, &err);
	if (slot == NULL)
		return;
	use = &map->used[view_place_of(map, VIEW_TOKENS, slot)];
	last = atomic_load_explicit(use, memory_order_relaxed);
	if (second >= last + GRAIN || second < last)
		atomic_store_explicit(use, second, memory_order_relaxed);
}

/* ---- members ---- */

static uint32_t
read_use(const struct view_map *map, uint64_t place)
{
	uint32_t second;

	if (pread(map->used_fd, &second, sizeof second,
		(off_t)(place * sizeof second)) != sizeof second)
		return 0;
	return second;
}

void
view_use_write(const struct view_map *map, uint64_t place, uint32_t second)
{
	if (map->used_fd > 0 &&
	    pwrite(map->used_fd, &second, sizeof second,
		(off_t)(place * sizeof second)) != sizeof second)
		log_errno("cannot note when a token was last used");
}

int64_t
view_last_use(const struct view *view, const struct uuid *id)
{
	const struct view_map *map = &view->map;
	struct view_token token;
	struct view_slot *slot;
	enum token_error err;

	if (map->head == NULL || map->used_fd <= 0)
		return 0;
	slot = view_search(map, VIEW_TOKENS, id, &token, &err);
	return slot == NULL
		   ? 0
		   : read_use(map, view_place_of(map, VIEW_TOKENS, slot));
}

static bool
move_use(void *context, const struct uuid *id, int64_t second)
{
	const struct view_map *next = context;
	struct view_token token;
	struct view_slot *slot;
	enum token_error err;

	slot = view_search(next, VIEW_TOKENS, id, &token, &err);
	if (slot != NULL)
		view_use_write(next, view_place_of(next, VIEW_TOKENS, slot),
		    (uint32_t)second);
	return true;
}

/* Most tokens of many were not used. */
void
view_use_move(struct view *view)
{
	view_scan_uses(view, 1, move_use, &view->next);
}

void
view_scan_uses(const struct view *view, int64_t since,
    bool (*visit)(void *context, const struct uuid *id, int64_t second),
    void *context)
{
	const struct view_map *map = &view->map;
	uint32_t seconds[BLOCK];
	struct view_token token;
	uint64_t place, i;
	ssize_t len;

	if (map->head == NULL || map->used_fd <= 0)
		return;
	for (place = 0; place < map->head->table[VIEW_TOKENS].capacity;
	     place += i) {
		len = pread(map->used_fd, seconds, sizeof seconds,
		    (off_t)(place * sizeof seconds[0]));
		if (len < (ssize_t)sizeof seconds[0])
			return;
		for (i = 0; i < (size_t)len / sizeof seconds[0]; i++)
			if (seconds[i] >= since && seconds[i] != 0 &&
			    place + i <
				map->head->table[VIEW_TOKENS].capacity &&
			    view_take(map, VIEW_TOKENS, place + i, &token) &&
			    !visit(context, &token.id, seconds[i]))
				return;
	}
}
