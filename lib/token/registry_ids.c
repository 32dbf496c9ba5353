/* SPDX-License-Identifier: ISC */
/* Ids that a change deletes, until the journal names them. */
#include "store/journal.h"
#include "token/registry.h"

#include <stdlib.h>

bool
registry_ids_add(struct registry_ids *ids, const struct uuid *id)
{
	struct uuid *grown;

	if (ids->count == ids->size) {
		ids->size = ids->size > 0 ? ids->size * 2 : 64;
		grown = reallocarray(ids->id, ids->size, sizeof *grown);
		if (grown == NULL) {
			ids->is_full = true;
			return false;
		}
		ids->id = grown;
	}
	ids->id[ids->count++] = *id;
	return true;
}

enum token_error
registry_journal(
    const struct registry_delete *wanted, const struct registry_ids *ids)
{
	return journal_append(
	    wanted->journal, ids->id, ids->count, wanted->who, wanted->now);
}
