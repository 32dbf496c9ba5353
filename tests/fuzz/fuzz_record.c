/* SPDX-License-Identifier: ISC */
/*
 * Records: whatever is in the store, who reads it says what is wrong, or shows
 * it.  An input is the table (1 byte), the length of the key (1), the key and
 * the value of one record, which lies among those of an installation.
 */
#include "fuzz.h"
#undef MUST
#include "lib/state.h"
#include "iam/api_key.h"
#include "iam/grant.h"
#include "iam/policy_record.h"
#include "iam/principal.h"
#include "iam/rule.h"
#include "iam/session.h"
#include "iam/throttle.h"
#include "iam/user.h"
#include "iam/user_record.h"
#include "object/object.h"
#include "publish/obey.h"
#include "store/mark.h"
#include "token/keyring.h"
#include "token/registry.h"
#include "upkeep/inspect.h"
#include "upkeep/rotation.h"

/* Whom inputs in the corpus are about. */
#define SOMEBODY "11111111-1111-4111-8111-111111111111"

static struct state state;
static struct uuid container_id, namespace_id, somebody;

static void
end(void)
{
	state_close(&state);
}

static void
begin(void)
{
	struct issued issued;

	if (state.store != NULL)
		return;
	state_open_in(&state, FUZZ_FOLDER);
	atexit(end);
	if (!uuid_parse(SOMEBODY, strlen(SOMEBODY), &somebody))
		abort();
	namespace_id = state_namespace(&state, "demo");
	container_id =
	    state_container(&state, &namespace_id, "hello", "private");
	state_issue(&state, SCOPE_CONTAINER, &container_id, NULL, &issued);
}

struct record {
	enum store_table table;
	const uint8_t *key, *value;
	size_t key_len, value_len;
	unsigned char old[65536]; /* what was in its place */
	size_t old_len;
	bool has_old;
};

static enum token_error
put(struct store *store, void *context)
{
	struct record *record = context;
	const void *old;
	enum token_error err;

	err = store_get(store, record->table, record->key, record->key_len,
	    &old, &record->old_len);
	record->has_old = err == TOKEN_OK;
	if (record->has_old)
		memcpy(record->old, old, record->old_len);
	return store_put(store, record->table, record->key, record->key_len,
	    record->value, record->value_len);
}

static enum token_error
put_back(struct store *store, void *context)
{
	struct record *record = context;
	enum token_error err;

	if (record->has_old)
		return store_put(store, record->table, record->key,
		    record->key_len, record->old, record->old_len);
	err = store_delete(store, record->table, record->key, record->key_len);
	return err == TOKEN_NOT_FOUND ? TOKEN_OK : err; /* a reader's */
}

/* ---- readers ---- */

static void
show(enum object_kind kind, const json_t *object)
{
	json_t *shown = NULL;
	unsigned char digest[DIGEST_SIZE];

	switch (kind) {
	case OBJECT_NAMESPACE:
		shown = namespace_show(
		    object, &state.config, SHAPE_V1BETA1, "ready");
		break;
	case OBJECT_CONTAINER:
		shown =
		    container_show(object, &state.config, SHAPE_V1, "ready");
		break;
	case OBJECT_USER:
		shown = user_show(object);
		break;
	case OBJECT_API_KEY:
		shown = api_key_show(object);
		if (api_key_digest(object, digest))
			(void)!api_key_is_expired(object, time_now());
		break;
	case OBJECT_POLICY:
		shown = policy_record_show(object);
		json_decref(rule_count(json_object_get(object, "rules")));
		break;
	default:
		break;
	}
	json_decref(shown);
}

static void
read_objects(void)
{
	static const enum object_kind kinds[] = { OBJECT_ORGANIZATION,
		OBJECT_PROJECT, OBJECT_NAMESPACE, OBJECT_CONTAINER, OBJECT_USER,
		OBJECT_APPLICATION, OBJECT_GROUP, OBJECT_POLICY, OBJECT_API_KEY,
		OBJECT_SESSION, OBJECT_THROTTLE };
	json_t *list, *object;
	size_t i, k;

	for (k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		if (object_list(state.store, kinds[k], NULL, NULL, &list) !=
		    TOKEN_OK)
			continue;
		json_array_foreach(list, i, object) show(kinds[k], object);
		json_decref(list);
	}
}

