/* SPDX-License-Identifier: ISC */
/*
 * fill COUNT TOGETHER NAMESPACE CONTAINER: registers so many tokens of a
 * container in the installation of GATEHOUSE_CONF, so many of them in one
 * change.  Says nothing.
 */
#include "base/config.h"
#include "base/log.h"
#include "base/time.h"
#include "bench.h"
#include "publish/publish.h"
#include "token/registry.h"

#include <string.h>

struct batch {
	struct token token;
	size_t count;
};

static enum token_error
add_batch(struct store *store, void *context)
{
	struct batch *batch = context;
	enum token_error err = TOKEN_OK;
	size_t i;

	for (i = 0; i < batch->count && err == TOKEN_OK; i++) {
		batch->token.id = uuid_random();
		batch->token.created_at = time_now();
		err = registry_add(store, &batch->token);
	}
	return err;
}

int
main(int argc, char **argv)
{
	struct batch batch = { .token = { .scope = SCOPE_CONTAINER,
				   .description = "one of many" } };
	static struct config config;
	struct publish publish;
	size_t count, together, done;

	log_open("fill");
	if (argc != 5 ||
	    !uuid_parse(argv[3], strlen(argv[3]), &batch.token.namespace_id) ||
	    !uuid_parse(argv[4], strlen(argv[4]), &batch.token.scope_id))
		return 64;
	count = strtoul(argv[1], NULL, 10);
	together = strtoul(argv[2], NULL, 10);
	MUST(config_load(NULL, &config));
	MUST(publish_open(&config, &publish));
	for (done = 0; done < count; done += batch.count) {
		batch.count = count - done < together ? count - done : together;
		MUST(store_update(publish.store, add_batch, &batch));
		store_tidy(publish.store);
	}
	publish_close(&publish);
	return 0;
}
