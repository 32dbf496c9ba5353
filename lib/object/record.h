/* SPDX-License-Identifier: ISC */
/* What namespaces and containers have in common: names, times, uniqueness. */
#ifndef OBJECT_RECORD_H
#define OBJECT_RECORD_H

#include "base/error.h"
#include "base/uuid.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_t;

#define RECORD_NAME 254 /* the longest name, a DNS name, and the NUL */

/* A new record: id, name, created_at and updated_at, whose text of fixed length
 * sorts by time.  NULL when memory is out. */
struct json_t *record_new(const struct uuid *id, const char *name, int64_t now);

/* Sets updated_at; sets a member to an id; copy the named members that
 * `source` has (`names` ends with NULL).  False when memory is out. */
bool record_touch(struct json_t *record, int64_t now) MUST_CHECK;
bool record_set_uuid(
    struct json_t *record, const char *name, const struct uuid *id) MUST_CHECK;
bool record_copy(struct json_t *record, const struct json_t *source,
    const char *const *names) MUST_CHECK;

/*
 * The body's "name", borrowed: `least` to `most` characters of the DNS
 * alphabet, with neither hyphen first nor last.  Reasons: required, format,
 * constraint.
 */
struct record_rule {
	size_t least, most;
	bool allows_upper;
	bool starts_with_letter;
	const char *help;
};
enum token_error record_name(const struct json_t *body,
    const struct record_rule *rule, const char **namep,
    struct fault *fault) MUST_CHECK;

/* Whether it is a DNS host name in lower case (RFC 1123 2.1). */
bool record_is_host(const char *name);

/* A name that one record at a time may have within something, or (NULL) in the
 * installation: then a fault does not tell whose it is. */
struct record_claim {
	char index; /* of object_claim() */
	const struct uuid *within;
	const char *resource; /* the API's word for who has it */
	const char *name;
};

/* Inside a change.  TOKEN_EXISTS with the fault that names who has it. */
enum token_error record_claim(struct store *store,
    const struct record_claim *claim, const struct uuid *id,
    struct fault *fault) MUST_CHECK;
enum token_error record_release(
    struct store *store, const struct record_claim *claim) MUST_CHECK;

#endif
