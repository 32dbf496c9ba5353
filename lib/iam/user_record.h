/* SPDX-License-Identifier: ISC */
/* What the record of a user says; user.h has its members. */
#ifndef IAM_USER_RECORD_H
#define IAM_USER_RECORD_H

#include <stdbool.h>

struct json_t;

/* Whether it is the Owner; whether API keys and sessions are refused. */
bool user_is_owner(const struct json_t *object);
bool user_is_locked(const struct json_t *object);

/* As the API shows it: new JSON. */
struct json_t *user_show(const struct json_t *object);

#endif
