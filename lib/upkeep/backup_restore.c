/* SPDX-License-Identifier: ISC */
/* A backup in the place of a store, and no deleted token with it. */
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "iam/organization.h"
#include "publish/obey.h"
#include "store/journal.h"
#include "store/members.h"
#include "store/rights.h"
#include "upkeep/backup.h"
#include "upkeep/retire.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_LONGEST 128

/* The places of one restoration.  `state` is the directory that is filled:
 * the installation's, or one that gets its name at the end. */
struct places {
	char state[FILE_PATH];
	char backup_store[FILE_PATH], backup_journal[FILE_PATH];
	char store[FILE_PATH], staged[FILE_PATH];
	char own_journal[FILE_PATH]; /* of `state` */
	char new_journal[FILE_PATH]; /* that will get this name */
	char journal[FILE_PATH]; /* that it will be a copy of; "": of none */
	bool is_new;             /* there was no installation */
};

static bool
join(char path[FILE_PATH], const char *dir, const char *name)
{
	struct text text;

	text_open(&text, path, FILE_PATH);
	text_addf(&text, "%s%s", dir, name);
	if (text.cut)
		log_line("%s is too long a name", dir);
	return !text.cut;
}

static enum token_error
find_places(const struct backup_restore *wanted, struct places *at)
{
	const char *state = wanted->config->state;

	at->is_new = access(state, F_OK) != 0;
	if (join(at->state, state, at->is_new ? ".unfinished" : "") &&
	    join(at->backup_store, wanted->dir, "/store") &&
	    join(at->backup_journal, wanted->dir, "/deleted.log") &&
	    join(at->store, at->state, "/store") &&
	    join(at->staged, at->state, "/store.unfinished") &&
	    join(at->own_journal, at->state, "/deleted.log") &&
	    join(at->new_journal, at->own_journal, ".unfinished"))
		return TOKEN_OK;
	return TOKEN_UNAVAILABLE;
}

/* ---- keys ---- */

static enum token_error
compare_key(const struct backup_restore *wanted, const char *name)
{
	char ours[KEY_LONGEST], theirs[KEY_LONGEST], path[FILE_PATH];
	enum token_error err;
	size_t len;

	if (!join(path, wanted->config->state, name))
		return TOKEN_UNAVAILABLE;
	err = file_read(path, ours, sizeof ours, &len);
	if (err == TOKEN_OK && !join(path, wanted->dir, name))
		err = TOKEN_UNAVAILABLE;
	if (err == TOKEN_OK)
		err = file_read(path, theirs, sizeof theirs, &len);
	if (err == TOKEN_NOT_FOUND)
		log_line("there is no %s", path);
	else if (err == TOKEN_OK && strcmp(ours, theirs) != 0) {
		log_line("%s is of another installation than %s: move that "
			 "away, or name another with --state",
		    wanted->source, wanted->config->state);
		err = TOKEN_PRECONDITION;
	}
	explicit_bzero(ours, sizeof ours);
	explicit_bzero(theirs, sizeof theirs);
	return err == TOKEN_NOT_FOUND ? TOKEN_PRECONDITION : err;
}

static enum token_error
copy_key(const char *from, const char *to, const char *name)
{
	char source[FILE_PATH], target[FILE_PATH];

	if (!join(source, from, name) || !join(target, to, name))
		return TOKEN_UNAVAILABLE;
	return file_copy(source, target, 0600);
}

/* Those of a new installation, or proof that the backup is of this one. */
static enum token_error
settle_keys(const struct backup_restore *wanted, const struct places *at)
{
	static const char *const keys[] = { "/master.key", "/refusal.key" };
	enum token_error err = TOKEN_OK;
	size_t i;

	for (i = 0; i < sizeof keys / sizeof keys[0] && err == TOKEN_OK; i++)
		err = at->is_new ? copy_key(wanted->dir, at->state, keys[i])
				 : compare_key(wanted, keys[i]);
	return err;
}

/* ---- the journal ---- */

static const char *
find_journal(const struct backup_restore *wanted, const struct places *at)
{
	if (wanted->journal != NULL)
		return wanted->journal;
	return access(at->own_journal, F_OK) == 0 ? at->own_journal : NULL;
}

