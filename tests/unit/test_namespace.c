/* SPDX-License-Identifier: ISC */
/* Namespaces in a real store: made, changed, deleted with all they have. */
#include "lib/state.h"
#include "lib/tap.h"

#include <sys/stat.h>
#include "object/object.h"
#include "token/keyring.h"
#include "token/registry.h"

static struct state state;

static json_t *
parse(const char *text)
{
	json_t *json = json_parse_object(text, strlen(text));

	assert(json != NULL);
	return json;
}

static enum token_error
create(const char *text, json_t **objectp, struct fault *fault)
{
	json_t *body = parse(text);
	enum token_error err;

	memset(fault, 0, sizeof *fault);
	err = namespace_create(state.store, &state.config, SHAPE_V1BETA1, body,
	    &state.organization.project_id, time_now(), objectp, fault);
	json_decref(body);
	return err;
}

/* Names of 1 to 50 characters. */
#define FIFTY "n2345678901234567890123456789012345678901234567890"
static const struct {
	const char *body;
	const char *reason; /* NULL: it is taken */
} names[] = {
	{ "{\"name\":\"a\"}", NULL },
	{ "{\"name\":\"Z-9\"}", NULL },
	{ "{\"name\":\"" FIFTY "\"}", NULL },
	{ "{\"name\":\"" FIFTY "1\"}", "constraint" },
	{ "{\"name\":\"9a\"}", "constraint" },
	{ "{\"name\":\"-a\"}", "constraint" },
	{ "{\"name\":\"a-\"}", "constraint" },
	{ "{\"name\":\"a_b\"}", "constraint" },
	{ "{\"name\":\"a.b\"}", "constraint" },
	{ "{\"name\":\"\xc3\xa9\"}", "constraint" },
	{ "{\"name\":\"a\\n\"}", "constraint" },
	{ "{\"name\":\"\"}", "required" },
	{ "{\"name\":null}", "required" },
	{ "{}", "required" },
	{ "{\"name\":1}", "format" },
};

static void
test_names(void)
{
	struct fault fault;
	enum token_error err;
	json_t *object;
	bool holds;
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		err = create(names[i].body, &object, &fault);
		if (names[i].reason == NULL)
			holds = err == TOKEN_OK;
		else
			holds = err == TOKEN_INVALID_ARGUMENT &&
				strcmp(fault.argument, "name") == 0 &&
				strcmp(fault.reason, names[i].reason) == 0;
		ok(holds, "%s is %s", names[i].body,
		    names[i].reason == NULL ? "taken" : "refused");
		json_decref(object);
	}
}

static void
test_create(void)
{
	json_t *object, *stored, *other;
	struct fault fault;
	struct uuid id;

	ok(create("{\"name\":\"first\",\"id\":\"x\",\"created_at\":\"x\","
		  "\"algorithm\":\"none\",\"organization_id\":\"x\"}",
	       &object, &fault) == TOKEN_OK,
	    "members that are not the client's to set are ignored");
	id = object_uuid(object, "id");
	ok(object_get(state.store, OBJECT_NAMESPACE, &id, &stored, NULL) ==
		    TOKEN_OK &&
		json_equal(stored, object),
	    "what is returned is what is stored");
	ok(strcmp(json_text(object, "algorithm"), "ES256") == 0 &&
		strlen(json_text(object, "created_at")) == 27 &&
		strcmp(json_text(object, "created_at"),
		    json_text(object, "updated_at")) == 0,
	    "the installation says the rest");
	ok(create("{\"name\":\"first\"}", &other, &fault) == TOKEN_EXISTS &&
		strcmp(fault.resource, "namespace") == 0 &&
		strcmp(fault.resource_id, json_text(object, "id")) == 0,
	    "a name that is taken names who has it");
	json_decref(stored);
	json_decref(object);
}

static void
test_update(void)
{
	struct uuid id = state_namespace(&state, "changing"), unknown;
	json_t *body = parse("{\"name\":\"renamed\",\"description\":\"new\"}");
	json_t *object;
	struct fault fault;

	MUST(namespace_update(state.store, SHAPE_V1, &id, body,
	    time_now() + TIME_MICRO, &object, NULL));
	ok(strcmp(json_text(object, "name"), "changing") == 0 &&
		strcmp(json_text(object, "description"), "new") == 0,
	    "an update changes fields and never the name");
	ok(strcmp(json_text(object, "created_at"),
	       json_text(object, "updated_at")) < 0,
	    "it is noted when");
	json_decref(object);
	unknown = uuid_random();
	ok(namespace_update(state.store, SHAPE_V1, &unknown, body, time_now(),
	       &object, &fault) == TOKEN_NOT_FOUND &&
		object == NULL && strcmp(fault.resource, "namespace") == 0,
	    "an unknown namespace cannot be changed");
	json_decref(body);
}

