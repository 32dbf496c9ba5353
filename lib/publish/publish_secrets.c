/* SPDX-License-Identifier: ISC */
/* Who may call private containers, from the store to the gate view. */
#include "publish/publish_secrets.h"
#include "base/json.h"
#include "base/time.h"
#include "crypto/secret_key.h"
#include "iam/api_key.h"
#include "iam/grant.h"
#include "iam/rule.h"
#include "iam/user_record.h"
#include "object/object.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* What the records are made from. */
struct source {
	struct store *store;
	json_t *projects;
	struct grants grants;
	struct publish_secrets *secrets;
};

static bool
add(struct publish_secrets *secrets, const struct view_secret *secret)
{
	struct view_secret *grown;
	size_t size;

	if (secrets->count == secrets->size) {
		size = secrets->size > 0 ? secrets->size * 2 : 64;
		grown = reallocarray(secrets->secret, size, sizeof *grown);
		if (grown == NULL)
			return false;
		secrets->secret = grown;
		secrets->size = size;
	}
	secrets->secret[secrets->count++] = *secret;
	return true;
}

/* The principal of a key; *rulesp stays NULL when nobody may use the key, and
 * is json_true() for the Owner, who needs no rules. */
static enum token_error
find_rights(const struct source *source, const json_t *key, json_t **rulesp)
{
	const bool is_user = strcmp(json_text(key, "bearer_kind"), "user") == 0;
	const struct uuid id = object_uuid(key, "bearer_id");
	enum token_error err;
	json_t *bearer;

	err = object_get(source->store,
	    is_user ? OBJECT_USER : OBJECT_APPLICATION, &id, &bearer, NULL);
	if (err == TOKEN_NOT_FOUND)
		return TOKEN_OK;
	if (err != TOKEN_OK)
		return err;
	if (is_user && user_is_owner(bearer))
		*rulesp = json_true();
	else if (!is_user || !user_is_locked(bearer))
		*rulesp = grant_rules(&source->grants, &id);
	json_decref(bearer);
	return TOKEN_OK;
}

/* Adds the key's records. */
static enum token_error
add_key(const struct source *source, const json_t *key, const json_t *rules)
{
	struct view_secret record = { .principal_id =
					  object_uuid(key, "bearer_id") };
	struct uuid project_id;
	const struct rule_question question = { PERMISSION_CALL, "container",
		&project_id };
	unsigned char digest[DIGEST_SIZE];
	const json_t *project;
	size_t i;

	if (!api_key_digest(key, digest))
		return TOKEN_OK;
	record.expires_at = 0;
	if (*json_text(key, "expires_at") != '\0' &&
	    !time_parse(json_text(key, "expires_at"), &record.expires_at))
		return TOKEN_OK; /* as if it had expired */
	json_array_foreach(source->projects, i, project)
	{
		project_id = object_uuid(project, "id");
		if (!json_is_true(rules) && !rule_allows(rules, &question))
			continue;
		secret_key_pass(digest, &project_id, record.digest);
		if (!add(source->secrets, &record))
			return TOKEN_UNAVAILABLE;
	}
	return TOKEN_OK;
}

static enum token_error
add_keys(const struct source *source)
{
	json_t *keys, *key, *rules;
	enum token_error err;
	size_t i;

	err = object_list(source->store, OBJECT_API_KEY, NULL, NULL, &keys);
	if (err != TOKEN_OK)
		return err;
	json_array_foreach(keys, i, key)
	{
		rules = NULL;
		err = find_rights(source, key, &rules);
		if (err == TOKEN_OK && rules != NULL)
			err = add_key(source, key, rules);
		json_decref(rules);
		if (err != TOKEN_OK)
			break;
	}
	json_decref(keys);
	return err;
}

enum token_error
publish_secrets_read(struct store *store, struct publish_secrets *secrets)
{
	struct source source = { .store = store, .secrets = secrets };
	enum token_error err;

	memset(secrets, 0, sizeof *secrets);
	err = object_list(store, OBJECT_PROJECT, NULL, NULL, &source.projects);
	if (err == TOKEN_OK)
		err = grant_read(store, &source.grants);
	if (err == TOKEN_OK)
		err = add_keys(&source);
	json_decref(source.projects);
	grant_free(&source.grants);
	if (err != TOKEN_OK)
		publish_secrets_free(secrets);
	return err;
}

void
publish_secrets_free(struct publish_secrets *secrets)
{
	free(secrets->secret);
	memset(secrets, 0, sizeof *secrets);
}

enum token_error
publish_secrets_put(struct view *view, const struct publish_secrets *secrets)
{
	enum token_error err;
	size_t i;

	for (i = 0; i < secrets->count; i++) {
		err = view_put(view, VIEW_SECRETS, &secrets->secret[i]);
		if (err != TOKEN_OK)
			return err;
	}
	return TOKEN_OK;
}

/* By their key in the view, which is no secret. */
static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, DIGEST_SIZE);
}

struct pruning {
	struct view *view;
	const struct publish_secrets *wanted;
	enum token_error err;
};

static bool
remove_unwanted(void *context, const void *record)
{
	struct pruning *pruning = context;
	const struct publish_secrets *wanted = pruning->wanted;

	if (wanted->count == 0 || bsearch(record, wanted->secret, wanted->count,
				      sizeof *wanted->secret, compare) == NULL)
		pruning->err = view_remove(pruning->view, VIEW_SECRETS, record);
	return pruning->err == TOKEN_OK;
}

enum token_error
publish_secrets_prune(struct view *view, struct publish_secrets *secrets)
{
	struct pruning pruning = { view, secrets, TOKEN_OK };
	enum token_error err;

	if (secrets->count > 0)
		qsort(secrets->secret, secrets->count, sizeof *secrets->secret,
		    compare);
	err = view_scan(view, VIEW_SECRETS, remove_unwanted, &pruning);
	return err != TOKEN_OK ? err : pruning.err;
}
