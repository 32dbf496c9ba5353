/* SPDX-License-Identifier: ISC */
/* gatehouse: the operator's command. */
#include "command.h"

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/digest.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#define BIT(option) OPTION_BIT(OPTION_##option)
#define GLOBAL (BIT(CONFIG) | BIT(STATE) | BIT(HELP) | BIT(VERSION))
#define ANY_NUMBER 10000

static const struct verb verbs[] = {
	{ "init", NULL, "", 0, 0, 0, false, command_init },
	{ "backup", NULL, "DIRECTORY", 0, 1, 1, true, command_backup },
	{ "restore", NULL,
	    "DIRECTORY [--journal FILE] [--retire-keys | --accept-loss]",
	    BIT(JOURNAL) | BIT(RETIRE_KEYS) | BIT(ACCEPT_LOSS), 1, 1, false,
	    command_restore },
	{ "dump", NULL, "FILE", 0, 1, 1, true, command_dump },
	{ "load", NULL, "FILE [--journal FILE] [--retire-keys | --accept-loss]",
	    BIT(JOURNAL) | BIT(RETIRE_KEYS) | BIT(ACCEPT_LOSS), 1, 1, false,
	    command_load },
	{ "verify", NULL, "[DIRECTORY]", 0, 0, 1, true, command_verify },
	{ "token", "create",
	    "(--container ID|NAME | --namespace ID|NAME)\n"
	    "           [--description TEXT] [--expires TIME|30d|12h|never]",
	    BIT(CONTAINER) | BIT(NAMESPACE) | BIT(DESCRIPTION) | BIT(EXPIRES),
	    0, 0, true, command_token_create },
	{ "token", "list",
	    "[--container ID|NAME | --namespace ID|NAME] [--json]",
	    BIT(CONTAINER) | BIT(NAMESPACE) | BIT(JSON), 0, 0, true,
	    command_token_list },
	{ "token", "delete", "ID ...", 0, 1, ANY_NUMBER, true,
	    command_token_delete },
	{ "key", "list", "NAMESPACE [--json]", BIT(JSON), 1, 1, true,
	    command_key_list },
	{ "key", "rotate", "NAMESPACE [--not-before TIME|2d|12h|now]",
	    BIT(NOT_BEFORE), 1, 1, true, command_key_rotate },
	{ "key", "retire", "NAMESPACE KID [--delete-tokens]",
	    BIT(DELETE_TOKENS), 2, 2, true, command_key_retire },
	{ "namespace", "create",
	    "--name NAME [--algorithm ES256|RS256|EdDSA]\n"
	    "           [--rsa-bits 2048|3072|4096] [--description TEXT]\n"
	    "           [--project ID|NAME]",
	    BIT(NAME) | BIT(ALGORITHM) | BIT(RSA_BITS) | BIT(DESCRIPTION) |
		BIT(PROJECT),
	    0, 0, true, command_namespace_create },
	{ "namespace", "list", "[--json]", BIT(JSON), 0, 0, true,
	    command_namespace_list },
	{ "namespace", "delete", "ID|NAME", 0, 1, 1, true,
	    command_namespace_delete },
	{ "container", "create",
	    "--namespace ID|NAME --name NAME\n"
	    "           [--privacy private|public] [--domain HOST]\n"
	    "           [--cors-origin ORIGIN]",
	    BIT(NAMESPACE) | BIT(NAME) | BIT(PRIVACY) | BIT(DOMAIN) |
		BIT(CORS_ORIGIN),
	    0, 0, true, command_container_create },
	{ "container", "list", "[--namespace ID|NAME] [--json]",
	    BIT(NAMESPACE) | BIT(JSON), 0, 0, true, command_container_list },
	{ "container", "delete", "ID|NAME|NAMESPACE/NAME", 0, 1, 1, true,
	    command_container_delete },
	{ "owner", "reset-password", "", 0, 0, 0, true,
	    command_owner_reset_password },
	{ "project", "create", "--name NAME [--description TEXT]",
	    BIT(NAME) | BIT(DESCRIPTION), 0, 0, true, command_project_create },
	{ "project", "list", "[--json]", BIT(JSON), 0, 0, true,
	    command_project_list },
	{ "project", "delete", "ID|NAME", 0, 1, 1, true,
	    command_project_delete },
	{ "user", "create",
	    "--username NAME --email ADDRESS [--password-stdin]",
	    BIT(USERNAME) | BIT(EMAIL) | BIT(PASSWORD_STDIN), 0, 0, true,
	    command_user_create },
	{ "user", "list", "[--json]", BIT(JSON), 0, 0, true,
	    command_user_list },
	{ "user", "lock", "ID|USERNAME", 0, 1, 1, true, command_user_lock },
	{ "user", "unlock", "ID|USERNAME", 0, 1, 1, true, command_user_unlock },
	{ "user", "set-password", "ID|USERNAME [--password-stdin]",
	    BIT(PASSWORD_STDIN), 1, 1, true, command_user_set_password },
	{ "user", "delete", "ID|USERNAME", 0, 1, 1, true, command_user_delete },
	{ "application", "create", "--name NAME [--description TEXT]",
	    BIT(NAME) | BIT(DESCRIPTION), 0, 0, true,
	    command_application_create },
	{ "application", "list", "[--json]", BIT(JSON), 0, 0, true,
	    command_application_list },
	{ "application", "delete", "ID|NAME", 0, 1, 1, true,
	    command_application_delete },
	{ "group", "create", "--name NAME [--description TEXT]",
	    BIT(NAME) | BIT(DESCRIPTION), 0, 0, true, command_group_create },
	{ "group", "list", "[--json]", BIT(JSON), 0, 0, true,
	    command_group_list },
	{ "group", "add",
	    "ID|NAME (--user ID|USERNAME | --application ID|NAME)",
	    BIT(USER) | BIT(APPLICATION), 1, 1, true, command_group_add },
	{ "group", "remove",
	    "ID|NAME (--user ID|USERNAME | --application ID|NAME)",
	    BIT(USER) | BIT(APPLICATION), 1, 1, true, command_group_remove },
	{ "group", "delete", "ID|NAME", 0, 1, 1, true, command_group_delete },
	{ "policy", "create",
	    "--name NAME --permission SET[,SET ...]\n"
	    "           (--user ID|USERNAME | --application ID|NAME |"
	    " --group ID|NAME)\n"
	    "           (--project ID|NAME[,ID|NAME ...] | --organization)\n"
	    "           [--description TEXT]",
	    BIT(NAME) | BIT(PERMISSION) | BIT(USER) | BIT(APPLICATION) |
		BIT(GROUP) | BIT(PROJECT) | BIT(ORGANIZATION) |
		BIT(DESCRIPTION),
	    0, 0, true, command_policy_create },
	{ "policy", "list", "[--json]", BIT(JSON), 0, 0, true,
	    command_policy_list },
	{ "policy", "delete", "ID|NAME", 0, 1, 1, true, command_policy_delete },
	{ "api-key", "create",
	    "(--user ID|USERNAME | --application ID|NAME)\n"
	    "           [--description TEXT] [--expires TIME|30d|12h|never]",
	    BIT(USER) | BIT(APPLICATION) | BIT(DESCRIPTION) | BIT(EXPIRES), 0,
	    0, true, command_api_key_create },
	{ "api-key", "list", "[--json]", BIT(JSON), 0, 0, true,
	    command_api_key_list },
	{ "api-key", "delete", "ACCESS_KEY", 0, 1, 1, true,
	    command_api_key_delete },
	{ "allowed", NULL,
	    "ACTION RESOURCE [--project ID|NAME] --as ACCESS_KEY|USERNAME",
	    BIT(PROJECT) | BIT(AS), 2, 2, true, command_allowed },
	{ "check-config", NULL, "[FILE]", 0, 0, 1, false,
	    command_check_config },
	{ "explain", NULL, "ID", 0, 1, 1, true, command_explain },
	{ "permissions", NULL, "", 0, 0, 0, false, command_permissions },
};
#define VERBS (sizeof verbs / sizeof verbs[0])

