/* SPDX-License-Identifier: ISC */
/* API keys: their records, by access key. */
#ifndef IAM_API_KEY_H
#define IAM_API_KEY_H

#include "base/error.h"
#include "base/uuid.h"
#include "crypto/digest.h"
#include "object/object.h"
#include "store/store.h"
#include "token/registry.h"

#include <stdbool.h>
#include <stdint.h>

struct json_t;

/* Of object_claim(): access keys, and the SHA-256 of secrets. */
#define API_KEY_INDEX 'k'
#define API_KEY_INDEX_SECRET 'x'

#define API_KEY_ACCESS 21       /* SCW, 17 of A-Z0-9, NUL */
#define API_KEY_DESCRIPTION 200 /* characters */

/*
 * Stored members: id, access_key, secret_digest, bearer_id, bearer_kind ("user"
 * or "application"), default_project_id, description, creation_ip, created_at,
 * updated_at, and expires_at where it is set.  Objects returned are the stored
 * ones; the caller json_decref()s them.  Faults name the field as the API does.
 */

/* Whose key the body asks for: application_id or user_id, exactly one. */
enum token_error api_key_bearer(const struct json_t *body,
    enum object_kind *kindp, struct uuid *idp, struct fault *fault) MUST_CHECK;

/*
 * Makes the key that `body` asks for: its bearer, description, expires_at,
 * default_project_id (else the organization's).  TOKEN_NOT_FOUND for a bearer
 * or project that does not exist.  The secret is returned here and nowhere
 * else.
 */
struct api_key_request {
	const struct json_t *body;
	const char *creation_ip;
	int64_t now; /* microseconds */
};
enum token_error api_key_create(struct store *store,
    const struct api_key_request *wanted, char secret[UUID_TEXT],
    struct json_t **objectp, struct fault *fault) MUST_CHECK;

/*
 * Makes an API key for a user or application, which must exist.  The secret is
 * returned here and nowhere else: the store has its SHA-256.  `now` in
 * microseconds.
 */
struct api_key_new {
	struct uuid bearer_id;
	enum object_kind bearer_kind; /* OBJECT_USER or OBJECT_APPLICATION */
	struct uuid default_project_id;
	const char *description;
	int64_t expires_at;      /* seconds, 0: none */
	const char *creation_ip; /* NULL: not known */
};
enum token_error api_key_add(struct store *store,
    const struct api_key_new *wanted, int64_t now,
    char access_key[API_KEY_ACCESS], char secret[UUID_TEXT]) MUST_CHECK;

/* TOKEN_NOT_FOUND, whose resource is then "access_key". */
enum token_error api_key_find(struct store *store, const char *access_key,
    struct json_t **objectp, struct fault *fault) MUST_CHECK;

/* description, expires_at, default_project_id. */
enum token_error api_key_update(struct store *store, const char *access_key,
    const struct json_t *body, int64_t now, struct json_t **objectp,
    struct fault *fault) MUST_CHECK;

/* The journal names the id of its record, as registry_delete() a token's. */
enum token_error api_key_delete(struct store *store,
    const struct registry_delete *wanted, const char *access_key,
    struct fault *fault) MUST_CHECK;

/* Inside a change: all keys of a user or application, whose ids are added to
 * `ids`, for registry_journal(). */
enum token_error api_key_delete_all(struct store *store,
    const struct uuid *bearer_id, struct registry_ids *ids) MUST_CHECK;

/* Inside a change, when the journal names it; TOKEN_NOT_FOUND. */
enum token_error api_key_erase(
    struct store *store, const struct uuid *id) MUST_CHECK;

/* The SHA-256 of a stored key's secret, as text; false when the record has
 * none.  `now` in seconds: from expires_at on a key is refused. */
bool api_key_digest(
    const struct json_t *object, unsigned char digest[DIGEST_SIZE]) MUST_CHECK;
bool api_key_is_expired(const struct json_t *object, int64_t now);

/* As the API shows it: new JSON, secret_key null. */
struct json_t *api_key_show(const struct json_t *object);

#endif
