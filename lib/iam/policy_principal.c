/* SPDX-License-Identifier: ISC */
/* Whom a policy is for. */
#include "iam/policy_principal.h"
#include "base/json.h"
#include "base/uuid.h"
#include "object/object.h"

#include <jansson.h>
#include <string.h>

#define NOBODY "no_principal"

static const struct {
	const char *member;
	enum object_kind kind;
} principals[] = {
	{ "user_id", OBJECT_USER },
	{ "group_id", OBJECT_GROUP },
	{ "application_id", OBJECT_APPLICATION },
};
#define PRINCIPALS (sizeof principals / sizeof principals[0])

/* What a body names. */
struct named {
	size_t count;
	size_t which;     /* index of `principals`, PRINCIPALS: nobody */
	const char *text; /* the id */
};

/* Makes `member` the one that tells the principal. */
static enum token_error
attach(json_t *object, const char *member, json_t *value)
{
	size_t i;

	for (i = 0; i < PRINCIPALS; i++)
		json_object_del(object, principals[i].member);
	json_object_del(object, NOBODY);
	return json_object_set_new(object, member, value) == 0
		   ? TOKEN_OK
		   : TOKEN_UNAVAILABLE;
}

enum token_error
policy_principal_clear(struct json_t *object)
{
	return attach(object, NOBODY, json_true());
}

/* The principal must exist. */
static enum token_error
attach_to(struct store *store, const struct named *named, json_t *object,
    struct fault *fault)
{
	const char *member = principals[named->which].member;
	enum object_kind kind = principals[named->which].kind;
	char text[UUID_TEXT];
	json_t *principal;
	struct uuid id;
	enum token_error err;

	if (!uuid_parse(named->text, strlen(named->text), &id))
		return fault_argument(
		    fault, member, "format", "must be a UUID");
	err = object_get(store, kind, &id, &principal, fault);
	if (err != TOKEN_OK)
		return err;
	json_decref(principal);
	uuid_format(&id, text);
	return attach(object, member, json_string(text));
}

static enum token_error
read_names(const json_t *body, struct named *named, struct fault *fault)
{
	bool is_nobody = false;
	enum token_error err;
	const char *text;
	size_t i;

	memset(named, 0, sizeof *named);
	for (i = 0; i < PRINCIPALS; i++) {
		text = "";
		err = json_get_string(body, principals[i].member, &text, fault);
		if (err != TOKEN_OK)
			return err;
		if (*text == '\0')
			continue;
		named->which = i;
		named->text = text;
		named->count++;
	}
	err = json_get_bool(body, NOBODY, &is_nobody, fault);
	if (err == TOKEN_OK && is_nobody) {
		named->which = PRINCIPALS;
		named->count++;
	}
	return err;
}

enum token_error
policy_principal_set(struct store *store, const struct json_t *body,
    bool is_new, struct json_t *object, struct fault *fault)
{
	struct named named;
	enum token_error err;

	err = read_names(body, &named, fault);
	if (err != TOKEN_OK)
		return err;
	if (named.count > 1 || (named.count == 0 && is_new))
		return fault_argument(fault, "user_id",
		    named.count == 0 ? "required" : "constraint",
		    "exactly one of user_id, group_id, application_id and "
		    "no_principal is needed");
	if (named.count == 0)
		return TOKEN_OK;
	return named.which == PRINCIPALS
		   ? policy_principal_clear(object)
		   : attach_to(store, &named, object, fault);
}
