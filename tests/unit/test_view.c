/* SPDX-License-Identifier: ISC */
/* The gate view: found or refused, followed, never torn. */
#include "lib/state.h"
#include "lib/tap.h"
#include "gate/view_internal.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/gatehouse-test-XXXXXX";

static struct view_token
make_token(int64_t number)
{
	struct view_token token = { .scope = SCOPE_CONTAINER,
		.issued_at = number,
		.expires_at = number };

	token.id = uuid_random();
	token.scope_id = token.id;
	return token;
}

static void
build(struct view *view, size_t tokens)
{
	const size_t counts[VIEW_TABLES] = { [VIEW_TOKENS] = tokens };

	MUST(view_lock(view));
	MUST(view_build(view, counts));
	view_replace(view);
	view_unlock(view);
}

static void
put(struct view *view, const struct view_token *token)
{
	MUST(view_lock(view));
	MUST(view_put(view, VIEW_TOKENS, token));
	view_unlock(view);
}

static void
test_look_ups(struct view *writer, struct view *gate)
{
	struct view_token token = make_token(1), found;

	ok(view_follow(gate) == TOKEN_NO_VIEW &&
		view_find(gate, VIEW_TOKENS, &token.id, &found) ==
		    TOKEN_NO_VIEW,
	    "without a view every look-up is refused");
	build(writer, 0);
	ok(view_follow(gate) == TOKEN_OK, "the gate follows to a new view");
	ok(view_find(gate, VIEW_TOKENS, &token.id, &found) == TOKEN_NOT_FOUND,
	    "an unknown token is not found");
	put(writer, &token);
	ok(view_find(gate, VIEW_TOKENS, &token.id, &found) == TOKEN_OK &&
		memcmp(&found, &token, sizeof found) == 0,
	    "a token is found as it was put, without following");
	MUST(view_lock(writer));
	MUST(view_remove(writer, VIEW_TOKENS, &token.id));
	MUST(view_remove(writer, VIEW_TOKENS, &token.id));
	view_unlock(writer);
	ok(view_find(gate, VIEW_TOKENS, &token.id, &found) == TOKEN_NOT_FOUND,
	    "a removed token is gone at once; removing it again is no error");
}

/* Fills the table to its limit and empties it, again and again: dead slots are
 * used again, so it never gets too full. */
static void
test_turnover(struct view *writer, struct view *gate)
{
	struct view_token tokens[100], found;
	int round, i, lost = 0, ghosts = 0;

	for (round = 0; round < 50; round++) {
		for (i = 0; i < 100; i++) {
			tokens[i] = make_token(i);
			put(writer, &tokens[i]);
		}
		for (i = 0; i < 100; i++) {
			lost += view_find(gate, VIEW_TOKENS, &tokens[i].id,
				    &found) != TOKEN_OK;
			MUST(view_lock(writer));
			MUST(view_remove(writer, VIEW_TOKENS, &tokens[i].id));
			view_unlock(writer);
			ghosts += view_find(gate, VIEW_TOKENS, &tokens[i].id,
				      &found) != TOKEN_NOT_FOUND;
		}
	}
	ok(lost == 0 && ghosts == 0, "5000 tokens come and go in 256 slots");
}

static void
test_full(struct view *writer)
{
	struct view_token token;
	enum token_error err = TOKEN_OK;
	int count;

	build(writer, 0);
	MUST(view_lock(writer));
	for (count = 0; err == TOKEN_OK && count < 1000; count++) {
		token = make_token(count);
		err = view_put(writer, VIEW_TOKENS, &token);
	}
	view_unlock(writer);
	ok(err == TOKEN_TOO_LARGE && count > 200,
	    "a full table says so before it is full (%d)", count);
}

