/* SPDX-License-Identifier: ISC */
/* Who is in a group. */
#include "iam/group_members.h"
#include "object/record.h"
#include "store/mark.h"

#include <jansson.h>
#include <string.h>

/* The two kinds of members, and how bodies and records name them. */
static const struct side {
	enum object_kind kind;
	const char *many;
	const char *one;
} sides[] = {
	{ OBJECT_USER, "user_ids", "user_id" },
	{ OBJECT_APPLICATION, "application_ids", "application_id" },
};
#define SIDES (sizeof sides / sizeof sides[0])

static size_t
find_member(const json_t *members, const char *id)
{
	size_t i;

	for (i = 0; i < json_array_size(members); i++)
		if (strcmp(json_string_value(json_array_get(members, i)), id) ==
		    0)
			break;
	return i;
}

/* The ids that the body names, in lower case and once each. */
static enum token_error
add_id(json_t *ids, const json_t *value, const char *name, struct fault *fault)
{
	const char *string = json_string_value(value);
	char text[UUID_TEXT];
	struct uuid id;

	if (string == NULL || !uuid_parse(string, strlen(string), &id))
		return fault_argument(fault, name, "format", "must be a UUID");
	uuid_format(&id, text);
	if (find_member(ids, text) < json_array_size(ids))
		return TOKEN_OK;
	if (json_array_size(ids) >= GROUP_MEMBERS_MOST)
		return fault_argument(
		    fault, name, "constraint", "must have at most 1000 ids");
	return json_array_append_new(ids, json_string(text)) == 0
		   ? TOKEN_OK
		   : TOKEN_UNAVAILABLE;
}

static enum token_error
read_ids(const struct side *side, const json_t *body, json_t *ids,
    struct fault *fault)
{
	const json_t *one = json_object_get(body, side->one);
	const json_t *many = json_object_get(body, side->many), *value;
	enum token_error err = TOKEN_OK;
	size_t i;

	if (one != NULL && !json_is_null(one))
		err = add_id(ids, one, side->one, fault);
	if (err != TOKEN_OK || many == NULL || json_is_null(many))
		return err;
	if (!json_is_array(many))
		return fault_argument(
		    fault, side->many, "format", "must be a list of UUIDs");
	json_array_foreach(many, i, value)
	{
		err = add_id(ids, value, side->many, fault);
		if (err != TOKEN_OK)
			return err;
	}
	return TOKEN_OK;
}

/* One change of members. */
struct change {
	const struct group_members *wanted;
	json_t *ids[SIDES]; /* what the body names */
	json_t *object;
	struct fault *fault;
};

static enum token_error
check_exist(struct store *store, enum object_kind kind, const json_t *ids,
    struct fault *fault)
{
	enum token_error err;
	const char *text;
	json_t *object;
	struct uuid id;
	size_t i;

	for (i = 0; i < json_array_size(ids); i++) {
		text = json_string_value(json_array_get(ids, i));
		if (!uuid_parse(text, strlen(text), &id))
			return TOKEN_INTERNAL;
		err = object_get(store, kind, &id, &object, fault);
		if (err != TOKEN_OK)
			return err;
		json_decref(object);
	}
	return TOKEN_OK;
}

static enum token_error
add_members(const struct side *side, const json_t *ids, json_t *members,
    struct fault *fault)
{
	enum token_error err = TOKEN_OK;
	size_t i;

	for (i = 0; i < json_array_size(ids) && err == TOKEN_OK; i++)
		err =
		    add_id(members, json_array_get(ids, i), side->many, fault);
	return err;
}

static enum token_error
remove_members(const struct side *side, const json_t *ids, json_t *members,
    struct fault *fault)
{
	const char *id;
	size_t i, at;

