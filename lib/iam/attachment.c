/* SPDX-License-Identifier: ISC */
/* What hangs on a user, an application or a group that goes. */
#include "iam/attachment.h"
#include "iam/api_key.h"
#include "iam/group_members.h"
#include "iam/session.h"
#include "object/record.h"
#include "store/mark.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>

/* The member of a policy that names a principal of that kind. */
static const char *
member_of(enum object_kind kind)
{
	if (kind == OBJECT_USER)
		return "user_id";
	if (kind == OBJECT_APPLICATION)
		return "application_id";
	assert(kind == OBJECT_GROUP);
	return "group_id";
}

struct attached {
	const char *member;
	const struct uuid *id;
};

static bool
is_attached(const json_t *policy, void *context)
{
	const struct attached *attached = context;
	const struct uuid id = object_uuid(policy, attached->member);

	return uuid_equal(&id, attached->id);
}

/* What a policy allows was thought over by somebody: it stays, for another. */
static enum token_error
detach_policies(struct store *store, struct attached *attached, int64_t now)
{
	enum token_error err;
	json_t *policies, *policy;
	size_t i;

	err =
	    object_list(store, OBJECT_POLICY, is_attached, attached, &policies);
	if (err != TOKEN_OK)
		return err;
	json_array_foreach(policies, i, policy)
	{
		if (json_object_del(policy, attached->member) != 0 ||
		    json_object_set_new(policy, "no_principal", json_true()) !=
			0 ||
		    !record_touch(policy, now))
			err = TOKEN_UNAVAILABLE;
		else
			err = object_put(store, OBJECT_POLICY, policy);
		if (err != TOKEN_OK)
			break;
	}
	json_decref(policies);
	return err;
}

enum token_error
attachment_remove(struct store *store, enum object_kind kind,
    const struct uuid *id, const struct registry_delete *wanted)
{
	static const struct uuid nobody;
	struct attached attached = { member_of(kind), id };
	struct registry_ids keys = { .count = 0 };
	enum token_error err;

	err = detach_policies(store, &attached, wanted->now);
	if (err == TOKEN_OK && kind != OBJECT_GROUP)
		err = api_key_delete_all(store, id, &keys);
	if (err == TOKEN_OK && kind != OBJECT_GROUP)
		err = group_members_forget(store, kind, id, wanted->now);
	if (err == TOKEN_OK && kind == OBJECT_USER)
		err = session_end_all(store, id, NULL);
	if (err == TOKEN_OK)
		err = store_mark(store, MARK_SECRETS, &nobody);
	if (err == TOKEN_OK)
		err = registry_journal(wanted, &keys);
	free(keys.id);
	return err;
}

struct deletion {
	const struct label_kind *kind;
	const struct registry_delete *wanted;
	const struct uuid *id;
	struct fault *fault;
};

static enum token_error
delete_whole(struct store *store, void *context)
{
	const struct deletion *deletion = context;
	enum token_error err;

	err =
	    label_delete(store, deletion->kind, deletion->id, deletion->fault);
	if (err != TOKEN_OK)
		return err;
	return attachment_remove(
	    store, deletion->kind->kind, deletion->id, deletion->wanted);
}

enum token_error
attachment_delete(struct store *store, const struct label_kind *kind,
    const struct registry_delete *wanted, const struct uuid *id,
    struct fault *fault)
{
	struct deletion deletion = { kind, wanted, id, fault };

	return store_update(store, delete_whole, &deletion);
}
