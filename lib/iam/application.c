/* SPDX-License-Identifier: ISC */
/* Applications: principals that are programs. */
#include "iam/application.h"
#include "iam/attachment.h"
#include "iam/label.h"
#include "object/record.h"

#include <jansson.h>

static const struct label_kind applications = { OBJECT_APPLICATION, 'A',
	label_fields, NULL };

enum token_error
application_create(struct store *store, const struct json_t *body, int64_t now,
    struct json_t **objectp, struct fault *fault)
{
	return label_create(store, &applications, body, now, objectp, fault);
}

enum token_error
application_update(struct store *store, const struct uuid *id,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault)
{
	const struct label_update wanted = { &applications, *id, body, now };

	return label_update(store, &wanted, objectp, fault);
}

enum token_error
application_delete(struct store *store, const struct registry_delete *wanted,
    const struct uuid *id, struct fault *fault)
{
	return attachment_delete(store, &applications, wanted, id, fault);
}

struct json_t *
application_show(const struct json_t *object)
{
	static const char *const names[] = { "id", "name", "organization_id",
		"created_at", "updated_at", NULL };
	json_t *shown = json_pack("{s:b, s:b, s:b, s:i}", "editable", 1,
	    "deletable", 1, "managed", 0, "nb_api_keys", 0);

	if (record_copy(shown, object, names) &&
	    shape_write(label_fields, SHAPE_V1, object, shown))
		return shown;
	json_decref(shown);
	return NULL;
}
