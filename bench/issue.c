/* SPDX-License-Identifier: ISC */
/*
 * Issues tokens for a container, many in a transaction, and prints their texts:
 *
 *	issue CONTAINER_ID COUNT [SECONDS]
 *
 * GATEHOUSE_CONF names the installation, which nobody else may have open.
 */
#include "base/config.h"
#include "base/log.h"
#include "base/time.h"
#include "crypto/seal.h"
#include "publish/publish.h"
#include "token/issue.h"
#include "token/keyring_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 200

struct batch {
	struct issuer issuer;
	struct issue_request request;
	int64_t expires_at;
	size_t count;
	struct issued issued[BATCH];
};

static enum token_error
issue_batch(struct store *store, void *context)
{
	struct batch *batch = context;
	enum token_error err;
	size_t i;

	(void)store;
	for (i = 0; i < batch->count; i++) {
		err = issue_token(&batch->issuer, &batch->request, time_now(),
		    &batch->issued[i], NULL);
		if (err != TOKEN_OK)
			return err;
	}
	return TOKEN_OK;
}

static enum token_error
issue_all(struct batch *batch, size_t count)
{
	enum token_error err;
	size_t i;

	for (; count > 0; count -= batch->count) {
		batch->count = count < BATCH ? count : BATCH;
		err = store_update(batch->issuer.store, issue_batch, batch);
		if (err != TOKEN_OK)
			return err;
		for (i = 0; i < batch->count; i++)
			puts(batch->issued[i].jwt);
	}
	return TOKEN_OK;
}

int
main(int argc, char **argv)
{
	static struct batch batch;
	struct config config;
	struct publish publish;
	struct seal *seal;
	char path[FILE_PATH];
	enum token_error err;

	log_open("issue");
	if (argc < 3 ||
	    !uuid_parse(argv[1], strlen(argv[1]), &batch.request.scope_id) ||
	    config_load(NULL, &config) != TOKEN_OK)
		return 64;
	config_path(&config, "master.key", path);
	if (seal_open(path, &seal) != TOKEN_OK ||
	    publish_open(&config, &publish) != TOKEN_OK)
		return 1;
	batch.issuer.store = publish.store;
	batch.issuer.seal = seal;
	batch.issuer.config = &config;
	batch.issuer.memory = keyring_memory_new();
	batch.request.scope = SCOPE_CONTAINER;
	batch.request.description = "bench";
	if (argc > 3) {
		batch.expires_at = time_now() / TIME_MICRO + atoi(argv[3]);
		batch.request.expires_at = &batch.expires_at;
	}
	err = issue_all(&batch, strtoul(argv[2], NULL, 10));
	publish_close(&publish);
	keyring_memory_free(batch.issuer.memory);
	seal_close(seal);
	return err == TOKEN_OK ? 0 : 1;
}
