/* SPDX-License-Identifier: ISC */
/* The record of a user. */
#include "iam/user_record.h"
#include "base/json.h"
#include "iam/user_fields.h"
#include "object/record.h"

#include <jansson.h>
#include <string.h>

bool
user_is_owner(const struct json_t *object)
{
	return strcmp(json_text(object, "type"), "owner") == 0;
}

bool
user_is_locked(const struct json_t *object)
{
	return json_is_true(json_object_get(object, "locked"));
}

/* What gatehouse has none of is shown as its clients expect it. */
struct json_t *
user_show(const struct json_t *object)
{
	static const char *const names[] = { "id", "organization_id", "type",
		"username", "created_at", "updated_at", "last_login_at", NULL };
	const bool is_owner = user_is_owner(object);
	json_t *shown;

	shown = json_pack("{s:b, s:n, s:b, s:s, s:b, s:s, s:b}", "deletable",
	    !is_owner, "last_login_at", "two_factor_enabled", 0, "status",
	    "activated", "mfa", 0, "account_root_user_id",
	    is_owner ? json_text(object, "id") : "", "locked",
	    user_is_locked(object));
	if (record_copy(shown, object, names) &&
	    user_fields_write(object, shown))
		return shown;
	json_decref(shown);
	return NULL;
}
