/* SPDX-License-Identifier: ISC */
/*
 * Backups: a directory laid out as the state directory, with store, master.key,
 * refusal.key and deleted.log.  It is as secret as that.
 */
#ifndef UPKEEP_BACKUP_H
#define UPKEEP_BACKUP_H

#include "base/config.h"
#include "base/error.h"
#include "iam/principal.h"
#include "store/store.h"
#include "upkeep/inspect.h"

#include <stdint.h>

/* Copies the installation into the new directory `dir`, of mode 0700.  The
 * journal comes last: it names whatever the copy has lost. */
enum token_error backup_copy(struct store *store, const struct config *config,
    const char *dir) MUST_CHECK;

/* The same of a backup, or of a state directory in which nothing runs. */
enum token_error backup_copy_files(
    const char *from, const char *dir) MUST_CHECK;

/* Only its store, into the new directory `to`. */
enum token_error backup_copy_store(const char *from, const char *to) MUST_CHECK;

/*
 * Recovers a copy, lets it obey its journal, and looks at every page and
 * record.  TOKEN_INTERNAL, logged, when it is not sound.
 */
enum token_error backup_settle(
    const char *dir, struct inspection *inspection) MUST_CHECK;

/* Gives a settled copy its name: nothing of that name may be there. */
enum token_error backup_finish(
    const char *unfinished, const char *dir) MUST_CHECK;

/* What to do where the journal since the backup is lost, so that nobody knows
 * which tokens were deleted since. */
enum backup_choice {
	BACKUP_REFUSE,
	BACKUP_ACCEPT, /* they may be let in again */
	BACKUP_RETIRE  /* nothing that was given out is let in: retire_all() */
};

struct backup_restore {
	const struct config *config;
	const char *dir;
	const char *source;  /* what the operator calls it */
	const char *journal; /* NULL: the one in config->state */
	enum backup_choice choice;
	int64_t now; /* microseconds */
};

/*
 * Puts the backup in the place of the store in config->state, where no program
 * may run, or makes that directory.  Every token that the journal names is
 * deleted first, and every session ended.  The old store stays beside it.
 * BACKUP_RETIRE returns a new API key of the Owner.  TOKEN_PRECONDITION
 * (logged) when the journal is lost and no choice was made, when programs run,
 * or when the backup is of another installation.
 */
struct backup_restored {
	struct inspection inspection;
	char access_key[API_KEY_ACCESS]; /* "": none was made */
	char secret[UUID_TEXT];
};
enum token_error backup_restore(const struct backup_restore *wanted,
    struct backup_restored *restored) MUST_CHECK;

#endif
