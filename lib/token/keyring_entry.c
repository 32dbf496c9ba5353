/* SPDX-License-Identifier: ISC */
/* An entry of a key ring: the public half in the clear, the private one
 * sealed. */
#include "token/keyring_entry.h"
#include "base/base64url.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "store/mark.h"

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

enum token_error
keyring_entry_open(const struct seal *seal, const struct keyring_wanted *wanted,
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

static enum token_error
make_entry(const struct seal *seal, const struct uuid *namespace_id,
    const struct key *key, int64_t now, json_t **entryp)
{
	unsigned char der[KEY_PUBLIC_DER];
	char public_text[PUBLIC_TEXT], sealed_text[SEALED_TEXT];
	char created[TIME_TEXT];
	enum token_error err;
	size_t len;

	if ((err = key_public_der(key, der, &len)) != TOKEN_OK ||
	    (err = seal_private(seal, namespace_id, key, sealed_text)) !=
		TOKEN_OK)
		return err;
	if (!base64url_encode(der, len, public_text, sizeof public_text))
		return TOKEN_INTERNAL;
	time_format_micro(now, created);
	*entryp = json_pack("{s:s, s:s, s:s, s:s, s:s}", "kid", key_kid(key),
	    "algorithm", key_algorithm_name(key_algorithm(key)), "public_key",
	    public_text, "private_key", sealed_text, "created_at", created);
	return *entryp != NULL ? TOKEN_OK : TOKEN_UNAVAILABLE;
}

enum token_error
keyring_entry_new(const struct seal *seal, const struct keyring_wanted *wanted,
    int64_t now, struct json_t **entryp)
{
	enum token_error err;
	struct key *key;

	err = key_generate(wanted->algorithm, wanted->rsa_bits, &key);
	if (err != TOKEN_OK)
		return err;
	err = make_entry(seal, wanted->namespace_id, key, now, entryp);
	key_free(key);
	return err;
}

/* A namespace's first key has no such member: it signs from the beginning. */
bool
keyring_entry_not_before(const struct json_t *entry, int64_t *timep)
{
	*timep = 0;
	return json_get_integer(entry, "not_before", timep, NULL) == TOKEN_OK &&
	       *timep >= 0 && *timep / TIME_MICRO <= TIME_LAST;
}

static size_t
entry_key(const struct uuid *namespace_id, const char *kid,
    unsigned char key[ENTRY_KEY])
{
	const size_t len = strnlen(kid, KEY_KID);

	memcpy(key, namespace_id->bytes, sizeof namespace_id->bytes);
	memcpy(key + sizeof namespace_id->bytes, kid, len);
	return sizeof namespace_id->bytes + len;
}

enum token_error
keyring_entry_put(struct store *store, const struct uuid *namespace_id,
    const struct json_t *entry)
{
	unsigned char key[ENTRY_KEY];
	char *text = json_to_text(entry);
	enum token_error err;

	if (text == NULL)
		return TOKEN_UNAVAILABLE;
	err = store_put(store, STORE_KEYS, key,
	    entry_key(namespace_id, json_text(entry, "kid"), key), text,
	    strlen(text));
	free(text);
	if (err != TOKEN_OK)
		return err;
	return store_mark(store, MARK_NAMESPACE, namespace_id->bytes);
}

enum token_error
keyring_entry_delete(
    struct store *store, const struct uuid *namespace_id, const char *kid)
{
	unsigned char key[ENTRY_KEY];
	enum token_error err;

	err = store_delete(
	    store, STORE_KEYS, key, entry_key(namespace_id, kid, key));
	if (err != TOKEN_OK)
		return err;
	return store_mark(store, MARK_NAMESPACE, namespace_id->bytes);
}

bool
keyring_entry_read(const void *key, size_t key_len, const void *value,
    size_t value_len, struct keyring_entry *entry)
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
	    text_copy(entry->kid, sizeof entry->kid, json_text(json, "kid")) &&
	    text_copy(entry->created_at, sizeof entry->created_at,
		json_text(json, "created_at")) &&
	    keyring_entry_not_before(json, &entry->not_before);
	if (is_sound)
		memcpy(entry->namespace_id.bytes, key,
		    sizeof entry->namespace_id.bytes);
	json_decref(json);
	return is_sound;
}
