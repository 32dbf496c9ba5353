/* SPDX-License-Identifier: ISC */
/* How an installation begins. */
#ifndef UPKEEP_INSTALL_H
#define UPKEEP_INSTALL_H

#include "base/config.h"
#include "base/error.h"
#include "base/uuid.h"
#include "iam/api_key.h"
#include "iam/organization.h"
#include "store/store.h"

#include <stdint.h>

/* Makes organization, default project and Owner in an empty store;
 * TOKEN_EXISTS when it has one. */
enum token_error install_organization(struct store *store, int64_t now,
    struct organization *organization) MUST_CHECK;

/*
 * Makes a new installation in the directory `config->state`, which must not
 * exist: store, master key, refusal key, journal; all of it or nothing. Returns
 * the Owner's first API key.
 */
enum token_error install_state(const struct config *config, int64_t now,
    struct organization *organization, char access_key[API_KEY_ACCESS],
    char secret[UUID_TEXT]) MUST_CHECK;

#endif
