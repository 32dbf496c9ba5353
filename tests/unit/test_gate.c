/* SPDX-License-Identifier: ISC */
/* The gate's decision: one row a request, one cause each. */
#include "lib/state.h"
#include "lib/tap.h"
#include "crypto/jwt.h"
#include "gate/gate.h"
#include "gate/verified.h"
#include "token/keyring.h"

static struct state state;
static struct view *view;
static struct verified *memory; /* of all that the rows presented so far */

/* The containers and tokens that the rows speak of. */
static struct {
	struct uuid namespace_id, foreign_namespace_id;
	char hello[UUID_TEXT], other[UUID_TEXT], foreign[UUID_TEXT];
	char open[UUID_TEXT];
	struct issued container, namespace, foreign_token, brief, deleted;
} world;

static void
make_world(void)
{
	const int64_t brief = time_now() / TIME_MICRO + 100;
	struct uuid hello, id;
	struct token token;

	world.namespace_id = state_namespace(&state, "demo");
	world.foreign_namespace_id = state_namespace(&state, "foreign");
	hello =
	    state_container(&state, &world.namespace_id, "hello", "private");
	uuid_format(&hello, world.hello);
	id = state_container(&state, &world.namespace_id, "other", "private");
	uuid_format(&id, world.other);
	id = state_container(&state, &world.namespace_id, "open", "public");
	uuid_format(&id, world.open);
	id = state_container(
	    &state, &world.foreign_namespace_id, "foreign", "private");
	uuid_format(&id, world.foreign);
	state_issue(&state, SCOPE_CONTAINER, &id, NULL, &world.foreign_token);
	state_issue(&state, SCOPE_CONTAINER, &hello, NULL, &world.container);
	state_issue(&state, SCOPE_CONTAINER, &hello, &brief, &world.brief);
	state_issue(&state, SCOPE_NAMESPACE, &world.namespace_id, NULL,
	    &world.namespace);
	state_issue(&state, SCOPE_CONTAINER, &hello, NULL, &world.deleted);
	MUST(registry_delete(state.store, &state.deletion,
	    &world.deleted.token.id, &token, NULL));
}

/* A token of the world with one character in a part replaced. */
static const char *
spoilt(const char *jwt, int part)
{
	static char text[JWT_LONGEST + 1];
	char *at = text;

	strcpy(text, jwt);
	for (; part > 0; part--)
		at = strchr(at, '.') + 1;
	at[20] = at[20] == 'A' ? 'B' : 'A';
	return text;
}

/* Claims signed with the namespace's own key, though nobody registered them so:
 * what a thief of the signing key could make. */
static const char *
forged(const struct claims *claims)
{
	static char jwt[JWT_LONGEST + 1];
	struct keyring_wanted wanted = { .namespace_id = &world.namespace_id };
	char text[CLAIMS_TEXT];
	struct key *key;

	MUST(keyring_signing_key(
	    state.store, state.seal, &wanted, time_now(), &key));
	MUST(claims_format(claims, text));
	MUST(jwt_sign(key, text, jwt));
	key_free(key);
	return jwt;
}

static struct claims
claims_of(const struct issued *issued)
{
	struct claims claims = { .id = issued->token.id,
		.scope = issued->token.scope,
		.scope_id = issued->token.scope_id,
		.issued_at = issued->token.created_at / TIME_MICRO,
		.expires_at = issued->token.expires_at };

	strcpy(claims.issuer, state.config.issuer);
	strcpy(claims.audience, state.config.audience);
	return claims;
}

/* A gate that saw nothing before, and one that saw it all, say the same; or
 * else this is no answer that a row expects. */
static enum token_error
ask(const struct gate_request *request)
{
	struct gate gate = { .view = view, .config = &state.config };
	struct gate_verdict verdict[3];
	enum token_error err[3];
	int i;

	gate.verified = verified_new();
	err[0] = gate_decide(&gate, request, &verdict[0]);
	verified_free(gate.verified);
	gate.verified = memory;
	for (i = 1; i < 3; i++) {
		err[i] = gate_decide(&gate, request, &verdict[i]);
		if (err[i] != err[0] ||
		    memcmp(&verdict[i], &verdict[0], sizeof verdict[0]) != 0)
			return TOKEN_ERROR_COUNT;
	}
	return err[0];
}

static enum token_error
decide(const char *container, const char *token, int64_t later)
{
	const struct gate_request request = { .token = token,
		.token_count = token != NULL,
		.container = container,
		.container_count = 1,
		.now = time_now() / TIME_MICRO + later };

	return ask(&request);
}

