/* SPDX-License-Identifier: ISC */
/* A new installation in a temporary directory, for one test program. */
#ifndef TESTS_STATE_H
#define TESTS_STATE_H

#include "base/config.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "container/container.h"
#include "container/namespace.h"
#include "crypto/seal.h"
#include "object/object.h"
#include "publish/publish.h"
#include "upkeep/install.h"
#include "token/issue.h"

#include <assert.h>
#include <ftw.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct state {
	char dir[64];
	char journal[FILE_PATH];
	struct config config;
	struct organization organization;
	char access_key[API_KEY_ACCESS], secret[UUID_TEXT];
	struct publish publish;
	struct store *store; /* of publish */
	struct seal *seal;
	struct registry_delete deletion;
};

/* What the tests take for granted. */
#define MUST(call) must((call), #call, __FILE__, __LINE__)
static inline void
must(enum token_error err, const char *call, const char *file, int line)
{
	if (err == TOKEN_OK)
		return;
	printf("Bail out! %s:%d: %s: %s\n", file, line, call, error_text(err));
	exit(1);
}

static inline int
state_remove(
    const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	(void)status;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void
state_reopen(struct state *state)
{
	MUST(publish_open(&state->config, &state->publish));
	state->store = state->publish.store;
}

/* `dir` is for mkdtemp(3). */
static inline void
state_open_in(struct state *state, const char *dir)
{
	char path[FILE_PATH];
	FILE *file;

	memset(state, 0, sizeof *state);
	snprintf(state->dir, sizeof state->dir, "%s", dir);
	if (mkdtemp(state->dir) == NULL)
		abort();
	snprintf(path, sizeof path, "%s/gatehouse.conf", state->dir);
	file = fopen(path, "w");
	if (file == NULL)
		abort();
	fprintf(file, "state = %s/data\n", state->dir);
	fclose(file);
	MUST(config_load(path, &state->config));
	MUST(install_state(&state->config, time_now(), &state->organization,
	    state->access_key, state->secret));
	config_path(&state->config, "deleted.log", state->journal);
	config_path(&state->config, "master.key", path);
	MUST(seal_open(path, &state->seal));
	state->deletion.journal = state->journal;
	state->deletion.who = &state->organization.owner_id;
	state->deletion.now = time_now();
	state_reopen(state);
}

static inline void
state_open(struct state *state)
{
	state_open_in(state, "/tmp/gatehouse-test-XXXXXX");
}

static inline void
state_close(struct state *state)
{
	publish_close(&state->publish);
	seal_close(state->seal);
	nftw(state->dir, state_remove, 16, FTW_DEPTH | FTW_PHYS);
}

static inline struct uuid
state_namespace(struct state *state, const char *name)
{
	json_t *body = json_pack("{s:s}", "name", name), *object;
	struct uuid id;

	MUST(namespace_create(state->store, &state->config, SHAPE_V1BETA1, body,
	    &state->organization.project_id, time_now(), &object, NULL));
	id = object_uuid(object, "id");
	json_decref(object);
	json_decref(body);
	return id;
}

static inline struct uuid
state_container(struct state *state, const struct uuid *namespace_id,
    const char *name, const char *privacy)
{
	char id_text[UUID_TEXT];
	json_t *body, *object;
	struct uuid id;

	uuid_format(namespace_id, id_text);
	body = json_pack("{s:s, s:s, s:s}", "name", name, "namespace_id",
	    id_text, "privacy", privacy);
	MUST(container_create(state->store, &state->config, SHAPE_V1BETA1, body,
	    time_now(), &object, NULL));
	id = object_uuid(object, "id");
	json_decref(object);
	json_decref(body);
	return id;
}

static inline void
state_issue(struct state *state, enum token_scope scope, const struct uuid *id,
    const int64_t *expires_at, struct issued *issued)
{
	const struct issuer issuer = { .store = state->store,
		.seal = state->seal,
		.config = &state->config };
	const struct issue_request request = { .scope = scope,
		.scope_id = *id,
		.description = "test",
		.expires_at = expires_at,
		.created_by = state->organization.owner_id };

	MUST(issue_token(&issuer, &request, time_now(), issued, NULL));
}

#endif
