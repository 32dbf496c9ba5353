/* SPDX-License-Identifier: ISC */
/* The layout of the gate view's files; only view*.c include it. */
#ifndef GATE_VIEW_INTERNAL_H
#define GATE_VIEW_INTERNAL_H

#include "base/config.h"
#include "gate/view.h"

#include <stdatomic.h>
#include <sys/types.h>

#define VIEW_MAGIC "gatehouse view 5"
#define VIEW_PAGE 4096
#define VIEW_BOOT 36 /* the kernel's boot id: a UUID */

/* DIR/current: which view is in force.  Made once, never replaced. */
struct view_current {
	_Atomic uint64_t epoch; /* 0: none yet; only ever grows */
	_Atomic uint64_t is_closed;
	struct view_owner owner;
};

/*
 * A table: open addressing with linear probing.  A search ends at a slot in
 * state VIEW_END.  `sequence` is odd while a writer is within; readers copy the
 * slot and look whether it changed meanwhile.
 */
enum view_state { VIEW_END, VIEW_LIVE, VIEW_DEAD };

struct view_slot {
	_Atomic uint32_t sequence;
	uint32_t state;
	unsigned char record[];
};

struct view_table_head {
	uint64_t offset;
	uint64_t capacity;
	uint64_t taken; /* slots not in state VIEW_END; writers only */
};

/* The first page of DIR/view.EPOCH. */
struct view_head {
	char magic[sizeof VIEW_MAGIC];
	char boot[VIEW_BOOT + 1];
	uint64_t size; /* of the file */
	struct view_table_head table[VIEW_TABLES];
};

/* One view, mapped. */
struct view_map {
	uint64_t epoch;
	struct view_head *head; /* NULL: none */
	size_t size;
	_Atomic uint32_t *used; /* gates: seconds, by slot of VIEW_TOKENS */
	size_t used_size;
	int used_fd; /* writers: the same, by pread(2); 0: none */
};

struct view {
	char dir[FILE_PATH];
	char boot[VIEW_BOOT + 1];
	int current_fd; /* writers: DIR/current */
	int lock_fd;    /* writers: what they lock */
	uint64_t current_device, current_inode;
	struct view_current *current; /* NULL: not there yet */
	bool is_writer;
	struct view_map map;
	struct view_map next; /* being built */
};

struct view_shape {
	size_t record_size, key_size, slot_size;
};
extern const struct view_shape view_shapes[VIEW_TABLES];

/* "DIR/NAME.EPOCH" */
void view_path(const struct view *view, const char *name, uint64_t epoch,
    char path[FILE_PATH]);

/* The mode of new files: who may come into the directory reads them, who may
 * change it writes them. */
mode_t view_file_mode(const struct view *view);

struct view_slot *view_slot_at(
    const struct view_map *map, enum view_table table, uint64_t place);

uint64_t view_place_of(const struct view_map *map, enum view_table table,
    const struct view_slot *slot);

/* Where the search for a key starts: keys are random or digests. */
uint64_t view_start(
    const struct view_map *map, enum view_table table, const void *key);

/* Copies the slot's record and state; TOKEN_NO_VIEW when a writer died
 * within. */
enum token_error view_read_slot(const struct view_slot *slot, size_t size,
    void *record, enum view_state *statep) MUST_CHECK;

/* Copies the record at a place; false when there is no live one. */
bool view_take(const struct view_map *map, enum view_table table,
    uint64_t place, void *record);

/* The slot of a live record, or NULL. */
struct view_slot *view_search(const struct view_map *map, enum view_table table,
    const void *key, void *record, enum token_error *errp);

/* Whether DIR/current is still the file that is mapped. */
bool view_is_current(const struct view *view) MUST_CHECK;
enum token_error view_map_current(
    struct view *view, int fd, bool is_writable) MUST_CHECK;

void view_map_close(struct view_map *map);

/* DIR/used.EPOCH: mapped by a gate, kept open by a writer. */
void view_use_open(const struct view *view, struct view_map *map);
void view_use_close(struct view_map *map);

/* Writers: sets the second of a place; takes all of them to view->next. */
void view_use_write(
    const struct view_map *map, uint64_t place, uint32_t second);
void view_use_move(struct view *view);

#endif
