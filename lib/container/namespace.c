/* SPDX-License-Identifier: ISC */
/* Namespaces: what containers, tokens and keys belong to. */
#include "container/namespace.h"
#include "base/json.h"
#include "container/container.h"
#include "iam/organization.h"
#include "object/object.h"
#include "object/record.h"
#include "store/mark.h"
#include "token/keyring.h"
#include "token/registry.h"

#include <jansson.h>

#define NAME_INDEX 'N'

static const struct record_rule name_rule = {
	.least = 1,
	.most = 50,
	.allows_upper = true,
	.starts_with_letter = true,
	.help = "1 to 50 letters, digits and hyphens, the first a letter, the "
		"last no hyphen",
};

static const struct shape_field fields[] = {
	{ "description", "description", "description", SHAPE_STRING, 0, 255,
	    NULL, "\"\"", NULL },
	{ "environment_variables", "environment_variables",
	    "environment_variables", SHAPE_MAP, 0, 1000, NULL, "{}", NULL },
	{ "secret_environment_variables", "secret_environment_variables",
	    "secret_environment_variables", SHAPE_SECRETS, 0, 100, NULL, "{}",
	    NULL },
	{ "tags", "tags", "tags", SHAPE_STRINGS, 0, 100, NULL, "[]", NULL },
	{ .stored = NULL },
};

/* One change: what it needs, and what became of the record. */
struct change {
	enum shape_version version;
	const json_t *changes; /* from shape_read() */
	struct uuid id;
	int64_t now;
	const struct registry_delete *wanted;
	json_t *object;
	struct fault *fault;
};

/* Who has the record's name. */
static struct record_claim
claim_of(const json_t *object, const struct uuid *project_id)
{
	return (struct record_claim){ NAME_INDEX, project_id, "namespace",
		json_text(object, "name") };
}

static enum token_error
add_namespace(struct store *store, void *context)
{
	struct change *change = context;
	struct uuid project_id = object_uuid(change->object, "project_id");
	struct record_claim claim = claim_of(change->object, &project_id);
	enum token_error err;

	err = record_claim(store, &claim, &change->id, change->fault);
	if (err != TOKEN_OK)
		return err;
	return object_put(store, OBJECT_NAMESPACE, change->object);
}

/* What no body says: the organization, and of which kind its keys will be. */
static enum token_error
complete(struct store *store, const struct config *config, json_t *object)
{
	struct organization organization;
	enum token_error err;

	err = organization_get(store, &organization);
	if (err != TOKEN_OK)
		return err;
	if (!record_set_uuid(object, "organization_id", &organization.id) ||
	    json_object_set_new(
		object, "algorithm", json_string(config->algorithm)) != 0 ||
	    json_object_set_new(
		object, "rsa_bits", json_integer(config->rsa_bits)) != 0)
		return TOKEN_INTERNAL;
	return TOKEN_OK;
}

enum token_error
namespace_create(struct store *store, const struct config *config,
    enum shape_version version, const struct json_t *body,
    const struct uuid *project_id, int64_t now, struct json_t **objectp,
    struct fault *fault)
{
	struct change change = { .id = uuid_random(), .fault = fault };
	json_t *changes = NULL;
	enum token_error err;
	const char *name;

	*objectp = NULL;
	if ((err = record_name(body, &name_rule, &name, fault)) != TOKEN_OK ||
	    (err = shape_read(fields, version, body, true, &changes, fault)) !=
		TOKEN_OK)
		goto out;
	change.object = record_new(&change.id, name, now);
	if (!record_set_uuid(change.object, "project_id", project_id)) {
		err = TOKEN_INTERNAL;
		goto out;
	}
	err = complete(store, config, change.object);
	if (err == TOKEN_OK)
		err =
		    shape_merge(fields, version, changes, change.object, fault);
	if (err == TOKEN_OK)
		err = store_update(store, add_namespace, &change);
	if (err == TOKEN_OK)
		*objectp = json_incref(change.object);
out:
	json_decref(change.object);
	json_decref(changes);
	return err;
}

