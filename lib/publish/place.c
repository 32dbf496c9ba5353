/* SPDX-License-Identifier: ISC */
/* Where a store's gate view is. */
#include "publish/place.h"
#include "base/log.h"
#include "base/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define KEY "view"

struct place {
	char dir[PATH_MAX];
};

static enum token_error
resolve(const char *dir, struct place *place)
{
	if (realpath(dir, place->dir) != NULL)
		return TOKEN_OK;
	log_errno("cannot resolve %s", dir);
	return TOKEN_UNAVAILABLE;
}

/* The place on record; "" when there is none yet. */
static enum token_error
read_place(struct store *store, struct place *place)
{
	const void *value;
	enum token_error err;
	size_t len;

	place->dir[0] = '\0';
	err = store_get(store, STORE_META, KEY, sizeof KEY - 1, &value, &len);
	if (err == TOKEN_NOT_FOUND)
		return TOKEN_OK;
	if (err == TOKEN_OK && !text_copy(place->dir, sizeof place->dir, value))
		err = TOKEN_INTERNAL;
	return err;
}

/* A directory keeps its inode when it is renamed; a copy has another. */
static enum token_error
find_owner(const char *store_dir, struct view_owner *owner)
{
	struct stat status;

	if (stat(store_dir, &status) != 0) {
		log_errno("cannot look at %s", store_dir);
		return TOKEN_UNAVAILABLE;
	}
	owner->device = status.st_dev;
	owner->inode = status.st_ino;
	return TOKEN_OK;
}

static enum token_error
write_place(struct store *store, void *context)
{
	const struct place *place = context;

	return store_put(store, STORE_META, KEY, sizeof KEY - 1, place->dir,
	    strlen(place->dir));
}

enum token_error
place_move(struct store *store, const char *store_dir, struct view *view)
{
	struct place here, before;
	struct view_owner owner;
	enum token_error err;

	if ((err = find_owner(store_dir, &owner)) != TOKEN_OK)
		return err;
	view_claim(view, &owner);
	if ((err = resolve(view_dir(view), &here)) != TOKEN_OK ||
	    (err = read_place(store, &before)) != TOKEN_OK ||
	    strcmp(here.dir, before.dir) == 0)
		return err;
	if (before.dir[0] != '\0') {
		log_line(
		    "the gate view moves from %s to %s", before.dir, here.dir);
		err = view_retire(before.dir, &owner);
	}
	return err != TOKEN_OK ? err : store_update(store, write_place, &here);
}

enum token_error
place_check(struct store *store, const char *dir)
{
	struct place here, theirs;
	enum token_error err;

	if ((err = resolve(dir, &here)) != TOKEN_OK ||
	    (err = read_place(store, &theirs)) != TOKEN_OK)
		return err;
	if (strcmp(here.dir, theirs.dir) == 0)
		return TOKEN_OK;
	log_line("the programs that run publish to %s, not to %s: use their "
		 "configuration",
	    theirs.dir, here.dir);
	return TOKEN_PRECONDITION;
}
