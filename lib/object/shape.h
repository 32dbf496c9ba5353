/* SPDX-License-Identifier: ISC */
/* The fields of a record and how each API version spells them: one table. */
#ifndef OBJECT_SHAPE_H
#define OBJECT_SHAPE_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct json_t;

enum shape_version { SHAPE_V1BETA1, SHAPE_V1 };

enum shape_type {
	SHAPE_STRING,  /* at most `most` characters */
	SHAPE_INTEGER, /* least..most */
	SHAPE_SIZE,    /* megabytes of 10^6 in v1beta1, bytes in v1 */
	SHAPE_BOOL,
	SHAPE_ORIGIN,   /* a web origin (RFC 6454 6.2), at most `most` bytes, or
			   "" */
	SHAPE_WORD,     /* one of `words`; "unknown_..." means not set */
	SHAPE_SWITCH,   /* words[0] or words[1] in v1beta1, a bool in v1 */
	SHAPE_DURATION, /* "300s" or "300.000000000s", least..most seconds */
	SHAPE_STRINGS,  /* array of at most `most` strings */
	SHAPE_MAP,      /* object of at most `most` strings */
	SHAPE_SECRETS,  /* the same, kept as argon2id hashes, never as given;
			   an array of {key, value} in v1beta1 */
	SHAPE_PROBE,    /* failure_threshold, interval, timeout, http or tcp */
	SHAPE_HTTP,     /* a probe's: path */
	SHAPE_TCP,      /* a probe's: nothing */
	SHAPE_SCALING   /* one of three thresholds */
};

/* A field that a version does not have is NULL there.  A table ends with a row
 * whose `stored` is NULL. */
struct shape_field {
	const char *stored;  /* its member in the store */
	const char *v1beta1; /* its member in each version */
	const char *v1;
	enum shape_type type;
	int64_t least, most;
	const char *const *words; /* ends with NULL */
	const char *initial;      /* JSON text of a new record's, as stored */
	const char *alias;        /* a second spelling that v1 reads */
};

/*
 * Reads the fields that `body` has into `changes`, a new object; null means not
 * sent.  With `is_new`, the others get their initial value.  A secret to delete
 * is null in `changes`, one that v1 sends as "" an array of its hash.  A fault
 * names the field.  It hashes secrets, which
 * takes its time: call it before a change, and shape_merge() inside.
 */
enum token_error shape_read(const struct shape_field *fields,
    enum shape_version version, const struct json_t *body, bool is_new,
    struct json_t **changesp, struct fault *fault) MUST_CHECK;

/*
 * Takes over into the record `object` what shape_read() read.  Of secrets that
 * are sent, v1beta1's are added to those there are; v1's are all there will be,
 * "" keeping the one there is.  A fault when the record would have more secrets
 * than its field allows.
 */
enum token_error shape_merge(const struct shape_field *fields,
    enum shape_version version, const struct json_t *changes,
    struct json_t *object, struct fault *fault) MUST_CHECK;

/* Adds the fields of `object` to `answer` as the version spells them; false
 * when memory is out. */
bool shape_write(const struct shape_field *fields, enum shape_version version,
    const struct json_t *object, struct json_t *answer) MUST_CHECK;

#endif
