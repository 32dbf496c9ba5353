/* SPDX-License-Identifier: ISC */
/* The one organization of an installation: its default project and Owner. */
#ifndef IAM_ORGANIZATION_H
#define IAM_ORGANIZATION_H

#include "base/error.h"
#include "base/uuid.h"
#include "store/store.h"

struct organization {
	struct uuid id;
	struct uuid project_id; /* the default project, of the same id */
	struct uuid owner_id;
};

enum token_error organization_get(
    struct store *store, struct organization *organization) MUST_CHECK;

#endif
