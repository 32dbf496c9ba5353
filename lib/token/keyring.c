/* SPDX-License-Identifier: ISC */
/* The key ring of a namespace. */
#include "token/keyring.h"
#include "base/base64url.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "token/digest.h"
#include "token/object.h"
#include "token/mark.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define PUBLIC_TEXT (BASE64URL_TEXT(KEY_PUBLIC_DER) + 1)
#define SEALED (KEY_PRIVATE_DER + SEAL_OVERHEAD)
#define SEALED_TEXT (BASE64URL_TEXT(SEALED) + 1)
#define ENTRY_KEY (16 + KEY_KID) /* namespace and kid */
#define LABEL (UUID_TEXT + KEY_KID)

/* A sealed key belongs to one namespace and kid. */
static void
make_label(const struct uuid *namespace_id, const char *kid, char label[LABEL])
{
	char id[UUID_TEXT];
	struct text text;

	uuid_format(namespace_id, id);
	text_open(&text, label, LABEL);
	text_addf(&text, "%s %s", id, kid);
}

static size_t
entry_key(const struct uuid *namespace_id, const char *kid,
    unsigned char key[ENTRY_KEY])
{
	const size_t len = strlen(kid);

	memcpy(key, namespace_id->bytes, sizeof namespace_id->bytes);
	memcpy(key + sizeof namespace_id->bytes, kid, len);
	return sizeof namespace_id->bytes + len;
}

static enum token_error
seal_private(const struct seal *seal, const struct uuid *namespace_id,
    const struct key *key, char text[SEALED_TEXT])
{
	unsigned char der[KEY_PRIVATE_DER], sealed[SEALED];
	char label[LABEL];
	enum token_error err;
	size_t len;

	err = key_private_der(key, der, &len);
	if (err != TOKEN_OK)
		return err;
	make_label(namespace_id, key_kid(key), label);
	err = seal_wrap(seal, label, der, len, sealed, &len);
	digest_cleanse(der, sizeof der);
	if (err == TOKEN_OK &&
	    !base64url_encode(sealed, len, text, SEALED_TEXT))
		err = TOKEN_INTERNAL;
	return err;
}

static enum token_error
unseal_private(const struct seal *seal, const struct uuid *namespace_id,
    const struct json_t *entry, enum key_algorithm algorithm, struct key **keyp)
{
	const char *text = json_text(entry, "private_key");
	unsigned char der[KEY_PRIVATE_DER], sealed[SEALED];
	char label[LABEL];
	enum token_error err;
	size_t len;

	if (!base64url_decode(text, strlen(text), sealed, sizeof sealed, &len))
		return TOKEN_INTERNAL;
	make_label(namespace_id, json_text(entry, "kid"), label);
	err = seal_unwrap(seal, label, sealed, len, der, &len);
	if (err == TOKEN_OK)
		err = key_from_private_der(algorithm, der, len, keyp);
	digest_cleanse(der, sizeof der);
	return err == TOKEN_UNKNOWN_KEY ? TOKEN_INTERNAL : err;
}

/* Of all that a private key is opened from; false when that is too long. */
static bool
digest_entry(const struct uuid *namespace_id, const json_t *entry,
    unsigned char digest[DIGEST_SIZE])
{
	char label[LABEL], all[LABEL + SEALED_TEXT + 32];
	struct text text;

	make_label(namespace_id, json_text(entry, "kid"), label);
	text_open(&text, all, sizeof all);
	text_addf(&text, "%s %s %s", label, json_text(entry, "algorithm"),
	    json_text(entry, "private_key"));
	digest_sha256(text.data, text.len, digest);
	return !text.cut;
}

/* Opens the entry's key, if this process has not yet. */
static enum token_error
open_entry(const struct seal *seal, const struct keyring_wanted *wanted,
    const json_t *entry, struct key **keyp)
{
	const char *name = json_text(entry, "algorithm");
	unsigned char digest[DIGEST_SIZE];
	enum key_algorithm algorithm;
	enum token_error err;
	bool is_remembered;

	is_remembered = wanted->memory != NULL &&
			digest_entry(wanted->namespace_id, entry, digest);
	if (is_remembered) {
		*keyp = keyring_memory_find(wanted->memory, digest);
		if (*keyp != NULL)
			return TOKEN_OK;
	}
	if (!key_algorithm_parse(name, strlen(name), &algorithm))
		return TOKEN_INTERNAL;
	err =
	    unseal_private(seal, wanted->namespace_id, entry, algorithm, keyp);
	if (err == TOKEN_OK && is_remembered)
		keyring_memory_add(wanted->memory, digest, *keyp);
	return err;
}

/* The entry of a new key: everything about it, the private half sealed. */
static enum token_error
make_entry(const struct seal *seal, const struct uuid *namespace_id,
    const struct key *key, int64_t now, char **textp)
{
	unsigned char der[KEY_PUBLIC_DER];
	char public_text[PUBLIC_TEXT], sealed_text[SEALED_TEXT];
	char created[TIME_TEXT];
	enum token_error err;
	json_t *entry;
	size_t len;

	if ((err = key_public_der(key, der, &len)) != TOKEN_OK ||
	    (err = seal_private(seal, namespace_id, key, sealed_text)) !=
		TOKEN_OK)
		return err;
	if (!base64url_encode(der, len, public_text, sizeof public_text))
		return TOKEN_INTERNAL;
	time_format_micro(now, created);
	entry = json_pack("{s:s, s:s, s:s, s:s, s:s}", "kid", key_kid(key),
	    "algorithm", key_algorithm_name(key_algorithm(key)), "public_key",
	    public_text, "private_key", sealed_text, "created_at", created);
	*textp = entry != NULL ? json_to_text(entry) : NULL;
	json_decref(entry);
	return *textp != NULL ? TOKEN_OK : TOKEN_UNAVAILABLE;
}

