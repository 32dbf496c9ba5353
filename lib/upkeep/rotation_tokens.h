/* SPDX-License-Identifier: ISC */
/* The tokens that a key signed; for rotation*.c alone. */
#ifndef UPKEEP_ROTATION_TOKENS_H
#define UPKEEP_ROTATION_TOKENS_H

#include "upkeep/rotation.h"

/* The namespace's keys, the oldest first, without their use. */
enum token_error rotation_read(struct store *store,
    const struct rotation *rotation, struct rotation_key *keys,
    size_t *countp) MUST_CHECK;

/* Calls `visit`, which may erase it, for each token of the key. */
enum token_error rotation_visit_tokens(struct store *store,
    const struct rotation_key *key,
    enum token_error (*visit)(
	struct store *store, void *context, const struct token *token),
    void *context) MUST_CHECK;

/* Counts the token, if it has not expired.  Returns whether that is so. */
bool rotation_count(const struct rotation *rotation, const struct token *token,
    struct rotation_use *use);

#endif