static enum token_error
change_namespace(struct store *store, void *context)
{
	struct change *change = context;
	enum token_error err;

	json_decref(change->object);
	change->object = NULL;
	err = object_get(store, OBJECT_NAMESPACE, &change->id, &change->object,
	    change->fault);
	if (err != TOKEN_OK)
		return err;
	err = shape_merge(fields, change->version, change->changes,
	    change->object, change->fault);
	if (err != TOKEN_OK)
		return err;
	if (!record_touch(change->object, change->now))
		return TOKEN_INTERNAL;
	return object_put(store, OBJECT_NAMESPACE, change->object);
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
namespace_update(struct store *store, enum shape_version version,
    const struct uuid *id, const struct json_t *body, int64_t now,
    struct json_t **objectp, struct fault *fault)
{
	struct change change = {
		.version = version, .id = *id, .now = now, .fault = fault
	};
	json_t *changes = NULL;
	enum token_error err;

	*objectp = NULL;
	err = shape_read(fields, version, body, false, &changes, fault);
	if (err != TOKEN_OK)
		return err;
	change.changes = changes;
	err = run(store, change_namespace, &change, objectp);
	json_decref(changes);
	return err;
}

static enum token_error
delete_containers(struct store *store, struct change *change,
    const struct registry_delete *wanted)
{
	json_t *containers = NULL, *container, *deleted;
	enum token_error err;
	struct uuid id;
	size_t i;

	err = container_list(store, &change->id, &containers);
	if (err != TOKEN_OK)
		return err;
	json_array_foreach(containers, i, container)
	{
		id = object_uuid(container, "id");
		err = container_delete(
		    store, wanted, &id, &deleted, change->fault);
		if (err != TOKEN_OK)
			break;
		json_decref(deleted);
	}
	json_decref(containers);
	return err;
}

/* All but the journal.  The keys go first: whoever registers a token asks for
 * the ring before anything that the tokens here hold. */
static enum token_error
remove_records(struct store *store, struct change *change,
    const struct registry_delete *wanted)
{
	struct record_claim claim;
	struct uuid project_id;
	enum token_error err;

	json_decref(change->object);
	change->object = NULL;
	err = object_get(store, OBJECT_NAMESPACE, &change->id, &change->object,
	    change->fault);
	if (err != TOKEN_OK)
		return err;
	project_id = object_uuid(change->object, "project_id");
	claim = claim_of(change->object, &project_id);
	if ((err = keyring_delete(store, &change->id)) != TOKEN_OK ||
	    (err = delete_containers(store, change, wanted)) != TOKEN_OK ||
	    (err = registry_delete_scope(store, wanted, &change->id)) !=
		TOKEN_OK ||
	    (err = record_release(store, &claim)) != TOKEN_OK ||
	    (err = object_delete(store, OBJECT_NAMESPACE, &change->id)) !=
		TOKEN_OK)
		return err;
	return store_mark(store, MARK_NAMESPACE, &change->id);
}

/* The journal comes last: what it names is deleted, even if the change fails.
 */
static enum token_error
remove_namespace(struct store *store, void *context)
{
	struct change *change = context;
	struct registry_delete wanted = *change->wanted;
	struct registry_ids ids = { .count = 0 };
	enum token_error err;

	wanted.later = &ids;
	err = remove_records(store, change, &wanted);
	if (err == TOKEN_OK)
		err = registry_journal(change->wanted, &ids);
	free(ids.id);
	return err;
}

enum token_error
namespace_delete(struct store *store, const struct registry_delete *wanted,
    const struct uuid *id, struct json_t **objectp, struct fault *fault)
{
	struct change change = { .id = *id, .wanted = wanted, .fault = fault };

	*objectp = NULL;
	return run(store, remove_namespace, &change, objectp);
}

/* What v1beta1 has of Scaleway's platform and gatehouse has not. */
static bool
add_beta_members(json_t *answer)
{
	json_t *members = json_pack("{s:s, s:s, s:n, s:b}",
	    "registry_namespace_id", "", "registry_endpoint", "",
	    "error_message", "vpc_integration_activated", 1);
	int rc = json_object_update(answer, members);

	json_decref(members);
	return rc == 0;
}

struct json_t *
namespace_show(const struct json_t *object, const struct config *config,
    enum shape_version version, const char *status)
{
	static const char *const names[] = { "id", "name", "organization_id",
		"project_id", "created_at", "updated_at", NULL };
	json_t *answer =
	    json_pack("{s:s, s:s}", "status", status, "region", config->region);

	if (record_copy(answer, object, names) &&
	    shape_write(fields, version, object, answer) &&
	    (version == SHAPE_V1 || add_beta_members(answer)))
		return answer;
	json_decref(answer);
	return NULL;
}
