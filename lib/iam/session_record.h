/* SPDX-License-Identifier: ISC */
/* The record of a session; only session*.c include this. */
#ifndef IAM_SESSION_RECORD_H
#define IAM_SESSION_RECORD_H

#include "base/error.h"
#include "crypto/digest.h"
#include "iam/session.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct json_t;

#define SESSION_RECORD_INDEX 'S' /* SHA-256 of the secret */

void session_record_read(const struct json_t *object, struct session *session);

/* New JSON; NULL when memory is out. */
struct json_t *session_record_new(
    const struct session *session, const unsigned char digest[DIGEST_SIZE]);

/* Idle for too long, or too old. */
bool session_record_is_over(const struct session *session, int64_t now);

/* Inside a change. */
enum token_error session_record_remove(
    struct store *store, const struct json_t *object) MUST_CHECK;

/* All that are over; inside or as a change. */
enum token_error session_end_over(struct store *store, int64_t now) MUST_CHECK;

#endif