static void
read_grants(void)
{
	const struct rule_question question = { PERMISSION_CALL, "container",
		&somebody };
	struct grants grants;
	json_t *rules;

	if (grant_read(state.store, &grants) == TOKEN_OK) {
		rules = grant_rules(&grants, &somebody);
		if (rules != NULL)
			(void)!rule_allows(rules, &question);
		json_decref(rules);
	}
	grant_free(&grants);
}

static void
read_sessions(void)
{
	json_t *sessions;

	if (session_list(state.store, &somebody, time_now(), &sessions) ==
	    TOKEN_OK)
		json_decref(sessions);
	(void)!session_end_all(state.store, &somebody, NULL);
}

static void
sign_in(void)
{
	const struct throttle attempt = { "owner", "192.0.2.1", time_now() };
	struct throttle_pause pause;
	struct principal principal;
	struct fault fault;
	json_t *user;

	if (throttle_begin(state.store, &attempt, &pause) == TOKEN_OK)
		(void)!throttle_succeed(state.store, &attempt);
	if (user_find(state.store, "owner", &user) == TOKEN_OK)
		json_decref(user);
	(void)!principal_of_secret(
	    state.store, state.secret, time_now(), &principal, &fault);
}

/* A page of tokens, and the signing key of the namespace. */
static void
read_tokens(void)
{
	static struct token tokens[10];
	const struct registry_page page = { .page = 1, .page_size = 10 };
	struct key *key = NULL;
	struct keyring_wanted wanted = { .namespace_id = &namespace_id,
		.algorithm = KEY_ES256 };
	int64_t total;
	size_t count;

	(void)!registry_list(state.store, &page, tokens, &count, &total);
	if (keyring_signing_key(
		state.store, state.seal, &wanted, time_now(), &key) == TOKEN_OK)
		key_free(key);
}

/* The keys of the namespace that the record may be one of. */
static void
read_ring(const struct record *record)
{
	struct uuid id = namespace_id;
	const struct rotation rotation = { .namespace_id = &id,
		.now = time_now() };
	struct rotation_key keys[KEY_RING];
	char kid[KEY_KID];
	size_t count;

	if (record->key_len >= sizeof id.bytes)
		memcpy(id.bytes, record->key, sizeof id.bytes);
	(void)!rotation_list(state.store, &rotation, keys, &count);
	(void)!keyring_signer(state.store, &id, time_now(), kid);
}

/* As after a change of this record, and as after a recovery. */
static void
publish(const struct record *record)
{
	static const char kinds[] = { MARK_TOKEN, MARK_CONTAINER,
		MARK_NAMESPACE, MARK_SECRETS };
	const struct store_publisher *publisher = &state.publish.publisher;
	const size_t prefix = record->table == STORE_OBJECTS;
	struct store_mark mark;
	size_t i;

	for (i = 0; i < sizeof kinds; i++) {
		memset(&mark, 0, sizeof mark);
		mark.kind = kinds[i];
		if (record->key_len >= prefix + sizeof mark.id)
			memcpy(mark.id, record->key + prefix, sizeof mark.id);
		(void)!publisher->publish(
		    state.store, publisher->context, &mark, 1);
	}
	(void)!publisher->publish(state.store, publisher->context, NULL, 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct record record;
	struct inspection inspection;

	if (size < 3 || data[1] == 0 || (size_t)data[1] + 2 > size)
		return 0;
	begin();
	record.table = (enum store_table)(data[0] % STORE_TABLES);
	record.key = data + 2;
	record.key_len = data[1];
	record.value = record.key + record.key_len;
	record.value_len = size - 2 - record.key_len;
	MUST(store_update(state.store, put, &record));
	(void)!inspect_store(state.store, &inspection);
	read_objects();
	read_grants();
	read_tokens();
	read_ring(&record);
	if (record.table == STORE_OBJECTS || record.table == STORE_INDEX) {
		sign_in();
		read_sessions();
	}
	if (record.table == STORE_META)
		(void)!obey_journal(state.store, state.journal);
	publish(&record);
	MUST(store_update(state.store, put_back, &record));
	return 0;
}
