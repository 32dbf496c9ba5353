/* SPDX-License-Identifier: ISC */
/* What the verbs of users, applications, groups, policies, API keys and
 * projects have in common. */
#ifndef TOOLS_IAM_H
#define TOOLS_IAM_H

#include "command.h"

/*
 * How a noun is listed: as the API shows it, ordered by one of its members.
 * `complete` (NULL: nothing) adds what people call what the ids in it name;
 * false when memory is out.
 */
struct iam_noun {
	enum object_kind kind;
	const char *order;
	struct json_t *(*show)(const struct json_t *object);
	bool (*complete)(struct command *command, const struct json_t *object,
	    struct json_t *row);
	const struct column *columns;
};
int iam_list(struct command *command, const struct iam_noun *noun);

/*
 * Creates what `body`, whose reference is taken (NULL: an option was no UTF-8),
 * says, and prints its id.  Returns the exit status.
 */
int iam_create(struct command *command,
    enum token_error (*create)(struct store *store, const struct json_t *body,
	int64_t now, struct json_t **objectp, struct fault *fault),
    struct json_t *body);

/* What a body says of the one that --user, --application or --group names. */
struct iam_principal {
	const char *member; /* "user_id", ... */
	char id[UUID_TEXT];
};

/* Exactly one of those options that the verb takes must be given.  Returns
 * EX_OK, or the exit status (reported). */
int iam_principal_read(
    struct command *command, struct iam_principal *principal) MUST_CHECK;

/* Sets a member of the row to "user NAME", "application NAME" or "group NAME",
 * by the id in it; null when it has none. */
bool iam_principal_label(
    struct command *command, struct json_t *row, const char *member) MUST_CHECK;

/* The strings between the commas, as a new JSON array; NULL when one is no
 * UTF-8 or memory is out. */
struct json_t *iam_split(const char *list);

/* Says that an option's bytes are no text. */
int iam_report_text(void);

#endif