static void
test_uses(struct view *writer, struct view *gate)
{
	struct view_token token = make_token(1);

	build(writer, 0);
	put(writer, &token);
	MUST(view_follow(gate));
	view_note_use(gate, &token.id, 1000);
	ok(view_last_use(writer, &token.id) == 1000, "a use is noted");
	view_note_use(gate, &token.id, 1059);
	ok(view_last_use(writer, &token.id) == 1000,
	    "another one within a minute is not");
	view_note_use(gate, &token.id, 1060);
	ok(view_last_use(writer, &token.id) == 1060, "after a minute it is");
	MUST(view_lock(writer));
	MUST(view_build(writer, (const size_t[VIEW_TABLES]){ 0 }));
	MUST(view_put(writer, VIEW_TOKENS, &token));
	view_replace(writer);
	view_unlock(writer);
	ok(view_last_use(writer, &token.id) == 1060,
	    "uses move to the next view");
}

static bool
count_use(void *context, const struct uuid *id, int64_t second)
{
	(void)id;
	(void)second;
	++*(int *)context;
	return true;
}

/* Who has mapped a file that is cut short dies of it, so no member may. */
static void
test_uses_cut_short(struct view *writer, struct view *gate)
{
	struct view_token token = make_token(1), other = make_token(2);
	char path[128];
	int count = 0;

	build(writer, 0);
	put(writer, &token);
	MUST(view_follow(gate));
	view_note_use(gate, &token.id, 1000);
	view_scan_uses(writer, 0, count_use, &count);
	ok(count == 1, "a member finds the token that was used");
	snprintf(path, sizeof path, "%s/used.%d", dir, (int)view_epoch(gate));
	if (truncate(path, 0) != 0)
		abort();
	count = 0;
	view_scan_uses(writer, 0, count_use, &count);
	put(writer, &other);
	ok(count == 0 && view_last_use(writer, &token.id) == 0,
	    "members outlive that a gate cuts the file of uses short");
}

/* A writer changes one record for ever; whoever reads it must see one state or
 * the other, never a mixture. */
