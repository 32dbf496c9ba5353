/* SPDX-License-Identifier: ISC */
/* Who may call private containers, from the store to the gate view; for
 * publish.c. */
#ifndef PUBLISH_PUBLISH_SECRETS_H
#define PUBLISH_PUBLISH_SECRETS_H

#include "base/error.h"
#include "gate/view.h"
#include "store/store.h"

#include <stddef.h>

/*
 * A record for each API key and project in which its bearer, who exists and is
 * not locked, may call containers.  publish_secrets_free() is for all that
 * publish_secrets_read() returned with TOKEN_OK.
 */
struct publish_secrets {
	struct view_secret *secret;
	size_t count, size;
};
enum token_error publish_secrets_read(
    struct store *store, struct publish_secrets *secrets) MUST_CHECK;
void publish_secrets_free(struct publish_secrets *secrets);

/* Puts them all; removes all others.  In this order: then no good key is
 * refused in between. */
enum token_error publish_secrets_put(
    struct view *view, const struct publish_secrets *secrets) MUST_CHECK;
enum token_error publish_secrets_prune(
    struct view *view, struct publish_secrets *secrets) MUST_CHECK;

#endif
