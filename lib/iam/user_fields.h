/* SPDX-License-Identifier: ISC */
/* What a body says of a user; for user.c. */
#ifndef IAM_USER_FIELDS_H
#define IAM_USER_FIELDS_H

#include "base/error.h"

#include <stdbool.h>

struct json_t;

/* email, first_name, last_name, phone_number, locale, tags: what the body says
 * of them, and with `is_new` the others empty.  A new object. */
enum token_error user_fields_read(const struct json_t *body, bool is_new,
    struct json_t **changesp, struct fault *fault) MUST_CHECK;

/* Takes those over into a user; adds a user's to what is shown. */
enum token_error user_fields_merge(const struct json_t *changes,
    struct json_t *object, struct fault *fault) MUST_CHECK;
bool user_fields_write(
    const struct json_t *object, struct json_t *shown) MUST_CHECK;

/* The body's username, borrowed: required, 2 to 64 letters, digits and
 * @ . _ -. */
enum token_error user_fields_name(const struct json_t *body, const char **namep,
    struct fault *fault) MUST_CHECK;

/* Sets `object`'s password to the hash of the body's, which is checked, also
 * against the user's name; does nothing when the body has none.  It takes its
 * time: call it before a change. */
enum token_error user_fields_hash(const struct json_t *body,
    const char *username, struct json_t *object,
    struct fault *fault) MUST_CHECK;

#endif
