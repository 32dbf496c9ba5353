/* SPDX-License-Identifier: ISC */
/* Publishing: what is on record and not yet in the view can be brought there.
 */
#include "lib/state.h"
#include "lib/tap.h"
#include "token/mark.h"

/* As a process does that dies between its commit and its publishing. */
static enum token_error
delete_unseen(struct store *store, void *context)
{
	const struct uuid *id = context;

	return store_delete(store, STORE_TOKENS, id->bytes, sizeof id->bytes);
}

int
main(void)
{
	struct store_mark mark = { .kind = MARK_TOKEN };
	struct uuid namespace_id, id;
	struct view_token found;
	struct issued issued;
	struct state state;

	state_open(&state);
	namespace_id = state_namespace(&state, "demo");
	id = state_container(&state, &namespace_id, "hello", "private");
	state_issue(&state, SCOPE_CONTAINER, &id, NULL, &issued);
	id = issued.token.id;
	ok(view_find(state.publish.view, VIEW_TOKENS, &id, &found) == TOKEN_OK,
	    "a token that was made is in the view");
	MUST(store_update(state.store, delete_unseen, &id));
	ok(view_find(state.publish.view, VIEW_TOKENS, &id, &found) == TOKEN_OK,
	    "one that is deleted without a mark still is");
	memcpy(mark.id, id.bytes, sizeof mark.id);
	store_publish(state.store, &mark, 1);
	ok(view_find(state.publish.view, VIEW_TOKENS, &id, &found) ==
		TOKEN_NOT_FOUND,
	    "until it is published: who answers that it is gone does that");
	state_close(&state);
	return done();
}
