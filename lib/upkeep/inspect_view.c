/* SPDX-License-Identifier: ISC */
/* The tokens of a view against those of its store. */
#include "base/log.h"
#include "token/registry.h"
#include "upkeep/inspect.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOOKS 40 /* at what differs */
#define NAP_MS 50

/* Ids of one side that the other lacks. */
struct differences {
	struct view *view;
	struct registry_ids ids;
};

static bool
take_unseen(void *context, const struct token *token)
{
	struct differences *found = context;
	struct view_token seen;

	return view_find(found->view, VIEW_TOKENS, &token->id, &seen) ==
		   TOKEN_OK ||
	       registry_ids_add(&found->ids, &token->id);
}

static bool
take_seen(void *context, const void *record)
{
	struct differences *found = context;
	struct view_token seen;

	memcpy(&seen, record, sizeof seen);
	return registry_ids_add(&found->ids, &seen.id);
}

static bool
is_agreed(struct store *store, const struct view *view, const struct uuid *id)
{
	struct view_token seen;
	struct token token;
	enum token_error of_store, of_view;

	of_store = registry_find(store, id, &token, NULL);
	of_view = view_find(view, VIEW_TOKENS, id, &seen);
	return of_store == of_view &&
	       (of_store == TOKEN_NOT_FOUND ||
		   (of_store == TOKEN_OK &&
		       uuid_equal(&token.scope_id, &seen.scope_id) &&
		       token.expires_at == seen.expires_at));
}

/* Who has committed publishes at once, perhaps into a new view. */
static bool
agrees_soon(struct store *store, struct view *view, const struct uuid *id)
{
	const struct timespec nap = { 0, NAP_MS * 1000000L };
	int looks;

	for (looks = 0; looks < LOOKS; looks++) {
		if (view_follow(view) == TOKEN_OK && is_agreed(store, view, id))
			return true;
		nanosleep(&nap, NULL);
	}
	return false;
}

static size_t
count_faults(struct store *store, const struct differences *found)
{
	char text[UUID_TEXT];
	size_t i, faults = 0;

	for (i = 0; i < found->ids.count; i++) {
		if (agrees_soon(store, found->view, &found->ids.id[i]))
			continue;
		uuid_format(&found->ids.id[i], text);
		log_line("%s: the gates' view of this token is not the store's",
		    text);
		faults++;
	}
	return faults;
}

enum token_error
inspect_view(struct store *store, struct view *view, size_t *faultsp)
{
	struct differences found = { .view = view };
	enum token_error err;

	err = view_follow(view);
	if (err == TOKEN_OK)
		err = registry_scan(store, take_unseen, &found);
	if (err == TOKEN_OK)
		err = view_scan(view, VIEW_TOKENS, take_seen, &found);
	if (err == TOKEN_OK && found.ids.is_full)
		err = TOKEN_UNAVAILABLE;
	if (err == TOKEN_OK)
		*faultsp = count_faults(store, &found);
	free(found.ids.id);
	return err;
}