static void
test_scopes(void)
{
	const struct {
		const char *name, *container, *token;
		enum token_error err;
	} rows[] = {
		{ "a container's token opens it", world.hello,
		    world.container.jwt, TOKEN_OK },
		{ "and no other of its namespace", world.other,
		    world.container.jwt, TOKEN_WRONG_SCOPE },
		{ "and none of another", world.foreign, world.container.jwt,
		    TOKEN_UNKNOWN_KEY },
		{ "a namespace's token opens its containers", world.hello,
		    world.namespace.jwt, TOKEN_OK },
		{ "each of them", world.other, world.namespace.jwt, TOKEN_OK },
		{ "and none of another namespace", world.foreign,
		    world.namespace.jwt, TOKEN_UNKNOWN_KEY },
		{ "a foreign token opens nothing here", world.hello,
		    world.foreign_token.jwt, TOKEN_UNKNOWN_KEY },
		{ "a public container is open without", world.open, NULL,
		    TOKEN_OK },
		{ "and with a bad token", world.open, "x", TOKEN_OK },
		{ "a private one is not open without", world.hello, NULL,
		    TOKEN_NO_TOKEN },
		{ "an unknown container refuses",
		    "0f8fad5b-d9cb-469f-a165-70867728950e", world.container.jwt,
		    TOKEN_NO_CONTAINER },
		{ "so does a name that is no host", "hello",
		    world.container.jwt, TOKEN_NO_CONTAINER },
		{ "so does no name at all", "", world.container.jwt,
		    TOKEN_NO_CONTAINER },
		{ "a container's host is as good as its id", "hello.localhost",
		    world.container.jwt, TOKEN_OK },
		{ "and opens no other", "other.localhost", world.container.jwt,
		    TOKEN_WRONG_SCOPE },
		{ "a deleted token opens nothing", world.hello,
		    world.deleted.jwt, TOKEN_UNKNOWN },
		{ "an empty token is none", world.hello, "",
		    TOKEN_BAD_ENCODING },
		{ "a prefix is not taken off", world.hello, "Bearer x.y.z",
		    TOKEN_BAD_ENCODING },
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		ok(decide(rows[i].container, rows[i].token, 0) == rows[i].err,
		    "%s", rows[i].name);
}

static void
test_forgeries(void)
{
	const char *good = world.container.jwt;
	struct claims claims;
	enum token_error err;

	err = decide(world.hello, spoilt(good, 0), 0);
	ok(err == TOKEN_BAD_HEADER || err == TOKEN_UNKNOWN_KEY ||
		err == TOKEN_BAD_ENCODING,
	    "a changed header is refused");
	err = decide(world.hello, spoilt(good, 1), 0);
	ok(err == TOKEN_BAD_CLAIMS || err == TOKEN_BAD_ENCODING ||
		err == TOKEN_UNKNOWN,
	    "changed claims are refused");
	ok(decide(world.hello, spoilt(good, 2), 0) == TOKEN_BAD_SIGNATURE,
	    "a changed signature is refused");
	ok(decide(world.hello, good, 0) == TOKEN_OK,
	    "and then the good token still passes");
	claims = claims_of(&world.container);
	ok(decide(world.hello, forged(&claims), 0) == TOKEN_OK,
	    "the same claims signed again are as good");
	claims.expires_at = claims.issued_at + 1000000;
	ok(decide(world.hello, forged(&claims), 0) == TOKEN_BAD_CLAIMS,
	    "an expiry that the record does not have is refused");
	claims = claims_of(&world.brief);
	claims.expires_at = 0;
	ok(decide(world.hello, forged(&claims), 0) == TOKEN_BAD_CLAIMS,
	    "an expiry left out is refused");
	claims = claims_of(&world.container);
	claims.scope = SCOPE_NAMESPACE;
	claims.scope_id = world.namespace_id;
	ok(decide(world.other, forged(&claims), 0) == TOKEN_BAD_CLAIMS,
	    "a scope wider than the record's is refused");
	claims = claims_of(&world.container);
	claims.id = uuid_random();
	ok(decide(world.hello, forged(&claims), 0) == TOKEN_UNKNOWN,
	    "an id that nobody registered is refused: a stolen key mints "
	    "nothing");
	claims = claims_of(&world.container);
	strcpy(claims.issuer, "somebody");
	ok(decide(world.hello, forged(&claims), 0) == TOKEN_BAD_CLAIMS,
	    "another issuer is refused");
	claims = claims_of(&world.container);
	strcpy(claims.audience, "everybody");
	ok(decide(world.hello, forged(&claims), 0) == TOKEN_BAD_CLAIMS,
	    "another audience is refused");
}

static void
test_clock(void)
{
	const char *brief = world.brief.jwt;
	const int64_t left =
	    world.brief.token.expires_at - time_now() / TIME_MICRO;

	ok(decide(world.hello, brief, left - 2) == TOKEN_OK,
	    "a token is good until it expires");
	ok(decide(world.hello, brief, left + 1) == TOKEN_EXPIRED,
	    "and then no more");
	ok(decide(world.hello, world.container.jwt, 1000000000) == TOKEN_OK,
	    "one without expiry is good for ever");
	ok(decide(world.hello, world.container.jwt, -1000) == TOKEN_NOT_YET,
	    "none is good before it was issued");
	state.config.leeway = 60;
	ok(decide(world.hello, brief, left + 30) == TOKEN_OK,
	    "a leeway of a minute is given when it is set");
	ok(decide(world.hello, brief, left + 61) == TOKEN_EXPIRED,
	    "and not more");
	state.config.leeway = 0;
}

static void
test_hosts(void)
{
	const struct {
		const char *host;
		size_t count;
		enum token_error err;
	} rows[] = {
		{ "hello.localhost", 1, TOKEN_OK },
		{ "HELLO.LocalHost", 1, TOKEN_OK },
		{ "hello.localhost:8080", 1, TOKEN_OK },
		{ "hello.localhost.", 1, TOKEN_OK },
		{ "hello.localhost.:8080", 1, TOKEN_OK },
		{ "hello.localhost:", 1, TOKEN_OK },
		{ "hello.localhost", 2, TOKEN_NO_CONTAINER },
		{ "hello.localhost", 0, TOKEN_NO_CONTAINER },
		{ "hello.localhost:80x", 1, TOKEN_NO_CONTAINER },
		{ "hello.localhost:0", 1, TOKEN_NO_CONTAINER },
		{ "hello.localhost, open.localhost", 1, TOKEN_NO_CONTAINER },
		{ "hello", 1, TOKEN_NO_CONTAINER },
		{ "", 1, TOKEN_NO_CONTAINER },
		{ ":80", 1, TOKEN_NO_CONTAINER },
		{ "[::1]", 1, TOKEN_NO_CONTAINER },
	};
	struct gate_request request = { .token = world.container.jwt,
		.token_count = 1,
		.container = "host",
		.container_count = 1,
		.now = time_now() / TIME_MICRO };
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		request.host = rows[i].host;
		request.host_count = rows[i].count;
		ok(ask(&request) == rows[i].err,
		    "host \"%s\" sent %d times is %s", rows[i].host,
		    (int)rows[i].count,
		    rows[i].err == TOKEN_OK ? "known" : "refused");
	}
	request.host = "hello.localhost";
	request.host_count = 1;
	request.token_count = 2;
	ok(ask(&request) == TOKEN_MANY_TOKENS,
	    "two tokens are refused, even when they are good");
	request.token_count = 1;
	request.container_count = 2;
	ok(ask(&request) == TOKEN_NO_CONTAINER, "two containers are refused");
	request.container_count = 1;
	request.container = "other.localhost";
	ok(ask(&request) == TOKEN_WRONG_SCOPE,
	    "a host that the server names is not the client's to choose");
	request.host = world.hello;
	request.container = "host";
	ok(ask(&request) == TOKEN_NO_CONTAINER, "an id is no host");
}

