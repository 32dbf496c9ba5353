/* SPDX-License-Identifier: ISC */
/* What hangs on a user, an application or a group that goes. */
#ifndef IAM_ATTACHMENT_H
#define IAM_ATTACHMENT_H

#include "base/error.h"
#include "base/uuid.h"
#include "iam/label.h"
#include "object/object.h"
#include "store/store.h"
#include "token/registry.h"

#include <stdint.h>

/*
 * Inside the change that deletes it: its API keys are deleted, it leaves its
 * groups, its policies stay and are attached to nobody (no_principal), and the
 * gate hears of it.  A user's sessions end.  The last step, since it ends with
 * the journal.
 */
enum token_error attachment_remove(struct store *store, enum object_kind kind,
    const struct uuid *id, const struct registry_delete *wanted) MUST_CHECK;

/* Deletes an application or group and all of this, as one change. */
enum token_error attachment_delete(struct store *store,
    const struct label_kind *kind, const struct registry_delete *wanted,
    const struct uuid *id, struct fault *fault) MUST_CHECK;

#endif
