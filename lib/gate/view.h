/* SPDX-License-Identifier: ISC */
/*
 * The gate view: all that the gate decides with, in a file that it maps
 * read-only.  Writers publish after each commit and before they answer; after
 * a recovery a new view replaces the old one and the gates follow at their next
 * request.
 *
 * DIR/current holds the number (epoch) of the view in force, DIR/view.EPOCH the
 * view, DIR/used.EPOCH the second when each token was last used, the one thing
 * that a gate writes.
 */
#ifndef GATE_VIEW_H
#define GATE_VIEW_H

#include "base/error.h"
#include "base/uuid.h"
#include "crypto/claims.h"
#include "crypto/digest.h"
#include "crypto/key.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VIEW_HOST 254   /* a DNS name and the NUL */
#define VIEW_ORIGIN 272 /* a web origin and the NUL */

/* What the gate knows of a token, a container, a public key, a secret key.
 * The first member is the key by which it is found. */
struct view_token {
	struct uuid id;
	struct uuid scope_id;
	int64_t issued_at;  /* seconds */
	int64_t expires_at; /* seconds, 0: none */
	uint32_t scope;     /* enum token_scope */
	uint32_t reserved;
};

struct view_container {
	struct uuid id;
	struct uuid namespace_id;
	struct uuid project_id;
	uint32_t is_private;
	char host[VIEW_HOST];          /* lower case, without port */
	char cors_origin[VIEW_ORIGIN]; /* whose pages may call it; "": none */
	char reserved[2];
};

struct view_host {
	unsigned char digest[DIGEST_SIZE]; /* SHA-256 of the host */
	struct uuid container_id;
};

struct view_key {
	unsigned char digest[DIGEST_SIZE]; /* SHA-256 of the kid */
	struct uuid namespace_id;
	uint32_t algorithm; /* enum key_algorithm */
	uint32_t der_len;
	int64_t not_before; /* seconds; what it signed is not older */
	unsigned char der[KEY_PUBLIC_DER];
	int64_t until; /* seconds: not younger; 0: no other key follows */
};

/* A project in which an API key's secret lets in at private containers. */
struct view_secret {
	unsigned char digest[DIGEST_SIZE]; /* SHA-256 of the secret's SHA-256
					      and the project's id */
	struct uuid principal_id;
	int64_t expires_at; /* seconds, 0: none */
};

enum view_table {
	VIEW_TOKENS,
	VIEW_CONTAINERS,
	VIEW_HOSTS,
	VIEW_KEYS,
	VIEW_SECRETS,
	VIEW_TABLES
};

struct view;

/* ---- the gate's side ---- */

/* Maps the view in force.  It may not be there yet: look-ups then refuse. */
enum token_error view_open(const char *dir, struct view **viewp) MUST_CHECK;
void view_close(struct view *view);

/*
 * Once per request, before any look-up: follows to a newer view.
 * TOKEN_NO_VIEW when there is none, or it is torn, of another format or from
 * before a reboot.
 */
enum token_error view_follow(struct view *view) MUST_CHECK;

/* The directory it was opened in. */
const char *view_dir(const struct view *view);

/* Changes with every view that replaces another; 0: none. */
uint64_t view_epoch(const struct view *view);

/*
 * Copies the record found by its key: the table's struct, `key` the bytes of
 * its first member.  TOKEN_NOT_FOUND; TOKEN_NO_VIEW when a writer died within
 * the record.
 */
enum token_error view_find(const struct view *view, enum view_table table,
    const void *key, void *record) MUST_CHECK;

/* Notes that the token was used; at most one write a minute and token.  Does
 * nothing when the gate may not write the file. */
void view_note_use(struct view *view, const struct uuid *id, int64_t now);

/* ---- the writers' side: members of the store ---- */

/* As view_open(), for writing; makes `dir`/current when it is missing.  Writers
 * take turns by the file `lock`, which no gate may open. */
enum token_error view_open_writer(
    const char *dir, const char *lock, struct view **viewp) MUST_CHECK;

/* Which store a view belongs to: the device and inode of its directory. */
struct view_owner {
	uint64_t device;
	uint64_t inode;
};
void view_claim(struct view *view, const struct view_owner *owner);

/* Closes the view in a directory, if it is the owner's: gates that look there
 * refuse.  No view there is no error. */
enum token_error view_retire(
    const char *dir, const struct view_owner *owner) MUST_CHECK;

/* One writer at a time; follows to the view in force. */
enum token_error view_lock(struct view *view) MUST_CHECK;
void view_unlock(struct view *view);

/*
 * While locked: sets or removes one record.  TOKEN_TOO_LARGE when the table is
 * full: build a larger view.  Removing what is not there is no error.
 */
enum token_error view_put(
    struct view *view, enum view_table table, const void *record) MUST_CHECK;
enum token_error view_remove(
    struct view *view, enum view_table table, const void *key) MUST_CHECK;

/*
 * Either side: visits every record of a table, in no order; `visit` returns
 * false to end.  TOKEN_NO_VIEW when a writer died within one.  What is written
 * meanwhile may be missed, so a writer locks first.
 */
enum token_error view_scan(const struct view *view, enum view_table table,
    bool (*visit)(void *context, const void *record), void *context) MUST_CHECK;

/* How many tokens there are for a scope (NULL: in all), as the view is now. */
int64_t view_count_tokens(const struct view *view, const struct uuid *scope_id);

/* When it was last used, seconds; 0: not since this view was made. */
int64_t view_last_use(const struct view *view, const struct uuid *id);

/* Visits the tokens that were used in the second `since` or later. */
void view_scan_uses(const struct view *view, int64_t since,
    bool (*visit)(void *context, const struct uuid *id, int64_t second),
    void *context);

/*
 * While locked: view_build() begins an empty view with room for that many
 * records per table (and half as many again), which view_put() then fills;
 * view_replace() puts it in force, view_discard() drops it.  Last uses of
 * tokens move along.
 */
enum token_error view_build(
    struct view *view, const size_t counts[VIEW_TABLES]) MUST_CHECK;
void view_replace(struct view *view);
void view_discard(struct view *view);

#endif
