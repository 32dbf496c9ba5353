/* SPDX-License-Identifier: ISC */
/* From the store to the gate view. */
#include "publish/publish.h"
#include "base/json.h"
#include "base/text.h"
#include "object/object.h"
#include "publish/obey.h"
#include "publish/place.h"
#include "publish/publish_keys.h"
#include "publish/publish_secrets.h"
#include "store/mark.h"
#include "store/rights.h"
#include "token/keyring.h"
#include "token/registry.h"

#include <jansson.h>
#include <string.h>

/* A record on its way into the view, and what came of it. */
struct transfer {
	struct store *store;
	struct view *view;
	enum token_error err;
	const struct uuid *namespace_id;
};

static enum token_error
put_token(struct view *view, const struct token *token)
{
	const struct view_token record = { .id = token->id,
		.scope_id = token->scope_id,
		.issued_at = token->created_at / TIME_MICRO,
		.expires_at = token->expires_at,
		.scope = token->scope };

	return view_put(view, VIEW_TOKENS, &record);
}

static enum token_error
put_container(struct view *view, const struct json_t *object)
{
	struct view_container record = { .id = object_uuid(object, "id"),
		.namespace_id = object_uuid(object, "namespace_id"),
		.project_id = object_uuid(object, "project_id"),
		.is_private =
		    strcmp(json_text(object, "privacy"), "public") != 0 };
	const char *host = json_text(object, "domain_name");
	struct view_host name = { .container_id = record.id };
	enum token_error err;

	if (!text_copy(record.host, sizeof record.host, host) ||
	    !text_copy(record.cors_origin, sizeof record.cors_origin,
		json_text(object, "cors_origin")))
		return TOKEN_INTERNAL;
	err = view_put(view, VIEW_CONTAINERS, &record);
	if (err != TOKEN_OK || host[0] == '\0')
		return err;
	digest_sha256(host, strlen(host), name.digest);
	return view_put(view, VIEW_HOSTS, &name);
}

/* ---- one record that changed ---- */

static enum token_error
publish_token(struct store *store, struct view *view, const struct uuid *id)
{
	struct token token;
	enum token_error err;

	err = registry_find(store, id, &token, NULL);
	if (err == TOKEN_NOT_FOUND)
		return view_remove(view, VIEW_TOKENS, id);
	return err != TOKEN_OK ? err : put_token(view, &token);
}

/* The host that the view has for the container leads nowhere any more, unless
 * it is the one to keep, or another container has it by now. */
static enum token_error
remove_host(struct view *view, const struct uuid *id, const char *kept)
{
	unsigned char digest[DIGEST_SIZE];
	struct view_container old;
	struct view_host name;

	if (view_find(view, VIEW_CONTAINERS, id, &old) != TOKEN_OK ||
	    strcmp(old.host, kept) == 0)
		return TOKEN_OK;
	digest_sha256(old.host, strlen(old.host), digest);
	if (view_find(view, VIEW_HOSTS, digest, &name) != TOKEN_OK ||
	    !uuid_equal(&name.container_id, id))
		return TOKEN_OK;
	return view_remove(view, VIEW_HOSTS, digest);
}

static enum token_error
publish_container(struct store *store, struct view *view, const struct uuid *id)
{
	struct json_t *object;
	enum token_error err;

	err = object_get(store, OBJECT_CONTAINER, id, &object, NULL);
	if (err == TOKEN_NOT_FOUND) {
		err = remove_host(view, id, "");
		return err != TOKEN_OK ? err
				       : view_remove(view, VIEW_CONTAINERS, id);
	}
	if (err != TOKEN_OK)
		return err;
	err = remove_host(view, id, json_text(object, "domain_name"));
	if (err == TOKEN_OK)
		err = put_container(view, object);
	json_decref(object);
	return err;
}

/* A key of the view that is looked for in its ring. */
struct sought {
	const struct view_key *key;
	bool is_found;
};

static bool
visit_sought(void *context, const struct keyring_entry *entry)
{
	struct sought *sought = context;
	unsigned char digest[DIGEST_SIZE];

	digest_sha256(entry->kid, strlen(entry->kid), digest);
	sought->is_found =
	    digest_equal(digest, sought->key->digest, DIGEST_SIZE);
	return !sought->is_found;
}

/* Only what left the ring: gates ask for the others all the time. */
static bool
remove_key(void *context, const void *record)
{
	struct transfer *transfer = context;
	struct view_key key;
	struct sought sought = { &key, false };

	memcpy(&key, record, sizeof key);
	if (!uuid_equal(&key.namespace_id, transfer->namespace_id))
		return true;
	transfer->err = keyring_scan(
	    transfer->store, transfer->namespace_id, visit_sought, &sought);
	if (transfer->err == TOKEN_OK && !sought.is_found)
		transfer->err =
		    view_remove(transfer->view, VIEW_KEYS, key.digest);
	return transfer->err == TOKEN_OK;
}

static enum token_error
publish_namespace(struct store *store, struct view *view, const struct uuid *id)
{
	struct transfer transfer = {
		.store = store, .view = view, .namespace_id = id
	};
	enum token_error err;

	err = view_scan(view, VIEW_KEYS, remove_key, &transfer);
	if (err == TOKEN_OK)
		err = transfer.err;
	if (err != TOKEN_OK)
		return err;
	return publish_keys_put(store, view, id);
}

