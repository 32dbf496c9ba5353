/* SPDX-License-Identifier: ISC */
/* The gatehouse command: one row of a table and one function per verb. */
#ifndef TOOLS_COMMAND_H
#define TOOLS_COMMAND_H

#include "base/config.h"
#include "base/error.h"
#include "base/uuid.h"
#include "token/registry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

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
	OPTION_ALGORITHM,
	OPTION_CONTAINER,
	OPTION_DESCRIPTION,
	OPTION_DOMAIN,
	OPTION_EXPIRES,
	OPTION_JSON,
	OPTION_NAME,
	OPTION_NAMESPACE,
	OPTION_PRIVACY,
	OPTION_RSA_BITS,
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
	char **operands;
	size_t operand_count;
	const struct verb *verb;
	struct config config;
	char journal[CONFIG_PATH];
	int64_t now;   /* microseconds */
	FILE *out;     /* printed when the store is left again */
	char note[64]; /* a line for standard error, before `out` */

	/* Of a verb that is in_store. */
	struct members_watch *watch;
	struct store *store;
	struct view *view;
	struct uuid owner_id;          /* who makes the changes */
	struct registry_delete delete; /* how deletions are journalled */
};

int command_init(struct command *command);
int command_token_create(struct command *command);
int command_token_list(struct command *command);
int command_token_delete(struct command *command);
int command_namespace_create(struct command *command);
int command_namespace_list(struct command *command);
int command_namespace_delete(struct command *command);
int command_container_create(struct command *command);
int command_container_list(struct command *command);
int command_container_delete(struct command *command);
int command_explain(struct command *command);

/*
 * Sorts the words after the command's name into options and operands, in any
 * order.  Options begin with two hyphens (the id of a refusal may begin with
 * one) and "--" ends them.  False (reported) for an unknown option, one given
 * twice, a missing value.
 */
bool option_read(int argc, char **argv, struct command *command) MUST_CHECK;

/* The first option given that is not one of `allowed`, or NULL. */
const char *option_foreign(const struct command *command, unsigned allowed);

/* Fills in the settings, of which --state overrides two.  Returns EX_OK, or the
 * exit status (reported). */
int settings_load(struct command *command) MUST_CHECK;

/* Runs the verb, inside the store when it asks for that, and prints what it
 * wrote.  Returns the exit status. */
int session_run(struct command *command) MUST_CHECK;

/* Each writes one line "gatehouse: field: what is wrong" and returns the exit
 * status for it; `fault` may be NULL. */
int report_error(enum token_error err, const struct fault *fault);
int report_usage(const char *field, const char *help);

/*
 * The id of a namespace given as id or NAME, of a container given as id, NAME
 * or NAMESPACE/NAME.  TOKEN_NOT_FOUND; TOKEN_INVALID_ARGUMENT when several have
 * the name.
 */
enum token_error find_namespace(struct store *store, const char *text,
    struct uuid *idp, struct fault *fault) MUST_CHECK;
enum token_error find_container(struct store *store, const char *text,
    struct uuid *idp, struct fault *fault) MUST_CHECK;

/* What --container or else --namespace names. */
enum token_error find_scope(const struct command *command,
    enum token_scope *scopep, struct uuid *idp, struct fault *fault) MUST_CHECK;

#define FIND_LABEL 128

/* What people call a namespace (NAME) or container (NAMESPACE/NAME); its id
 * when it cannot be found. */
void find_namespace_label(
    struct store *store, const struct uuid *id, char label[FIND_LABEL]);
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
 * Writes `rows`, an array of objects of strings, whose reference is taken
 * (NULL: memory was out): as JSON when --json was given, else as a table.  The
 * columns end with one of NULLs.  Returns the exit status.
 */
int output_list(
    struct command *command, struct json_t *rows, const struct column *columns);

/* The rows in the order of their member "name"; takes and gives a reference. */
struct json_t *output_sort(struct json_t *rows);

#endif
