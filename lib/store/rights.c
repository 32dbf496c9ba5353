/* SPDX-License-Identifier: ISC */
/* Which files of an installation belong to whom. */
#include "store/rights.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LAST_ID 4294967294LL /* the one after stands for none */
#define OTHERS 0007

/* The ids behind the names of the settings. */
struct ids {
	gid_t group, store_group;
	uid_t key_user;
};

/* To whom a file goes. */
enum owner { GROUP, STORE_GROUP, KEY_USER };

struct right {
	const char *name; /* in `state` */
	enum owner owner;
	mode_t mode;
};

static const struct right rights[] = {
	{ "master.key", KEY_USER, 0400 }, { "refusal.key", GROUP, 0640 },
	{ "deleted.log", STORE_GROUP, 0660 }, { "store", STORE_GROUP, 02770 },
	{ ".", GROUP, 0750 }, /* last: the door opens when all is done */
};
#define STORE_FILE 0660
#define VIEW_DIRECTORY 02775

static bool
is_split(const struct config *config)
{
	return config->group[0] != '\0';
}

/* A number is an id as it stands. */
static bool
find_group(const char *name, gid_t *idp)
{
	const struct group *group = getgrnam(name);
	long long id;

	if (group != NULL)
		id = group->gr_gid;
	else if (!text_to_number(name, 0, LAST_ID, &id)) {
		log_line("there is no group %s", name);
		return false;
	}
	*idp = (gid_t)id;
	return true;
}

static bool
find_user(const char *name, uid_t *idp)
{
	const struct passwd *user = getpwnam(name);
	long long id;

	if (user != NULL)
		id = user->pw_uid;
	else if (!text_to_number(name, 0, LAST_ID, &id)) {
		log_line("there is no user %s", name);
		return false;
	}
	*idp = (uid_t)id;
	return true;
}

static enum token_error
find_ids(const struct config *config, struct ids *ids)
{
	return find_group(config->group, &ids->group) &&
		       find_group(config->store_group, &ids->store_group) &&
		       find_user(config->key_user, &ids->key_user)
		   ? TOKEN_OK
		   : TOKEN_INVALID_ARGUMENT;
}

enum token_error
rights_check_names(const struct config *config)
{
	struct ids ids;

	return is_split(config) ? find_ids(config, &ids) : TOKEN_OK;
}

static enum token_error
give(const char *path, const struct ids *ids, enum owner owner, mode_t mode)
{
	const uid_t user = owner == KEY_USER ? ids->key_user : (uid_t)-1;
	const gid_t group = owner == GROUP         ? ids->group
			    : owner == STORE_GROUP ? ids->store_group
						   : (gid_t)-1;

	/* Never through a link: it may be a member's. */
	const int fd =
	    open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	const bool is_given =
	    fd >= 0 && fchown(fd, user, group) == 0 && fchmod(fd, mode) == 0;

	if (!is_given)
		log_errno("cannot give %s to whom the settings name", path);
	if (fd >= 0)
		close(fd);
	return is_given ? TOKEN_OK : TOKEN_UNAVAILABLE;
}

static enum token_error
give_store_files(const char *store, const struct ids *ids)
{
	char path[FILE_PATH];
	enum token_error err = TOKEN_OK;
	const struct dirent *entry;
	DIR *dir = opendir(store);

	if (dir == NULL) {
		log_errno("cannot read %s", store);
		return TOKEN_UNAVAILABLE;
	}
	while (err == TOKEN_OK && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		err = file_path(store, entry->d_name, path)
			  ? give(path, ids, STORE_GROUP, STORE_FILE)
			  : TOKEN_UNAVAILABLE;
	}
	closedir(dir);
	return err;
}

enum token_error
rights_give(const struct config *config, const char *state)
{
	char path[FILE_PATH];
	enum token_error err;
	struct ids ids;
	size_t i;

	if (!is_split(config))
		return TOKEN_OK;
	if ((err = find_ids(config, &ids)) != TOKEN_OK)
		return err;
	err = file_path(state, "store", path) ? give_store_files(path, &ids)
					      : TOKEN_UNAVAILABLE;
	for (i = 0; err == TOKEN_OK && i < sizeof rights / sizeof rights[0];
	     i++) {
		err = file_path(state, rights[i].name, path)
			  ? give(path, &ids, rights[i].owner, rights[i].mode)
			  : TOKEN_UNAVAILABLE;
	}
	return err;
}

/* Closed itself, or in a directory that is. */
static enum token_error
check_fence(const char *path)
{
	char parent[FILE_PATH];
	struct stat status;
	char *slash;

	if (stat(path, &status) != 0) {
		log_errno("cannot look at %s", path);
		return TOKEN_UNAVAILABLE;
	}
	if ((status.st_mode & OTHERS) == 0)
		return TOKEN_OK;
	text_copy(parent, sizeof parent, path);
	slash = strrchr(parent, '/');
	slash[slash == parent ? 1 : 0] = '\0';
	return file_check_mode(parent, OTHERS);
}

static enum token_error
make_view_directory(const struct config *config)
{
	enum token_error err;
	struct ids ids;

	if (mkdir(config->view, 0750) != 0) {
		if (errno == EEXIST)
			return TOKEN_OK;
		log_errno("cannot create %s", config->view);
		return TOKEN_UNAVAILABLE;
	}
	if (!is_split(config))
		return TOKEN_OK;
	err = find_ids(config, &ids);
	return err != TOKEN_OK
		   ? err
		   : give(config->view, &ids, STORE_GROUP, VIEW_DIRECTORY);
}

enum token_error
rights_make_audit(const struct config *config)
{
	char path[FILE_PATH];
	enum token_error err;
	struct ids ids;

	if (!config_audit_path(config, path) || access(path, F_OK) == 0)
		return TOKEN_OK;
	err = file_create(path, 0660, "", 0);
	if (err == TOKEN_EXISTS)
		return TOKEN_OK;
	if (err != TOKEN_OK || !is_split(config))
		return err;
	err = find_ids(config, &ids);
	return err != TOKEN_OK ? err : give(path, &ids, STORE_GROUP, 0660);
}

enum token_error
rights_prepare(const struct config *config)
{
	char store[FILE_PATH];
	enum token_error err;

	config_path(config, "store", store);
	if ((err = file_check_mode(store, OTHERS)) != TOKEN_OK ||
	    (err = make_view_directory(config)) != TOKEN_OK ||
	    (err = rights_make_audit(config)) != TOKEN_OK)
		return err;
	return check_fence(config->view);
}

static bool
become(const struct ids *ids)
{
	const gid_t groups[] = { ids->group, ids->store_group };

	return setgroups(2, groups) == 0 && setgid(ids->store_group) == 0 &&
	       setuid(ids->key_user) == 0;
}

enum token_error
rights_leave_root(const struct config *config)
{
	enum token_error err;
	struct ids ids;

	if (!is_split(config) || geteuid() != 0)
		return TOKEN_OK;
	if ((err = rights_prepare(config)) != TOKEN_OK ||
	    (err = find_ids(config, &ids)) != TOKEN_OK || become(&ids))
		return err;
	log_errno("cannot become the user %s", config->key_user);
	return TOKEN_UNAVAILABLE;
}
