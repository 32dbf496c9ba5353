/* SPDX-License-Identifier: ISC */
/* The gate view as a gate sees it: mapped, followed, searched. */
#include "gate/view.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "gate/view_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BOOT_FILE "/proc/sys/kernel/random/boot_id"
#define FOLLOW_TRIES 10 /* of a view that is replaced meanwhile */

/* Of a record that a writer is within: at first without a pause, which is all
 * that a writer needs who runs, then with one, for who waits for a processor.
 * After a tenth of a second it is dead, for us. */
#define READ_TRIES 2000
#define READ_TRIES_AT_ONCE 1000
#define READ_PAUSE_NS 100000

#define SHAPE(record, key)                                              \
	{                                                               \
		sizeof(struct record), sizeof((struct record *)0)->key, \
		    sizeof(struct view_slot) + sizeof(struct record)    \
	}
const struct view_shape view_shapes[VIEW_TABLES] = {
	[VIEW_TOKENS] = SHAPE(view_token, id),
	[VIEW_CONTAINERS] = SHAPE(view_container, id),
	[VIEW_HOSTS] = SHAPE(view_host, digest),
	[VIEW_KEYS] = SHAPE(view_key, digest),
	[VIEW_SECRETS] = SHAPE(view_secret, digest),
};

void
view_path(const struct view *view, const char *name, uint64_t epoch,
    char path[FILE_PATH])
{
	struct text text;

	text_open(&text, path, FILE_PATH);
	text_addf(&text, "%s/%s.%" PRIu64, view->dir, name, epoch);
}

struct view_slot *
view_slot_at(const struct view_map *map, enum view_table table, uint64_t place)
{
	char *base = (char *)map->head;
	size_t at = place * view_shapes[table].slot_size;

	return (struct view_slot *)(base + map->head->table[table].offset + at);
}

uint64_t
view_place_of(const struct view_map *map, enum view_table table,
    const struct view_slot *slot)
{
	const char *first = (const char *)view_slot_at(map, table, 0);

	return (uint64_t)((const char *)slot - first) /
	       view_shapes[table].slot_size;
}

uint64_t
view_start(const struct view_map *map, enum view_table table, const void *key)
{
	uint64_t hash;

	memcpy(&hash, key, sizeof hash);
	return hash % map->head->table[table].capacity;
}

/* False when a writer was within. */
static bool
copy_slot(const struct view_slot *slot, size_t size, void *record,
    enum view_state *statep)
{
	const uint32_t before =
	    atomic_load_explicit(&slot->sequence, memory_order_acquire);

	if (before & 1)
		return false;
	memcpy(record, slot->record, size);
	*statep = slot->state;
	atomic_thread_fence(memory_order_acquire);
	return atomic_load_explicit(&slot->sequence, memory_order_relaxed) ==
	       before;
}

enum token_error
view_read_slot(const struct view_slot *slot, size_t size, void *record,
    enum view_state *statep)
{
	const struct timespec pause = { 0, READ_PAUSE_NS };
	int tries;

	for (tries = 0; tries < READ_TRIES; tries++) {
		if (copy_slot(slot, size, record, statep))
			return TOKEN_OK;
		if (tries >= READ_TRIES_AT_ONCE)
			nanosleep(&pause, NULL);
	}
	return TOKEN_NO_VIEW;
}

struct view_slot *
view_search(const struct view_map *map, enum view_table table, const void *key,
    void *record, enum token_error *errp)
{
	const uint64_t capacity = map->head->table[table].capacity;
	const struct view_shape *shape = &view_shapes[table];
	uint64_t place = view_start(map, table, key), probes;
	struct view_slot *slot;
	enum view_state state;

	for (probes = 0; probes < capacity; probes++) {
		slot = view_slot_at(map, table, place);
		*errp =
		    view_read_slot(slot, shape->record_size, record, &state);
		if (*errp != TOKEN_OK)
			return NULL;
		if (state == VIEW_END)
			break;
		if (state == VIEW_LIVE &&
		    memcmp(record, key, shape->key_size) == 0)
			return slot;
		place = place + 1 < capacity ? place + 1 : 0;
	}
	*errp = TOKEN_NOT_FOUND;
	return NULL;
}

/* Whether the file is a whole view of this format and of this boot. */
static bool
is_sound(const struct view *view, const struct view_head *head, size_t size)
{
	const struct view_table_head *table;
	int i;

	if (memcmp(head->magic, VIEW_MAGIC, sizeof head->magic) != 0 ||
	    memcmp(head->boot, view->boot, sizeof head->boot) != 0 ||
	    head->size != size)
		return false;
	for (i = 0; i < VIEW_TABLES; i++) {
		table = &head->table[i];
		if (table->capacity == 0 || table->offset > size ||
		    table->offset % _Alignof(struct view_slot) != 0 ||
		    table->capacity >
			(size - table->offset) / view_shapes[i].slot_size)
			return false;
	}
	return true;
}

static void *
map_whole(const char *path, bool is_writable, size_t *sizep)
{
	struct stat status;
	void *data = MAP_FAILED;
	int fd;

	fd = open(path, (is_writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &status) == 0 && status.st_size >= VIEW_PAGE) {
		*sizep = (size_t)status.st_size;
		data = mmap(NULL, *sizep,
		    is_writable ? PROT_READ | PROT_WRITE : PROT_READ,
		    MAP_SHARED, fd, 0);
	}
	close(fd);
	return data == MAP_FAILED ? NULL : data;
}

