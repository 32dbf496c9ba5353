/* SPDX-License-Identifier: ISC */
/* Publishing: what is on record and not yet in the view can be brought there.
 */
#include "lib/state.h"
#include "lib/tap.h"
#include "gate/view.h"
#include "store/mark.h"

#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PUBLISHED 2000 /* times */
#define LOOKED_AT 1000 /* times, at least */

/* What a gate beside the writer saw. */
struct sight {
	_Atomic unsigned long looks, misses;
	_Atomic bool is_over;
};

/* As a process does that dies between its commit and its publishing. */
static enum token_error
delete_unseen(struct store *store, void *context)
{
	const struct uuid *id = context;

	return store_delete(store, STORE_TOKENS, id->bytes, sizeof id->bytes);
}

/* Looks for a host and a key until it is over. */
static void
look(const struct state *state, const struct view_host *host,
    const struct view_key *key, struct sight *sight)
{
	struct view_host found_host;
	struct view_key found_key;
	struct view *view;

	MUST(view_open(state->config.view, &view));
	while (!sight->is_over) {
		if (view_follow(view) != TOKEN_OK ||
		    view_find(view, VIEW_HOSTS, host->digest, &found_host) !=
			TOKEN_OK ||
		    view_find(view, VIEW_KEYS, key->digest, &found_key) !=
			TOKEN_OK)
			sight->misses++;
		sight->looks++;
	}
	view_close(view);
}

static bool
take_key(void *context, const void *record)
{
	memcpy(context, record, sizeof(struct view_key));
	return false;
}

static void
test_what_stays(struct state *state, const struct uuid *namespace_id,
    const struct uuid *container_id)
{
	struct store_mark marks[] = { { .kind = MARK_CONTAINER },
		{ .kind = MARK_NAMESPACE } };
	struct sight *sight = mmap(NULL, sizeof *sight, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct view_container container;
	struct view_host host;
	struct view_key key;
	unsigned long i;
	pid_t child;

	MUST(view_find(
	    state->publish.view, VIEW_CONTAINERS, container_id, &container));
	digest_sha256(container.host, strlen(container.host), host.digest);
	MUST(view_scan(state->publish.view, VIEW_KEYS, take_key, &key));
	memcpy(marks[0].id, container_id->bytes, sizeof marks[0].id);
	memcpy(marks[1].id, namespace_id->bytes, sizeof marks[1].id);
	child = fork();
	if (child == 0) {
		look(state, &host, &key, sight);
		_exit(0);
	}
	for (i = 0; i < PUBLISHED || sight->looks < LOOKED_AT; i++)
		store_publish(state->store, marks, 2);
	sight->is_over = true;
	waitpid(child, NULL, 0);
	ok(sight->misses == 0,
	    "what is published again was never away (%lu of %lu looks)",
	    sight->misses, sight->looks);
}

/* As after a boot, when nobody may use the view that was left. */
static void
close_view(const struct state *state)
{
	struct view_owner owner;
	struct stat status;

	assert(stat(state->publish.store_dir, &status) == 0);
	owner.device = status.st_dev;
	owner.inode = status.st_ino;
	MUST(view_retire(view_dir(state->publish.view), &owner));
}

int
main(void)
{
	struct store_mark mark = { .kind = MARK_TOKEN };
	struct uuid namespace_id, container_id, id;
	struct view_container container;
	struct view_token found;
	struct issued issued;
	struct state state;

	state_open(&state);
	namespace_id = state_namespace(&state, "demo");
	container_id =
	    state_container(&state, &namespace_id, "hello", "private");
	state_issue(&state, SCOPE_CONTAINER, &container_id, NULL, &issued);
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
	test_what_stays(&state, &namespace_id, &container_id);
	close_view(&state);
	mark.kind = MARK_NAMESPACE;
	memcpy(mark.id, namespace_id.bytes, sizeof mark.id);
	store_publish(state.store, &mark, 1);
	ok(view_find(state.publish.view, VIEW_CONTAINERS, &container_id,
	       &container) == TOKEN_OK,
	    "a change of keys makes the view when there is none");
	state_close(&state);
	return done();
}
