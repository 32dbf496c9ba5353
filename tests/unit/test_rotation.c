/* SPDX-License-Identifier: ISC */
/* A key's life: next, signing, old, retired; and its tokens' at the gate. */
#include "lib/state.h"
#include "lib/tap.h"
#include "crypto/jwt.h"
#include "gate/gate.h"
#include "gate/verified.h"
#include "token/keyring.h"
#include "upkeep/rotation.h"

#define HOUR (3600 * TIME_MICRO)

static struct state state;
static struct view *view;
static struct verified *memory;
static struct uuid namespace_id, container_id;
static char hello[UUID_TEXT];
static int64_t now; /* microseconds; the tests turn this clock */

static enum token_error
make(enum token_scope scope, int64_t lifetime, struct issued *issued)
{
	const int64_t expires_at = now / TIME_MICRO + lifetime;
	const struct issuer issuer = { .store = state.store,
		.seal = state.seal,
		.config = &state.config };
	const struct issue_request request = { .scope = scope,
		.scope_id =
		    scope == SCOPE_CONTAINER ? container_id : namespace_id,
		.description = "",
		.expires_at = lifetime == 0 ? NULL : &expires_at };

	return issue_token(&issuer, &request, now, issued, NULL);
}

static enum token_error
decide_with(struct verified *verified, const char *jwt)
{
	const struct gate gate = {
		.view = view, .config = &state.config, .verified = verified
	};
	const struct gate_request request = { .token = jwt,
		.token_count = 1,
		.container = hello,
		.container_count = 1,
		.now = now / TIME_MICRO };
	struct gate_verdict verdict;

	return gate_decide(&gate, &request, &verdict);
}

/* A gate that saw all of it, and one that saw nothing, say the same. */
static enum token_error
decide(const char *jwt)
{
	struct verified *nothing = verified_new();
	const enum token_error cold = decide_with(nothing, jwt);

	verified_free(nothing);
	return decide_with(memory, jwt) == cold &&
		       decide_with(memory, jwt) == cold
		   ? cold
		   : TOKEN_ERROR_COUNT;
}

static struct rotation
here(void)
{
	return (struct rotation){ &namespace_id, now, state.config.leeway };
}

static enum token_error
rotate(int64_t not_before, struct rotation_next *next)
{
	const struct rotation rotation = here();

	next->not_before = not_before;
	return rotation_begin(state.store, state.seal, &rotation, next, NULL);
}

static struct rotation_use use;
static struct registry_ids blockers;

static enum token_error
retire(const char *kid, bool deletes)
{
	const struct rotation_retire wanted = { here(), kid,
		deletes ? &state.deletion : NULL };

	return rotation_retire(
	    state.store, &wanted, &use, &blockers, &(struct fault){ 0 });
}

static struct rotation_key keys[KEY_RING];
static size_t count;

static void
list(void)
{
	const struct rotation rotation = here();

	MUST(rotation_list(state.store, &rotation, keys, &count));
}

static bool
is_key(size_t i, const char *kid, enum rotation_state wanted, int64_t tokens)
{
	return i < count && strcmp(keys[i].entry.kid, kid) == 0 &&
	       keys[i].state == wanted && keys[i].use.tokens == tokens;
}

static const char *
kid_of(const struct issued *issued)
{
	static struct jwt jwt;

	MUST(jwt_parse(issued->jwt, strlen(issued->jwt), &jwt));
	return jwt.kid;
}

static bool
is_in_view(const char *kid)
{
	unsigned char digest[DIGEST_SIZE];
	struct view_key key;

	digest_sha256(kid, strlen(kid), digest);
	MUST(view_follow(view));
	return view_find(view, VIEW_KEYS, digest, &key) == TOKEN_OK;
}

