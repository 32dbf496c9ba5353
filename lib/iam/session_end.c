/* SPDX-License-Identifier: ISC */
/* Lists of sessions, and how they end. */
#include "base/time.h"
#include "iam/session.h"
#include "iam/session_record.h"
#include "object/object.h"

#include <jansson.h>
#include <stddef.h>

static enum token_error
end_one(struct store *store, void *context)
{
	json_t *object = NULL;
	enum token_error err;

	err = object_get(store, OBJECT_SESSION, context, &object, NULL);
	if (err == TOKEN_OK)
		err = session_record_remove(store, object);
	json_decref(object);
	return err;
}

enum token_error
session_end(struct store *store, const struct uuid *id)
{
	struct uuid wanted = *id;

	return store_update(store, end_one, &wanted);
}

/* Which sessions: a user's, but for one; or those that are over. */
struct choice {
	const struct uuid *user_id, *spared;
	int64_t now;
};

static bool
is_chosen(const json_t *object, void *context)
{
	const struct choice *choice = context;
	struct session session;

	session_record_read(object, &session);
	if (choice->user_id == NULL)
		return session_record_is_over(&session, choice->now);
	return uuid_equal(&session.user_id, choice->user_id) &&
	       (choice->spared == NULL ||
		   !uuid_equal(&session.id, choice->spared));
}

static enum token_error
remove_chosen(struct store *store, void *context)
{
	json_t *array, *object;
	enum token_error err;
	size_t i;

	err = object_list(store, OBJECT_SESSION, is_chosen, context, &array);
	if (err != TOKEN_OK)
		return err;
	for (i = 0; err == TOKEN_OK && i < json_array_size(array); i++) {
		object = json_array_get(array, i);
		err = session_record_remove(store, object);
	}
	json_decref(array);
	return err;
}

enum token_error
session_end_all(
    struct store *store, const struct uuid *user_id, const struct uuid *spared)
{
	struct choice choice = { .user_id = user_id, .spared = spared };

	return store_update(store, remove_chosen, &choice);
}

enum token_error
session_end_over(struct store *store, int64_t now)
{
	struct choice choice = { .now = now };

	return store_update(store, remove_chosen, &choice);
}

struct json_t *
session_show(const struct session *session)
{
	char id[UUID_TEXT], user_id[UUID_TEXT];
	char created[TIME_TEXT], used[TIME_TEXT], expires[TIME_TEXT];

	uuid_format(&session->id, id);
	uuid_format(&session->user_id, user_id);
	time_format_micro(session->created_at, created);
	time_format_micro(session->used_at, used);
	time_format_micro(session->expires_at, expires);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", id,
	    "user_id", user_id, "created_at", created, "used_at", used,
	    "expires_at", expires, "address", session->address, "user_agent",
	    session->agent);
}

enum token_error
session_list(struct store *store, const struct uuid *user_id, int64_t now,
    struct json_t **arrayp)
{
	struct choice choice = { .user_id = user_id };
	json_t *objects, *shown = json_array(), *object;
	struct session session;
	enum token_error err;
	size_t i;

	err = object_list(store, OBJECT_SESSION, is_chosen, &choice, &objects);
	if (err != TOKEN_OK) {
		json_decref(shown);
		return err;
	}
	json_array_foreach(objects, i, object)
	{
		session_record_read(object, &session);
		if (!session_record_is_over(&session, now) && shown != NULL &&
		    json_array_append_new(shown, session_show(&session)) != 0)
			err = TOKEN_UNAVAILABLE;
	}
	json_decref(objects);
	if (shown == NULL || err != TOKEN_OK) {
		json_decref(shown);
		return TOKEN_UNAVAILABLE;
	}
	*arrayp = shown;
	return TOKEN_OK;
}