	for (i = 0; i < json_array_size(ids); i++) {
		id = json_string_value(json_array_get(ids, i));
		at = find_member(members, id);
		if (at == json_array_size(members))
			return fault_not_found(
			    fault, object_kind_name(side->kind), id);
		if (json_array_remove(members, at) != 0)
			return TOKEN_INTERNAL;
	}
	return TOKEN_OK;
}

static enum token_error
change_side(struct store *store, struct change *change, size_t i)
{
	const struct side *side = &sides[i];
	json_t *members = json_object_get(change->object, side->many);
	enum token_error err;

	if (change->wanted->verb == GROUP_MEMBERS_REMOVE)
		return remove_members(
		    side, change->ids[i], members, change->fault);
	err = check_exist(store, side->kind, change->ids[i], change->fault);
	if (err != TOKEN_OK)
		return err;
	if (change->wanted->verb == GROUP_MEMBERS_SET &&
	    json_array_clear(members) != 0)
		return TOKEN_INTERNAL;
	return add_members(side, change->ids[i], members, change->fault);
}

static enum token_error
change_members(struct store *store, void *context)
{
	static const struct uuid nobody;
	struct change *change = context;
	enum token_error err;
	size_t i;

	json_decref(change->object);
	change->object = NULL;
	err = object_get(store, OBJECT_GROUP, &change->wanted->id,
	    &change->object, change->fault);
	for (i = 0; i < SIDES && err == TOKEN_OK; i++)
		err = change_side(store, change, i);
	if (err != TOKEN_OK)
		return err;
	if (!record_touch(change->object, change->wanted->now))
		return TOKEN_UNAVAILABLE;
	err = object_put(store, OBJECT_GROUP, change->object);
	if (err != TOKEN_OK)
		return err;
	return store_mark(store, MARK_SECRETS, &nobody);
}

enum token_error
group_members_change(struct store *store, const struct group_members *wanted,
    struct json_t **objectp, struct fault *fault)
{
	struct change change = { .wanted = wanted, .fault = fault };
	enum token_error err = TOKEN_OK;
	size_t i, count = 0;

	*objectp = NULL;
	for (i = 0; i < SIDES && err == TOKEN_OK; i++) {
		change.ids[i] = json_array();
		err = read_ids(&sides[i], wanted->body, change.ids[i], fault);
		count += json_array_size(change.ids[i]);
	}
	if (err == TOKEN_OK && count == 0 && wanted->verb != GROUP_MEMBERS_SET)
		err = fault_argument(fault, "user_id", "required",
		    "a user_id or an application_id is needed");
	if (err == TOKEN_OK)
		err = store_update(store, change_members, &change);
	if (err == TOKEN_OK)
		*objectp = json_incref(change.object);
	json_decref(change.object);
	for (i = 0; i < SIDES; i++)
		json_decref(change.ids[i]);
	return err;
}

struct membership {
	const char *many;
	const char *id;
};

static bool
has_member(const json_t *group, void *context)
{
	const struct membership *membership = context;
	const json_t *members = json_object_get(group, membership->many);

	return find_member(members, membership->id) < json_array_size(members);
}

enum token_error
group_members_forget(struct store *store, enum object_kind kind,
    const struct uuid *id, int64_t now)
{
	const struct side *side = &sides[kind == OBJECT_APPLICATION];
	char text[UUID_TEXT];
	struct membership membership = { side->many, text };
	json_t *found, *group, *members;
	enum token_error err;
	size_t i;

	uuid_format(id, text);
	err = object_list(store, OBJECT_GROUP, has_member, &membership, &found);
	if (err != TOKEN_OK)
		return err;
	json_array_foreach(found, i, group)
	{
		members = json_object_get(group, side->many);
		if (json_array_remove(members, find_member(members, text)) !=
			0 ||
		    !record_touch(group, now))
			err = TOKEN_UNAVAILABLE;
		else
			err = object_put(store, OBJECT_GROUP, group);
		if (err != TOKEN_OK)
			break;
	}
	json_decref(found);
	return err;
}
