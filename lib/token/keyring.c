/* SPDX-License-Identifier: ISC */
/* The key ring of a namespace. */
#include "token/keyring.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "object/object.h"
#include "store/mark.h"
#include "token/keyring_entry.h"

#include <jansson.h>
#include <string.h>

/* The entry that signs at a time; NULL: none. */
struct search {
	int64_t time;
	json_t *entry;
	int64_t not_before; /* of the entry */
	bool has_others;    /* that sign later */
	bool is_broken;
};

static bool
keep_later(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct search *search = context;
	json_t *entry = json_parse_object(value, value_len);
	int64_t not_before;

	(void)key;
	(void)key_len;
	search->is_broken =
	    entry == NULL || !keyring_entry_not_before(entry, &not_before);
	if (search->is_broken) {
		json_decref(entry);
		return false;
	}
	if (not_before > search->time)
		search->has_others = true;
	if (not_before > search->time ||
	    (search->entry != NULL && not_before < search->not_before)) {
		json_decref(entry);
		return true;
	}
	json_decref(search->entry);
	search->entry = entry;
	search->not_before = not_before;
	return true;
}

/* The entry of the key that signs at a time.  TOKEN_NOT_FOUND: the ring is
 * empty. */
static enum token_error
find_signer(struct store *store, const struct uuid *namespace_id, int64_t time,
    json_t **entryp)
{
	struct search search = { .time = time };
	enum token_error err;

	*entryp = NULL;
	err = store_scan(store, STORE_KEYS, namespace_id->bytes,
	    sizeof namespace_id->bytes, STORE_ASCENDING, keep_later, &search);
	if (err == TOKEN_OK && search.is_broken)
		err = TOKEN_INTERNAL;
	if (err == TOKEN_OK && search.entry == NULL) {
		if (!search.has_others)
			return TOKEN_NOT_FOUND;
		log_line("the clock is before the time from which on the "
			 "namespace's oldest key signs");
		err = TOKEN_UNAVAILABLE;
	}
	if (err == TOKEN_OK)
		*entryp = search.entry;
	else
		json_decref(search.entry);
	return err;
}

enum token_error
keyring_signer(struct store *store, const struct uuid *namespace_id,
    int64_t time, char kid[KEY_KID])
{
	enum token_error err;
	json_t *entry;

	err = find_signer(store, namespace_id, time, &entry);
	if (err != TOKEN_OK)
		return err;
	if (!text_copy(kid, KEY_KID, json_text(entry, "kid")))
		err = TOKEN_INTERNAL;
	json_decref(entry);
	return err;
}

enum token_error
keyring_want(struct store *store, const struct uuid *namespace_id,
    struct keyring_wanted *wanted, struct fault *fault)
{
	enum token_error err;
	json_t *namespace = NULL;
	int64_t bits = 0;
	const char *name;

	err = object_get(
	    store, OBJECT_NAMESPACE, namespace_id, &namespace, fault);
	if (err != TOKEN_OK)
		return err;
	name = json_text(namespace, "algorithm");
	err = json_get_integer(namespace, "rsa_bits", &bits, NULL);
	wanted->namespace_id = namespace_id;
	wanted->rsa_bits = (int)bits;
	if (err != TOKEN_OK ||
	    !key_algorithm_parse(name, strlen(name), &wanted->algorithm))
		err = TOKEN_INTERNAL;
	json_decref(namespace);
	return err;
}

struct addition {
	const struct uuid *namespace_id;
	const json_t *entry;
};

/* Making a key takes time.  Meanwhile somebody else may have made the first one
 * (TOKEN_EXISTS), or deleted the namespace. */
static enum token_error
add_first(struct store *store, void *context)
{
	const struct addition *addition = context;
	enum token_error err;
	json_t *entry;

	err = object_get(
	    store, OBJECT_NAMESPACE, addition->namespace_id, &entry, NULL);
	if (err != TOKEN_OK)
		return err;
	json_decref(entry);
	err = find_signer(store, addition->namespace_id, INT64_MAX, &entry);
	json_decref(entry);
	if (err != TOKEN_NOT_FOUND)
		return err == TOKEN_OK ? TOKEN_EXISTS : err;
	return keyring_entry_put(
	    store, addition->namespace_id, addition->entry);
}

static enum token_error
make_first(struct store *store, const struct seal *seal,
    const struct keyring_wanted *wanted, int64_t now)
{
	struct addition addition = { .namespace_id = wanted->namespace_id };
	enum token_error err;
	json_t *entry = NULL;

	err = keyring_entry_new(seal, wanted, now, &entry);
	if (err != TOKEN_OK)
		return err;
	addition.entry = entry;
	err = store_update(store, add_first, &addition);
	json_decref(entry);
	return err == TOKEN_EXISTS ? TOKEN_OK : err;
}

enum token_error
keyring_signing_key(struct store *store, const struct seal *seal,
    const struct keyring_wanted *wanted, int64_t now, struct key **keyp)
{
	enum token_error err;
	json_t *entry;

	err = find_signer(store, wanted->namespace_id, now, &entry);
	if (err == TOKEN_NOT_FOUND) {
		err = make_first(store, seal, wanted, now);
		if (err == TOKEN_OK)
			err = find_signer(
			    store, wanted->namespace_id, now, &entry);
	}
	if (err != TOKEN_OK)
		return err;
	err = keyring_entry_open(seal, wanted, entry, keyp);
	json_decref(entry);
	return err;
}

struct scan {
	bool (*visit)(void *context, const struct keyring_entry *entry);
	void *context;
	bool is_broken;
};

static bool
visit_entry(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct scan *scan = context;
	struct keyring_entry entry;

	scan->is_broken =
	    !keyring_entry_read(key, key_len, value, value_len, &entry);
	return !scan->is_broken && scan->visit(scan->context, &entry);
}

enum token_error
keyring_scan(struct store *store, const struct uuid *namespace_id,
    bool (*visit)(void *context, const struct keyring_entry *entry),
    void *context)
{
	struct scan scan = { .visit = visit, .context = context };
	enum token_error err;

	err = store_scan(store, STORE_KEYS,
	    namespace_id != NULL ? (const void *)namespace_id->bytes : "",
	    namespace_id != NULL ? sizeof namespace_id->bytes : 0,
	    STORE_ASCENDING, visit_entry, &scan);
	return err == TOKEN_OK && scan.is_broken ? TOKEN_INTERNAL : err;
}

enum token_error
keyring_delete(struct store *store, const struct uuid *namespace_id)
{
	enum token_error err;
	json_t *entry;

	for (;;) {
		err = find_signer(store, namespace_id, INT64_MAX, &entry);
		if (err == TOKEN_NOT_FOUND)
			return store_mark(
			    store, MARK_NAMESPACE, namespace_id->bytes);
		if (err != TOKEN_OK)
			return err;
		err = keyring_entry_delete(
		    store, namespace_id, json_text(entry, "kid"));
		json_decref(entry);
		if (err != TOKEN_OK)
			return err;
	}
}
