/* SPDX-License-Identifier: ISC */
/*
 * The audit trail: who did what, when, from where, and whether it was done; a
 * line of JSON (RFC 8259, ASCII only) for each request to the API and each run
 * of the command.  The setting `audit` names its file.
 */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "base/config.h"
#include "base/error.h"

#include <stdint.h>

struct json_t;
struct audit;

#define AUDIT_TEXT 160 /* bytes of a value; of a longer one the first */

/*
 * Opens the file, which rights_prepare() has made, to append to; *auditp is
 * NULL where the settings say "off", which every function takes.  `config` must
 * stay valid.  TOKEN_UNAVAILABLE, logged: nothing should be begun then.
 */
enum token_error audit_open(
    const struct config *config, struct audit **auditp) MUST_CHECK;
void audit_close(struct audit *audit);

/* A new line, with the time (microseconds) and the program; NULL when the trail
 * is off. */
struct json_t *audit_begin(
    const struct audit *audit, int64_t now, const char *program);

/*
 * Add to a line that was begun: a member, in the object `group` of it unless
 * that is NULL; a value at the end of its array `name`.  A text that is NULL or
 * empty adds nothing.  One that is not plain, or longer than AUDIT_TEXT, is
 * cut, and has '?' for what is not printable ASCII.  Without memory
 * *linep becomes NULL, and audit_end() tells.
 */
void audit_add(struct json_t **linep, const char *group, const char *name,
    const char *text);
void audit_add_number(
    struct json_t **linep, const char *group, const char *name, int64_t number);
void audit_append(struct json_t **linep, const char *name, const char *text);

/*
 * Writes the line, whose reference is taken, in one piece: after the change
 * that it tells of, and before the answer.  The file is followed when it was
 * renamed and made anew.  What is done is done: a line that cannot be written
 * goes to the log instead.  Nothing is synced.
 */
void audit_end(struct audit *audit, struct json_t *line);

#endif
