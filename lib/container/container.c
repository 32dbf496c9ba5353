/* SPDX-License-Identifier: ISC */
/* Containers: the web applications that the gate stands before. */
#include "container/container.h"
#include "base/json.h"
#include "container/container_address.h"
#include "container/container_fields.h"
#include "object/object.h"
#include "object/record.h"
#include "store/mark.h"
#include "token/registry.h"

#include <jansson.h>
#include <string.h>

#define NAME_INDEX 'C'

static const struct record_rule name_rule = {
	.least = 2,
	.most = 34,
	.help = "2 to 34 lower-case letters, digits and hyphens, neither the "
		"first nor the last a hyphen",
};

/* One change: what it needs, and what became of the record. */
struct change {
	enum shape_version version;
	const json_t *changes; /* from shape_read() */
	const struct config *config;
	const char *name;
	const char *domain; /* that the body asks for, or NULL */
	struct uuid id, namespace_id;
	int64_t now;
	const struct registry_delete *wanted;
	json_t *object;
	struct fault *fault;
};

static enum token_error
find_namespace_id(const json_t *body, struct uuid *idp, struct fault *fault)
{
	enum token_error err;
	bool is_set;

	err = json_get_uuid(body, "namespace_id", idp, &is_set, fault);
	if (err != TOKEN_OK || is_set)
		return err;
	return fault_argument(
	    fault, "namespace_id", "required", "a namespace is needed");
}

/* The record, but for its address. */
static enum token_error
make_object(struct change *change, const json_t *namespace)
{
	static const char *const names[] = { "project_id", "organization_id",
		NULL };

	json_decref(change->object);
	change->object = record_new(&change->id, change->name, change->now);
	if (!record_copy(change->object, namespace, names) ||
	    !record_set_uuid(
		change->object, "namespace_id", &change->namespace_id))
		return TOKEN_INTERNAL;
	return shape_merge(container_fields, change->version, change->changes,
	    change->object, change->fault);
}

static enum token_error
find_address(
    struct store *store, struct change *change, const json_t *namespace)
{
	if (change->domain != NULL)
		return container_address_take(
		    store, change->object, change->domain, change->fault);
	return container_address_choose(
	    store, change->object, namespace, change->config, change->fault);
}

static enum token_error
save(struct store *store, struct change *change)
{
	enum token_error err;

	err = object_put(store, OBJECT_CONTAINER, change->object);
	if (err != TOKEN_OK)
		return err;
	return store_mark(store, MARK_CONTAINER, &change->id);
}

static enum token_error
add_container(struct store *store, void *context)
{
	struct change *change = context;
	struct record_claim claim = { NAME_INDEX, &change->namespace_id,
		"container", change->name };
	json_t *namespace = NULL;
	enum token_error err;

	if ((err = object_get(store, OBJECT_NAMESPACE, &change->namespace_id,
		 &namespace, change->fault)) == TOKEN_OK &&
	    (err = make_object(change, namespace)) == TOKEN_OK &&
	    (err = record_claim(store, &claim, &change->id, change->fault)) ==
		TOKEN_OK &&
	    (err = find_address(store, change, namespace)) == TOKEN_OK)
		err = save(store, change);
	json_decref(namespace);
	return err;
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
		json_decref(change->object);
	return err;
}

enum token_error
container_create(struct store *store, const struct config *config,
    enum shape_version version, const struct json_t *body, int64_t now,
    struct json_t **objectp, struct fault *fault)
{
	struct change change = { .version = version,
		.config = config,
		.id = uuid_random(),
		.now = now,
		.fault = fault };
	json_t *changes = NULL;
	enum token_error err;

	*objectp = NULL;
	if ((err = record_name(body, &name_rule, &change.name, fault)) !=
		TOKEN_OK ||
	    (err = find_namespace_id(body, &change.namespace_id, fault)) !=
		TOKEN_OK ||
	    (err = container_address_read(body, &change.domain, fault)) !=
		TOKEN_OK ||
	    (err = shape_read(container_fields, version, body, true, &changes,
		 fault)) != TOKEN_OK)
		return err;
	change.changes = changes;
	err = run(store, add_container, &change, objectp);
	json_decref(changes);
	return err;
}

