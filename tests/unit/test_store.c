/* SPDX-License-Identifier: ISC */
/* The store: transactions, order, and what survives kill -9. */
#include "lib/state.h"
#include "lib/tap.h"

#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static enum token_error
put_two(struct store *store, void *context)
{
	enum token_error err;

	err = store_put(store, STORE_INDEX, "za", 2, "1", 1);
	if (err == TOKEN_OK)
		err = store_put(
		    store, STORE_INDEX, "zb", 2, context, strlen(context));
	return err;
}

static enum token_error
put_and_fail(struct store *store, void *context)
{
	enum token_error err;

	(void)context;
	err = store_put(store, STORE_INDEX, "za", 2, "changed", 7);
	return err == TOKEN_OK ? TOKEN_EXISTS : err;
}

static enum token_error
nest(struct store *store, void *context)
{
	enum token_error err;

	err = store_update(store, put_two, context);
	return err == TOKEN_OK ? TOKEN_PRECONDITION : err;
}

static bool
add_key(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	char *keys = context;

	(void)value;
	(void)value_len;
	strncat(keys, key, key_len);
	strcat(keys, " ");
	return strlen(keys) < 12;
}

static bool
holds(struct store *store, const char *key, const char *wanted)
{
	const void *value;
	size_t len;

	return store_get(store, STORE_INDEX, key, strlen(key), &value, &len) ==
		   TOKEN_OK &&
	       len == strlen(wanted) && strcmp(value, wanted) == 0;
}

static void
test_changes(struct store *store)
{
	char long_value[20000], keys[64] = "";

	memset(long_value, 'x', sizeof long_value);
	long_value[sizeof long_value - 1] = '\0';
	ok(store_update(store, put_two, long_value) == TOKEN_OK &&
		holds(store, "za", "1") && holds(store, "zb", long_value),
	    "a change is there afterwards, a long value whole");
	ok(store_update(store, put_and_fail, NULL) == TOKEN_EXISTS &&
		holds(store, "za", "1"),
	    "a change that fails leaves nothing behind");
	ok(store_update(store, nest, (char[]){ "2" }) == TOKEN_PRECONDITION &&
		holds(store, "zb", long_value),
	    "a change within a change is undone with it");
	ok(store_scan(store, STORE_INDEX, "z", 1, STORE_ASCENDING, add_key,
	       keys) == TOKEN_OK &&
		strcmp(keys, "za zb ") == 0,
	    "a scan goes up");
	keys[0] = '\0';
	ok(store_scan(store, STORE_INDEX, "z", 1, STORE_DESCENDING, add_key,
	       keys) == TOKEN_OK &&
		strcmp(keys, "zb za ") == 0,
	    "a scan goes down, from the last key there is");
	keys[0] = '\0';
	ok(store_scan(store, STORE_INDEX, "za", 2, STORE_DESCENDING, add_key,
	       keys) == TOKEN_OK &&
		strcmp(keys, "za ") == 0,
	    "a scan goes down from within");
	ok(store_scan(store, STORE_INDEX, "zc", 2, STORE_ASCENDING, add_key,
	       keys) == TOKEN_OK &&
		strcmp(keys, "za ") == 0,
	    "a scan of nothing visits nothing");
}

static enum token_error
put_number(struct store *store, void *context)
{
	return store_put(store, STORE_INDEX, context, sizeof(int), "n", 1);
}

/* A child that commits numbers and tells each one after its commit, until it
 * is killed. */
static void
commit_and_tell(const struct config *config, int out)
{
	struct publish publish;
	int number;

	if (publish_open(config, &publish) != TOKEN_OK)
		_exit(1);
	for (number = 0;; number++) {
		if (store_update(publish.store, put_number, &number) !=
			TOKEN_OK ||
		    write(out, &number, sizeof number) != sizeof number)
			_exit(1);
	}
}

static bool
has_all(struct store *store, int last)
{
	const void *value;
	size_t len;
	int number;

	for (number = 0; number <= last; number++)
		if (store_get(store, STORE_INDEX, &number, sizeof number,
			&value, &len) != TOKEN_OK)
			return false;
	return true;
}

/* Kills a committing process `rounds` times, after a different number of
 * commits each. */
static void
test_kill(struct state *state, int rounds)
{
	int lost = 0, told = 0, out[2], round, last, n;
	pid_t child;

	publish_close(&state->publish);
	for (round = 0; round < rounds; round++) {
		if (pipe(out) != 0)
			abort();
		child = fork();
		if (child == 0)
			commit_and_tell(&state->config, out[1]);
		close(out[1]);
		for (last = -1, n = 0; n <= round * 7; n++)
			if (read(out[0], &last, sizeof last) != sizeof last)
				break;
		kill(child, SIGKILL);
		while (read(out[0], &n, sizeof n) == sizeof n)
			last = n;
		waitpid(child, NULL, 0);
		close(out[0]);
		state_reopen(state);
		lost += !has_all(state->store, last);
		told += last + 1;
		publish_close(&state->publish);
	}
	ok(lost == 0 && told >= rounds,
	    "of %d commits told by %d processes killed with -9 none is lost",
	    told, rounds);
	state_reopen(state);
}

#define LONG (64 << 10)

/* A megabyte of log. */
static enum token_error
put_long(struct store *store, void *context)
{
	char key[] = "za";
	enum token_error err = TOKEN_OK;

	for (; key[1] < 'a' + 16 && err == TOKEN_OK; key[1]++)
		err = store_put(store, STORE_INDEX, key, 2, context, LONG);
	return err;
}

/* How many log files there are, and the number of the last. */
static int
count_logs(const char *dir, long *lastp)
{
	const struct dirent *entry;
	DIR *list = opendir(dir);
	int count = 0;
	long number;

	while (list != NULL && (entry = readdir(list)) != NULL) {
		if (strncmp(entry->d_name, "log.", 4) != 0)
			continue;
		count++;
		number = strtol(entry->d_name + 4, NULL, 10);
		*lastp = number > *lastp ? number : *lastp;
	}
	closedir(list);
	return count;
}

static void
test_log_files(struct state *state, const char *dir)
{
	static char value[LONG + 1];
	int i, count, most = 0;
	long last = 0;

	for (i = 0; i < 80; i++) {
		memset(value, 'a' + i % 26, LONG);
		MUST(store_update(state->store, put_long, value));
		store_tidy(state->store);
		count = count_logs(dir, &last);
		most = count > most ? count : most;
	}
	ok(most <= 3 && last >= 7,
	    "log files are trimmed: never more than %d of %ld are there", most,
	    last);
	publish_close(&state->publish);
	state_reopen(state);
	ok(holds(state->store, "zp", value), "and nothing is missing");
}

int
main(void)
{
	struct state state;
	struct store *other;
	char path[FILE_PATH];

	state_open(&state);
	test_changes(state.store);
	config_path(&state.config, "store", path);
	ok(store_create(path) == TOKEN_EXISTS,
	    "a store is not made over another");
	config_path(&state.config, "none", path);
	ok(store_open(path, NULL, &other) == TOKEN_UNAVAILABLE,
	    "a store that is not there is not opened, and not made");
	ok(access(path, F_OK) != 0, "nor is its directory");
	test_kill(&state, 12);
	config_path(&state.config, "store", path);
	test_log_files(&state, path);
	state_close(&state);
	return done();
}
