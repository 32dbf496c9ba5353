/* SPDX-License-Identifier: ISC */
/* Every way to fail, in one table, and the details an answer carries. */
#include "base/error.h"
#include "base/text.h"

#include <string.h>

static const struct {
	int status;
	const char *type;
	const char *text;
} errors[] = {
#define ERROR_ROW(name, status, type, text) [name] = { status, type, text },
	TOKEN_ERRORS(ERROR_ROW)
#undef ERROR_ROW
};

int
error_status(enum token_error err)
{
	return errors[err].status;
}

const char *
error_type(enum token_error err)
{
	return errors[err].type;
}

const char *
error_text(enum token_error err)
{
	return errors[err].text;
}

/* The fault to fill in, emptied: the caller's, or one that nobody reads. */
static struct fault *
start(struct fault *fault, struct fault *unread)
{
	if (fault == NULL)
		fault = unread;
	memset(fault, 0, sizeof *fault);
	return fault;
}

enum token_error
fault_argument(struct fault *fault, const char *argument, const char *reason,
    const char *help)
{
	struct fault unread;

	fault = start(fault, &unread);
	text_copy(fault->argument, sizeof fault->argument, argument);
	text_copy(fault->reason, sizeof fault->reason, reason);
	text_copy(fault->help, sizeof fault->help, help);
	return TOKEN_INVALID_ARGUMENT;
}

enum token_error
fault_not_found(struct fault *fault, const char *resource, const char *id)
{
	struct fault unread;

	fault = start(fault, &unread);
	text_copy(fault->resource, sizeof fault->resource, resource);
	text_copy(fault->resource_id, sizeof fault->resource_id, id);
	return TOKEN_NOT_FOUND;
}

enum token_error
fault_exists(
    struct fault *fault, const char *resource, const char *id, const char *help)
{
	struct fault unread;

	fault = start(fault, &unread);
	text_copy(fault->resource, sizeof fault->resource, resource);
	text_copy(fault->resource_id, sizeof fault->resource_id, id);
	text_copy(fault->help, sizeof fault->help, help);
	return TOKEN_EXISTS;
}

enum token_error
fault_precondition(
    struct fault *fault, const char *precondition, const char *help)
{
	struct fault unread;

	fault = start(fault, &unread);
	text_copy(fault->argument, sizeof fault->argument, precondition);
	text_copy(fault->help, sizeof fault->help, help);
	return TOKEN_PRECONDITION;
}

enum token_error
fault_authentication(
    struct fault *fault, const char *method, const char *reason)
{
	struct fault unread;

	fault = start(fault, &unread);
	text_copy(fault->method, sizeof fault->method, method);
	text_copy(fault->reason, sizeof fault->reason, reason);
	return TOKEN_UNAUTHENTICATED;
}

enum token_error
fault_permission(struct fault *fault, const char *action, const char *resource,
    const char *set)
{
	struct fault unread;

	fault = start(fault, &unread);
	text_copy(fault->action, sizeof fault->action, action);
	text_copy(fault->resource, sizeof fault->resource, resource);
	text_copy(fault->set, sizeof fault->set, set);
	return TOKEN_FORBIDDEN;
}
