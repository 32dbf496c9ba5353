/* SPDX-License-Identifier: ISC */
/* How a user begins. */
#include "base/time.h"
#include "iam/organization.h"
#include "iam/user.h"
#include "iam/user_fields.h"
#include "iam/user_name.h"
#include "object/object.h"
#include "object/record.h"

#include <jansson.h>

struct creation {
	struct uuid id;
	const char *username;
	json_t *object;
	struct fault *fault;
};

static enum token_error
add_user(struct store *store, void *context)
{
	struct creation *creation = context;
	struct organization organization;
	enum token_error err;

	if ((err = organization_get(store, &organization)) != TOKEN_OK ||
	    (err = user_name_claim(store, creation->username, &creation->id,
		 creation->fault)) != TOKEN_OK)
		return err;
	if (!record_set_uuid(
		creation->object, "organization_id", &organization.id))
		return TOKEN_UNAVAILABLE;
	return object_put(store, OBJECT_USER, creation->object);
}

static json_t *
new_user(const struct uuid *id, const char *username, int64_t now)
{
	char text[UUID_TEXT], time[TIME_TEXT];

	uuid_format(id, text);
	time_format_micro(now, time);
	return json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", text, "type",
	    "member", "username", username, "created_at", time, "updated_at",
	    time);
}

/* The member of the body, with the body's own tags. */
static enum token_error
read_member(const json_t *body, json_t **memberp, struct fault *fault)
{
	json_t *given = json_object_get(body, "member");
	json_t *tags = json_object_get(body, "tags");
	json_t *member;

	if (given == NULL || json_is_null(given))
		return fault_argument(
		    fault, "member", "required", "a member is needed");
	if (!json_is_object(given))
		return fault_argument(
		    fault, "member", "format", "must be an object");
	member = json_copy(given);
	if (json_object_set_new(member, "tags",
		tags != NULL ? json_incref(tags) : json_null()) != 0) {
		json_decref(member);
		return TOKEN_UNAVAILABLE;
	}
	*memberp = member;
	return TOKEN_OK;
}

enum token_error
user_create(struct store *store, const struct json_t *body, int64_t now,
    struct json_t **objectp, struct fault *fault)
{
	struct creation creation = { .id = uuid_random(), .fault = fault };
	json_t *member = NULL, *changes = NULL;
	enum token_error err;

	*objectp = NULL;
	if ((err = read_member(body, &member, fault)) != TOKEN_OK ||
	    (err = user_fields_name(member, &creation.username, fault)) !=
		TOKEN_OK ||
	    (err = user_fields_read(member, true, &changes, fault)) != TOKEN_OK)
		goto out;
	creation.object = new_user(&creation.id, creation.username, now);
	err = user_fields_merge(changes, creation.object, fault);
	if (err == TOKEN_OK)
		err = user_fields_hash(
		    member, creation.username, creation.object, fault);
	if (err == TOKEN_OK)
		err = store_update(store, add_user, &creation);
	if (err == TOKEN_OK)
		*objectp = json_incref(creation.object);
out:
	json_decref(creation.object);
	json_decref(changes);
	json_decref(member);
	return err;
}
