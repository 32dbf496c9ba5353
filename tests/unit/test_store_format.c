/* SPDX-License-Identifier: ISC */
/* The store's format: known, older, newer. */
#include "lib/state.h"
#include "lib/tap.h"

#include <sys/wait.h>
#include <unistd.h>

static enum token_error
write_format(struct store *store, void *context)
{
	return store_put(
	    store, STORE_META, "format", 6, context, strlen(context));
}

/* Writes another format while the store is open, then closes it. */
static void
age(struct state *state, const char *format)
{
	char copy[32];

	strcpy(copy, format);
	MUST(store_update(state->store, write_format, copy));
	publish_close(&state->publish);
}

static enum token_error
try_open(struct state *state)
{
	enum token_error err;

	err = publish_open(&state->config, &state->publish);
	if (err == TOKEN_OK)
		state->store = state->publish.store;
	return err;
}

/* A child that opens the store while we are inside; its result. */
static int
open_beside(const struct config *config)
{
	struct publish publish;
	int status = 0;
	pid_t pid;

	pid = fork();
	if (pid == 0)
		_exit(publish_open(config, &publish));
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool
has_format(struct store *store, const char *wanted)
{
	const void *value;
	size_t len;

	return store_get(store, STORE_META, "format", 6, &value, &len) ==
		   TOKEN_OK &&
	       strcmp(value, wanted) == 0;
}

static bool
has_namespace(struct store *store, const struct uuid *id)
{
	json_t *object;

	if (object_get(store, OBJECT_NAMESPACE, id, &object, NULL) != TOKEN_OK)
		return false;
	json_decref(object);
	return true;
}

static void
test_upgrade(struct state *state)
{
	char path[FILE_PATH];
	struct uuid id;
	struct store *copy;

	id = state_namespace(state, "demo");
	age(state, "gatehouse 1");
	config_path(&state->config, "store/format-1.unfinished", path);
	if (mkdir(path, 0700) != 0)
		abort();
	ok(try_open(state) == TOKEN_OK &&
		has_format(state->store, "gatehouse 3"),
	    "an older store is upgraded, also when that was cut short before");
	ok(has_namespace(state->store, &id), "with all that is in it");
	publish_close(&state->publish);
	config_path(&state->config, "store/format-1", path);
	ok(access(path, F_OK) == 0, "a copy of it as it was stays");
	/* Opening the copy upgrades it in its turn. */
	ok(store_open(path, NULL, &copy) == TOKEN_OK &&
		has_namespace(copy, &id),
	    "which is whole");
	store_close(copy);
	ok(strcat(path, "/format-1") != NULL && access(path, F_OK) == 0,
	    "and was of the older format");
	state_reopen(state);
}

int
main(void)
{
	struct state state;

	state_open(&state);
	test_upgrade(&state);
	MUST(
	    store_update(state.store, write_format, (char[]){ "gatehouse 1" }));
	ok(open_beside(&state.config) == TOKEN_PRECONDITION,
	    "an older store is not upgraded while others are inside");
	age(&state, "gatehouse 4");
	ok(try_open(&state) == TOKEN_PRECONDITION, "a newer store is refused");
	ok(try_open(&state) == TOKEN_PRECONDITION, "and stays as it is");
	state_close(&state);
	return done();
}