static void
print_help(void)
{
	size_t i;

	puts("usage: gatehouse [--config FILE] [--state DIR] COMMAND\n"
	     "       gatehouse --help | --version\n\n"
	     "commands:");
	for (i = 0; i < VERBS; i++)
		printf("  %s%s%s%s%s\n", verbs[i].noun,
		    verbs[i].name == NULL ? "" : " ",
		    verbs[i].name == NULL ? "" : verbs[i].name,
		    *verbs[i].synopsis == '\0' ? "" : " ", verbs[i].synopsis);
}

/* Finds the verb that the first operands name, and takes them away. */
static const struct verb *
take_verb(struct command *command)
{
	const struct verb *verb;
	char **words = command->operands;
	size_t i, count;

	for (i = 0; i < VERBS; i++) {
		verb = &verbs[i];
		count = verb->name == NULL ? 1 : 2;
		if (command->operand_count < count ||
		    strcmp(words[0], verb->noun) != 0 ||
		    (count == 2 && strcmp(words[1], verb->name) != 0))
			continue;
		command->operands += count;
		command->operand_count -= count;
		return verb;
	}
	return NULL;
}

/* --help and --version win over everything else, as people expect. */
static bool
answers_itself(const struct command *command)
{
	if (command->option[OPTION_HELP] != NULL)
		print_help();
	else if (command->option[OPTION_VERSION] != NULL)
		puts("gatehouse " PACKAGE_VERSION);
	else
		return false;
	return true;
}

