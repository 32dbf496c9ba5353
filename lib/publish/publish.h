/* SPDX-License-Identifier: ISC */
/* From the store to the gate view: after each commit, and all of it after a
 * recovery. */
#ifndef PUBLISH_PUBLISH_H
#define PUBLISH_PUBLISH_H

#include "base/config.h"
#include "base/error.h"
#include "gate/view.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A store with its view: what every member opens.  It must stay where it is
 * while it is open.
 */
struct publish {
	struct store_publisher publisher;
	struct store *store;
	struct view *view;
	char store_dir[FILE_PATH];
	char journal[FILE_PATH];
	bool is_recovering; /* all is published at its end */
	int64_t folded_at;  /* seconds, 0: never */
};

/* Opens the store and the view of an installation, logged as store_open(). */
enum token_error publish_open(
    const struct config *config, struct publish *publish) MUST_CHECK;
void publish_close(struct publish *publish);

/*
 * Puts the last uses that the gates noted into the tokens' records, at most
 * once a minute and 1000 tokens a time.  `now` in seconds.
 */
void publish_fold_uses(struct publish *publish, int64_t now);

#endif
