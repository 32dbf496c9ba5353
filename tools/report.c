/* SPDX-License-Identifier: ISC */
/* What went wrong, as one line and as an exit status. */
#include "command.h"

#include "base/log.h"
#include "base/text.h"

#include <stdlib.h>
#include <sysexits.h>

/* Errors that have an exit status of their own; the others are 1. */
static const struct {
	enum token_error err;
	int status;
} statuses[] = {
	{ TOKEN_NOT_FOUND, EX_NOINPUT },
	{ TOKEN_INTERNAL, EX_SOFTWARE },
	{ TOKEN_UNAVAILABLE, EX_UNAVAILABLE },
	{ TOKEN_TOO_MANY, EX_TEMPFAIL },
};

static int
status_of(enum token_error err)
{
	size_t i;

	for (i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
		if (statuses[i].err == err)
			return statuses[i].status;
	return EXIT_FAILURE;
}

/* "access_key" is an access key. */
static void
describe_resource(const char *resource, struct text *text)
{
	for (; *resource != '\0'; resource++)
		text_addf(text, "%c", *resource == '_' ? ' ' : *resource);
}

/* What the fault is about: an option, or a resource and its id. */
static void
describe_field(const struct fault *fault, struct text *text)
{
	if (fault->argument[0] != '\0')
		text_addf(text, "%s: ", option_of(fault->argument));
	if (fault->argument[0] != '\0' || fault->resource[0] == '\0')
		return;
	describe_resource(fault->resource, text);
	if (fault->resource_id[0] != '\0')
		text_addf(text, " %s", fault->resource_id);
	text_add(text, ": ");
}

int
report_error(enum token_error err, const struct fault *fault)
{
	char line[sizeof(struct fault)];
	struct text text;

	text_open(&text, line, sizeof line);
	if (fault != NULL)
		describe_field(fault, &text);
	if (fault != NULL && fault->help[0] != '\0')
		text_add(&text, fault->help);
	else
		text_add(&text, error_text(err));
	log_line("%s", line);
	return status_of(err);
}

int
report_exists(const char *what, const char *path)
{
	struct fault fault = { .argument = "" };

	return report_error(fault_exists(&fault, what, path,
				"is there already; nothing was changed"),
	    &fault);
}

int
report_usage(const char *field, const char *help)
{
	log_line("%s: %s; see gatehouse --help", field, help);
	return EX_USAGE;
}
