/* SPDX-License-Identifier: ISC */
/* Records with a name of their own: applications, groups and projects. */
#include "iam/label.h"
#include "base/json.h"
#include "iam/organization.h"
#include "object/record.h"

#include <jansson.h>
#include <string.h>

#define ALPHABET \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()._- "

const struct shape_field label_fields[] = {
	{ "description", "description", "description", SHAPE_STRING, 0,
	    LABEL_DESCRIPTION, NULL, "\"\"", NULL },
	{ "tags", "tags", "tags", SHAPE_STRINGS, 0, 100, NULL, "[]", NULL },
	{ .stored = NULL },
};

/* The body's "name", borrowed; *namep stays as it is when there is none. */
static enum token_error
take_name(const struct json_t *body, const char **namep, struct fault *fault)
{
	const char *name = NULL;
	enum token_error err;
	size_t len;

	err = json_get_string(body, "name", &name, fault);
	if (err != TOKEN_OK || name == NULL)
		return err;
	len = strlen(name);
	if (len == 0 || len > LABEL_NAME || strspn(name, ALPHABET) != len)
		return fault_argument(fault, "name", "constraint",
		    "1 to 64 letters, digits, ( ) . _ - and spaces");
	*namep = name;
	return TOKEN_OK;
}

static struct record_claim
claim_of(const struct label_kind *kind, const struct uuid *organization_id,
    const char *name)
{
	return (struct record_claim){ kind->index, organization_id,
		object_kind_name(kind->kind), name };
}

/* One change: what it needs, and what became of the record. */
struct change {
	const struct label_kind *kind;
	struct uuid id;
	const char *name; /* NULL: as it is */
	json_t *changes;  /* from shape_read() */
	json_t *object;
	int64_t now;
	struct fault *fault;
};

static enum token_error
add(struct store *store, void *context)
{
	struct change *change = context;
	struct organization organization;
	struct record_claim claim;
	enum token_error err;

	err = organization_get(store, &organization);
	if (err != TOKEN_OK)
		return err;
	claim = claim_of(change->kind, &organization.id, change->name);
	err = record_claim(store, &claim, &change->id, change->fault);
	if (err != TOKEN_OK)
		return err;
	if (!record_set_uuid(
		change->object, "organization_id", &organization.id))
		return TOKEN_UNAVAILABLE;
	if (change->kind->complete != NULL &&
	    (err = change->kind->complete(store, change->object)) != TOKEN_OK)
		return err;
	return object_put(store, change->kind->kind, change->object);
}

enum token_error
label_create(struct store *store, const struct label_kind *kind,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault)
{
	struct change change = {
		.kind = kind, .id = uuid_random(), .fault = fault
	};
	enum token_error err;

	*objectp = NULL;
	if ((err = take_name(body, &change.name, fault)) != TOKEN_OK ||
	    (err = shape_read(kind->fields, SHAPE_V1, body, true,
		 &change.changes, fault)) != TOKEN_OK)
		return err;
	if (change.name == NULL) {
		err = fault_argument(
		    fault, "name", "required", "a name is needed");
		goto out;
	}
	change.object = record_new(&change.id, change.name, now);
	err = shape_merge(
	    kind->fields, SHAPE_V1, change.changes, change.object, fault);
	if (err == TOKEN_OK)
		err = store_update(store, add, &change);
	if (err == TOKEN_OK)
		*objectp = json_incref(change.object);
out:
	json_decref(change.object);
	json_decref(change.changes);
	return err;
}

static enum token_error
rename_to(struct store *store, struct change *change)
{
	const struct uuid within =
	    object_uuid(change->object, "organization_id");
	const char *old = json_text(change->object, "name");
	struct record_claim claim;
	enum token_error err;

	if (change->name == NULL || strcmp(change->name, old) == 0)
		return TOKEN_OK;
	claim = claim_of(change->kind, &within, change->name);
	err = record_claim(store, &claim, &change->id, change->fault);
	if (err != TOKEN_OK)
		return err;
	claim.name = old;
	err = record_release(store, &claim);
	if (err != TOKEN_OK)
		return err;
	return json_object_set_new(
		   change->object, "name", json_string(change->name)) == 0
		   ? TOKEN_OK
		   : TOKEN_UNAVAILABLE;
}

static enum token_error
alter(struct store *store, void *context)
{
	struct change *change = context;
	enum token_error err;

	json_decref(change->object);
	change->object = NULL;
	if ((err = object_get(store, change->kind->kind, &change->id,
		 &change->object, change->fault)) != TOKEN_OK ||
	    (err = rename_to(store, change)) != TOKEN_OK ||
	    (err = shape_merge(change->kind->fields, SHAPE_V1, change->changes,
		 change->object, change->fault)) != TOKEN_OK)
		return err;
	if (!record_touch(change->object, change->now))
		return TOKEN_UNAVAILABLE;
	return object_put(store, change->kind->kind, change->object);
}

enum token_error
label_update(struct store *store, const struct label_update *wanted,
    struct json_t **objectp, struct fault *fault)
{
	struct change change = { .kind = wanted->kind,
		.id = wanted->id,
		.now = wanted->now,
		.fault = fault };
	enum token_error err;

	*objectp = NULL;
	if ((err = take_name(wanted->body, &change.name, fault)) != TOKEN_OK ||
	    (err = shape_read(wanted->kind->fields, SHAPE_V1, wanted->body,
		 false, &change.changes, fault)) != TOKEN_OK)
		return err;
	err = store_update(store, alter, &change);
	if (err == TOKEN_OK)
		*objectp = json_incref(change.object);
	json_decref(change.object);
	json_decref(change.changes);
	return err;
}

static enum token_error
erase(struct store *store, void *context)
{
	struct change *change = context;
	struct record_claim claim;
	enum token_error err;
	struct uuid within;
	json_t *object;

	err = object_get(
	    store, change->kind->kind, &change->id, &object, change->fault);
	if (err != TOKEN_OK)
		return err;
	within = object_uuid(object, "organization_id");
	claim = claim_of(change->kind, &within, json_text(object, "name"));
	err = record_release(store, &claim);
	json_decref(object);
	if (err != TOKEN_OK && err != TOKEN_NOT_FOUND)
		return err;
	return object_delete(store, change->kind->kind, &change->id);
}

enum token_error
label_delete(struct store *store, const struct label_kind *kind,
    const struct uuid *id, struct fault *fault)
{
	struct change change = { .kind = kind, .id = *id, .fault = fault };

	return store_update(store, erase, &change);
}
