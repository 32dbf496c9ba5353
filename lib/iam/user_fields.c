/* SPDX-License-Identifier: ISC */
/* What a body says of a user. */
#include "iam/user_fields.h"
#include "base/json.h"
#include "crypto/password.h"
#include "object/shape.h"

#include <jansson.h>
#include <string.h>

#define ALPHABET \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@._-"
#define NAME_LEAST 2
#define NAME_MOST 64
#define EMAIL_MOST 254 /* RFC 5321 4.5.3.1.3, without its brackets */

#define FIELD(name, most)                                                   \
	{                                                                   \
		name, name, name, SHAPE_STRING, 0, most, NULL, "\"\"", NULL \
	}

static const struct shape_field fields[] = {
	FIELD("email", EMAIL_MOST),
	FIELD("first_name", 64),
	FIELD("last_name", 64),
	FIELD("phone_number", 64),
	FIELD("locale", 64),
	{ "tags", "tags", "tags", SHAPE_STRINGS, 0, 100, NULL, "[]", NULL },
	{ .stored = NULL },
};

/* Nothing is ever sent to it, so its shape is enough. */
static bool
is_email(const char *email)
{
	const char *at = strchr(email, '@');

	return at != NULL && at != email && at[1] != '\0' &&
	       strchr(at + 1, '@') == NULL && strchr(email, ' ') == NULL;
}

enum token_error
user_fields_read(const struct json_t *body, bool is_new,
    struct json_t **changesp, struct fault *fault)
{
	json_t *changes;
	enum token_error err;
	const char *email;

	err = shape_read(fields, SHAPE_V1, body, is_new, &changes, fault);
	if (err != TOKEN_OK)
		return err;
	email = json_text(changes, "email");
	if (*email != '\0' && !is_email(email)) {
		json_decref(changes);
		return fault_argument(
		    fault, "email", "format", "must be like name@example.org");
	}
	*changesp = changes;
	return TOKEN_OK;
}

enum token_error
user_fields_merge(
    const struct json_t *changes, struct json_t *object, struct fault *fault)
{
	return shape_merge(fields, SHAPE_V1, changes, object, fault);
}

bool
user_fields_write(const struct json_t *object, struct json_t *shown)
{
	return shape_write(fields, SHAPE_V1, object, shown);
}

enum token_error
user_fields_name(
    const struct json_t *body, const char **namep, struct fault *fault)
{
	const char *name = "";
	enum token_error err;
	size_t len;

	err = json_get_string(body, "username", &name, fault);
	if (err != TOKEN_OK)
		return err;
	len = strlen(name);
	if (len == 0)
		return fault_argument(
		    fault, "username", "required", "a username is needed");
	if (len < NAME_LEAST || len > NAME_MOST ||
	    strspn(name, ALPHABET) != len)
		return fault_argument(fault, "username", "constraint",
		    "2 to 64 letters, digits and @ . _ -");
	*namep = name;
	return TOKEN_OK;
}

enum token_error
user_fields_hash(const struct json_t *body, const char *username,
    struct json_t *object, struct fault *fault)
{
	const char *password = "";
	char hash[PASSWORD_HASH];
	enum token_error err;

	err = json_get_string(body, "password", &password, fault);
	if (err != TOKEN_OK || *password == '\0')
		return err;
	if (password_is_name(password, username))
		return fault_argument(
		    fault, "password", "constraint", "is the user's name");
	if ((err = password_check(password, "password", fault)) != TOKEN_OK ||
	    (err = password_hash(password, hash)) != TOKEN_OK)
		return err;
	return json_object_set_new(object, "password", json_string(hash)) == 0
		   ? TOKEN_OK
		   : TOKEN_UNAVAILABLE;
}
