/* SPDX-License-Identifier: ISC */
/* The gatehouse command: one row of a table and one function per verb. */
#ifndef TOOLS_COMMAND_H
#define TOOLS_COMMAND_H

#include "base/config.h"
#include "base/error.h"
#include "base/uuid.h"
#include "crypto/password.h"
#include "object/object.h"
#include "token/registry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

struct audit;
struct json_t;
struct members_watch;
struct store;
struct view;

/* An option means the same for every verb; option.c has their names. */
enum option {
	OPTION_CONFIG,
	OPTION_STATE,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_ACCEPT_LOSS,
	OPTION_ALGORITHM,
	OPTION_APPLICATION,
	OPTION_AS,
	OPTION_CONTAINER,
	OPTION_CORS_ORIGIN,
	OPTION_DELETE_TOKENS,
	OPTION_DESCRIPTION,
	OPTION_DOMAIN,
	OPTION_EMAIL,
	OPTION_EXPIRES,
	OPTION_GROUP,
	OPTION_JOURNAL,
	OPTION_JSON,
	OPTION_NAME,
	OPTION_NAMESPACE,
	OPTION_NOT_BEFORE,
	OPTION_ORGANIZATION,
	OPTION_PASSWORD_STDIN,
	OPTION_PERMISSION,
	OPTION_PRIVACY,
	OPTION_PROJECT,
	OPTION_RETIRE_KEYS,
	OPTION_RSA_BITS,
	OPTION_USER,
	OPTION_USERNAME,
	OPTION_COUNT
};
#define OPTION_BIT(option) (1u << (option))

struct command;

struct verb {
	const char *noun;
	const char *name;     /* NULL: the noun stands alone */
	const char *synopsis; /* what may follow them */
	unsigned options;     /* OPTION_BIT()s, beside the global ones */
	size_t least, most;   /* operands */
	bool in_store;
	int (*run)(struct command *command); /* returns the exit status */
};

/* One run of the command. */
struct command {
	const char *option[OPTION_COUNT]; /* its value; NULL: not given */
	char **words; /* all of the command line, ended by NULL */
	char **operands;
	size_t operand_count;
	const struct verb *verb;
	struct config config;
	char journal[FILE_PATH];
	int64_t now;   /* microseconds */
	uid_t user;    /* who ran it */
	FILE *out;     /* printed when the store is left again */
	char note[64]; /* a line for standard error, before `out` */
	char made[64]; /* id of what it made, for the audit trail */
	char password[PASSWORD_MOST + 2]; /* of --password-stdin; one byte more
					     says that it is too long */

	int (*finish)(struct command *command); /* what `run` leaves to do when
						   the store is left */
	char copy[FILE_PATH];                   /* that it goes on with */

	/* Of a verb that is in_store. */
	struct members_watch *watch;
	struct store *store;
	struct view *view;
	struct uuid owner_id;          /* who makes the changes */
	struct registry_delete delete; /* how deletions are journalled */
};

int command_init(struct command *command);
int command_check_config(struct command *command);
int command_token_create(struct command *command);
int command_token_list(struct command *command);
int command_token_delete(struct command *command);
int command_key_list(struct command *command);
int command_key_rotate(struct command *command);
int command_key_retire(struct command *command);
int command_namespace_create(struct command *command);
int command_namespace_list(struct command *command);
int command_namespace_delete(struct command *command);
int command_container_create(struct command *command);
int command_container_list(struct command *command);
int command_container_delete(struct command *command);
int command_explain(struct command *command);
int command_owner_reset_password(struct command *command);
int command_permissions(struct command *command);
int command_user_create(struct command *command);
int command_user_list(struct command *command);
int command_user_delete(struct command *command);
int command_user_lock(struct command *command);
int command_user_unlock(struct command *command);
int command_user_set_password(struct command *command);
int command_application_create(struct command *command);
int command_application_list(struct command *command);
int command_application_delete(struct command *command);
int command_group_create(struct command *command);
int command_group_list(struct command *command);
int command_group_delete(struct command *command);
int command_group_add(struct command *command);
int command_group_remove(struct command *command);
int command_policy_create(struct command *command);
int command_policy_list(struct command *command);
int command_policy_delete(struct command *command);
int command_api_key_create(struct command *command);
int command_api_key_list(struct command *command);
int command_api_key_delete(struct command *command);
int command_project_create(struct command *command);
int command_project_list(struct command *command);
int command_project_delete(struct command *command);
int command_allowed(struct command *command);
int command_backup(struct command *command);
int command_restore(struct command *command);
int command_verify(struct command *command);
int command_dump(struct command *command);
int command_load(struct command *command);

