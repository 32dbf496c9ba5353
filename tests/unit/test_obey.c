/* SPDX-License-Identifier: ISC */
/* The journal's word over the store's: what it names is deleted. */
#include "lib/state.h"
#include "lib/tap.h"
#include "publish/obey.h"
#include "store/journal.h"
#include "token/registry.h"

#include <fcntl.h>
#include <unistd.h>

static struct state state;
static struct uuid container;

static struct uuid
make_token(void)
{
	struct issued issued;

	state_issue(&state, SCOPE_CONTAINER, &container, NULL, &issued);
	return issued.token.id;
}

static void
journal(const struct uuid *id)
{
	MUST(journal_append(
	    state.journal, id, 1, &state.organization.owner_id, time_now()));
}

static bool
is_live(const struct uuid *id)
{
	struct view_token seen;
	struct token token;

	return registry_find(state.store, id, &token, NULL) == TOKEN_OK &&
	       view_find(state.publish.view, VIEW_TOKENS, id, &seen) ==
		   TOKEN_OK;
}

static bool
is_gone(const struct uuid *id)
{
	struct view_token seen;
	struct token token;

	return registry_find(state.store, id, &token, NULL) ==
		   TOKEN_NOT_FOUND &&
	       view_find(state.publish.view, VIEW_TOKENS, id, &seen) ==
		   TOKEN_NOT_FOUND;
}

static enum token_error
reopen(void)
{
	enum token_error err;

	publish_close(&state.publish);
	err = publish_open(&state.config, &state.publish);
	state.store = state.publish.store;
	return err;
}

static void
write_journal(const char *text, size_t len, int flags)
{
	int fd = open(state.journal, O_WRONLY | flags, 0600);

	if (fd < 0 || write(fd, text, len) != (ssize_t)len)
		abort();
	close(fd);
}

static void
test_recovery(void)
{
	struct uuid kept = make_token(), named = make_token(), many[1500];
	size_t i;

	journal(&named);
	MUST(reopen());
	ok(is_live(&kept) && is_gone(&named),
	    "who recovers deletes what the journal names");
	for (i = 0; i < 1500; i++)
		many[i] = uuid_random();
	named = make_token();
	MUST(journal_append(
	    state.journal, many, 1500, &state.organization.owner_id, 0));
	write_journal("a line that a crash cut short", 29, O_APPEND);
	journal(&named);
	MUST(reopen());
	ok(is_live(&kept) && is_gone(&named),
	    "however long it is, and past a line that is none");
	named = make_token();
	journal(&named);
	MUST(obey_journal(state.store, state.journal));
	ok(is_live(&kept) && is_gone(&named), "it can be done at any time");
}

static void
test_other_journal(void)
{
	char saved[FILE_PATH + 8], other[200000];
	struct uuid kept = make_token();

	MUST(reopen());
	snprintf(saved, sizeof saved, "%s.saved", state.journal);
	if (rename(state.journal, saved) != 0)
		abort();
	ok(reopen() == TOKEN_UNAVAILABLE, "without its journal no store opens");
	write_journal("", 0, O_CREAT);
	ok(reopen() == TOKEN_PRECONDITION, "nor with one that lost its end");
	memset(other, 'x', sizeof other);
	write_journal(other, sizeof other, 0);
	ok(reopen() == TOKEN_PRECONDITION, "nor with another");
	if (rename(saved, state.journal) != 0)
		abort();
	MUST(reopen());
	ok(is_live(&kept), "with its own it does");
}

static void
test_adopt(void)
{
	struct uuid named = make_token(), kept = make_token();
	char path[FILE_PATH];
	struct store *store;

	publish_close(&state.publish);
	if (truncate(state.journal, 0) != 0)
		abort();
	journal(&named);
	config_path(&state.config, "store", path);
	MUST(store_open(path, NULL, &store));
	ok(obey_journal(store, state.journal) == TOKEN_PRECONDITION,
	    "another journal is not obeyed");
	MUST(obey_adopt(store, state.journal));
	store_close(store);
	state_reopen(&state);
	ok(is_live(&kept) && is_gone(&named), "unless it is adopted");
}

int
main(void)
{
	struct uuid namespace_id;

	state_open(&state);
	namespace_id = state_namespace(&state, "demo");
	container = state_container(&state, &namespace_id, "hello", "private");
	test_recovery();
	test_other_journal();
	test_adopt();
	state_close(&state);
	return done();
}