static enum token_error
say_lost(const struct backup_restore *wanted)
{
	log_line(
	    "the journal of deletions since %s was made is not here: "
	    "tokens deleted since would be let in again. Name a copy of it "
	    "with --journal FILE; or choose --retire-keys, which ends "
	    "every token, signing key, API key and session; or "
	    "--accept-loss",
	    wanted->source);
	return TOKEN_PRECONDITION;
}

/* What the journal that is here names stays deleted, whichever is named: one
 * that does not reach as far has lost its end. */
static enum token_error
obey_known(
    struct store *store, const struct backup_restore *wanted, struct places *at)
{
	enum token_error err = TOKEN_PRECONDITION;

	if (access(at->own_journal, F_OK) == 0)
		err = obey_journal(store, at->own_journal);
	if (wanted->journal != NULL &&
	    (err == TOKEN_OK || err == TOKEN_PRECONDITION))
		err = obey_journal(store, wanted->journal);
	return err;
}

/* At least what the backup's own journal names is deleted; what a journal of
 * unknown origin names is, too. */
static enum token_error
obey(
    struct store *store, const struct backup_restore *wanted, struct places *at)
{
	const char *journal = find_journal(wanted, at);
	enum token_error err = obey_known(store, wanted, at);

	if (err == TOKEN_PRECONDITION && wanted->choice == BACKUP_REFUSE)
		return say_lost(wanted);
	if (err == TOKEN_PRECONDITION) {
		err = obey_adopt(store, at->backup_journal);
		if (journal == NULL)
			journal = at->backup_journal;
		else if (err == TOKEN_OK)
			err = obey_adopt(store, journal);
	}
	if (err == TOKEN_OK && !text_copy(at->journal, FILE_PATH, journal))
		err = TOKEN_UNAVAILABLE;
	return err;
}

/* ---- the store ---- */

static enum token_error
make_owner_key(struct store *store, const struct backup_restore *wanted,
    const struct organization *organization, struct backup_restored *restored)
{
	struct api_key_new key = { .bearer_kind = OBJECT_USER,
		.bearer_id = organization->owner_id,
		.default_project_id = organization->project_id,
		.description = "made by gatehouse restore" };

	return api_key_add(
	    store, &key, wanted->now, restored->access_key, restored->secret);
}

/* Another journal from here on: in no backup from before is it the one that
 * the store knows, so none brings back what ends now. */
static enum token_error
begin_journal(struct store *store, const struct backup_restore *wanted,
    const struct organization *organization, struct places *at)
{
	enum token_error err;

	if ((err = file_remove_tree(at->new_journal)) != TOKEN_OK ||
	    (err = journal_append(at->new_journal, &organization->id, 1,
		 &organization->owner_id, wanted->now)) != TOKEN_OK ||
	    (err = obey_adopt(store, at->new_journal)) != TOKEN_OK)
		return err;
	at->journal[0] = '\0';
	return TOKEN_OK;
}

static enum token_error
retire(struct store *store, const struct backup_restore *wanted,
    struct places *at, struct backup_restored *restored)
{
	struct organization organization;
	enum token_error err;

	if ((err = retire_all(store)) != TOKEN_OK ||
	    (err = organization_get(store, &organization)) != TOKEN_OK ||
	    (err = make_owner_key(store, wanted, &organization, restored)) !=
		TOKEN_OK)
		return err;
	return begin_journal(store, wanted, &organization, at);
}

static enum token_error
mend(struct store *store, const struct backup_restore *wanted,
    struct places *at, struct backup_restored *restored)
{
	enum token_error err;

	err = obey(store, wanted, at);
	if (err == TOKEN_OK)
		err = wanted->choice == BACKUP_RETIRE
			  ? retire(store, wanted, at, restored)
			  : retire_sessions(store);
	if (err == TOKEN_OK)
		err = inspect_store(store, &restored->inspection);
	if (err == TOKEN_OK && restored->inspection.faults > 0)
		err = TOKEN_INTERNAL;
	return err;
}

static enum token_error
stage(const struct backup_restore *wanted, struct places *at,
    struct backup_restored *restored)
{
	struct store *store;
	enum token_error err;

	if ((err = file_remove_tree(at->staged)) != TOKEN_OK ||
	    (err = backup_copy_store(at->backup_store, at->staged)) !=
		TOKEN_OK ||
	    (err = store_open(at->staged, NULL, &store)) != TOKEN_OK)
		return err;
	err = mend(store, wanted, at, restored);
	store_close(store);
	if (err == TOKEN_OK)
		err = store_verify(at->staged);
	return err == TOKEN_OK ? store_strip(at->staged) : err;
}

