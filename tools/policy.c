/* SPDX-License-Identifier: ISC */
/* gatehouse policy create, list, delete. */
#include "iam/policy.h"

#include "iam.h"

#include "base/json.h"
#include "iam/organization.h"
#include "iam/policy_record.h"
#include "object/object.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static const struct column columns[] = { { "id", "ID", "" },
	{ "name", "NAME", "" }, { "principal", "PRINCIPAL", "nobody" },
	{ "permissions", "PERMISSIONS", "-" }, { NULL, NULL, NULL } };

/* "SET, SET on PROJECT, PROJECT", or "on organization". */
static void
write_rule(struct command *command, const json_t *rule, FILE *out)
{
	char label[FIND_LABEL] = "";
	const json_t *text;
	struct uuid id;
	size_t i;

	json_array_foreach(
	    json_object_get(rule, "permission_set_names"), i, text)
	{
		fprintf(
		    out, "%s%s", i > 0 ? ", " : "", json_string_value(text));
	}
	fputs(" on ", out);
	json_array_foreach(json_object_get(rule, "project_ids"), i, text)
	{
		if (uuid_parse(
			json_string_value(text), json_string_length(text), &id))
			find_label(command->store, OBJECT_PROJECT, &id, label);
		fprintf(out, "%s%s", i > 0 ? ", " : "", label);
	}
	if (*json_text(rule, "organization_id") != '\0')
		fputs("organization", out);
}

static bool
add_permissions(struct command *command, const json_t *rules, json_t *row)
{
	char *permissions = NULL;
	size_t i, len = 0;
	FILE *out = open_memstream(&permissions, &len);
	const json_t *rule;
	bool is_added;

	if (out == NULL)
		return false;
	json_array_foreach(rules, i, rule)
	{
		fputs(i > 0 ? "; " : "", out);
		write_rule(command, rule, out);
	}
	is_added = fclose(out) == 0 && json_object_set_new(row, "permissions",
					   json_stringn(permissions, len)) == 0;
	free(permissions);
	return is_added;
}

/* The rules themselves too: the API has them at another address. */
static bool
complete(struct command *command, const json_t *object, json_t *row)
{
	json_t *rules = json_object_get(object, "rules");

	return iam_principal_label(command, row, "principal") &&
	       add_permissions(command, rules, row) &&
	       json_object_set(row, "rules", rules) == 0;
}

static const struct iam_noun policies = { .kind = OBJECT_POLICY,
	.order = "name",
	.show = policy_record_show,
	.complete = complete,
	.columns = columns };

/* Ids in the place of names. */
static enum token_error
find_projects(struct command *command, json_t *projects, struct fault *fault)
{
	char text[UUID_TEXT];
	enum token_error err;
	const json_t *project;
	struct uuid id;
	size_t i;

	json_array_foreach(projects, i, project)
	{
		err = find_object(command->store, OBJECT_PROJECT,
		    json_string_value(project), &id, fault);
		if (err != TOKEN_OK)
			return err;
		uuid_format(&id, text);
		if (json_array_set_new(projects, i, json_string(text)) != 0)
			return TOKEN_UNAVAILABLE;
	}
	return TOKEN_OK;
}

/* Adds to the rule where it holds. */
static enum token_error
set_scope(struct command *command, json_t *rule, struct fault *fault)
{
	const char *list = command->option[OPTION_PROJECT];
	struct organization organization;
	char text[UUID_TEXT];
	enum token_error err;
	json_t *projects;

	if (list != NULL) {
		projects = iam_split(list);
		if (json_object_set_new(rule, "project_ids", projects) != 0)
			return fault_argument(
			    fault, "options", "format", "are no UTF-8 text");
		return find_projects(command, projects, fault);
	}
	err = organization_get(command->store, &organization);
	if (err != TOKEN_OK)
		return err;
	uuid_format(&organization.id, text);
	return json_object_set_new(
		   rule, "organization_id", json_string(text)) == 0
		   ? TOKEN_OK
		   : TOKEN_UNAVAILABLE;
}

/* EX_OK, or what is wrong with the options. */
static int
check_options(const struct command *command)
{
	if (command->option[OPTION_NAME] == NULL)
		return report_usage("--name", "is missing");
	if (command->option[OPTION_PERMISSION] == NULL)
		return report_usage("--permission", "is missing");
	if ((command->option[OPTION_PROJECT] == NULL) ==
	    (command->option[OPTION_ORGANIZATION] == NULL))
		return report_usage("--project or --organization",
		    "exactly one of them is needed");
	return EX_OK;
}

int
command_policy_create(struct command *command)
{
	struct iam_principal principal;
	struct fault fault = { 0 };
	enum token_error err;
	json_t *rule;
	int status;

	if ((status = check_options(command)) != EX_OK ||
	    (status = iam_principal_read(command, &principal)) != EX_OK)
		return status;
	rule = json_pack("{s:o}", "permission_set_names",
	    iam_split(command->option[OPTION_PERMISSION]));
	if (rule == NULL)
		return iam_report_text();
	err = set_scope(command, rule, &fault);
	if (err != TOKEN_OK) {
		json_decref(rule);
		return report_error(err, &fault);
	}
	return iam_create(command, policy_record_create,
	    json_pack("{s:[o], s:s, s:s, s:s*}", "rules", rule,
		principal.member, principal.id, "name",
		command->option[OPTION_NAME], "description",
		command->option[OPTION_DESCRIPTION]));
}

int
command_policy_list(struct command *command)
{
	return iam_list(command, &policies);
}

int
command_policy_delete(struct command *command)
{
	struct fault fault = { 0 };
	enum token_error err;
	struct uuid id;

	err = find_object(
	    command->store, OBJECT_POLICY, command->operands[0], &id, &fault);
	if (err == TOKEN_OK)
		err = policy_record_delete(command->store, &id, &fault);
	return err == TOKEN_OK ? EX_OK : report_error(err, &fault);
}