/* The very claims of a registered token, under the key that signs at a time. */
static const char *
sign_again(const struct issued *issued, int64_t time)
{
	const struct keyring_wanted wanted = { .namespace_id = &namespace_id };
	static char text[JWT_LONGEST + 1];
	char claims[CLAIMS_TEXT];
	struct jwt jwt;
	struct key *key;

	MUST(jwt_parse(issued->jwt, strlen(issued->jwt), &jwt));
	memcpy(claims, jwt.claims, jwt.claims_len);
	claims[jwt.claims_len] = '\0';
	MUST(keyring_signing_key(state.store, state.seal, &wanted, time, &key));
	MUST(jwt_sign(key, claims, text));
	key_free(key);
	return text;
}

static bool
journal_has(const struct uuid *id)
{
	char text[65536], id_text[UUID_TEXT];
	FILE *file = fopen(state.journal, "r");
	size_t len;

	if (file == NULL)
		abort();
	len = fread(text, 1, sizeof text - 1, file);
	fclose(file);
	text[len] = '\0';
	uuid_format(id, id_text);
	return strstr(text, id_text) != NULL;
}

static char first[KEY_KID]; /* of the key that was made with a token */
static struct rotation_next second;
static struct issued before, wide, brief, after;

static void
test_next(void)
{
	struct issued early;

	ok(rotate(now, &second) == TOKEN_PRECONDITION,
	    "a namespace without a key has none to rotate");
	MUST(make(SCOPE_CONTAINER, 0, &before));
	MUST(make(SCOPE_NAMESPACE, 0, &wide));
	MUST(make(SCOPE_CONTAINER, 60, &brief));
	strcpy(first, kid_of(&before));
	MUST(rotate(now + HOUR, &second));
	ok(is_in_view(second.kid) && second.not_before == now + HOUR,
	    "the next key is published at once");
	MUST(make(SCOPE_CONTAINER, 7200, &early));
	ok(strcmp(kid_of(&early), first) == 0, "and does not sign yet");
	ok(decide(early.jwt) == TOKEN_OK && decide(before.jwt) == TOKEN_OK,
	    "what the old one signs passes");
	ok(decide(sign_again(&early, second.not_before)) == TOKEN_UNKNOWN_KEY,
	    "A13: nothing that the next key signed opens anything before");
	list();
	ok(count == 2 && is_key(0, first, ROTATION_SIGNING, 4) &&
		is_key(1, second.kid, ROTATION_NEXT, 0) &&
		keys[0].use.without_expiry == 2 &&
		keys[0].use.last_expiry == early.token.expires_at,
	    "the list tells what depends on which");
	ok(rotate(now, &(struct rotation_next){ 0 }) == TOKEN_PRECONDITION,
	    "one next key at a time");
	now = second.not_before - 1;
	MUST(make(SCOPE_CONTAINER, 60, &early));
	ok(strcmp(kid_of(&early), first) == 0,
	    "a microsecond before its time the old one signs");
	now = second.not_before;
	MUST(make(SCOPE_CONTAINER, 0, &after));
	ok(strcmp(kid_of(&after), second.kid) == 0, "at its time the new one");
	ok(decide(before.jwt) == TOKEN_OK && decide(wide.jwt) == TOKEN_OK &&
		decide(after.jwt) == TOKEN_OK,
	    "and what both signed passes");
	ok(decide(brief.jwt) == TOKEN_EXPIRED, "unless it has expired");
}

