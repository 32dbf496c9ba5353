/* SPDX-License-Identifier: ISC */
/* How an installation begins. */
#include "upkeep/install.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/refusal.h"
#include "crypto/seal.h"
#include "iam/project.h"
#include "iam/user_name.h"
#include "object/object.h"
#include "object/record.h"
#include "store/journal.h"
#include "store/rights.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static enum token_error
put_new(struct store *store, enum object_kind kind, json_t *object)
{
	enum token_error err = TOKEN_UNAVAILABLE;

	if (object != NULL)
		err = object_put(store, kind, object);
	json_decref(object);
	return err;
}

struct creation {
	struct organization organization;
	int64_t now;
};

/* The names of the default project and the Owner are taken from the start. */
static enum token_error
claim_names(struct store *store, const struct organization *organization)
{
	const struct record_claim claim = { PROJECT_INDEX, &organization->id,
		"project", "default" };
	enum token_error err;

	err = record_claim(store, &claim, &organization->project_id, NULL);
	if (err != TOKEN_OK)
		return err;
	return user_name_claim(store, "owner", &organization->owner_id, NULL);
}

/* The default project has the organization's id: clients rely on it. */
static enum token_error
create(struct store *store, void *context)
{
	struct creation *creation = context;
	char id[UUID_TEXT], owner[UUID_TEXT], time[TIME_TEXT];
	struct organization found;
	enum token_error err;

	err = organization_get(store, &found);
	if (err != TOKEN_NOT_FOUND)
		return err == TOKEN_OK ? TOKEN_EXISTS : err;
	err = claim_names(store, &creation->organization);
	if (err != TOKEN_OK)
		return err;
	uuid_format(&creation->organization.id, id);
	uuid_format(&creation->organization.owner_id, owner);
	time_format_micro(creation->now, time);
	err = put_new(store, OBJECT_ORGANIZATION,
	    json_pack("{s:s, s:s, s:s, s:s}", "id", id, "name", "default",
		"owner_id", owner, "created_at", time));
	if (err != TOKEN_OK)
		return err;
	err = put_new(store, OBJECT_PROJECT,
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "id", id, "name",
		"default", "organization_id", id, "description", "",
		"created_at", time, "updated_at", time));
	if (err != TOKEN_OK)
		return err;
	return put_new(store, OBJECT_USER,
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "id", owner,
		"organization_id", id, "type", "owner", "username", "owner",
		"created_at", time, "updated_at", time));
}

enum token_error
install_organization(
    struct store *store, int64_t now, struct organization *organization)
{
	struct creation creation = { .now = now };
	enum token_error err;

	creation.organization.id = uuid_random();
	creation.organization.project_id = creation.organization.id;
	creation.organization.owner_id = uuid_random();
	err = store_update(store, create, &creation);
	if (err == TOKEN_OK)
		*organization = creation.organization;
	return err;
}

static enum token_error
create_keys(const struct config *config)
{
	char path[FILE_PATH];
	enum token_error err;

	config_path(config, "master.key", path);
	err = seal_create(path);
	if (err != TOKEN_OK)
		return err;
	config_path(config, "refusal.key", path);
	err = refusal_key_create(path);
	if (err != TOKEN_OK)
		return err;
	config_path(config, "deleted.log", path);
	return file_create(path, 0660, "", 0);
}

/* Its first line names the installation, so that no other journal is taken for
 * this one. */
static enum token_error
begin_journal(const struct config *config, int64_t now,
    const struct organization *organization)
{
	char path[FILE_PATH];

	config_path(config, "deleted.log", path);
	return journal_append(
	    path, &organization->id, 1, &organization->owner_id, now);
}

static enum token_error
create_store(const struct config *config, int64_t now,
    struct organization *organization, char access_key[API_KEY_ACCESS],
    char secret[UUID_TEXT])
{
	struct api_key_new wanted = { .bearer_kind = OBJECT_USER,
		.description = "first key of the owner" };
	char path[FILE_PATH];
	struct store *store;
	enum token_error err;

	config_path(config, "store", path);
	if ((err = store_create(path)) != TOKEN_OK ||
	    (err = store_open(path, NULL, &store)) != TOKEN_OK)
		return err;
	err = install_organization(store, now, organization);
	if (err == TOKEN_OK) {
		wanted.bearer_id = organization->owner_id;
		wanted.default_project_id = organization->project_id;
		err = api_key_add(store, &wanted, now, access_key, secret);
	}
	store_close(store);
	return err;
}

static enum token_error
fill(const struct config *config, int64_t now,
    struct organization *organization, char access_key[API_KEY_ACCESS],
    char secret[UUID_TEXT])
{
	enum token_error err;

	/* What an installation that was cut short left behind. */
	err = file_remove_tree(config->state);
	if (err != TOKEN_OK)
		return err;
	if (mkdir(config->state, 0700) != 0) {
		log_errno("cannot create %s", config->state);
		return TOKEN_UNAVAILABLE;
	}
	err = create_keys(config);
	if (err == TOKEN_OK)
		err =
		    create_store(config, now, organization, access_key, secret);
	if (err == TOKEN_OK)
		err = begin_journal(config, now, organization);
	if (err == TOKEN_OK)
		err = rights_give(config, config->state);
	if (err == TOKEN_OK)
		err = file_sync_directory(config->state);
	return err;
}

/* Holds off whoever installs in the same directory at the same time; -1: it
 * cannot be opened or is taken. */
static int
lock_parent(const char *path, char parent[FILE_PATH])
{
	const char *slash = strrchr(path, '/');
	int fd;

	text_copy(parent, FILE_PATH, path);
	parent[slash == path ? 1 : slash - path] = '\0';
	fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	log_errno("cannot install in %s", parent);
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Made under another name and renamed when it is whole. */
static enum token_error
install(const struct config *config, int64_t now,
    struct organization *organization, char access_key[API_KEY_ACCESS],
    char secret[UUID_TEXT])
{
	struct config unfinished = *config;
	enum token_error err;
	struct text text;

	if (access(config->state, F_OK) == 0)
		return TOKEN_EXISTS;
	err = rights_check_names(config);
	if (err != TOKEN_OK)
		return err;
	text_open(&text, unfinished.state, sizeof unfinished.state);
	text_addf(&text, "%s.unfinished", config->state);
	err = fill(&unfinished, now, organization, access_key, secret);
	if (err == TOKEN_OK && rename(unfinished.state, config->state) != 0) {
		log_errno(
		    "cannot rename %s to %s", unfinished.state, config->state);
		err = TOKEN_UNAVAILABLE;
	}
	return err;
}

/* Without a view the installation is whole, and it is made whenever somebody
 * enters who may: better a message than an Owner's key that nobody sees. */
static void
prepare_view(const struct config *config)
{
	enum token_error err = rights_prepare(config);

	(void)err;
}

enum token_error
install_state(const struct config *config, int64_t now,
    struct organization *organization, char access_key[API_KEY_ACCESS],
    char secret[UUID_TEXT])
{
	char parent[FILE_PATH];
	enum token_error err;
	int lock;

	lock = lock_parent(config->state, parent);
	if (lock < 0)
		return TOKEN_UNAVAILABLE;
	err = install(config, now, organization, access_key, secret);
	if (err == TOKEN_OK)
		err = file_sync_directory(parent);
	if (err == TOKEN_OK)
		prepare_view(config);
	close(lock);
	return err;
}