/*
 * Sorts the words after the command's name into options and operands, in any
 * order.  Options begin with two hyphens (the id of a refusal may begin with
 * one) and "--" ends them.  `operands` has room for argc of them.  False
 * (reported) for an unknown option, one given twice, a missing value.
 */
bool option_read(int argc, char **argv, struct command *command) MUST_CHECK;

/* The first option given that is not one of `allowed`, or NULL. */
const char *option_foreign(const struct command *command, unsigned allowed);

/* The option that gives what the API calls so ("rules[0].project_ids"); the
 * argument itself when none does. */
const char *option_of(const char *argument);

/*
 * --expires: a time, or a span from `now` (microseconds).  *expiresp is NULL
 * for never, else &*secondsp.  False when it is none of these.
 */
bool expiry_parse(const char *text, int64_t now, int64_t *secondsp,
    const int64_t **expiresp) MUST_CHECK;

/*
 * Fills in the password when --password-stdin asks for it: the first line of
 * standard input, without echo on a terminal.  Before the store is entered,
 * where nobody may wait for people.  Returns EX_OK, or the exit status
 * (reported).
 */
int input_password(struct command *command) MUST_CHECK;

/* Fills in the settings, of which --state overrides two.  Returns EX_OK, or the
 * exit status (reported). */
int settings_load(struct command *command) MUST_CHECK;

/* Runs the verb, inside the store when it asks for that, and prints what it
 * wrote.  Returns the exit status. */
int session_run(struct command *command) MUST_CHECK;

/* Writes to the audit trail who ran what, and with which exit status; `audit`
 * NULL: it is off. */
void trail_write(
    const struct command *command, struct audit *audit, int status);

/* The same where it was not opened before; what is wrong is logged. */
void trail_note(const struct command *command, int status);

/* A name for what is not finished, beside `path`; false: too long. */
bool copy_name(
    const char *path, const char *what, char copy[FILE_PATH]) MUST_CHECK;

/* Each writes one line "gatehouse: field: what is wrong" and returns the exit
 * status for it; `fault` may be NULL. */
int report_error(enum token_error err, const struct fault *fault);
int report_exists(const char *what, const char *path);
int report_usage(const char *field, const char *help);

/*
 * The id of an object given as id or NAME (a user's is its username), of a
 * container given as id, NAME or NAMESPACE/NAME.  TOKEN_NOT_FOUND;
 * TOKEN_EXISTS when several have the name.
 */
enum token_error find_object(struct store *store, enum object_kind kind,
    const char *text, struct uuid *idp, struct fault *fault) MUST_CHECK;
enum token_error find_container(struct store *store, const char *text,
    struct uuid *idp, struct fault *fault) MUST_CHECK;

/* What --project names; without it the default project. */
enum token_error find_project(const struct command *command, struct uuid *idp,
    struct fault *fault) MUST_CHECK;

/* What --container or else --namespace names. */
enum token_error find_scope(const struct command *command,
    enum token_scope *scopep, struct uuid *idp, struct fault *fault) MUST_CHECK;

#define FIND_LABEL 128

/* What people call an object (NAME) or container (NAMESPACE/NAME); its id when
 * it cannot be found. */
void find_label(struct store *store, enum object_kind kind,
    const struct uuid *id, char label[FIND_LABEL]);
void find_container_label(
    struct store *store, const struct uuid *id, char label[FIND_LABEL]);

/* A member of the rows of a list that its table shows, and what stands for
 * null there. */
struct column {
	const char *member;
	const char *heading;
	const char *absent;
};

/*
 * Writes `rows`, an array of objects of strings and numbers, whose reference is
 * taken (NULL: memory was out): as JSON when --json was given, else as a table.
 * The columns end with one of NULLs.  Returns the exit status.
 */
int output_list(
    struct command *command, struct json_t *rows, const struct column *columns);

/* An API key as Scaleway's own tools read it from their environment, and who
 * signs in with which password, in the same way. */
void output_api_key(
    struct command *command, const char *access_key, const char *secret);
void output_password(
    struct command *command, const struct json_t *user, const char *password);

/* The line that a create ends in: the id of what it made. */
void output_id(struct command *command, const char *id);

/* The rows in the order of a member; takes and gives a reference. */
struct json_t *output_sort(struct json_t *rows, const char *member);

#endif
