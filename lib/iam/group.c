/* SPDX-License-Identifier: ISC */
/* Groups of users and applications. */
#include "iam/group.h"
#include "iam/attachment.h"
#include "iam/label.h"
#include "object/record.h"

#include <jansson.h>

static enum token_error
add_members(struct store *store, struct json_t *object)
{
	(void)store;
	return json_object_set_new(object, "user_ids", json_array()) == 0 &&
		       json_object_set_new(
			   object, "application_ids", json_array()) == 0
		   ? TOKEN_OK
		   : TOKEN_UNAVAILABLE;
}

static const struct label_kind groups = { OBJECT_GROUP, 'G', label_fields,
	add_members };

enum token_error
group_create(struct store *store, const struct json_t *body, int64_t now,
    struct json_t **objectp, struct fault *fault)
{
	return label_create(store, &groups, body, now, objectp, fault);
}

enum token_error
group_update(struct store *store, const struct uuid *id,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault)
{
	const struct label_update wanted = { &groups, *id, body, now };

	return label_update(store, &wanted, objectp, fault);
}

enum token_error
group_delete(struct store *store, const struct registry_delete *wanted,
    const struct uuid *id, struct fault *fault)
{
	return attachment_delete(store, &groups, wanted, id, fault);
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
