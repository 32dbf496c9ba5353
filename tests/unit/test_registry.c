/* SPDX-License-Identifier: ISC */
/* The registry: added, listed in order, deleted for good and on record. */
#include "base/file.h"
#include "lib/state.h"
#include "lib/tap.h"

static size_t
lines_of(const char *path)
{
	char text[65536];
	size_t len = 0, lines = 0, i;

	MUST(file_read(path, text, sizeof text, &len));
	for (i = 0; i < len; i++)
		lines += text[i] == '\n';
	return lines;
}

static void
test_pages(struct state *state, const struct uuid *scope_id)
{
	struct registry_page page = { .scope_id = scope_id,
		.order = STORE_ASCENDING,
		.page = 1,
		.page_size = 2 };
	struct token first[2], next[2];
	struct issued issued[5];
	size_t count = 0;
	int64_t total = 0;
	int i;

	for (i = 0; i < 5; i++)
		state_issue(state, SCOPE_CONTAINER, scope_id, NULL, &issued[i]);
	MUST(registry_list(state->store, &page, first, &count, &total));
	ok(count == 2 && total == 5 &&
		uuid_equal(&first[0].id, &issued[0].token.id) &&
		uuid_equal(&first[1].id, &issued[1].token.id),
	    "the first page has the oldest, and counts all");
	page.page = 3;
	MUST(registry_list(state->store, &page, next, &count, &total));
	ok(count == 1 && total == 5 &&
		uuid_equal(&next[0].id, &issued[4].token.id),
	    "the last page has the rest");
	page.page = 4;
	MUST(registry_list(state->store, &page, next, &count, &total));
	ok(count == 0 && total == 5, "a page past the end is empty");
	page.page = 1;
	page.order = STORE_DESCENDING;
	MUST(registry_list(state->store, &page, next, &count, &total));
	ok(count == 2 && uuid_equal(&next[0].id, &issued[4].token.id),
	    "the other way round the newest comes first");
	page.scope_id = NULL;
	MUST(registry_list(state->store, &page, next, &count, &total));
	ok(total == 5, "without a scope all are counted");
	page.count_most = 3;
	MUST(registry_list(state->store, &page, next, &count, &total));
	ok(count == 2 && total == 4, "or one more than were asked for");
	page.page = 2;
	page.count_most = 1;
	MUST(registry_list(state->store, &page, next, &count, &total));
	ok(count == 2 && total == 5, "and always one more than the page needs");
}

/* The places, among those issued, of the tokens of a walk by two, as digits.
 * A token is deleted on the way. */
static const char *
walk(struct state *state, const struct uuid *scope_id, enum store_order order,
    const struct uuid *gone)
{
	static char places[16];
	struct registry_walk walk = { .scope_id = scope_id, .order = order };
	struct token tokens[2], deleted;
	size_t count = 0, i, len = 0;

	do {
		MUST(registry_walk(state->store, &walk, tokens, 2, &count));
		for (i = 0; i < count; i++)
			places[len++] = tokens[i].description[0];
		if (len == 2 && gone != NULL)
			MUST(registry_delete(state->store, &state->deletion,
			    gone, &deleted, NULL));
	} while (count > 0);
	places[len] = '\0';
	return places;
}

static void
test_walk(struct state *state, const struct uuid *namespace_id)
{
	const struct uuid scope_id =
	    state_container(state, namespace_id, "walked", "private");
	struct token token = { .scope = SCOPE_CONTAINER,
		.scope_id = scope_id,
		.namespace_id = *namespace_id };
	struct uuid id[6];
	int i;

	for (i = 0; i < 6; i++) {
		token.id = id[i] = uuid_random();
		token.created_at = time_now() + i;
		token.description[0] = (char)('0' + i);
		MUST(registry_add(state->store, &token));
	}
	ok(strcmp(walk(state, &scope_id, STORE_ASCENDING, NULL), "012345") == 0,
	    "a walk meets each token once, in order");
	ok(strcmp(walk(state, &scope_id, STORE_DESCENDING, NULL), "543210") ==
		0,
	    "and the other way round");
	ok(strcmp(walk(state, &scope_id, STORE_ASCENDING, &id[1]), "012345") ==
		0,
	    "who is deleted behind it moves nobody");
	ok(strcmp(walk(state, &scope_id, STORE_DESCENDING, &id[2]), "5430") ==
		0,
	    "who is deleted before it is not met");
	for (i = 0; i < 6; i++)
		if (i != 1 && i != 2)
			MUST(registry_delete(state->store, &state->deletion,
			    &id[i], &token, NULL));
	ok(*walk(state, &scope_id, STORE_ASCENDING, NULL) == '\0',
	    "where there is nothing it ends at once");
}