/* The first words name no verb. */
static int
report_unknown(const struct command *command)
{
	char *const *words = command->operands;
	bool is_noun = false;
	size_t i;

	if (command->operand_count == 0)
		return report_usage("command", "is missing");
	for (i = 0; i < VERBS; i++)
		if (strcmp(words[0], verbs[i].noun) == 0)
			is_noun = true;
	if (!is_noun)
		return report_usage(words[0], "is no command");
	if (command->operand_count == 1)
		return report_usage(words[0], "what to do with it is missing");
	log_line(
	    "%s %s: is no command; see gatehouse --help", words[0], words[1]);
	return EX_USAGE;
}

/* Of a verb that has not all of them. */
static int
report_operands(const struct verb *verb)
{
	char operands[80];
	char *options;

	text_copy(operands, sizeof operands, verb->synopsis);
	if ((options = strpbrk(operands, "[(")) != NULL)
		options[-1] = '\0';
	return report_usage(operands, "is missing");
}

/* EX_OK, or what is wrong with the words of the command line. */
static int
check_words(const struct command *command)
{
	const struct verb *verb = command->verb;
	const char *foreign;

	if (verb == NULL)
		return report_unknown(command);
	foreign = option_foreign(command, GLOBAL | verb->options);
	if (foreign != NULL)
		return report_usage(foreign, "is no option of this command");
	if (command->operand_count < verb->least)
		return report_operands(verb);
	if (command->operand_count > verb->most)
		return report_usage(command->operands[verb->most],
		    "is more than this command takes");
	return EX_OK;
}

/* Tokens and keys pass through here.  A limit of 0 would still let a pipe have
 * the core (core(5)); a core of one byte is not begun. */
static void
forbid_core_dumps(void)
{
	const struct rlimit limit = { 1, 1 };

	if (setrlimit(RLIMIT_CORE, &limit) != 0)
		log_errno("cannot forbid core dumps");
}

static int
run(int argc, char **argv, struct command *command)
{
	int status;

	if (!option_read(argc, argv, command))
		return EX_USAGE;
	if (answers_itself(command))
		return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
	command->verb = take_verb(command);
	if ((status = check_words(command)) != EX_OK ||
	    (status = settings_load(command)) != EX_OK ||
	    (status = input_password(command)) != EX_OK)
		return status;
	status = session_run(command);
	digest_cleanse(command->password, sizeof command->password);
	return status;
}

int
main(int argc, char **argv)
{
	char **operands = calloc((size_t)argc + 1, sizeof *operands);
	struct command command = { .words = argv + 1,
		.operands = operands,
		.now = time_now(),
		.user = getuid() };
	int status;

	log_open("gatehouse");
	forbid_core_dumps();
	file_expect_full_disk();
	umask(0007); /* a store is its group's */
	status = operands != NULL ? run(argc, argv, &command)
				  : report_error(TOKEN_UNAVAILABLE, NULL);
	free(operands);
	return status;
}
