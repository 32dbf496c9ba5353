/* SPDX-License-Identifier: ISC */
/* One answer: built whole, then sent; a half-built one is never sent. */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include "base/error.h"

#include <stddef.h>

struct reply;
struct json_t;

/* The status line; starts the answer over. */
void reply_start(struct reply *reply, int status);

/* The status so far; 0: not started, 500: spoilt. */
int reply_status(const struct reply *reply);

/* A header.  A line break or another control character in `value` turns the
 * whole answer into the service's refusal. */
void reply_header(struct reply *reply, const char *name, const char *value);

/* The body, with its media type; copied.  `type` NULL: no Content-Type. */
void reply_body(
    struct reply *reply, const char *type, const void *body, size_t len);

/* A status, Content-Type "application/json" exactly, and the text of `json`,
 * whose reference is taken (NULL: memory was out, the answer becomes 500). */
void reply_json(struct reply *reply, int status, struct json_t *json);

/* The same under another media type, without a charset either. */
void reply_json_as(
    struct reply *reply, int status, const char *type, struct json_t *json);

/*
 * The API's error object: message, type, and the companions that the type asks
 * for (details, resource and resource_id, method and reason, ...).
 */
void reply_error(
    struct reply *reply, enum token_error err, const struct fault *fault);

#endif
