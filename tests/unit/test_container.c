/* SPDX-License-Identifier: ISC */
/* Containers in a real store: their addresses, and what the gate learns. */
#include "lib/state.h"
#include "lib/tap.h"
#include "object/object.h"
#include "token/registry.h"

static struct state state;
static char namespace_text[UUID_TEXT];

/* A container of the test's namespace, with more members of the body. */
static enum token_error
create(
    const char *name, const char *more, json_t **objectp, struct fault *fault)
{
	json_t *body, *members;
	enum token_error err;

	body = json_pack(
	    "{s:s, s:s}", "name", name, "namespace_id", namespace_text);
	members = json_parse_object(more, strlen(more));
	assert(members != NULL && json_object_update(body, members) == 0);
	memset(fault, 0, sizeof *fault);
	err = container_create(state.store, &state.config, SHAPE_V1BETA1, body,
	    time_now(), objectp, fault);
	json_decref(members);
	json_decref(body);
	return err;
}

#define NAME34 "c234567890123456789012345678901234"
/* The host by which the gate knows a container. */
static bool
gate_finds(const char *host, struct uuid *idp)
{
	unsigned char digest[DIGEST_SIZE];
	struct view_host record;

	digest_sha256(host, strlen(host), digest);
	if (view_follow(state.publish.view) != TOKEN_OK ||
	    view_find(state.publish.view, VIEW_HOSTS, digest, &record) !=
		TOKEN_OK)
		return false;
	*idp = record.container_id;
	return true;
}

static bool
leads_to(const char *host, const json_t *object)
{
	struct uuid id = object_uuid(object, "id"), found;

	return gate_finds(host, &found) && uuid_equal(&id, &found);
}

static bool
is_private(const json_t *object)
{
	struct uuid id = object_uuid(object, "id");
	struct view_container record;

	MUST(view_follow(state.publish.view));
	MUST(view_find(state.publish.view, VIEW_CONTAINERS, &id, &record));
	return record.is_private;
}

/* A container of the same name in another namespace. */
static json_t *
create_twin(const char *namespace_name, const char *name)
{
	char kept[UUID_TEXT];
	struct fault fault;
	json_t *object;
	struct uuid id;

	memcpy(kept, namespace_text, sizeof kept);
	id = state_namespace(&state, namespace_name);
	uuid_format(&id, namespace_text);
	MUST(create(name, "{}", &object, &fault));
	memcpy(namespace_text, kept, sizeof kept);
	return object;
}

static void
test_addresses(void)
{
	json_t *first, *second, *third, *other;
	struct fault fault;
	char expected[64];

	MUST(create("app", "{}", &first, &fault));
	ok(strcmp(json_text(first, "domain_name"), "app.localhost") == 0,
	    "a container lives at NAME.domain");
	second = create_twin("Other", "app");
	ok(strcmp(json_text(second, "domain_name"), "app-other.localhost") == 0,
	    "or NAME-NAMESPACE.domain, in lower case");
	json_decref(create_twin("x", "app-clash"));
	third = create_twin("clash", "app");
	snprintf(expected, sizeof expected, "app-%.8s.localhost",
	    json_text(third, "id"));
	ok(strcmp(json_text(third, "domain_name"), expected) == 0,
	    "or at a name with its id, when both are taken");
	json_decref(third);
	third = create_twin(
	    "n2345678901234567890123456789012345678901234567890", "app");
	ok(strncmp(json_text(third, "domain_name"), "app-n234567", 11) == 0,
	    "a label may have 63 characters");
	json_decref(third);
	json_decref(create_twin("y", NAME34));
	third = create_twin(
	    "m2345678901234567890123456789012345678901234567890", NAME34);
	snprintf(expected, sizeof expected, NAME34 "-%.8s.localhost",
	    json_text(third, "id"));
	ok(strcmp(json_text(third, "domain_name"), expected) == 0,
	    "one that would be longer is not chosen");
	json_decref(third);

	ok(create("app", "{}", &other, &fault) == TOKEN_EXISTS &&
		strcmp(fault.resource, "container") == 0 &&
		strcmp(fault.resource_id, json_text(first, "id")) == 0,
	    "a name is unique in its namespace");
	ok(create("thief", "{\"domain_name\":\"app.localhost\"}", &other,
	       &fault) == TOKEN_EXISTS &&
		strcmp(fault.resource, "domain") == 0 &&
		strcmp(fault.resource_id, "app.localhost") == 0,
	    "an address is unique in the installation; a fault does not tell "
	    "whose it is");
	MUST(create("thief", "{}", &other, &fault));
	ok(true, "what was refused left nothing behind");
	ok(leads_to("app.localhost", first) &&
		leads_to("app-other.localhost", second),
	    "the gate knows the addresses");
	json_decref(other);
	json_decref(first);
	json_decref(second);
}