/* A change of a policy or a group can concern any key, so all are read. */
static enum token_error
publish_secrets(struct store *store, struct view *view)
{
	struct publish_secrets secrets;
	enum token_error err;

	err = publish_secrets_read(store, &secrets);
	if (err != TOKEN_OK)
		return err;
	err = publish_secrets_put(view, &secrets);
	if (err == TOKEN_OK)
		err = publish_secrets_prune(view, &secrets);
	publish_secrets_free(&secrets);
	return err;
}

static enum token_error
publish_mark(
    struct store *store, struct view *view, const struct store_mark *mark)
{
	struct uuid id;

	memcpy(id.bytes, mark->id, sizeof id.bytes);
	switch (mark->kind) {
	case MARK_TOKEN:
		return publish_token(store, view, &id);
	case MARK_CONTAINER:
		return publish_container(store, view, &id);
	case MARK_NAMESPACE:
		return publish_namespace(store, view, &id);
	case MARK_SECRETS:
		return publish_secrets(store, view);
	default:
		return TOKEN_INTERNAL;
	}
}

/* ---- everything ---- */

static bool
count_token(void *context, const struct token *token)
{
	(void)token;
	(*(size_t *)context)++;
	return true;
}

static bool
count_key(void *context, const struct keyring_entry *entry)
{
	(void)entry;
	(*(size_t *)context)++;
	return true;
}

static bool
visit_token(void *context, const struct token *token)
{
	struct transfer *transfer = context;

	transfer->err = put_token(transfer->view, token);
	return transfer->err == TOKEN_OK;
}

static enum token_error
put_containers(struct view *view, const json_t *containers)
{
	enum token_error err;
	json_t *container;
	size_t i;

	json_array_foreach(containers, i, container)
	{
		err = put_container(view, container);
		if (err != TOKEN_OK)
			return err;
	}
	return TOKEN_OK;
}

/* The lock is held, so what others commit meanwhile they publish afterwards. */
static enum token_error
fill_view(struct store *store, struct view *view)
{
	struct transfer transfer = { .view = view };
	struct publish_secrets secrets = { .count = 0 };
	size_t counts[VIEW_TABLES] = { 0 };
	json_t *containers = NULL;
	enum token_error err;

	if ((err = object_list(store, OBJECT_CONTAINER, NULL, NULL,
		 &containers)) != TOKEN_OK ||
	    (err = publish_secrets_read(store, &secrets)) != TOKEN_OK ||
	    (err = registry_scan(store, count_token, &counts[VIEW_TOKENS])) !=
		TOKEN_OK ||
	    (err = keyring_scan(store, NULL, count_key, &counts[VIEW_KEYS])) !=
		TOKEN_OK)
		goto out;
	counts[VIEW_CONTAINERS] = json_array_size(containers);
	counts[VIEW_HOSTS] = counts[VIEW_CONTAINERS];
	counts[VIEW_SECRETS] = secrets.count;
	err = view_build(view, counts);
	if (err != TOKEN_OK)
		goto out;
	if ((err = put_containers(view, containers)) != TOKEN_OK ||
	    (err = publish_secrets_put(view, &secrets)) != TOKEN_OK ||
	    (err = registry_scan(store, visit_token, &transfer)) != TOKEN_OK ||
	    (err = transfer.err) != TOKEN_OK ||
	    (err = publish_keys_put(store, view, NULL)) != TOKEN_OK)
		view_discard(view);
	else
		view_replace(view);
out:
	publish_secrets_free(&secrets);
	json_decref(containers);
	return err;
}

/* After a recovery.  What the journal names must be gone before any gate looks
 * at a view of this store. */
static enum token_error
publish_all(struct store *store, struct publish *opened)
{
	enum token_error err;

	opened->is_recovering = true;
	err = obey_journal(store, opened->journal);
	opened->is_recovering = false;
	if (err == TOKEN_OK)
		err = view_lock(opened->view);
	if (err != TOKEN_OK)
		return err;
	err = place_move(store, opened->store_dir, opened->view);
	if (err == TOKEN_OK)
		err = fill_view(store, opened->view);
	view_unlock(opened->view);
	return err;
}

static enum token_error
publish(struct store *store, void *context, const struct store_mark *marks,
    size_t count)
{
	struct publish *opened = context;
	struct view *view = opened->view;
	enum token_error err;
	size_t i;

	if (count == 0)
		return publish_all(store, opened);
	if (opened->is_recovering)
		return TOKEN_OK;
	err = view_lock(view);
	if (err != TOKEN_OK)
		return err;
	for (i = 0; i < count && err == TOKEN_OK; i++)
		err = publish_mark(store, view, &marks[i]);
	if (err == TOKEN_TOO_LARGE || err == TOKEN_NO_VIEW)
		err = fill_view(store, view);
	view_unlock(view);
	return err;
}

enum token_error
publish_open(const struct config *config, struct publish *opened)
{
	char lock[FILE_PATH];
	enum token_error err;

	memset(opened, 0, sizeof *opened);
	err = rights_prepare(config);
	if (err != TOKEN_OK)
		return err;
	config_path(config, "store/view.lock", lock);
	err = view_open_writer(config->view, lock, &opened->view);
	if (err != TOKEN_OK)
		return err;
	opened->publisher.publish = publish;
	opened->publisher.context = opened;
	config_path(config, "store", opened->store_dir);
	config_path(config, "deleted.log", opened->journal);
	err = store_open(opened->store_dir, &opened->publisher, &opened->store);
	if (err == TOKEN_OK)
		err = place_check(opened->store, config->view);
	if (err != TOKEN_OK)
		publish_close(opened);
	return err;
}

void
publish_close(struct publish *opened)
{
	store_close(opened->store);
	view_close(opened->view);
	memset(opened, 0, sizeof *opened);
}
