/* SPDX-License-Identifier: ISC */
/* The gate view as a writer sees it: locked and changed. */
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "gate/view.h"
#include "gate/view_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

mode_t
view_file_mode(const struct view *view)
{
	struct stat status;

	if (stat(view->dir, &status) != 0)
		return 0600;
	return (status.st_mode & 0111) << 2 | (status.st_mode & 0222);
}

/* A file that is there keeps its mode: it may be somebody else's. */
static int
open_or_create(const char *path, mode_t mode)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd < 0 && errno == EEXIST)
		return open(path, O_RDWR | O_CLOEXEC);
	if (fd >= 0 && fchmod(fd, mode) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Makes DIR/current when it is missing. */
static enum token_error
open_current(struct view *view)
{
	char path[FILE_PATH];
	struct text text;

	text_open(&text, path, sizeof path);
	text_addf(&text, "%s/current", view->dir);
	view->current_fd = open_or_create(path, view_file_mode(view));
	if (view->current_fd < 0) {
		log_errno("cannot open %s", path);
		return TOKEN_UNAVAILABLE;
	}
	if (file_reserve(view->current_fd, path, VIEW_PAGE) != TOKEN_OK)
		return TOKEN_UNAVAILABLE;
	if (view_map_current(view, view->current_fd, true) == TOKEN_OK)
		return TOKEN_OK;
	log_errno("cannot map %s", path);
	return TOKEN_UNAVAILABLE;
}

enum token_error
view_open_writer(const char *dir, const char *lock, struct view **viewp)
{
	struct view *view;
	enum token_error err;

	err = view_open(dir, &view);
	if (err != TOKEN_OK)
		return err;
	view->is_writer = true;
	view->lock_fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	if (view->lock_fd < 0) {
		log_errno("cannot open %s", lock);
		err = TOKEN_UNAVAILABLE;
	} else
		err = open_current(view);
	if (err != TOKEN_OK) {
		view_close(view);
		return err;
	}
	*viewp = view;
	return TOKEN_OK;
}

void
view_claim(struct view *view, const struct view_owner *owner)
{
	view->current->owner = *owner;
}

enum token_error
view_retire(const char *dir, const struct view_owner *owner)
{
	struct view_current current;
	const uint64_t closed = 1;
	char path[FILE_PATH];
	struct text text;
	bool is_done;
	int fd;

	text_open(&text, path, sizeof path);
	text_addf(&text, "%s/current", dir);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return TOKEN_OK;
	is_done =
	    fd >= 0 &&
	    pread(fd, &current, sizeof current, 0) == sizeof current &&
	    (current.owner.device != owner->device ||
		current.owner.inode != owner->inode ||
		pwrite(fd, &closed, sizeof closed,
		    offsetof(struct view_current, is_closed)) == sizeof closed);
	if (!is_done)
		log_errno("cannot close the view in %s", dir);
	if (fd >= 0)
		close(fd);
	return is_done ? TOKEN_OK : TOKEN_UNAVAILABLE;
}

/* The lock belongs to the open file: the kernel drops it at death. */
static int
set_lock(const struct view *view, short type)
{
	struct flock lock = {
		.l_type = type, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1
	};
	int rc;

	do
		rc = fcntl(view->lock_fd, F_OFD_SETLKW, &lock);
	while (rc != 0 && errno == EINTR);
	return rc;
}

enum token_error
view_lock(struct view *view)
{
	if (set_lock(view, F_WRLCK) != 0) {
		log_errno("cannot lock the gate view");
		return TOKEN_UNAVAILABLE;
	}
	if (!view_is_current(view)) {
		log_line("%s was replaced under the programs", view->dir);
		set_lock(view, F_UNLCK);
		return TOKEN_UNAVAILABLE;
	}
	/* There may be none yet: then the caller builds one. */
	if (view_follow(view) != TOKEN_OK)
		view_map_close(&view->map);
	return TOKEN_OK;
}

void
view_unlock(struct view *view)
{
	set_lock(view, F_UNLCK);
}

/* Readers who copy meanwhile see that the sequence is odd or has changed. */
static void
write_slot(struct view_slot *slot, enum view_state state, const void *record,
    size_t size)
{
	/* Odd already where a writer died within. */
	const uint32_t sequence = atomic_load(&slot->sequence) | 1;

	atomic_store_explicit(&slot->sequence, sequence, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
	if (record != NULL)
		memcpy(slot->record, record, size);
	slot->state = state;
	atomic_store_explicit(
	    &slot->sequence, sequence + 1, memory_order_release);
}

/* A slot that a search for the key passes or ends at: the first one without a
 * live record; NULL when the table is too full. */
static struct view_slot *
find_room(const struct view_map *map, enum view_table table, const void *key)
{
	struct view_table_head *head = &map->head->table[table];
	uint64_t place = view_start(map, table, key), probes;
	struct view_slot *slot;

	for (probes = 0; probes < head->capacity; probes++) {
		slot = view_slot_at(map, table, place);
		place = place + 1 < head->capacity ? place + 1 : 0;
		if (slot->state == VIEW_LIVE)
			continue;
		if (slot->state == VIEW_DEAD)
			return slot;
		if (head->taken >= head->capacity - head->capacity / 8)
			return NULL;
		head->taken++;
		return slot;
	}
	return NULL;
}

/* No search passes the dead slots before an end: they become ends too. */
static void
free_dead(const struct view_map *map, enum view_table table, uint64_t place)
{
	struct view_table_head *head = &map->head->table[table];
	uint64_t next = place + 1 < head->capacity ? place + 1 : 0;
	struct view_slot *slot = view_slot_at(map, table, place);

	if (view_slot_at(map, table, next)->state != VIEW_END)
		return;
	while (slot->state == VIEW_DEAD) {
		write_slot(slot, VIEW_END, NULL, 0);
		head->taken--;
		place = place > 0 ? place - 1 : head->capacity - 1;
		slot = view_slot_at(map, table, place);
	}
}

static enum token_error
put_into(struct view *view, struct view_map *map, enum view_table table,
    const void *record)
{
	unsigned char found[sizeof(struct view_key)];
	enum token_error err;
	struct view_slot *slot;

	slot = view_search(map, table, record, found, &err);
	if (slot == NULL) {
		if (err != TOKEN_NOT_FOUND)
			return err;
		slot = find_room(map, table, record);
		if (slot == NULL)
			return TOKEN_TOO_LARGE;
		if (table == VIEW_TOKENS && map == &view->map)
			view_use_write(map, view_place_of(map, table, slot), 0);
	}
	write_slot(slot, VIEW_LIVE, record, view_shapes[table].record_size);
	return TOKEN_OK;
}

enum token_error
view_put(struct view *view, enum view_table table, const void *record)
{
	if (view->next.head != NULL)
		return put_into(view, &view->next, table, record);
	if (view->map.head == NULL)
		return TOKEN_TOO_LARGE;
	return put_into(view, &view->map, table, record);
}

enum token_error
view_remove(struct view *view, enum view_table table, const void *key)
{
	unsigned char found[sizeof(struct view_key)];
	struct view_slot *slot;
	enum token_error err;

	if (view->map.head == NULL)
		return TOKEN_TOO_LARGE;
	slot = view_search(&view->map, table, key, found, &err);
	if (slot == NULL)
		return err == TOKEN_NOT_FOUND ? TOKEN_OK : err;
	write_slot(slot, VIEW_DEAD, NULL, 0);
	free_dead(&view->map, table, view_place_of(&view->map, table, slot));
	return TOKEN_OK;
}

bool
view_take(const struct view_map *map, enum view_table table, uint64_t place,
    void *record)
{
	enum view_state state;

	return view_read_slot(view_slot_at(map, table, place),
		   view_shapes[table].record_size, record,
		   &state) == TOKEN_OK &&
	       state == VIEW_LIVE;
}

enum token_error
view_scan(const struct view *view, enum view_table table,
    bool (*visit)(void *context, const void *record), void *context)
{
	unsigned char record[sizeof(struct view_key)];
	enum view_state state;
	enum token_error err;
	uint64_t place;

	if (view->map.head == NULL)
		return TOKEN_NO_VIEW;
	for (place = 0; place < view->map.head->table[table].capacity;
	     place++) {
		err = view_read_slot(view_slot_at(&view->map, table, place),
		    view_shapes[table].record_size, record, &state);
		if (err != TOKEN_OK)
			return err;
		if (state == VIEW_LIVE && !visit(context, record))
			return TOKEN_OK;
	}
	return TOKEN_OK;
}

struct count {
	const struct uuid *scope_id;
	int64_t tokens;
};

static bool
count_token(void *context, const void *record)
{
	struct count *count = context;
	struct view_token token;

	memcpy(&token, record, sizeof token);
	count->tokens += count->scope_id == NULL ||
			 uuid_equal(&token.scope_id, count->scope_id);
	return true;
}

int64_t
view_count_tokens(const struct view *view, const struct uuid *scope_id)
{
	struct count count = { .scope_id = scope_id };

	if (view_scan(view, VIEW_TOKENS, count_token, &count) != TOKEN_OK)
		return 0;
	return count.tokens;
}
