/* SPDX-License-Identifier: ISC */
/* A token's record and its place in the index; for registry.c alone. */
#ifndef TOKEN_REGISTRY_RECORD_H
#define TOKEN_REGISTRY_RECORD_H

#include "token/registry.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * version (1 byte), scope (1), scope_id, namespace_id, project_id, created_by
 * (16 each), created_at, expires_at, last_used_at (8 each, most significant
 * byte first), description.
 */
#define REGISTRY_FIXED 90 /* bytes before the description */
#define REGISTRY_RECORD (REGISTRY_FIXED + REGISTRY_DESCRIPTION * 4)

/* Scope (16), created (8), id (16): keys sort by scope, then creation. */
#define REGISTRY_INDEX_KEY 40
#define REGISTRY_INDEX_ID 24 /* where in it the id begins */

/* Returns the length written. */
size_t registry_encode(
    const struct token *token, unsigned char record[REGISTRY_RECORD]);

/* False when it is no record of this version. */
bool registry_decode(
    const struct uuid *id, const void *record, size_t len, struct token *token);

void registry_index_key(const struct uuid *scope_id, const struct token *token,
    unsigned char key[REGISTRY_INDEX_KEY]);

#endif