static void
test_torn(struct view *writer, struct view *gate)
{
	struct view_token token = make_token(7), found;
	int i, torn = 0, seen = 0;
	int64_t n;
	pid_t child;

	build(writer, 0);
	put(writer, &token);
	MUST(view_follow(gate));
	child = fork();
	if (child == 0) {
		for (n = 0;; n++) {
			token.issued_at = n;
			token.expires_at = n;
			put(writer, &token);
		}
	}
	for (i = 0; i < 300000; i++) {
		if (view_find(gate, VIEW_TOKENS, &token.id, &found) != TOKEN_OK)
			continue;
		seen++;
		torn += found.issued_at != found.expires_at;
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	ok(torn == 0 && seen > 0, "no record is read half written");
}

static void
spoil(uint64_t epoch, off_t offset, const char *data)
{
	char path[128];
	int fd;

	snprintf(path, sizeof path, "%s/view.%d", dir, (int)epoch);
	fd = open(path, O_WRONLY);
	if (fd < 0 || pwrite(fd, data, strlen(data), offset) < 0)
		abort();
	close(fd);
}

static bool
is_refused(void)
{
	struct view *gate;
	enum token_error err;

	MUST(view_open(dir, &gate));
	err = view_follow(gate);
	view_close(gate);
	return err == TOKEN_NO_VIEW;
}

static void
test_unsound(struct view *writer)
{
	char path[128];

	build(writer, 0);
	ok(!is_refused(), "a sound view is taken");
	spoil(view_epoch(writer), 0, "gatehouse view 9");
	ok(is_refused(), "a view of another format is refused");
	build(writer, 0);
	spoil(view_epoch(writer), offsetof(struct view_head, boot), "00000000");
	ok(is_refused(), "a view from before a reboot is refused");
	build(writer, 0);
	snprintf(path, sizeof path, "%s/view.%d", dir, (int)view_epoch(writer));
	if (truncate(path, 8192) != 0)
		abort();
	ok(is_refused(), "a view cut short is refused");
}

/* What a gate that was taken over could do with its right to read. */
static void
test_held(struct view *writer)
{
	struct flock lock = { .l_type = F_RDLCK,
		.l_whence = SEEK_SET,
		.l_start = 0,
		.l_len = 1 };
	char path[64];
	int fd;

	snprintf(path, sizeof path, "%s/current", dir);
	fd = open(path, O_RDONLY);
	if (fd < 0 || fcntl(fd, F_OFD_SETLK, &lock) != 0)
		abort();
	alarm(10); /* ends this program where the writer would wait */
	ok(view_lock(writer) == TOKEN_OK,
	    "a lock on what gates may read keeps no writer waiting");
	alarm(0);
	view_unlock(writer);
	close(fd);
}

static void
put_is_refused(struct view *writer)
{
	ok(view_lock(writer) == TOKEN_UNAVAILABLE,
	    "a writer does not publish where no gate looks");
}

/* Moves DIR/current away and a copy in its place. */
static void
test_replaced(struct view *writer, struct view *gate)
{
	const struct view_owner owner = { 1, 2 };
	struct view_token token = make_token(1), found;
	char command[256];

	build(writer, 0);
	put(writer, &token);
	view_claim(writer, &owner);
	MUST(view_follow(gate));
	MUST(view_retire(dir, &(struct view_owner){ 1, 3 }));
	ok(view_follow(gate) == TOKEN_OK,
	    "who does not own a view closes none");
	MUST(view_retire(dir, &owner));
	ok(view_follow(gate) == TOKEN_NO_VIEW, "a closed view is refused");
	build(writer, 0);
	ok(view_follow(gate) == TOKEN_OK &&
		view_find(gate, VIEW_TOKENS, &token.id, &found) ==
		    TOKEN_NOT_FOUND,
	    "what opens it again is another view, never the old one");
	snprintf(command, sizeof command,
	    "mv %s/current %s/away && cp %s/away %s/current", dir, dir, dir,
	    dir);
	if (system(command) != 0)
		abort();
	put_is_refused(writer);
	ok(view_follow(gate) == TOKEN_OK, "a gate looks at the new file");
	snprintf(command, sizeof command, "rm %s/current", dir);
	if (system(command) != 0)
		abort();
	ok(view_follow(gate) == TOKEN_NO_VIEW, "without a file it refuses");
}

static bool
count_record(void *context, const void *record)
{
	(void)record;
	++*(int *)context;
	return true;
}

/* A record that a writer never finished makes the whole unknown. */
static void
test_scan(struct view *writer, struct view *gate)
{
	struct view_token tokens[3] = { make_token(1), make_token(2),
		make_token(3) };
	struct view_token found;
	enum token_error err;
	struct view_slot *slot;
	int count = 0;

	build(writer, 3);
	tokens[1].scope_id = tokens[0].scope_id;
	for (size_t i = 0; i < 3; i++)
		put(writer, &tokens[i]);
	MUST(view_follow(gate));
	ok(view_count_tokens(gate, NULL) == 3 &&
		view_count_tokens(gate, &tokens[0].scope_id) == 2 &&
		view_count_tokens(gate, &tokens[2].scope_id) == 1,
	    "the tokens of a scope are counted");
	ok(view_scan(gate, VIEW_TOKENS, count_record, &count) == TOKEN_OK &&
		count == 3,
	    "a scan sees every record");
	slot =
	    view_search(&writer->map, VIEW_TOKENS, &tokens[1].id, &found, &err);
	atomic_fetch_add(&slot->sequence, 1);
	ok(view_scan(gate, VIEW_TOKENS, count_record, &count) ==
		    TOKEN_NO_VIEW &&
		view_find(gate, VIEW_TOKENS, &tokens[1].id, &found) ==
		    TOKEN_NO_VIEW,
	    "a record that a writer died within is no record");
	build(writer, 3);
}

int
main(void)
{
	struct view *writer, *gate;
	char lock[64];

	if (mkdtemp(dir) == NULL)
		abort();
	MUST(view_open(dir, &gate));
	snprintf(lock, sizeof lock, "%s/lock", dir);
	MUST(view_open_writer(dir, lock, &writer));
	test_look_ups(writer, gate);
	test_turnover(writer, gate);
	test_full(writer);
	test_uses(writer, gate);
	test_uses_cut_short(writer, gate);
	test_torn(writer, gate);
	test_scan(writer, gate);
	test_unsound(writer);
	test_held(writer);
	test_replaced(writer, gate);
	view_close(gate);
	view_close(writer);
	nftw(dir, state_remove, 16, FTW_DEPTH | FTW_PHYS);
	return done();
}
