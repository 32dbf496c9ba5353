/* SPDX-License-Identifier: ISC */
/*
 * A store and its view with many tokens:
 *
 *	scale COUNT        in the installation of GATEHOUSE_CONF, which nobody
 *	                   else has open: registers so many tokens, and measures
 *	scale COUNT VIEW   only a view, in that directory, which keeps what it
 *	                   has; without a store
 */
#include "base/config.h"
#include "base/log.h"
#include "base/time.h"
#include "bench.h"
#include "publish/publish.h"
#include "token/registry.h"

#include <string.h>
#include <sys/stat.h>

#define BATCH 2000
#define READS 100000
#define PAGE 50
#define COUNT 1000 /* what token-list has the store count */

struct batch {
	struct uuid scope_id;
	size_t count;
	struct uuid *id;
};

static enum token_error
add_batch(struct store *store, void *context)
{
	struct batch *batch = context;
	struct token token = { .scope = SCOPE_CONTAINER,
		.scope_id = batch->scope_id,
		.namespace_id = batch->scope_id,
		.description = "one of many" };
	enum token_error err;
	size_t i;

	for (i = 0; i < batch->count; i++) {
		token.id = batch->id[i];
		token.created_at = time_now();
		err = registry_add(store, &token);
		if (err != TOKEN_OK)
			return err;
	}
	return TOKEN_OK;
}

static double
find_all(const struct view *view, const struct uuid *ids, size_t count)
{
	const double start = cpu_us();
	struct view_token token;
	size_t i;

	for (i = 0; i < READS; i++)
		MUST(view_find(
		    view, VIEW_TOKENS, &ids[(i * 7919) % count], &token));
	return (cpu_us() - start) / READS;
}

static void
measure_view(const struct view *view, const struct uuid *ids, size_t count)
{
	double times[ROUNDS];
	int i;

	for (i = 0; i < ROUNDS; i++)
		times[i] = find_all(view, ids, count);
	tell("view_find, us", median(times));
}

static void
tell_size(const char *name, const char *path, size_t count)
{
	struct stat status;

	if (stat(path, &status) == 0)
		tell(name, (double)status.st_size / (double)count);
}

static void
tell_view_size(const struct config *config, struct view *view, size_t count)
{
	char path[FILE_PATH + 64];

	snprintf(path, sizeof path, "%s/view.%llu", config->view,
	    (unsigned long long)view_epoch(view));
	tell_size("view, bytes a token", path, count);
}

static double
read_all(struct store *store, const struct uuid *ids, size_t count)
{
	const double start = cpu_us();
	struct token token;
	size_t i;

	for (i = 0; i < READS / 10; i++)
		MUST(registry_find(
		    store, &ids[(i * 7919) % count], &token, NULL));
	return (cpu_us() - start) / (READS / 10);
}

static double
list_page(struct store *store, const struct uuid *scope_id, int64_t number)
{
	const struct registry_page page = { .scope_id = scope_id,
		.order = STORE_DESCENDING,
		.page = number,
		.page_size = PAGE,
		.count_most = COUNT };
	static struct token tokens[PAGE];
	const double start = wall_us();
	int64_t total;
	size_t count;

	MUST(registry_list(store, &page, tokens, &count, &total));
	return (wall_us() - start) / 1e3;
}

static void
measure_store(const struct config *config, struct publish *publish,
    const struct batch *batch, size_t count)
{
	double reads[ROUNDS], pages[ROUNDS];
	double start;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		reads[i] = read_all(publish->store, batch->id, count);
		pages[i] = list_page(publish->store, &batch->scope_id, 1);
	}
	tell("registry_find, us", median(reads));
	tell("first page of 50, ms", median(pages));
	for (i = 0; i < ROUNDS; i++) {
		start = wall_us();
		if (view_count_tokens(publish->view, &batch->scope_id) !=
		    (int64_t)count)
			exit(1);
		pages[i] = (wall_us() - start) / 1e3;
	}
	tell("counting them in the view, ms", median(pages));
	publish_close(publish);
	start = wall_us();
	MUST(publish_open(config, publish));
	tell("recovery and a new view, s", (wall_us() - start) / 1e6);
}

static void
with_store(size_t count, struct uuid *ids)
{
	struct batch batch = { .scope_id = uuid_random(), .id = ids };
	static struct config config;
	struct publish publish;
	double start = wall_us();
	size_t done;

	MUST(config_load(NULL, &config));
	MUST(publish_open(&config, &publish));
	for (done = 0; done < count; done += batch.count) {
		batch.id = ids + done;
		batch.count = count - done < BATCH ? count - done : BATCH;
		MUST(store_update(publish.store, add_batch, &batch));
		store_tidy(publish.store);
	}
	tell("registered, tokens a second",
	    (double)count / ((wall_us() - start) / 1e6));
	batch.id = ids;
	measure_store(&config, &publish, &batch, count);
	measure_view(publish.view, ids, count);
	tell_view_size(&config, publish.view, count);
	publish_close(&publish);
}

/* While a new view is being built, the one in force is scanned and the new one
 * is written. */
struct copying {
	struct view *view;
	enum view_table table;
};

static bool
visit(void *context, const void *record)
{
	const struct copying *copying = context;

	return view_put(copying->view, copying->table, record) == TOKEN_OK;
}

static void
copy_all(struct view *view)
{
	struct copying copying = { .view = view };

	for (int i = 0; i < VIEW_TABLES; i++) {
		copying.table = (enum view_table)i;
		MUST(view_scan(view, copying.table, visit, &copying));
	}
}

static void
without_store(size_t count, struct uuid *ids, const char *dir)
{
	const size_t counts[VIEW_TABLES] = { [VIEW_TOKENS] = count + 2000 };
	struct view_token token = { .scope = SCOPE_CONTAINER };
	static struct config config;
	struct view *view;
	char lock[FILE_PATH];
	double start;
	size_t i;

	snprintf(lock, sizeof lock, "%s.lock", dir);
	snprintf(config.view, sizeof config.view, "%s", dir);
	MUST(view_open_writer(dir, lock, &view));
	MUST(view_lock(view));
	start = wall_us();
	MUST(view_build(view, counts));
	if (view_epoch(view) != 0)
		copy_all(view);
	for (i = 0; i < count; i++) {
		token.id = ids[i];
		MUST(view_put(view, VIEW_TOKENS, &token));
	}
	view_replace(view);
	tell("view filled, s", (wall_us() - start) / 1e6);
	view_unlock(view);
	measure_view(view, ids, count);
	tell_view_size(&config, view, count);
	view_close(view);
}

int
main(int argc, char **argv)
{
	size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 0, i;
	struct uuid *ids = calloc(count, sizeof *ids);

	log_open("scale");
	if (count == 0 || ids == NULL)
		return 64;
	for (i = 0; i < count; i++)
		ids[i] = uuid_random();
	if (argc > 2)
		without_store(count, ids, argv[argc - 1]);
	else
		with_store(count, ids);
	free(ids);
	return 0;
}
