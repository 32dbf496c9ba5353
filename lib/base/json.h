/* SPDX-License-Identifier: ISC */
/* JSON: strict reading of what clients send, over jansson. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/error.h"
#include "base/uuid.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_t; /* jansson's json_t */

/* Reads any one JSON value of ours; NULL when it is none, or memory is out. */
struct json_t *json_parse(const char *string, size_t len);

/*
 * Reads one JSON object (RFC 8259) and nothing after it.  NULL for anything
 * else: invalid UTF-8, NUL in a string, duplicate member names (also when
 * written with escapes), numbers out of range; and when memory is out.  The
 * caller json_decref()s it.
 */
struct json_t *json_parse_object(const char *string, size_t len);

/* Compact text, members in order; malloc'd, the caller frees it.  NULL when
 * memory is out. */
char *json_to_text(const struct json_t *json);

/*
 * A member of `object` by name and type.  null and absence are the same
 * everywhere: *p keeps the value it had.  Another type is a fault of
 * reason "format" that names the member.  Strings are borrowed from `object`.
 */
enum token_error json_get_string(const struct json_t *object, const char *name,
    const char **stringp, struct fault *fault) MUST_CHECK;
enum token_error json_get_integer(const struct json_t *object, const char *name,
    int64_t *numberp, struct fault *fault) MUST_CHECK;
enum token_error json_get_bool(const struct json_t *object, const char *name,
    bool *boolp, struct fault *fault) MUST_CHECK;

/* The same of a string that is a UUID; "" is absence too, since clients send it
 * for what they do not set. */
enum token_error json_get_uuid(const struct json_t *object, const char *name,
    struct uuid *idp, bool *is_setp, struct fault *fault) MUST_CHECK;

/* Seconds as time_format() writes them, new JSON; 0, which is none, is null. */
struct json_t *json_instant(int64_t seconds);

/* A string member, or "" when there is none or it is no string. */
const char *json_text(const struct json_t *object, const char *name);

#endif
