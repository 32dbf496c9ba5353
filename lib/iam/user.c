/* SPDX-License-Identifier: ISC */
/* Users: the Owner and the members, and what each may not suffer. */
#include "iam/user.h"
#include "base/json.h"
#include "base/time.h"
#include "iam/attachment.h"
#include "iam/session.h"
#include "iam/user_fields.h"
#include "iam/user_name.h"
#include "iam/user_record.h"
#include "object/object.h"
#include "object/record.h"
#include "store/mark.h"

#include <jansson.h>
#include <string.h>

static const struct uuid nobody; /* of MARK_SECRETS */

enum token_error
user_find(struct store *store, const char *username, struct json_t **objectp)
{
	enum token_error err;
	struct uuid id;

	err = user_name_find(store, username, &id);
	if (err != TOKEN_OK)
		return err;
	return object_get(store, OBJECT_USER, &id, objectp, NULL);
}

/* One change: `apply` does it to the record that is there. */
struct change {
	enum token_error (*apply)(struct store *store, struct change *change);
	struct uuid id;
	int64_t now;
	const struct registry_delete *wanted;
	const char *username;
	json_t *values; /* members to take over */
	bool is_locked;
	json_t *object;
	struct fault *fault;
};

static enum token_error
alter(struct store *store, void *context)
{
	struct change *change = context;
	enum token_error err;

	json_decref(change->object);
	change->object = NULL;
	err = object_get(
	    store, OBJECT_USER, &change->id, &change->object, change->fault);
	if (err == TOKEN_OK)
		err = change->apply(store, change);
	if (err != TOKEN_OK)
		return err;
	if (!record_touch(change->object, change->now))
		return TOKEN_UNAVAILABLE;
	return object_put(store, OBJECT_USER, change->object);
}

/* Runs a change and hands its record over. */
static enum token_error
run(struct store *store, struct change *change, json_t **objectp)
{
	enum token_error err = store_update(store, alter, change);

	if (err == TOKEN_OK)
		*objectp = change->object;
	else
		json_decref(change->object);
	return err;
}

static enum token_error
apply_fields(struct store *store, struct change *change)
{
	(void)store;
	return user_fields_merge(change->values, change->object, change->fault);
}

enum token_error
user_update(struct store *store, const struct user_change *wanted,
    struct json_t **objectp, struct fault *fault)
{
	struct change change = { .apply = apply_fields,
		.id = wanted->id,
		.now = wanted->now,
		.fault = fault };
	enum token_error err;

	*objectp = NULL;
	err = user_fields_read(wanted->body, false, &change.values, fault);
	if (err == TOKEN_OK)
		err = run(store, &change, objectp);
	json_decref(change.values);
	return err;
}

static enum token_error
apply_name(struct store *store, struct change *change)
{
	enum token_error err;

	err = user_name_release(store, json_text(change->object, "username"));
	if (err == TOKEN_OK)
		err = user_name_claim(
		    store, change->username, &change->id, change->fault);
	if (err != TOKEN_OK)
		return err;
	return json_object_set_new(change->object, "username",
		   json_string(change->username)) == 0
		   ? TOKEN_OK
		   : TOKEN_UNAVAILABLE;
}

enum token_error
user_rename(struct store *store, const struct user_change *wanted,
    struct json_t **objectp, struct fault *fault)
{
	struct change change = { .apply = apply_name,
		.id = wanted->id,
		.now = wanted->now,
		.fault = fault };
	enum token_error err;

	*objectp = NULL;
	err = user_fields_name(wanted->body, &change.username, fault);
	return err != TOKEN_OK ? err : run(store, &change, objectp);
}

/* Whoever knew the old password is out. */
static enum token_error
apply_password(struct store *store, struct change *change)
{
	if (json_object_update(change->object, change->values) != 0)
		return TOKEN_UNAVAILABLE;
	return session_end_all(store, &change->id, NULL);
}

