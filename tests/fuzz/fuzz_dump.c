/* SPDX-License-Identifier: ISC */
/* The text of an installation: it is refused, or becomes a sound store whose
 * own text makes the same store again. */
#include "base/file.h"
#include "fuzz.h"
#include "upkeep/backup.h"
#include "upkeep/dump.h"

#include <db.h>
#include <dlfcn.h>
#include <string.h>

#define LARGEST 65536
#define PATH 64
#define CACHE_SIZE (256 << 10)
#define LOG_SIZE (1 << 20)
#define LOCKS 1000

/* ---- small stores: most of the time goes into making their memory ---- */

static struct {
	int (*cachesize)(DB_ENV *, u_int32_t, u_int32_t, int);
	int (*locks)(DB_ENV *, u_int32_t);
	int (*objects)(DB_ENV *, u_int32_t);
	int (*log)(DB_ENV *, u_int32_t);
} real;

static int
set_cachesize(DB_ENV *env, u_int32_t gbytes, u_int32_t bytes, int caches)
{
	(void)gbytes;
	(void)bytes;
	return real.cachesize(env, 0, CACHE_SIZE, caches);
}

static int
set_locks(DB_ENV *env, u_int32_t most)
{
	(void)most;
	return real.locks(env, LOCKS);
}

static int
set_objects(DB_ENV *env, u_int32_t most)
{
	(void)most;
	return real.objects(env, LOCKS);
}

static int
set_log(DB_ENV *env, u_int32_t bytes)
{
	(void)bytes;
	return real.log(env, LOG_SIZE);
}

int
db_env_create(DB_ENV **envp, u_int32_t flags)
{
	int (*create)(DB_ENV **, u_int32_t);
	DB_ENV *env;
	int rc;

	*(void **)&create = dlsym(RTLD_NEXT, "db_env_create");
	rc = create(envp, flags);
	if (rc != 0)
		return rc;
	env = *envp;
	real.cachesize = env->set_cachesize;
	real.locks = env->set_lk_max_locks;
	real.objects = env->set_lk_max_objects;
	real.log = env->set_lg_max;
	env->set_cachesize = set_cachesize;
	env->set_lk_max_locks = set_locks;
	env->set_lk_max_objects = set_objects;
	env->set_lg_max = set_log;
	return 0;
}

/* ---- the target ---- */

static bool
becomes_store(const char *text, const char *dir)
{
	struct inspection found;

	return dump_read(text, dir) == TOKEN_OK &&
	       backup_settle(dir, &found) == TOKEN_OK;
}

static void
must_be_same(const char *path, const char *other_path)
{
	static char text[LARGEST], other[LARGEST];
	size_t len, other_len;

	MUST(file_read(path, text, sizeof text, &len) == TOKEN_OK);
	MUST(
	    file_read(other_path, other, sizeof other, &other_len) == TOKEN_OK);
	MUST(len == other_len && memcmp(text, other, len) == 0);
}

/* Without the files of keys there is no text. */
static void
check(const char *folder, const uint8_t *data, size_t size)
{
	static const char *const names[] = { "text", "store", "text-of-store",
		"again", "text-of-again" };
	char path[5][PATH];
	size_t i;

	for (i = 0; i < 5; i++)
		snprintf(path[i], PATH, "%s/%s", folder, names[i]);
	MUST(file_create(path[0], 0600, data, size) == TOKEN_OK);
	if (!becomes_store(path[0], path[1]) ||
	    dump_write(path[1], path[2]) != TOKEN_OK)
		return;
	MUST(becomes_store(path[2], path[3]));
	MUST(dump_write(path[3], path[4]) == TOKEN_OK);
	must_be_same(path[2], path[4]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char folder[] = FUZZ_FOLDER;

	if (size > LARGEST / 4)
		return 0;
	MUST(mkdtemp(folder) != NULL);
	check(folder, data, size);
	MUST(file_remove_tree(folder) == TOKEN_OK);
	return 0;
}
