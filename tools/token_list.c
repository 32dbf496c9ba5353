/* SPDX-License-Identifier: ISC */
/* gatehouse token list. */
#include "command.h"

#include "base/json.h"
#include "base/time.h"
#include "gate/view.h"
#include "token/registry.h"

#include <jansson.h>

#include <stdlib.h>

#define BATCH 100 /* tokens read at a time */

static const struct column columns[] = { { "id", "ID", "" },
	{ "scope", "SCOPE", "" }, { "name", "OF", "" },
	{ "created_at", "CREATED", "" }, { "expires_at", "EXPIRES", "never" },
	{ "last_used_at", "LAST USED", "never" },
	{ "description", "DESCRIPTION", "" }, { NULL, NULL, NULL } };

/* The view knows of later uses than the record. */
static int64_t
find_last_use(const struct command *command, const struct token *token)
{
	int64_t used = view_last_use(command->view, &token->id);

	return used > token->last_used_at ? used : token->last_used_at;
}

static json_t *
token_to_row(const struct command *command, const struct token *token)
{
	char id[UUID_TEXT], scope_id[UUID_TEXT], creator[UUID_TEXT];
	char label[FIND_LABEL];
	bool is_container = token->scope == SCOPE_CONTAINER;

	uuid_format(&token->id, id);
	uuid_format(&token->scope_id, scope_id);
	uuid_format(&token->created_by, creator);
	if (is_container)
		find_container_label(command->store, &token->scope_id, label);
	else
		find_label(
		    command->store, OBJECT_NAMESPACE, &token->scope_id, label);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:s}", "id",
	    id, "scope", is_container ? "container" : "namespace",
	    is_container ? "container_id" : "namespace_id", scope_id, "name",
	    label, "description", token->description, "created_at",
	    json_instant(token->created_at / TIME_MICRO), "expires_at",
	    json_instant(token->expires_at), "last_used_at",
	    json_instant(find_last_use(command, token)), "created_by", creator);
}

static enum token_error
add_rows(const struct command *command, const struct token *tokens,
    size_t count, json_t *rows)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (json_array_append_new(
			rows, token_to_row(command, &tokens[i])) != 0)
			return TOKEN_INTERNAL;
	return TOKEN_OK;
}

/* All tokens of a scope, or all (NULL). */
static enum token_error
read_tokens(
    const struct command *command, const struct uuid *scope_id, json_t *rows)
{
	struct registry_walk walk = { .scope_id = scope_id };
	struct token *tokens = calloc(BATCH, sizeof *tokens);
	enum token_error err = TOKEN_OK;
	size_t count = 0;

	if (tokens == NULL)
		return TOKEN_INTERNAL;
	do {
		err =
		    registry_walk(command->store, &walk, tokens, BATCH, &count);
		if (err == TOKEN_OK)
			err = add_rows(command, tokens, count, rows);
	} while (err == TOKEN_OK && count > 0);
	free(tokens);
	return err;
}

int
command_token_list(struct command *command)
{
	bool is_container = command->option[OPTION_CONTAINER] != NULL;
	bool is_namespace = command->option[OPTION_NAMESPACE] != NULL;
	bool is_all = !is_container && !is_namespace;
	struct fault fault = { 0 };
	enum token_error err = TOKEN_OK;
	enum token_scope scope;
	struct uuid scope_id;
	json_t *rows;

	if (is_container && is_namespace)
		return report_usage("--container or --namespace",
		    "at most one of them can be given");
	if (!is_all)
		err = find_scope(command, &scope, &scope_id, &fault);
	if (err != TOKEN_OK)
		return report_error(err, &fault);
	rows = json_array();
	err = read_tokens(command, is_all ? NULL : &scope_id, rows);
	if (err == TOKEN_OK)
		return output_list(command, rows, columns);
	json_decref(rows);
	return report_error(err, NULL);
}