static bool
count_entry(void *context, const struct keyring_entry *entry)
{
	(void)entry;
	++*(int *)context;
	return true;
}

static int
count_keys(const struct uuid *id)
{
	int count = 0;

	MUST(keyring_scan(state.store, id, count_entry, &count));
	return count;
}

static int64_t
count_tokens(void)
{
	const struct registry_page page = {
		.order = STORE_ASCENDING, .page = 1, .page_size = 10
	};
	struct token tokens[10];
	int64_t total;
	size_t count;

	MUST(registry_list(state.store, &page, tokens, &count, &total));
	return total;
}

static bool
is_known(enum object_kind kind, const struct uuid *id)
{
	json_t *object = NULL;
	enum token_error err;

	err = object_get(state.store, kind, id, &object, NULL);
	json_decref(object);
	return err == TOKEN_OK;
}

static bool
gate_knows(enum view_table table, const struct uuid *id)
{
	union {
		struct view_token token;
		struct view_container container;
	} record;

	return view_follow(state.publish.view) == TOKEN_OK &&
	       view_find(state.publish.view, table, id, &record) == TOKEN_OK;
}

static bool
journal_has(const struct uuid *id)
{
	char line[256], text[UUID_TEXT];
	bool found = false;
	FILE *file;

	uuid_format(id, text);
	file = fopen(state.journal, "r");
	while (file != NULL && fgets(line, sizeof line, file) != NULL)
		found = found || strstr(line, text) != NULL;
	if (file != NULL)
		fclose(file);
	return found;
}

static void
test_delete(void)
{
	struct uuid id = state_namespace(&state, "doomed");
	struct uuid other = state_namespace(&state, "spared");
	struct uuid first = state_container(&state, &id, "one", "private");
	struct uuid second = state_container(&state, &id, "two", "private");
	struct uuid spared = state_container(&state, &other, "one", "private");
	struct registry_delete unable = state.deletion;
	struct issued tokens[3];
	struct fault fault;
	json_t *object;

	state_issue(&state, SCOPE_NAMESPACE, &id, NULL, &tokens[0]);
	state_issue(&state, SCOPE_CONTAINER, &first, NULL, &tokens[1]);
	state_issue(&state, SCOPE_CONTAINER, &spared, NULL, &tokens[2]);
	ok(count_keys(&id) == 1 && count_tokens() == 3 &&
		gate_knows(VIEW_CONTAINERS, &first) &&
		gate_knows(VIEW_TOKENS, &tokens[1].token.id),
	    "a namespace has containers, tokens and a key");

	unable.journal = "/nonexistent/deleted.log";
	ok(namespace_delete(state.store, &unable, &id, &object, &fault) ==
		    TOKEN_UNAVAILABLE &&
		is_known(OBJECT_NAMESPACE, &id) &&
		is_known(OBJECT_CONTAINER, &first) &&
		is_known(OBJECT_CONTAINER, &second) && count_tokens() == 3 &&
		count_keys(&id) == 1,
	    "a deletion that fails half-way deletes nothing");

	MUST(namespace_delete(
	    state.store, &state.deletion, &id, &object, &fault));
	ok(strcmp(json_text(object, "name"), "doomed") == 0,
	    "a deletion returns what was deleted");
	json_decref(object);
	ok(!is_known(OBJECT_NAMESPACE, &id) &&
		!is_known(OBJECT_CONTAINER, &first) &&
		!is_known(OBJECT_CONTAINER, &second),
	    "the namespace and its containers are gone");
	ok(count_tokens() == 1 && count_keys(&id) == 0,
	    "with their tokens and keys");
	ok(journal_has(&tokens[0].token.id) && journal_has(&tokens[1].token.id),
	    "which the journal says");
	ok(!gate_knows(VIEW_CONTAINERS, &first) &&
		!gate_knows(VIEW_TOKENS, &tokens[0].token.id) &&
		!gate_knows(VIEW_TOKENS, &tokens[1].token.id),
	    "and the gate knows");
	ok(is_known(OBJECT_CONTAINER, &spared) && count_keys(&other) == 1 &&
		gate_knows(VIEW_TOKENS, &tokens[2].token.id),
	    "another namespace keeps its own");
	ok(namespace_delete(state.store, &state.deletion, &id, &object,
	       &fault) == TOKEN_NOT_FOUND,
	    "it cannot be deleted twice");
	id = state_namespace(&state, "doomed");
	state_container(&state, &id, "two", "public");
	ok(true, "its name and its containers' are free again");
}