static void
test_retire(void)
{
	struct token token;

	ok(retire(second.kid, false) == TOKEN_PRECONDITION &&
		retire(second.kid, true) == TOKEN_PRECONDITION &&
		decide(after.jwt) == TOKEN_OK,
	    "the key that signs is not retired");
	ok(retire("none", true) == TOKEN_NOT_FOUND, "nor one that is none");
	ok(retire(first, false) == TOKEN_PRECONDITION && use.tokens == 4 &&
		use.without_expiry == 2 && blockers.count == 2,
	    "nor one whose tokens are live");
	ok(decide(before.jwt) == TOKEN_OK && is_in_view(first),
	    "and they go on");
	MUST(registry_delete(
	    state.store, &state.deletion, &before.token.id, &token, NULL));
	ok(retire(first, false) == TOKEN_PRECONDITION && blockers.count == 1 &&
		uuid_equal(&blockers.id[0], &wide.token.id),
	    "what will never expire is named");
	MUST(registry_delete(
	    state.store, &state.deletion, &wide.token.id, &token, NULL));
	now += 2 * HOUR;
	ok(retire(first, false) == TOKEN_OK && !is_in_view(first),
	    "it is when its last token has expired");
	list();
	ok(count == 1 && is_key(0, second.kid, ROTATION_SIGNING, 1),
	    "then the other one is alone");
	now = second.not_before - 1;
	ok(make(SCOPE_CONTAINER, 0, &before) == TOKEN_UNAVAILABLE,
	    "a clock set back to before all keys makes nothing");
	now += 2 * HOUR;
}

static void
test_theft(void)
{
	struct rotation_next third;
	struct issued stale, other;

	MUST(make(SCOPE_NAMESPACE, 0, &wide));
	MUST(make(SCOPE_CONTAINER, 60, &stale));
	now += HOUR;
	MUST(rotate(now, &third));
	ok(third.not_before == now, "a key may sign from now on");
	now += TIME_MICRO;
	MUST(make(SCOPE_CONTAINER, 0, &other));
	ok(decide(sign_again(&other, third.not_before - 1)) ==
		    TOKEN_UNKNOWN_KEY &&
		decide(other.jwt) == TOKEN_OK,
	    "A13: the stolen one opens nothing that was made since");
	ok(decide(after.jwt) == TOKEN_OK && decide(wide.jwt) == TOKEN_OK,
	    "what the stolen one signed passes still");
	ok(retire(second.kid, true) == TOKEN_OK && use.tokens == 3,
	    "until it is retired with its tokens");
	ok(decide(after.jwt) == TOKEN_UNKNOWN_KEY &&
		decide(wide.jwt) == TOKEN_UNKNOWN_KEY,
	    "A13: then no gate lets them in, warm or cold");
	ok(registry_find(state.store, &after.token.id, &stale.token, NULL) ==
		    TOKEN_NOT_FOUND &&
		journal_has(&after.token.id) && journal_has(&wide.token.id),
	    "they are deleted, and the journal names them");
	ok(decide(other.jwt) == TOKEN_OK && !journal_has(&other.token.id) &&
		strcmp(kid_of(&other), third.kid) == 0,
	    "and no other");
}

static void
test_times(void)
{
	struct rotation_next next;
	struct issued late;

	now += HOUR;
	MUST(make(SCOPE_CONTAINER, 0, &late));
	now -= HOUR / 2;
	MUST(rotate(now, &next));
	ok(next.not_before == late.token.created_at + 1,
	    "a key begins after the youngest token");
	ok(retire(next.kid, false) == TOKEN_OK && !is_in_view(next.kid),
	    "one that waits may be retired");
	now += HOUR;
	MUST(rotate(now, &next));
	list();
	ok(is_key(count - 2, kid_of(&late), ROTATION_OLD, 2) &&
		is_key(count - 1, next.kid, ROTATION_SIGNING, 0),
	    "and another one begin");
	while (count < KEY_RING) {
		now++;
		MUST(rotate(now, &next));
		count++;
	}
	now++;
	ok(rotate(now, &next) == TOKEN_PRECONDITION,
	    "there are never more than a ring can show");
	list();
	ok(count == KEY_RING && decide(late.jwt) == TOKEN_OK,
	    "all of them verify");
}

int
main(void)
{
	state_open(&state);
	namespace_id = state_namespace(&state, "demo");
	container_id =
	    state_container(&state, &namespace_id, "hello", "private");
	uuid_format(&container_id, hello);
	MUST(view_open(state.config.view, &view));
	memory = verified_new();
	now = time_now();
	test_next();
	test_retire();
	test_theft();
	test_times();
	verified_free(memory);
	view_close(view);
	free(blockers.id);
	state_close(&state);
	return done();
}
