/* SPDX-License-Identifier: ISC */
/* The words of the command line: options and operands. */
#include "command.h"

#include <string.h>

static const struct {
	const char *name;
	bool has_value;
} options[OPTION_COUNT] = {
	[OPTION_CONFIG] = { "--config", true },
	[OPTION_STATE] = { "--state", true },
	[OPTION_HELP] = { "--help", false },
	[OPTION_VERSION] = { "--version", false },
	[OPTION_ACCEPT_LOSS] = { "--accept-loss", false },
	[OPTION_ALGORITHM] = { "--algorithm", true },
	[OPTION_APPLICATION] = { "--application", true },
	[OPTION_AS] = { "--as", true },
	[OPTION_CONTAINER] = { "--container", true },
	[OPTION_CORS_ORIGIN] = { "--cors-origin", true },
	[OPTION_DELETE_TOKENS] = { "--delete-tokens", false },
	[OPTION_DESCRIPTION] = { "--description", true },
	[OPTION_DOMAIN] = { "--domain", true },
	[OPTION_EMAIL] = { "--email", true },
	[OPTION_EXPIRES] = { "--expires", true },
	[OPTION_GROUP] = { "--group", true },
	[OPTION_JOURNAL] = { "--journal", true },
	[OPTION_JSON] = { "--json", false },
	[OPTION_NAME] = { "--name", true },
	[OPTION_NAMESPACE] = { "--namespace", true },
	[OPTION_NOT_BEFORE] = { "--not-before", true },
	[OPTION_ORGANIZATION] = { "--organization", false },
	[OPTION_PASSWORD_STDIN] = { "--password-stdin", false },
	[OPTION_PERMISSION] = { "--permission", true },
	[OPTION_PRIVACY] = { "--privacy", true },
	[OPTION_PROJECT] = { "--project", true },
	[OPTION_RETIRE_KEYS] = { "--retire-keys", false },
	[OPTION_RSA_BITS] = { "--rsa-bits", true },
	[OPTION_USER] = { "--user", true },
	[OPTION_USERNAME] = { "--username", true },
};

/* What the API calls otherwise. */
static const struct {
	const char *member;
	enum option option;
} members[] = {
	{ "application_id", OPTION_APPLICATION },
	{ "container_id", OPTION_CONTAINER },
	{ "domain_name", OPTION_DOMAIN },
	{ "expires_at", OPTION_EXPIRES },
	{ "group_id", OPTION_GROUP },
	{ "namespace_id", OPTION_NAMESPACE },
	{ "organization_id", OPTION_ORGANIZATION },
	{ "permission_set_names", OPTION_PERMISSION },
	{ "project_id", OPTION_PROJECT },
	{ "project_ids", OPTION_PROJECT },
	{ "user_id", OPTION_USER },
};

/* The option that `word` names, up to its end or a '='. */
static enum option
find_option(const char *word)
{
	enum option option;
	size_t len = strcspn(word, "=");

	for (option = 0; option < OPTION_COUNT; option++)
		if (strlen(options[option].name) == len &&
		    strncmp(options[option].name, word, len) == 0)
			return option;
	return OPTION_COUNT;
}

/* NULL, or what is wrong with an option and the value found for it. */
static const char *
find_fault(const struct command *command, enum option option, const char *value)
{
	if (option == OPTION_COUNT)
		return "is no option";
	if (command->option[option] != NULL)
		return "was given twice";
	if (options[option].has_value && value == NULL)
		return "needs a value";
	if (!options[option].has_value && value != NULL)
		return "takes no value";
	return NULL;
}

/*
 * Takes "--name", "--name=value" or "--name" and the `next` word.  Returns how
 * many words that were, 0 (reported) when they are wrong.
 */
static int
take_option(struct command *command, const char *word, const char *next)
{
	enum option option = find_option(word);
	const char *value = strchr(word, '=');
	const char *wrong;
	int words = 1;

	if (value != NULL) {
		value++;
	} else if (option != OPTION_COUNT && options[option].has_value) {
		value = next;
		words = 2;
	}
	wrong = find_fault(command, option, value);
	if (wrong != NULL) {
		report_usage(word, wrong);
		return 0;
	}
	command->option[option] = value != NULL ? value : "";
	return words;
}

bool
option_read(int argc, char **argv, struct command *command)
{
	int i, words;
	bool has_ended = false;

	for (i = 1; i < argc; i += words) {
		words = 1;
		if (has_ended || strncmp(argv[i], "--", 2) != 0)
			command->operands[command->operand_count++] = argv[i];
		else if (argv[i][2] == '\0')
			has_ended = true;
		else
			words = take_option(command, argv[i], argv[i + 1]);
		if (words == 0)
			return false;
	}
	return true;
}

const char *
option_foreign(const struct command *command, unsigned allowed)
{
	enum option option;

	for (option = 0; option < OPTION_COUNT; option++)
		if (command->option[option] != NULL &&
		    (allowed & OPTION_BIT(option)) == 0)
			return options[option].name;
	return NULL;
}

/* "cors_origin" is --cors-origin. */
static bool
is_called(const char *name, const char *member)
{
	size_t i;

	for (i = 0; name[i] != '\0'; i++)
		if (name[i] != (member[i] == '_' ? '-' : member[i]))
			return false;
	return member[i] == '\0';
}

const char *
option_of(const char *argument)
{
	const char *dot = strrchr(argument, '.');
	const char *member = dot != NULL ? dot + 1 : argument;
	enum option option;
	size_t i;

	for (i = 0; i < sizeof members / sizeof members[0]; i++)
		if (strcmp(members[i].member, member) == 0)
			return options[members[i].option].name;
	for (option = 0; option < OPTION_COUNT; option++)
		if (is_called(options[option].name + 2, member))
			return options[option].name;
	return argument;
}