static enum token_error
fetch(struct store *store, struct change *change)
{
	json_decref(change->object);
	change->object = NULL;
	return object_get(store, OBJECT_CONTAINER, &change->id, &change->object,
	    change->fault);
}

static enum token_error
change_container(struct store *store, void *context)
{
	struct change *change = context;
	enum token_error err;

	if ((err = fetch(store, change)) != TOKEN_OK ||
	    (err = shape_merge(container_fields, change->version,
		 change->changes, change->object, change->fault)) != TOKEN_OK)
		return err;
	if (!record_touch(change->object, change->now))
		return TOKEN_INTERNAL;
	if (change->domain != NULL) {
		err = container_address_take(
		    store, change->object, change->domain, change->fault);
		if (err != TOKEN_OK)
			return err;
	}
	return save(store, change);
}

enum token_error
container_update(struct store *store, enum shape_version version,
    const struct uuid *id, const struct json_t *body, int64_t now,
    struct json_t **objectp, struct fault *fault)
{
	struct change change = {
		.version = version, .id = *id, .now = now, .fault = fault
	};
	json_t *changes = NULL;
	enum token_error err;

	*objectp = NULL;
	err = container_address_read(body, &change.domain, fault);
	if (err != TOKEN_OK)
		return err;
	err =
	    shape_read(container_fields, version, body, false, &changes, fault);
	if (err != TOKEN_OK)
		return err;
	change.changes = changes;
	err = run(store, change_container, &change, objectp);
	json_decref(changes);
	return err;
}

static enum token_error
release_names(struct store *store, const json_t *object)
{
	struct uuid namespace_id = object_uuid(object, "namespace_id");
	struct record_claim name = { NAME_INDEX, &namespace_id, "container",
		json_text(object, "name") };
	enum token_error err;

	err = record_release(store, &name);
	if (err != TOKEN_OK)
		return err;
	return container_address_release(store, object);
}

static enum token_error
remove_container(struct store *store, void *context)
{
	struct change *change = context;
	enum token_error err;

	if ((err = fetch(store, change)) != TOKEN_OK ||
	    (err = release_names(store, change->object)) != TOKEN_OK ||
	    (err = object_delete(store, OBJECT_CONTAINER, &change->id)) !=
		TOKEN_OK ||
	    (err = store_mark(store, MARK_CONTAINER, &change->id)) != TOKEN_OK)
		return err;
	return registry_delete_scope(store, change->wanted, &change->id);
}

enum token_error
container_delete(struct store *store, const struct registry_delete *wanted,
    const struct uuid *id, struct json_t **objectp, struct fault *fault)
{
	struct change change = { .id = *id, .wanted = wanted, .fault = fault };

	*objectp = NULL;
	return run(store, remove_container, &change, objectp);
}

/* What v1beta1 has of Scaleway's platform and gatehouse has not. */
static bool
add_beta_members(const json_t *object, json_t *answer)
{
	json_t *members = json_pack("{s:n, s:n, s:s}", "error_message",
	    "private_network_id", "ready_at", json_text(object, "updated_at"));
	int rc = json_object_update(answer, members);

	json_decref(members);
	return rc == 0;
}

static bool
is_inside(const json_t *container, void *context)
{
	const struct uuid *namespace_id = context;
	struct uuid id = object_uuid(container, "namespace_id");

	return uuid_equal(&id, namespace_id);
}

enum token_error
container_list(
    struct store *store, const struct uuid *namespace_id, json_t **containersp)
{
	struct uuid id = *namespace_id;

	return object_list(
	    store, OBJECT_CONTAINER, is_inside, &id, containersp);
}

struct json_t *
container_show(const struct json_t *object, const struct config *config,
    enum shape_version version, const char *status)
{
	static const char *const names[] = { "id", "name", "namespace_id",
		"created_at", "updated_at", NULL };
	json_t *answer =
	    json_pack("{s:s, s:s}", "status", status, "region", config->region);

	if (record_copy(answer, object, names) &&
	    shape_write(container_fields, version, object, answer) &&
	    container_address_write(version, config, object, answer) &&
	    (version == SHAPE_V1 || add_beta_members(object, answer)))
		return answer;
	json_decref(answer);
	return NULL;
}