static void
test_changes(void)
{
	const struct uuid id = world.container.token.scope_id;
	json_t *body = json_pack("{s:s}", "privacy", "public"), *object;
	char again[UUID_TEXT];
	struct uuid new_id;

	MUST(container_update(
	    state.store, SHAPE_V1BETA1, &id, body, time_now(), &object, NULL));
	json_decref(object);
	json_decref(body);
	ok(decide(world.hello, NULL, 0) == TOKEN_OK,
	    "a container made public is open at once");
	MUST(
	    container_delete(state.store, &state.deletion, &id, &object, NULL));
	json_decref(object);
	ok(decide(world.hello, world.container.jwt, 0) == TOKEN_NO_CONTAINER,
	    "a deleted container is closed at once");
	new_id =
	    state_container(&state, &world.namespace_id, "hello", "private");
	uuid_format(&new_id, again);
	ok(decide(again, world.container.jwt, 0) == TOKEN_UNKNOWN,
	    "a new one of the same name does not know the old tokens");
	ok(decide(again, world.namespace.jwt, 0) == TOKEN_OK,
	    "but its namespace's");
	MUST(namespace_delete(
	    state.store, &state.deletion, &world.namespace_id, &object, NULL));
	json_decref(object);
	ok(decide(again, world.namespace.jwt, 0) == TOKEN_NO_CONTAINER,
	    "with its namespace everything goes");
	ok(decide(world.foreign, world.foreign_token.jwt, 0) == TOKEN_OK,
	    "other namespaces are left alone");
	publish_close(&state.publish);
	state_reopen(&state);
	ok(decide(world.foreign, world.foreign_token.jwt, 0) == TOKEN_OK &&
		decide(world.hello, world.namespace.jwt, 0) ==
		    TOKEN_NO_CONTAINER,
	    "a view built anew says the same");
}

int
main(void)
{
	state_open(&state);
	MUST(view_open(state.config.view, &view));
	memory = verified_new();
	make_world();
	test_scopes();
	test_forgeries();
	test_clock();
	test_hosts();
	test_changes();
	verified_free(memory);
	view_close(view);
	state_close(&state);
	return done();
}
