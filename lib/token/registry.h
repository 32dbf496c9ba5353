/* SPDX-License-Identifier: ISC */
/* The registry: every token that opens something, and no token's text. */
#ifndef TOKEN_REGISTRY_H
#define TOKEN_REGISTRY_H

#include "base/error.h"
#include "base/uuid.h"
#include "crypto/claims.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REGISTRY_DESCRIPTION 255 /* characters */

struct token {
	struct uuid id; /* the claim jti */
	enum token_scope scope;
	struct uuid scope_id; /* the container or namespace */
	struct uuid namespace_id;
	struct uuid project_id;
	struct uuid created_by; /* principal */
	int64_t created_at;     /* microseconds */
	int64_t expires_at;     /* seconds, 0: none */
	int64_t last_used_at;   /* seconds, 0: never; see view_last_use() */
	char description[REGISTRY_DESCRIPTION * 4 + 1]; /* UTF-8 */
};

/* Registers a token; only inside or as a change. */
enum token_error registry_add(
    struct store *store, const struct token *token) MUST_CHECK;

/* TOKEN_NOT_FOUND (with its fault). */
enum token_error registry_find(struct store *store, const struct uuid *id,
    struct token *token, struct fault *fault) MUST_CHECK;

/* Ids of tokens, or of API keys; `id` is to be freed. */
struct registry_ids {
	struct uuid *id;
	size_t count, size;
	bool is_full; /* memory was out */
};
bool registry_ids_add(struct registry_ids *ids, const struct uuid *id);

/*
 * Who deletes, when (microseconds), and the journal that says so before the
 * change commits: the file deleted.log beside the store.  With `later` the ids
 * are only gathered, for registry_journal() when nothing else can fail any
 * more.
 */
struct registry_delete {
	const char *journal;
	const struct uuid *who;
	int64_t now;
	struct registry_ids *later; /* may be NULL */
};

/*
 * Deletes for good: the records, a synced line in the journal, the commit, then
 * the view.  Afterwards no gate lets it through.  `token` receives what it was.
 * TOKEN_NOT_FOUND (with its fault).
 */
enum token_error registry_delete(struct store *store,
    const struct registry_delete *wanted, const struct uuid *id,
    struct token *token, struct fault *fault) MUST_CHECK;

/* The same for all tokens of one scope; the last step of a change that deletes
 * it, or gathered for registry_journal(), which is then the last. */
enum token_error registry_delete_scope(struct store *store,
    const struct registry_delete *wanted,
    const struct uuid *scope_id) MUST_CHECK;
enum token_error registry_journal(const struct registry_delete *wanted,
    const struct registry_ids *ids) MUST_CHECK;

/* Removes a token's records; inside a change, when the journal names it. */
enum token_error registry_erase(
    struct store *store, const struct token *token) MUST_CHECK;

/*
 * One page of a scope's tokens (scope_id NULL: of all tokens) in order of
 * creation.  Receives at most `page_size` (1..1000) tokens from the
 * `page`-th page (from 1).  *totalp counts all; or no further than the page and
 * `count_most`, when that is not 0: then a total above it may be too small.
 */
struct registry_page {
	const struct uuid *scope_id;
	enum store_order order;
	int64_t page;
	int64_t page_size;
	int64_t count_most;
};
enum token_error registry_list(struct store *store,
    const struct registry_page *page, struct token *tokens, size_t *countp,
    int64_t *totalp) MUST_CHECK;

/*
 * All of them, at most `size` a call; *countp 0 is the end.  One that is added
 * or deleted meanwhile may be among them or not; no other is missed or twice.
 */
struct registry_walk {
	const struct uuid *scope_id; /* as above */
	enum store_order order;
	int64_t since; /* microseconds: ascending, from this creation on */
	struct store_place place; /* initially { .len = 0 } */
};
enum token_error registry_walk(struct store *store, struct registry_walk *walk,
    struct token *tokens, size_t size, size_t *countp) MUST_CHECK;

/* Visits every token, in no order; for publish.c. */
enum token_error registry_scan(struct store *store,
    bool (*visit)(void *context, const struct token *token),
    void *context) MUST_CHECK;

/* Notes when tokens were last used (seconds); those that are gone are left
 * out. */
struct registry_use {
	struct uuid id;
	int64_t second;
};
enum token_error registry_note_uses(struct store *store,
    const struct registry_use *use, size_t count) MUST_CHECK;

#endif