static enum token_error
open_map(struct view *view, uint64_t epoch, struct view_map *map)
{
	char path[FILE_PATH];
	struct view_map opened = { .epoch = epoch };

	view_path(view, "view", epoch, path);
	opened.head = map_whole(path, view->is_writer, &opened.size);
	if (opened.head == NULL)
		return TOKEN_NO_VIEW;
	if (!is_sound(view, opened.head, opened.size)) {
		munmap(opened.head, opened.size);
		return TOKEN_NO_VIEW;
	}
	view_use_open(view, &opened);
	*map = opened;
	return TOKEN_OK;
}

void
view_map_close(struct view_map *map)
{
	if (map->head != NULL)
		munmap(map->head, map->size);
	view_use_close(map);
	memset(map, 0, sizeof *map);
}

static void
current_path(const struct view *view, char path[FILE_PATH])
{
	struct text text;

	text_open(&text, path, FILE_PATH);
	text_addf(&text, "%s/current", view->dir);
}

/* Who looks at a file that DIR/current no longer is would miss what is deleted
 * from now on. */
bool
view_is_current(const struct view *view)
{
	char path[FILE_PATH];
	struct stat status;

	current_path(view, path);
	return stat(path, &status) == 0 &&
	       status.st_dev == view->current_device &&
	       status.st_ino == view->current_inode;
}

enum token_error
view_map_current(struct view *view, int fd, bool is_writable)
{
	struct stat status;
	void *page;

	if (fstat(fd, &status) != 0 || status.st_size < VIEW_PAGE)
		return TOKEN_NO_VIEW;
	page = mmap(NULL, VIEW_PAGE,
	    is_writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd,
	    0);
	if (page == MAP_FAILED)
		return TOKEN_NO_VIEW;
	view->current = page;
	view->current_device = status.st_dev;
	view->current_inode = status.st_ino;
	return TOKEN_OK;
}

static enum token_error
map_current(struct view *view)
{
	char path[FILE_PATH];
	enum token_error err;
	int fd;

	current_path(view, path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return TOKEN_NO_VIEW;
	err = view_map_current(view, fd, false);
	close(fd);
	return err;
}

enum token_error
view_open(const char *dir, struct view **viewp)
{
	struct view *view;
	char boot[64];
	size_t len;

	view = calloc(1, sizeof *view);
	if (view == NULL) {
		log_errno("cannot open the gate view in %s", dir);
		return TOKEN_UNAVAILABLE;
	}
	view->current_fd = view->lock_fd = -1;
	if (!text_copy(view->dir, sizeof view->dir, dir) ||
	    file_read(BOOT_FILE, boot, sizeof boot, &len) != TOKEN_OK ||
	    len < VIEW_BOOT) {
		log_line("cannot tell this boot from others: %s", BOOT_FILE);
		free(view);
		return TOKEN_UNAVAILABLE;
	}
	memcpy(view->boot, boot, VIEW_BOOT);
	*viewp = view;
	return TOKEN_OK;
}

void
view_close(struct view *view)
{
	if (view == NULL)
		return;
	view_map_close(&view->map);
	view_map_close(&view->next);
	if (view->current != NULL)
		munmap(view->current, VIEW_PAGE);
	if (view->current_fd >= 0)
		close(view->current_fd);
	if (view->lock_fd >= 0)
		close(view->lock_fd);
	free(view);
}

/* A gate looks at the new DIR/current; a writer must not, for its store may
 * have another view by now. */
static enum token_error
find_current(struct view *view)
{
	if (view->current != NULL && view_is_current(view))
		return TOKEN_OK;
	view_map_close(&view->map);
	if (view->is_writer)
		return TOKEN_NO_VIEW;
	if (view->current != NULL)
		munmap(view->current, VIEW_PAGE);
	view->current = NULL;
	return map_current(view);
}

enum token_error
view_follow(struct view *view)
{
	struct view_map map;
	uint64_t epoch;
	int tries;

	if (find_current(view) != TOKEN_OK)
		return TOKEN_NO_VIEW;
	for (tries = 0; tries < FOLLOW_TRIES; tries++) {
		epoch = atomic_load(&view->current->epoch);
		if (atomic_load(&view->current->is_closed) != 0)
			epoch = 0;
		if (epoch != 0 && epoch == view->map.epoch)
			return TOKEN_OK;
		view_map_close(&view->map);
		if (epoch == 0)
			return TOKEN_NO_VIEW;
		if (open_map(view, epoch, &map) == TOKEN_OK)
			view->map = map;
	}
	return TOKEN_NO_VIEW;
}

const char *
view_dir(const struct view *view)
{
	return view->dir;
}

uint64_t
view_epoch(const struct view *view)
{
	return view->map.epoch;
}

enum token_error
view_find(const struct view *view, enum view_table table, const void *key,
    void *record)
{
	enum token_error err;

	if (view->map.head == NULL)
		return TOKEN_NO_VIEW;
	return view_search(&view->map, table, key, record, &err) != NULL
		   ? TOKEN_OK
		   : err;
}
