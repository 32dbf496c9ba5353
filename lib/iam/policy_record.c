/* SPDX-License-Identifier: ISC */
/* Policies: made, changed, copied, deleted and shown. */
#include "iam/policy_record.h"
#include "base/json.h"
#include "base/text.h"
#include "iam/label.h"
#include "iam/policy_principal.h"
#include "iam/rule.h"
#include "object/object.h"
#include "object/record.h"
#include "store/mark.h"

#include <jansson.h>
#include <string.h>

#define NAME_INDEX 'Y'
#define CLONES 1000

static const struct label_kind label = { OBJECT_POLICY, NAME_INDEX,
	label_fields, NULL };

/* One change: what it needs, and what became of the record. */
struct change {
	struct uuid id;
	const json_t *body;
	int64_t now;
	json_t *object;
	struct fault *fault;
};

/* Writes what was changed, and has the gate told. */
static enum token_error
keep(struct store *store, const struct change *change)
{
	static const struct uuid nobody;
	enum token_error err;

	err = object_put(store, OBJECT_POLICY, change->object);
	return err != TOKEN_OK ? err : store_mark(store, MARK_SECRETS, &nobody);
}

static enum token_error
set_rules(struct store *store, const struct change *change)
{
	json_t *rules = NULL;
	enum token_error err;

	err = rule_read(store, change->body, &rules, change->fault);
	if (err != TOKEN_OK)
		return err;
	return json_object_set_new(change->object, "rules", rules) == 0
		   ? TOKEN_OK
		   : TOKEN_UNAVAILABLE;
}

/* A change may run again: what the last run left goes first. */
static void
forget(struct change *change)
{
	json_decref(change->object);
	change->object = NULL;
}

/* Runs a change and hands its record over. */
static enum token_error
run(struct store *store,
    enum token_error (*body)(struct store *store, void *context),
    struct change *change, struct json_t **objectp)
{
	enum token_error err = store_update(store, body, change);

	if (err == TOKEN_OK)
		*objectp = change->object;
	else
		forget(change);
	return err;
}

static enum token_error
create(struct store *store, void *context)
{
	struct change *change = context;
	enum token_error err;

	forget(change);
	if ((err = label_create(store, &label, change->body, change->now,
		 &change->object, change->fault)) != TOKEN_OK ||
	    (err = policy_principal_set(store, change->body, true,
		 change->object, change->fault)) != TOKEN_OK ||
	    (err = set_rules(store, change)) != TOKEN_OK)
		return err;
	return keep(store, change);
}

enum token_error
policy_record_create(struct store *store, const struct json_t *body,
    int64_t now, struct json_t **objectp, struct fault *fault)
{
	struct change change = { .body = body, .now = now, .fault = fault };

	return run(store, create, &change, objectp);
}

static enum token_error
update(struct store *store, void *context)
{
	struct change *change = context;
	const struct label_update wanted = { &label, change->id, change->body,
		change->now };
	enum token_error err;

	forget(change);
	if ((err = label_update(
		 store, &wanted, &change->object, change->fault)) != TOKEN_OK ||
	    (err = policy_principal_set(store, change->body, false,
		 change->object, change->fault)) != TOKEN_OK)
		return err;
	return keep(store, change);
}

enum token_error
policy_record_update(struct store *store, const struct uuid *id,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault)
{
	struct change change = {
		.id = *id, .body = body, .now = now, .fault = fault
	};

	return run(store, update, &change, objectp);
}

static enum token_error
replace_rules(struct store *store, void *context)
{
	struct change *change = context;
	enum token_error err;

	forget(change);
	if ((err = object_get(store, OBJECT_POLICY, &change->id,
		 &change->object, change->fault)) != TOKEN_OK ||
	    (err = set_rules(store, change)) != TOKEN_OK)
		return err;
	if (!record_touch(change->object, change->now))
		return TOKEN_UNAVAILABLE;
	return keep(store, change);
}

enum token_error
policy_record_set_rules(struct store *store, const struct uuid *id,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault)
{
	struct change change = {
		.id = *id, .body = body, .now = now, .fault = fault
	};

	return run(store, replace_rules, &change, objectp);
}

/* Creates it under the first name of "NAME (2)", "NAME (3)" ... that is free;
 * the name is cut where that would be too long. */
static enum token_error
create_copy(struct store *store, struct change *change, const json_t *source)
{
	static const char *const names[] = { "description", "tags", NULL };
	enum token_error err = TOKEN_EXISTS;
	char name[LABEL_NAME + 1];
	json_t *body = json_object();
	struct text text;
	int i;

	if (!record_copy(body, source, names))
		err = TOKEN_UNAVAILABLE;
	for (i = 2; err == TOKEN_EXISTS && i <= CLONES; i++) {
		text_open(&text, name, sizeof name);
		text_addf(&text, "%.*s (%d)", LABEL_NAME - 7,
		    json_text(source, "name"), i);
		err = json_object_set_new(body, "name", json_string(name)) == 0
			  ? label_create(store, &label, body, change->now,
				&change->object, change->fault)
			  : TOKEN_UNAVAILABLE;
	}
	json_decref(body);
	return err;
}

/* Rules with ids of their own. */
static json_t *
copy_rules(const json_t *source)
{
	json_t *rules = json_deep_copy(json_object_get(source, "rules")), *rule;
	struct uuid id;
	size_t i;

	json_array_foreach(rules, i, rule)
	{
		id = uuid_random();
		if (!record_set_uuid(rule, "id", &id)) {
			json_decref(rules);
			return NULL;
		}
	}
	return rules;
}

static enum token_error
clone(struct store *store, void *context)
{
	struct change *change = context;
	json_t *source = NULL;
	enum token_error err;

	forget(change);
	err = object_get(
	    store, OBJECT_POLICY, &change->id, &source, change->fault);
	if (err == TOKEN_OK)
		err = create_copy(store, change, source);
	if (err == TOKEN_OK)
		err = policy_principal_clear(change->object);
	if (err == TOKEN_OK && json_object_set_new(change->object, "rules",
				   copy_rules(source)) != 0)
		err = TOKEN_UNAVAILABLE;
	json_decref(source);
	return err != TOKEN_OK ? err : keep(store, change);
}

enum token_error
policy_record_clone(struct store *store, const struct uuid *id, int64_t now,
    struct json_t **objectp, struct fault *fault)
{
	struct change change = { .id = *id, .now = now, .fault = fault };

	return run(store, clone, &change, objectp);
}

static enum token_error
erase(struct store *store, void *context)
{
	static const struct uuid nobody;
	const struct change *change = context;
	enum token_error err;

	err = label_delete(store, &label, &change->id, change->fault);
	return err != TOKEN_OK ? err : store_mark(store, MARK_SECRETS, &nobody);
}

enum token_error
policy_record_delete(
    struct store *store, const struct uuid *id, struct fault *fault)
{
	struct change change = { .id = *id, .fault = fault };

	return store_update(store, erase, &change);
}

struct json_t *
policy_record_show(const struct json_t *object)
{
	static const char *const names[] = { "id", "name", "description",
		"organization_id", "created_at", "updated_at", "tags",
		"user_id", "group_id", "application_id", "no_principal", NULL };
	json_t *counts = rule_count(json_object_get(object, "rules"));
	json_t *answer = json_pack(
	    "{s:b, s:b, s:b}", "editable", 1, "deletable", 1, "managed", 0);

	if (!record_copy(answer, object, names) ||
	    json_object_update(answer, counts) != 0) {
		json_decref(answer);
		answer = NULL;
	}
	json_decref(counts);
	return answer;
}
