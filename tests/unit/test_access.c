/* SPDX-License-Identifier: ISC */
/* A stranger with a good key learns nothing: no id, no list, no difference. */
#include "access.h"
#include "base/text.h"
#include "lib/state.h"
#include "lib/tap.h"
#include "listing.h"

static struct state state;
static struct api owner, stranger;
static struct uuid namespace_id, container_id;
static struct issued issued;

static const enum permission_action actions[] = { PERMISSION_READ,
	PERMISSION_WRITE, PERMISSION_DELETE };
static const char *const action_names[] = { "read", "write", "delete" };

/* A fault about `id` as everybody would get it for an unknown id. */
static bool
is_unknown(const struct api *api, const char *resource, const struct uuid *id)
{
	struct fault expected = { .argument = "" };
	char text[UUID_TEXT];

	uuid_format(id, text);
	text_copy(expected.resource, sizeof expected.resource, resource);
	text_copy(expected.resource_id, sizeof expected.resource_id, text);
	return memcmp(&api->fault, &expected, sizeof expected) == 0;
}

static void
test_objects(struct api *api, const char *who, bool is_allowed)
{
	static const struct {
		enum object_kind kind;
		const char *name;
		const struct uuid *id;
	} rows[] = {
		{ OBJECT_NAMESPACE, "namespace", &namespace_id },
		{ OBJECT_CONTAINER, "container", &container_id },
	};
	enum token_error err;
	json_t *object;
	size_t i, n;

	for (i = 0; i < 2; i++)
		for (n = 0; n < 3; n++) {
			object = NULL;
			memset(&api->fault, 0, sizeof api->fault);
			err = access_object(
			    api, actions[n], rows[i].kind, rows[i].id, &object);
			ok(is_allowed
				? err == TOKEN_OK && object != NULL
				: err == TOKEN_NOT_FOUND && object == NULL &&
				      is_unknown(api, rows[i].name, rows[i].id),
			    "%s %s %s a %s", who, is_allowed ? "may" : "cannot",
			    action_names[n], rows[i].name);
			json_decref(object);
		}
}

static void
test_tokens(struct api *api, const char *who, bool is_allowed)
{
	struct token token;
	enum token_error err;
	size_t n;

	for (n = 0; n < 3; n++) {
		memset(&api->fault, 0, sizeof api->fault);
		err = access_token(api, actions[n], &issued.token.id, &token);
		ok(is_allowed ? err == TOKEN_OK
			      : err == TOKEN_NOT_FOUND &&
				    is_unknown(api, "token", &issued.token.id),
		    "%s %s %s a token", who, is_allowed ? "may" : "cannot",
		    action_names[n]);
	}
}

static json_int_t
count_listed(struct api *api, const struct listing_kind *kind)
{
	json_t *answer = NULL;
	json_int_t total, shown;

	MUST(listing_objects(api, kind, "", NULL, &answer));
	total = json_integer_value(json_object_get(answer, "total_count"));
	shown = (json_int_t)json_array_size(
	    json_object_get(answer, kind->collection));
	json_decref(answer);
	return total == shown ? total : -1;
}

static void
test_lists(void)
{
	static const struct listing_kind kinds[] = {
		{ OBJECT_NAMESPACE, "namespaces", SHAPE_V1, namespace_show },
		{ OBJECT_CONTAINER, "containers", SHAPE_V1, container_show },
	};
	size_t i;

	for (i = 0; i < 2; i++) {
		ok(count_listed(&owner, &kinds[i]) == 1,
		    "the Owner's list of %s has all", kinds[i].collection);
		ok(count_listed(&stranger, &kinds[i]) == 0,
		    "a stranger's list of %s is empty", kinds[i].collection);
	}
}

static void
test_paths(void)
{
	json_t *object = NULL;
	struct uuid id;

	ok(access_path(&owner, PERMISSION_READ, OBJECT_NAMESPACE, "x",
	       &object) == TOKEN_NOT_FOUND &&
		strcmp(owner.fault.resource, "namespace") == 0 &&
		strcmp(owner.fault.resource_id, "x") == 0,
	    "what is no id is an unknown one");
	ok(access_id(&owner, "token", "\xff\xfe", &id) == TOKEN_NOT_FOUND &&
		owner.fault.resource_id[0] == '\0',
	    "what is no text is not repeated");
	ok(access_id(&owner, "token",
	       "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3"
	       "\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	       "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3"
	       "\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	       "\xc3\xa9\xc3\xa9",
	       &id) == TOKEN_NOT_FOUND &&
		owner.fault.resource_id[0] == '\0',
	    "nor what is too long to be repeated whole");
}

static enum token_error
add_application(struct store *store, void *context)
{
	char id[UUID_TEXT], organization[UUID_TEXT];
	json_t *object;
	enum token_error err;

	uuid_format(context, id);
	uuid_format(&state.organization.id, organization);
	object =
	    json_pack("{s:s, s:s}", "id", id, "organization_id", organization);
	err = object_put(store, OBJECT_APPLICATION, object);
	json_decref(object);
	return err;
}

/* An application with an API key and no rights. */
static void
add_stranger(struct principal *principal)
{
	struct uuid id = uuid_random();
	const struct api_key_new key = { .bearer_id = id,
		.bearer_kind = OBJECT_APPLICATION,
		.default_project_id = state.organization.project_id,
		.description = "" };
	char access_key[API_KEY_ACCESS], secret[UUID_TEXT];

	MUST(store_update(state.store, add_application, &id));
	MUST(api_key_add(state.store, &key, time_now(), access_key, secret));
	MUST(principal_of_secret(
	    state.store, secret, time_now(), principal, NULL));
}

int
main(void)
{
	state_open(&state);
	namespace_id = state_namespace(&state, "main");
	container_id = state_container(&state, &namespace_id, "app", "private");
	state_issue(&state, SCOPE_CONTAINER, &container_id, NULL, &issued);
	owner.config = state.config;
	owner.store = state.store;
	owner.view = state.publish.view;
	stranger = owner;
	MUST(principal_of_secret(
	    state.store, state.secret, time_now(), &owner.caller, NULL));
	add_stranger(&stranger.caller);

	test_objects(&owner, "the Owner", true);
	test_objects(&stranger, "a stranger", false);
	test_tokens(&owner, "the Owner", true);
	test_tokens(&stranger, "a stranger", false);
	test_lists();
	test_paths();
	state_close(&state);
	return done();
}
