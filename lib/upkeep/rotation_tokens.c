/* SPDX-License-Identifier: ISC */
/* The tokens that a key signed: those of its namespace made in its time. */
#include "upkeep/rotation_tokens.h"
#include "base/time.h"
#include "container/container.h"
#include "object/object.h"

#include <jansson.h>
#include <stdlib.h>

#define BATCH 100 /* tokens read at a time */

struct sweep {
	struct store *store;
	const struct rotation_key *key;
	enum token_error (*visit)(
	    struct store *store, void *context, const struct token *token);
	void *context;
	struct token *tokens; /* BATCH */
};

/* They stand in the order of their creation. */
static enum token_error
visit_scope(const struct sweep *sweep, const struct uuid *scope_id)
{
	struct registry_walk walk = { .scope_id = scope_id,
		.since = sweep->key->entry.not_before };
	enum token_error err;
	size_t i, count = 0;

	do {
		err = registry_walk(
		    sweep->store, &walk, sweep->tokens, BATCH, &count);
		for (i = 0; i < count && err == TOKEN_OK; i++) {
			if (sweep->tokens[i].created_at >= sweep->key->until)
				return TOKEN_OK;
			err = sweep->visit(
			    sweep->store, sweep->context, &sweep->tokens[i]);
		}
	} while (err == TOKEN_OK && count > 0);
	return err;
}

/* Tokens are for the namespace, or for one of its containers. */
static enum token_error
visit_scopes(const struct sweep *sweep)
{
	struct uuid id = sweep->key->entry.namespace_id;
	json_t *containers = NULL, *container;
	enum token_error err;
	size_t i;

	err = container_list(sweep->store, &id, &containers);
	if (err != TOKEN_OK)
		return err;
	err = visit_scope(sweep, &id);
	json_array_foreach(containers, i, container)
	{
		if (err != TOKEN_OK)
			break;
		id = object_uuid(container, "id");
		err = visit_scope(sweep, &id);
	}
	json_decref(containers);
	return err;
}

enum token_error
rotation_visit_tokens(struct store *store, const struct rotation_key *key,
    enum token_error (*visit)(
	struct store *store, void *context, const struct token *token),
    void *context)
{
	struct sweep sweep = { .store = store,
		.key = key,
		.visit = visit,
		.context = context,
		.tokens = calloc(BATCH, sizeof *sweep.tokens) };
	enum token_error err;

	if (sweep.tokens == NULL)
		return TOKEN_UNAVAILABLE;
	err = visit_scopes(&sweep);
	free(sweep.tokens);
	return err;
}

bool
rotation_count(const struct rotation *rotation, const struct token *token,
    struct rotation_use *use)
{
	const int64_t expires_at = token->expires_at;

	if (expires_at != 0 &&
	    rotation->now / TIME_MICRO >= expires_at + rotation->leeway)
		return false;
	use->tokens++;
	if (expires_at == 0)
		use->without_expiry++;
	if (expires_at > use->last_expiry)
		use->last_expiry = expires_at;
	return true;
}