/* The newest entry of a namespace; NULL: none. */
struct newest {
	json_t *entry;
	bool is_broken;
};

static bool
keep_newest(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct newest *newest = context;
	json_t *entry = json_parse_object(value, value_len);

	(void)key;
	(void)key_len;
	newest->is_broken = entry == NULL;
	if (newest->is_broken)
		return false;
	if (newest->entry != NULL &&
	    strcmp(json_text(entry, "created_at"),
		json_text(newest->entry, "created_at")) < 0) {
		json_decref(entry);
		return true;
	}
	json_decref(newest->entry);
	newest->entry = entry;
	return true;
}

static enum token_error
find_entry(
    struct store *store, const struct uuid *namespace_id, json_t **entryp)
{
	struct newest newest = { .entry = NULL };
	enum token_error err;

	*entryp = NULL;
	err = store_scan(store, STORE_KEYS, namespace_id->bytes,
	    sizeof namespace_id->bytes, STORE_ASCENDING, keep_newest, &newest);
	if (err == TOKEN_OK && newest.is_broken)
		err = TOKEN_INTERNAL;
	if (err == TOKEN_OK && newest.entry == NULL)
		err = TOKEN_NOT_FOUND;
	if (err == TOKEN_OK)
		*entryp = newest.entry;
	else
		json_decref(newest.entry);
	return err;
}

struct addition {
	const struct uuid *namespace_id;
	const char *kid;
	const char *text;
};

/* Making a key takes time.  Meanwhile somebody else may have made the first one
 * (TOKEN_EXISTS), or deleted the namespace. */
static enum token_error
add_entry(struct store *store, void *context)
{
	const struct addition *addition = context;
	unsigned char key[ENTRY_KEY];
	enum token_error err;
	json_t *entry;

	err = object_get(
	    store, OBJECT_NAMESPACE, addition->namespace_id, &entry, NULL);
	if (err != TOKEN_OK)
		return err;
	json_decref(entry);
	err = find_entry(store, addition->namespace_id, &entry);
	json_decref(entry);
	if (err != TOKEN_NOT_FOUND)
		return err == TOKEN_OK ? TOKEN_EXISTS : err;
	err = store_put(store, STORE_KEYS, key,
	    entry_key(addition->namespace_id, addition->kid, key),
	    addition->text, strlen(addition->text));
	if (err != TOKEN_OK)
		return err;
	return store_mark(store, MARK_NAMESPACE, addition->namespace_id->bytes);
}

static enum token_error
make_key(struct store *store, const struct seal *seal,
    const struct keyring_wanted *wanted, int64_t now)
{
	struct addition addition = { .namespace_id = wanted->namespace_id };
	enum token_error err;
	char *text = NULL;
	struct key *key;

	err = key_generate(wanted->algorithm, wanted->rsa_bits, &key);
	if (err != TOKEN_OK)
		return err;
	err = make_entry(seal, wanted->namespace_id, key, now, &text);
	if (err == TOKEN_OK) {
		addition.kid = key_kid(key);
		addition.text = text;
		err = store_update(store, add_entry, &addition);
	}
	free(text);
	key_free(key);
	return err == TOKEN_EXISTS ? TOKEN_OK : err;
}

enum token_error
keyring_signing_key(struct store *store, const struct seal *seal,
    const struct keyring_wanted *wanted, int64_t now, struct key **keyp)
{
	enum token_error err;
	json_t *entry;

	err = find_entry(store, wanted->namespace_id, &entry);
	if (err == TOKEN_NOT_FOUND) {
		err = make_key(store, seal, wanted, now);
		if (err == TOKEN_OK)
			err = find_entry(store, wanted->namespace_id, &entry);
	}
	if (err != TOKEN_OK)
		return err;
	err = open_entry(seal, wanted, entry, keyp);
	json_decref(entry);
	return err;
}

static bool
read_entry(const void *key, size_t key_len, const void *value, size_t value_len,
    struct keyring_entry *entry)
{
	json_t *json = json_parse_object(value, value_len);
	const char *name = json_text(json, "algorithm");
	const char *der = json_text(json, "public_key");
	bool is_sound;

	is_sound =
	    key_len > sizeof entry->namespace_id.bytes &&
	    key_algorithm_parse(name, strlen(name), &entry->algorithm) &&
	    base64url_decode(der, strlen(der), entry->public_der,
		sizeof entry->public_der, &entry->public_der_len) &&
	    text_copy(entry->kid, sizeof entry->kid, json_text(json, "kid"));
	if (is_sound)
		memcpy(entry->namespace_id.bytes, key,
		    sizeof entry->namespace_id.bytes);
	json_decref(json);
	return is_sound;
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

	scan->is_broken = !read_entry(key, key_len, value, value_len, &entry);
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
	unsigned char key[ENTRY_KEY];
	enum token_error err;
	json_t *entry;

	for (;;) {
		err = find_entry(store, namespace_id, &entry);
		if (err == TOKEN_NOT_FOUND)
			return store_mark(
			    store, MARK_NAMESPACE, namespace_id->bytes);
		if (err != TOKEN_OK)
			return err;
		err = store_delete(store, STORE_KEYS, key,
		    entry_key(namespace_id, json_text(entry, "kid"), key));
		json_decref(entry);
		if (err != TOKEN_OK)
			return err;
	}
}