static enum token_error
update(const json_t *object, const char *text, json_t **objectp,
    struct fault *fault)
{
	json_t *body = json_parse_object(text, strlen(text));
	struct uuid id = object_uuid(object, "id");
	enum token_error err;

	assert(body != NULL);
	err = container_update(
	    state.store, SHAPE_V1BETA1, &id, body, time_now(), objectp, fault);
	json_decref(body);
	return err;
}

static void
test_update(void)
{
	json_t *object, *other, *changed;
	struct fault fault;
	struct uuid id;

	MUST(create(
	    "mover", "{\"domain_name\":\"old.example\"}", &object, &fault));
	MUST(create(
	    "other", "{\"domain_name\":\"other.example\"}", &other, &fault));
	ok(!is_private(object), "a container is public unless it says so");
	MUST(update(object,
	    "{\"privacy\":\"private\",\"name\":\"x\",\"redeploy\":false}",
	    &changed, &fault));
	ok(is_private(object) &&
		strcmp(json_text(changed, "name"), "mover") == 0,
	    "made private, the gate knows at once; it is never renamed");
	json_decref(changed);
	MUST(update(
	    object, "{\"privacy\":\"unknown_privacy\"}", &changed, &fault));
	ok(is_private(object), "unknown_privacy leaves it as it is");
	json_decref(changed);

	ok(update(object,
	       "{\"domain_name\":\"other.example\","
	       "\"privacy\":\"public\"}",
	       &changed, &fault) == TOKEN_EXISTS &&
		is_private(object) && leads_to("old.example", object),
	    "an address of another cannot be had, and nothing else changes");
	MUST(update(
	    object, "{\"domain_name\":\"new.example\"}", &changed, &fault));
	ok(leads_to("new.example", changed) && !gate_finds("old.example", &id),
	    "a container that moves leaves its old address");
	json_decref(object);
	object = changed;
	MUST(update(
	    other, "{\"domain_name\":\"old.example\"}", &changed, &fault));
	ok(leads_to("old.example", other), "which another may have");
	json_decref(changed);
	MUST(update(
	    object, "{\"domain_name\":\"new.example\"}", &changed, &fault));
	ok(leads_to("new.example", object), "moving nowhere is no error");
	json_decref(changed);
	json_decref(object);
	json_decref(other);
}

static void
test_delete(void)
{
	struct registry_delete unable = state.deletion;
	struct issued issued;
	struct token token;
	struct fault fault;
	json_t *object, *deleted;
	struct uuid id, found;

	MUST(create("doomed", "{}", &object, &fault));
	id = object_uuid(object, "id");
	state_issue(&state, SCOPE_CONTAINER, &id, NULL, &issued);
	unable.journal = "/nonexistent/deleted.log";
	ok(container_delete(state.store, &unable, &id, &deleted, &fault) ==
		    TOKEN_UNAVAILABLE &&
		leads_to("doomed.localhost", object) &&
		registry_find(state.store, &issued.token.id, &token, NULL) ==
		    TOKEN_OK,
	    "a deletion that cannot be journalled deletes nothing");
	MUST(container_delete(
	    state.store, &state.deletion, &id, &deleted, &fault));
	json_decref(deleted);
	ok(!gate_finds("doomed.localhost", &found) &&
		registry_find(state.store, &issued.token.id, &token, NULL) ==
		    TOKEN_NOT_FOUND,
	    "a container goes with its address and its tokens");
	ok(container_delete(state.store, &state.deletion, &id, &deleted,
	       &fault) == TOKEN_NOT_FOUND &&
		strcmp(fault.resource, "container") == 0,
	    "it cannot be deleted twice");
	json_decref(object);
	MUST(create("doomed", "{}", &object, &fault));
	ok(leads_to("doomed.localhost", object),
	    "another may have its name and address");
	json_decref(object);
}

int
main(void)
{
	struct uuid id;

	state_open(&state);
	id = state_namespace(&state, "main");
	uuid_format(&id, namespace_text);
	test_addresses();
	test_update();
	test_delete();
	state_close(&state);
	return done();
}