/* Replaces a token's record. */
struct record {
	struct uuid id;
	char data[2000];
	size_t len;
};

static enum token_error
put_token(struct store *store, void *context)
{
	const struct record *record = context;

	return store_put(store, STORE_TOKENS, record->id.bytes,
	    sizeof record->id.bytes, record->data, record->len);
}

static off_t
journal_size(void)
{
	struct stat status;

	return stat(state.journal, &status) == 0 ? status.st_size : -1;
}

/* One token of many cannot be read, which the deletion finds out late. */
static void
test_refused_deletion(void)
{
	struct record whole, broken = { .data = "?", .len = 1 };
	struct issued first, last;
	struct uuid id, one, two;
	const void *data;
	struct fault fault;
	json_t *object;
	off_t before;

	id = state_namespace(&state, "refused");
	one = state_container(&state, &id, "one", "private");
	two = state_container(&state, &id, "two", "private");
	state_issue(&state, SCOPE_CONTAINER, &one, NULL, &first);
	state_issue(&state, SCOPE_CONTAINER, &two, NULL, &first);
	state_issue(&state, SCOPE_NAMESPACE, &id, NULL, &last);
	broken.id = whole.id = last.token.id;
	MUST(store_get(state.store, STORE_TOKENS, whole.id.bytes,
	    sizeof whole.id.bytes, &data, &whole.len));
	memcpy(whole.data, data, whole.len);
	MUST(store_update(state.store, put_token, &broken));
	before = journal_size();
	ok(namespace_delete(state.store, &state.deletion, &id, &object,
	       &fault) == TOKEN_INTERNAL &&
		journal_size() == before,
	    "a deletion that fails is in no journal");
	MUST(store_update(state.store, put_token, &whole));
	publish_close(&state.publish);
	state_reopen(&state);
	ok(is_known(OBJECT_CONTAINER, &one) &&
		gate_knows(VIEW_TOKENS, &first.token.id) &&
		gate_knows(VIEW_TOKENS, &last.token.id),
	    "so everything is there, also after a recovery");
	MUST(namespace_delete(
	    state.store, &state.deletion, &id, &object, &fault));
	json_decref(object);
	ok(journal_size() == before + 3 * 102,
	    "one that succeeds is, with each token once");
}

static void
test_show(void)
{
	static const char *const beta[] = { "registry_namespace_id",
		"registry_endpoint", "error_message",
		"vpc_integration_activated" };
	json_t *object, *shown;
	struct fault fault;
	size_t i;

	MUST(create("{\"name\":\"shown\",\"tags\":[\"t\"]}", &object, &fault));
	shown = namespace_show(object, &state.config, SHAPE_V1, "ready");
	ok(json_object_size(shown) == 12 &&
		strcmp(json_text(shown, "status"), "ready") == 0 &&
		strcmp(json_text(shown, "region"), "fr-par") == 0 &&
		strcmp(json_text(shown, "project_id"),
		    json_text(shown, "organization_id")) == 0 &&
		json_object_get(shown, "algorithm") == NULL,
	    "v1 shows its members and no more");
	json_decref(shown);
	shown =
	    namespace_show(object, &state.config, SHAPE_V1BETA1, "deleting");
	for (i = 0; i < 4; i++)
		ok(json_object_get(shown, beta[i]) != NULL, "v1beta1 shows %s",
		    beta[i]);
	ok(json_is_array(
	       json_object_get(shown, "secret_environment_variables")) &&
		strcmp(json_text(shown, "status"), "deleting") == 0,
	    "v1beta1 shows secrets as a list");
	json_decref(shown);
	json_decref(object);
}

int
main(void)
{
	state_open(&state);
	test_names();
	test_create();
	test_update();
	test_delete();
	test_refused_deletion();
	test_show();
	state_close(&state);
	return done();
}