enum token_error
user_set_password(struct store *store, const struct user_change *wanted,
    struct json_t **objectp, struct fault *fault)
{
	struct change change = { .apply = apply_password,
		.id = wanted->id,
		.now = wanted->now,
		.fault = fault };
	json_t *user = NULL;
	enum token_error err;

	*objectp = NULL;
	change.values = json_object();
	err = object_get(store, OBJECT_USER, &wanted->id, &user, fault);
	if (err == TOKEN_OK)
		err = user_fields_hash(wanted->body,
		    json_text(user, "username"), change.values, fault);
	json_decref(user);
	if (err == TOKEN_OK && json_object_size(change.values) == 0)
		err = fault_argument(
		    fault, "password", "required", "a password is needed");
	if (err == TOKEN_OK)
		err = run(store, &change, objectp);
	json_decref(change.values);
	return err;
}

static enum token_error
refuse_owner(const json_t *object, const char *help, struct fault *fault)
{
	if (!user_is_owner(object))
		return TOKEN_OK;
	return fault_precondition(fault, "user_is_owner", help);
}

static enum token_error
apply_lock(struct store *store, struct change *change)
{
	enum token_error err;

	err = refuse_owner(
	    change->object, "the Owner cannot be locked", change->fault);
	if (err == TOKEN_OK && change->is_locked)
		err = session_end_all(store, &change->id, NULL);
	if (err != TOKEN_OK)
		return err;
	if (json_object_set_new(
		change->object, "locked", json_boolean(change->is_locked)) != 0)
		return TOKEN_UNAVAILABLE;
	return store_mark(store, MARK_SECRETS, &nobody);
}

enum token_error
user_lock(struct store *store, const struct uuid *id, bool is_locked,
    int64_t now, struct json_t **objectp, struct fault *fault)
{
	struct change change = { .apply = apply_lock,
		.id = *id,
		.now = now,
		.is_locked = is_locked,
		.fault = fault };

	*objectp = NULL;
	return run(store, &change, objectp);
}

static enum token_error
remove_user(struct store *store, void *context)
{
	struct change *change = context;
	enum token_error err;

	json_decref(change->object);
	change->object = NULL;
	if ((err = object_get(store, OBJECT_USER, &change->id, &change->object,
		 change->fault)) != TOKEN_OK ||
	    (err = refuse_owner(change->object, "the Owner cannot be deleted",
		 change->fault)) != TOKEN_OK ||
	    (err = user_name_release(
		 store, json_text(change->object, "username"))) != TOKEN_OK ||
	    (err = object_delete(store, OBJECT_USER, &change->id)) != TOKEN_OK)
		return err;
	return attachment_remove(
	    store, OBJECT_USER, &change->id, change->wanted);
}

enum token_error
user_delete(struct store *store, const struct registry_delete *wanted,
    const struct uuid *id, struct fault *fault)
{
	struct change change = { .id = *id, .wanted = wanted, .fault = fault };
	enum token_error err = store_update(store, remove_user, &change);

	json_decref(change.object);
	return err;
}

struct login {
	struct uuid id;
	const char *hash;
	int64_t now;
};

static enum token_error
note_login(struct store *store, void *context)
{
	const struct login *login = context;
	char time[TIME_TEXT];
	enum token_error err;
	json_t *object;

	err = object_get(store, OBJECT_USER, &login->id, &object, NULL);
	if (err != TOKEN_OK)
		return err;
	time_format_micro(login->now, time);
	if (json_object_set_new(object, "last_login_at", json_string(time)) !=
		0 ||
	    (login->hash != NULL && json_object_set_new(object, "password",
					json_string(login->hash)) != 0))
		err = TOKEN_UNAVAILABLE;
	else
		err = object_put(store, OBJECT_USER, object);
	json_decref(object);
	return err;
}

enum token_error
user_note_login(
    struct store *store, const struct uuid *id, const char *hash, int64_t now)
{
	struct login login = { *id, hash, now };

	return store_update(store, note_login, &login);
}