/* Who could use the old store can use the new one. */
static enum token_error
give_like(const char *old, const char *new)
{
	struct stat status;
	const struct dirent *entry;
	bool is_given = true;
	DIR *list;

	if (stat(old, &status) != 0)
		return TOKEN_OK;
	list = opendir(new);
	is_given = list != NULL;
	while (is_given && (entry = readdir(list)) != NULL)
		if (entry->d_name[0] != '.')
			is_given = fchownat(dirfd(list), entry->d_name,
				       status.st_uid, status.st_gid, 0) == 0;
	is_given = is_given && chown(new, status.st_uid, status.st_gid) == 0;
	if (!is_given)
		log_errno("cannot give %s to the owner of %s", new, old);
	if (list != NULL)
		closedir(list);
	return is_given ? TOKEN_OK : TOKEN_UNAVAILABLE;
}

/* ---- into place ---- */

/* What is there stays, under another name. */
static enum token_error
replace(const char *path, const char *new, int64_t now)
{
	char old[FILE_PATH], time[TIME_TEXT];
	struct text text;

	time_format_micro(now, time);
	text_open(&text, old, sizeof old);
	text_addf(&text, "%s.replaced-%s", path, time);
	if (!text.cut && (rename(path, old) == 0 || access(path, F_OK) != 0) &&
	    rename(new, path) == 0)
		return file_sync_parent(path);
	log_errno("cannot replace %s", path);
	return TOKEN_UNAVAILABLE;
}

static enum token_error
place_journal(const struct backup_restore *wanted, const struct places *at)
{
	enum token_error err = TOKEN_OK;

	if (strcmp(at->journal, at->own_journal) == 0)
		return TOKEN_OK;
	if (at->journal[0] != '\0') {
		err = file_remove_tree(at->new_journal);
		if (err == TOKEN_OK)
			err = file_copy(at->journal, at->new_journal, 0660);
	}
	return err == TOKEN_OK
		   ? replace(at->own_journal, at->new_journal, wanted->now)
		   : err;
}

/* The journal first: a store without its journal does not open. */
static enum token_error
place_all(const struct backup_restore *wanted, const struct places *at)
{
	enum token_error err;

	if ((err = give_like(at->store, at->staged)) != TOKEN_OK ||
	    (err = place_journal(wanted, at)) != TOKEN_OK ||
	    (err = replace(at->store, at->staged, wanted->now)) != TOKEN_OK ||
	    (err = rights_give(wanted->config, at->state)) != TOKEN_OK)
		return err;
	if (!at->is_new)
		return TOKEN_OK;
	return backup_finish(at->state, wanted->config->state);
}

static enum token_error
restore(const struct backup_restore *wanted, struct places *at,
    struct backup_restored *restored)
{
	enum token_error err;

	if ((err = settle_keys(wanted, at)) != TOKEN_OK ||
	    (err = stage(wanted, at, restored)) != TOKEN_OK)
		return err;
	return place_all(wanted, at);
}

static enum token_error
begin_new(const struct places *at)
{
	enum token_error err;

	err = file_remove_tree(at->state);
	if (err != TOKEN_OK || mkdir(at->state, 0700) == 0)
		return err;
	log_errno("cannot create %s", at->state);
	return TOKEN_UNAVAILABLE;
}

enum token_error
backup_restore(
    const struct backup_restore *wanted, struct backup_restored *restored)
{
	struct members_watch *hold = NULL;
	struct places at = { .is_new = false };
	enum token_error err;

	memset(restored, 0, sizeof *restored);
	err = find_places(wanted, &at);
	if (err == TOKEN_OK && at.is_new)
		err = begin_new(&at);
	else if (err == TOKEN_OK && access(at.store, F_OK) == 0)
		err = members_hold(at.store, &hold);
	if (err == TOKEN_OK)
		err = restore(wanted, &at, restored);
	if (err != TOKEN_OK && at.is_new &&
	    file_remove_tree(at.state) != TOKEN_OK)
		log_line("%s is left over: remove it", at.state);
	members_watch_close(hold);
	return err;
}
