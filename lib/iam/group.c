/* SPDX-License-Identifier: ISC */
/* Groups of users and applications. */
#include "iam/group.h"
#include "iam/attachment.h"
#include "iam/label.h"
#include "object/object.h"
#include "object/record.h"

#include <jansson.h>

static const struct label_kind groups = { OBJECT_GROUP, 'G', label_fields };

static const char *const members[] = { "user_ids", "application_ids" };

struct creation {
	const json_t *body;
	int64_t now;
	json_t *object;
	struct fault *fault;
};

static enum token_error
add_group(struct store *store, void *context)
{
	struct creation *creation = context;
	enum token_error err;
	size_t i;

	json_decref(creation->object);
	creation->object = NULL;
	err = label_create(store, &groups, creation->body, creation->now,
	    &creation->object, creation->fault);
	if (err != TOKEN_OK)
		return err;
	for (i = 0; i < sizeof members / sizeof members[0]; i++)
		if (json_object_set_new(
			creation->object, members[i], json_array()) != 0)
			return TOKEN_UNAVAILABLE;
	return object_put(store, OBJECT_GROUP, creation->object);
}

enum token_error
group_create(struct store *store, const struct json_t *body, int64_t now,
    struct json_t **objectp, struct fault *fault)
{
	struct creation creation = { body, now, NULL, fault };
	enum token_error err;

	*objectp = NULL;
	err = store_update(store, add_group, &creation);
	if (err == TOKEN_OK)
		*objectp = creation.object;
	else
		json_decref(creation.object);
	return err;
}

enum token_error
group_update(struct store *store, const struct uuid *id,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault)
{
	const struct label_update wanted = { &groups, *id, body, now };

	return label_update(store, &wanted, objectp, fault);
}

struct deletion {
	struct uuid id;
	const struct registry_delete *wanted;
	struct fault *fault;
};

static enum token_error
remove_group(struct store *store, void *context)
{
	const struct deletion *deletion = context;
	enum token_error err;

	err = label_delete(store, &groups, &deletion->id, deletion->fault);
	if (err != TOKEN_OK)
		return err;
	return attachment_remove(
	    store, OBJECT_GROUP, &deletion->id, deletion->wanted);
}

enum token_error
group_delete(struct store *store, const struct registry_delete *wanted,
    const struct uuid *id, struct fault *fault)
{
	struct deletion deletion = { *id, wanted, fault };

	return store_update(store, remove_group, &deletion);
}

struct json_t *
group_show(const struct json_t *object)
{
	static const char *const names[] = { "id", "name", "organization_id",
		"created_at", "updated_at", "user_ids", "application_ids",
		NULL };
	json_t *shown = json_pack(
	    "{s:b, s:b, s:b}", "editable", 1, "deletable", 1, "managed", 0);

	if (record_copy(shown, object, names) &&
	    shape_write(label_fields, SHAPE_V1, object, shown))
		return shown;
	json_decref(shown);
	return NULL;
}
