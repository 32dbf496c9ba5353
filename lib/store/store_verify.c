/* SPDX-License-Identifier: ISC */
/* The files of a store that nobody is inside: page by page, and tidied. */
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "store/store_internal.h"

#include <db.h>
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool
verify_file(const char *path)
{
	DB *db;
	int rc;

	rc = db_create(&db, NULL, 0);
	if (rc == 0)
		rc = db->verify(db, path, NULL, NULL, 0);
	if (rc != 0)
		log_line("%s: %s", path, db_strerror(rc));
	return rc == 0;
}

enum token_error
store_verify(const char *dir)
{
	enum token_error err = TOKEN_OK;
	char path[FILE_PATH];
	struct text text;
	int table;

	for (table = 0; table < STORE_TABLES; table++) {
		text_open(&text, path, sizeof path);
		text_addf(&text, "%s/%s", dir, store_table_files[table]);
		if (text.cut || !verify_file(path))
			err = TOKEN_INTERNAL;
	}
	return err;
}

/* Tables and log files; the rest is made anew by who opens the store. */
bool
store_is_data(const char *name)
{
	const size_t len = strlen(name);

	return strncmp(name, "__db", 4) != 0 &&
	       ((len > 3 && strcmp(name + len - 3, ".db") == 0) ||
		   strncmp(name, "log.", 4) == 0);
}

enum token_error
store_strip(const char *dir)
{
	const struct dirent *entry;
	DIR *list = opendir(dir);

	if (list == NULL) {
		log_errno("cannot read %s", dir);
		return TOKEN_UNAVAILABLE;
	}
	while ((entry = readdir(list)) != NULL)
		if (entry->d_name[0] != '.' && !store_is_data(entry->d_name))
			unlinkat(dirfd(list), entry->d_name, 0);
	closedir(list);
	return store_sync_directory(dir);
}
