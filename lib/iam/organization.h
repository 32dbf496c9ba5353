/* SPDX-License-Identifier: ISC */
/* The one organization of an installation: its default project and Owner. */
#ifndef IAM_ORGANIZATION_H
#define IAM_ORGANIZATION_H

#include "base/config.h"
#include "base/error.h"
#include "base/uuid.h"
#include "iam/principal.h"
#include "store/store.h"

#include <stdint.h>

struct organization {
	struct uuid id;
	struct uuid project_id; /* the default project, of the same id */
	struct uuid owner_id;
};

/* Makes organization, default project and Owner in an empty store;
 * TOKEN_EXISTS when it has one. */
enum token_error organization_create(struct store *store, int64_t now,
    struct organization *organization) MUST_CHECK;

enum token_error organization_get(
    struct store *store, struct organization *organization) MUST_CHECK;

/*
 * Makes a new installation in the directory `config->state`, which must not
 * exist: store, master key, refusal key, journal; all of it or nothing. Returns
 * the Owner's first API key.
 */
enum token_error organization_install(const struct config *config, int64_t now,
    struct organization *organization, char access_key[PRINCIPAL_ACCESS_KEY],
    char secret[UUID_TEXT]) MUST_CHECK;

#endif
