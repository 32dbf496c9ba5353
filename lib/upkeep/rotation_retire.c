/* SPDX-License-Identifier: ISC */
/* The end of a signing key. */
#include "token/keyring_entry.h"
#include "upkeep/rotation.h"
#include "upkeep/rotation_tokens.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* One change, or a look before it. */
struct retiring {
	const struct rotation_retire *wanted;
	struct rotation_use *use;
	struct registry_ids *blockers;
	struct registry_ids deleted;
	struct fault *fault;
};

static enum token_error
find_key(struct store *store, const struct rotation_retire *wanted,
    struct rotation_key *found, struct fault *fault)
{
	struct rotation_key keys[KEY_RING];
	enum token_error err;
	size_t count = 0, i;

	err = rotation_read(store, &wanted->rotation, keys, &count);
	if (err != TOKEN_OK)
		return err;
	for (i = 0; i < count; i++)
		if (strcmp(keys[i].entry.kid, wanted->kid) == 0)
			break;
	if (i == count)
		return fault_not_found(fault, "key", wanted->kid);
	if (keys[i].state == ROTATION_SIGNING)
		return fault_precondition(fault, "key",
		    "it signs; let another one begin first: gatehouse key "
		    "rotate");
	*found = keys[i];
	return TOKEN_OK;
}

/* What has expired is in nobody's way. */
static enum token_error
count_token(struct store *store, void *context, const struct token *token)
{
	struct retiring *retiring = context;

	(void)store;
	if (rotation_count(&retiring->wanted->rotation, token, retiring->use) &&
	    token->expires_at == 0 &&
	    !registry_ids_add(retiring->blockers, &token->id))
		return TOKEN_UNAVAILABLE;
	return TOKEN_OK;
}

static enum token_error
erase_token(struct store *store, void *context, const struct token *token)
{
	struct retiring *retiring = context;

	retiring->use->tokens++;
	if (!registry_ids_add(&retiring->deleted, &token->id))
		return TOKEN_UNAVAILABLE;
	return registry_erase(store, token);
}

static enum token_error
check_use(const struct rotation_use *use, struct fault *fault)
{
	char help[sizeof fault->help];
	struct text text;

	if (use->tokens == 0)
		return TOKEN_OK;
	text_open(&text, help, sizeof help);
	text_addf(&text,
	    "it signed %lld tokens that are live, %lld of them without expiry",
	    (long long)use->tokens, (long long)use->without_expiry);
	return fault_precondition(fault, "key", help);
}

/* A change that met a deadlock begins anew. */
static void
forget(struct retiring *retiring)
{
	memset(retiring->use, 0, sizeof *retiring->use);
	retiring->blockers->count = 0;
	retiring->deleted.count = 0;
}

/* Whether tokens are in the way.  Holds nobody up, however many there are. */
static enum token_error
look(struct store *store, struct retiring *retiring)
{
	struct rotation_key key;
	enum token_error err;

	forget(retiring);
	err = find_key(store, retiring->wanted, &key, retiring->fault);
	if (err == TOKEN_OK)
		err = rotation_visit_tokens(store, &key, count_token, retiring);
	return err == TOKEN_OK ? check_use(retiring->use, retiring->fault)
			       : err;
}

/*
 * The key goes first: whoever registers a token waits for the ring then, and
 * finds it changed.  The journal comes last: what it names is deleted, even if
 * the change fails.
 */
static enum token_error
retire(struct store *store, void *context)
{
	struct retiring *retiring = context;
	const struct rotation_retire *wanted = retiring->wanted;
	struct rotation_key key;
	enum token_error err;

	forget(retiring);
	if ((err = find_key(store, wanted, &key, retiring->fault)) !=
		TOKEN_OK ||
	    (err = keyring_entry_delete(store, wanted->rotation.namespace_id,
		 wanted->kid)) != TOKEN_OK ||
	    (err = rotation_visit_tokens(store, &key,
		 wanted->delete != NULL ? erase_token : count_token,
		 retiring)) != TOKEN_OK)
		return err;
	return wanted->delete != NULL
		   ? registry_journal(wanted->delete, &retiring->deleted)
		   : check_use(retiring->use, retiring->fault);
}

enum token_error
rotation_retire(struct store *store, const struct rotation_retire *wanted,
    struct rotation_use *use, struct registry_ids *blockers,
    struct fault *fault)
{
	struct retiring retiring = { .wanted = wanted,
		.use = use,
		.blockers = blockers,
		.fault = fault };
	enum token_error err = TOKEN_OK;

	if (wanted->delete == NULL)
		err = look(store, &retiring);
	if (err == TOKEN_OK)
		err = store_update(store, retire, &retiring);
	free(retiring.deleted.id);
	return err;
}
