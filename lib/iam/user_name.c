/* SPDX-License-Identifier: ISC */
/* Which user has which name. */
#include "iam/user_name.h"
#include "base/text.h"
#include "object/object.h"
#include "object/record.h"

#include <string.h>

#define NAME_INDEX 'U'

/* Two users whose names differ in case only would be taken for each other. */
static bool
fold_name(const char *username, char folded[USER_NAME])
{
	char *at;

	if (!text_copy(folded, USER_NAME, username))
		return false;
	for (at = folded; *at != '\0'; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	return true;
}

static struct record_claim
claim_of(const char *folded)
{
	return (struct record_claim){ NAME_INDEX, NULL, "user", folded };
}

enum token_error
user_name_claim(struct store *store, const char *username,
    const struct uuid *id, struct fault *fault)
{
	char folded[USER_NAME];
	const struct record_claim claim = claim_of(folded);

	if (!fold_name(username, folded))
		return TOKEN_INTERNAL;
	return record_claim(store, &claim, id, fault);
}

enum token_error
user_name_release(struct store *store, const char *username)
{
	char folded[USER_NAME];
	const struct record_claim claim = claim_of(folded);
	enum token_error err;

	if (!fold_name(username, folded))
		return TOKEN_INTERNAL;
	err = record_release(store, &claim);
	return err == TOKEN_NOT_FOUND ? TOKEN_OK : err;
}

enum token_error
user_name_find(struct store *store, const char *username, struct uuid *idp)
{
	char folded[USER_NAME];

	if (!fold_name(username, folded))
		return TOKEN_NOT_FOUND;
	return object_lookup(store, NAME_INDEX, folded, strlen(folded), idp);
}