static void
test_delete(struct state *state, const struct uuid *scope_id)
{
	struct token token, deleted;
	struct issued issued;
	struct fault fault;
	size_t before;

	state_issue(state, SCOPE_CONTAINER, scope_id, NULL, &issued);
	ok(registry_find(state->store, &issued.token.id, &token, &fault) ==
		    TOKEN_OK &&
		strcmp(token.description, "test") == 0 &&
		uuid_equal(&token.scope_id, scope_id),
	    "a token is found with what it was given");
	before = lines_of(state->journal);
	ok(registry_delete(state->store, &state->deletion, &token.id, &deleted,
	       &fault) == TOKEN_OK &&
		uuid_equal(&deleted.id, &token.id),
	    "it is deleted, and shown once more");
	ok(lines_of(state->journal) == before + 1,
	    "the journal has a line for it");
	ok(registry_find(state->store, &token.id, &token, &fault) ==
		    TOKEN_NOT_FOUND &&
		strcmp(fault.resource, "token") == 0,
	    "then it is not found");
	ok(registry_delete(state->store, &state->deletion, &token.id, &deleted,
	       &fault) == TOKEN_NOT_FOUND &&
		lines_of(state->journal) == before + 1,
	    "a second deletion says so and writes nothing");
}

static void
test_journal_missing(struct state *state, const struct uuid *scope_id)
{
	struct registry_delete deletion = state->deletion;
	struct token token;
	struct issued issued;

	state_issue(state, SCOPE_CONTAINER, scope_id, NULL, &issued);
	deletion.journal = "/nonexistent/deleted.log";
	ok(registry_delete(state->store, &deletion, &issued.token.id, &token,
	       NULL) == TOKEN_UNAVAILABLE,
	    "without a journal nothing can be deleted");
	ok(registry_find(state->store, &issued.token.id, &token, NULL) ==
		TOKEN_OK,
	    "and the token is still there");
}

static void
test_cascade(struct state *state, const struct uuid *namespace_id)
{
	const struct uuid id =
	    state_container(state, namespace_id, "doomed", "private");
	struct token token;
	struct issued a, b, other;
	json_t *object;
	size_t before;

	state_issue(state, SCOPE_CONTAINER, &id, NULL, &a);
	state_issue(state, SCOPE_CONTAINER, &id, NULL, &b);
	state_issue(state, SCOPE_NAMESPACE, namespace_id, NULL, &other);
	before = lines_of(state->journal);
	MUST(container_delete(
	    state->store, &state->deletion, &id, &object, NULL));
	json_decref(object);
	ok(registry_find(state->store, &a.token.id, &token, NULL) ==
		    TOKEN_NOT_FOUND &&
		registry_find(state->store, &b.token.id, &token, NULL) ==
		    TOKEN_NOT_FOUND,
	    "a container's tokens go with it");
	ok(lines_of(state->journal) == before + 2,
	    "each has its line in the journal");
	ok(registry_find(state->store, &other.token.id, &token, NULL) ==
		TOKEN_OK,
	    "the namespace's tokens stay");
}

static void
test_uses(struct state *state, const struct uuid *scope_id)
{
	struct registry_use uses[2] = { { .second = 1000 },
		{ .second = 1000 } };
	struct token token;
	struct issued issued;

	state_issue(state, SCOPE_CONTAINER, scope_id, NULL, &issued);
	uses[0].id = uuid_random();
	uses[1].id = issued.token.id;
	MUST(registry_note_uses(state->store, uses, 2));
	MUST(registry_find(state->store, &issued.token.id, &token, NULL));
	ok(token.last_used_at == 1000,
	    "a use is put on record, an unknown token is passed over");
	uses[1].second = 999;
	MUST(registry_note_uses(state->store, uses, 2));
	MUST(registry_find(state->store, &issued.token.id, &token, NULL));
	ok(token.last_used_at == 1000, "an older use changes nothing");
}

int
main(void)
{
	struct state state;
	struct uuid namespace_id, id;

	state_open(&state);
	namespace_id = state_namespace(&state, "demo");
	id = state_container(&state, &namespace_id, "hello", "private");
	test_pages(&state, &id);
	test_walk(&state, &namespace_id);
	test_delete(&state, &id);
	test_journal_missing(&state, &id);
	test_cascade(&state, &namespace_id);
	test_uses(&state, &id);
	state_close(&state);
	return done();
}
