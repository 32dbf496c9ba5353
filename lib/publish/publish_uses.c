/* SPDX-License-Identifier: ISC */
/* When tokens were used, from what the gates noted to their records. */
#include "base/log.h"
#include "publish/publish.h"
#include "token/registry.h"

#define FOLD_SECONDS 60
#define FOLD_MOST 1000

struct uses {
	size_t count;
	struct registry_use use[FOLD_MOST];
};

static bool
collect_use(void *context, const struct uuid *id, int64_t second)
{
	struct uses *uses = context;

	uses->use[uses->count].id = *id;
	uses->use[uses->count].second = second;
	return ++uses->count < FOLD_MOST;
}

void
publish_fold_uses(struct publish *opened, int64_t now)
{
	struct uses uses = { .count = 0 };

	if (now < opened->folded_at + FOLD_SECONDS)
		return;
	view_scan_uses(opened->view, opened->folded_at, collect_use, &uses);
	opened->folded_at = now;
	if (uses.count > 0 &&
	    registry_note_uses(opened->store, uses.use, uses.count) != TOKEN_OK)
		log_line("cannot note when tokens were last used");
}
