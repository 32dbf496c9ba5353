/* SPDX-License-Identifier: ISC */
/* gatehouse token create and delete. */
#include "command.h"

#include "crypto/digest.h"
#include "crypto/seal.h"
#include "token/issue.h"
#include "token/registry.h"

#include <string.h>
#include <sysexits.h>

/* The token goes to standard output, alone; its id, before it, to standard
 * error. */
static enum token_error
issue(struct command *command, const struct issue_request *request,
    struct fault *fault)
{
	struct issuer issuer = { .store = command->store,
		.config = &command->config };
	struct seal *seal = NULL;
	struct issued issued;
	char path[FILE_PATH];
	enum token_error err;

	config_path(&command->config, "master.key", path);
	if ((err = seal_open(path, &seal)) != TOKEN_OK)
		return err;
	issuer.seal = seal;
	err = issue_token(&issuer, request, command->now, &issued, fault);
	if (err == TOKEN_OK) {
		uuid_format(&issued.token.id, command->note);
		uuid_format(&issued.token.id, command->made);
		fprintf(command->out, "%s\n", issued.jwt);
	}
	digest_cleanse(&issued, sizeof issued);
	seal_close(seal);
	return err;
}

int
command_token_create(struct command *command)
{
	const char *description = command->option[OPTION_DESCRIPTION];
	struct issue_request request = { .created_by = command->owner_id,
		.description = description == NULL ? "" : description };
	struct fault fault = { 0 };
	enum token_error err;
	int64_t seconds;

	if ((command->option[OPTION_CONTAINER] == NULL) ==
	    (command->option[OPTION_NAMESPACE] == NULL))
		return report_usage("--container or --namespace",
		    "exactly one of them is needed");
	if (!expiry_parse(command->option[OPTION_EXPIRES], command->now,
		&seconds, &request.expires_at))
		return report_usage("--expires",
		    "is no time like 2030-12-31T23:59:59Z, 30d, 12h or never");
	err = find_scope(command, &request.scope, &request.scope_id, &fault);
	if (err == TOKEN_OK)
		err = issue(command, &request, &fault);
	return err == TOKEN_OK ? EX_OK : report_error(err, &fault);
}

static enum token_error
delete_token(struct command *command, const char *text, struct fault *fault)
{
	struct token token;
	struct uuid id;

	if (!uuid_parse(text, strlen(text), &id))
		return fault_not_found(fault, "token", text);
	return registry_delete(
	    command->store, &command->delete, &id, &token, fault);
}

/* One that is missing does not save the others; the first failure is the
 * exit status. */
int
command_token_delete(struct command *command)
{
	struct fault fault;
	enum token_error err;
	size_t i;
	int failure, status = EX_OK;

	for (i = 0; i < command->operand_count; i++) {
		memset(&fault, 0, sizeof fault);
		err = delete_token(command, command->operands[i], &fault);
		if (err == TOKEN_OK)
			continue;
		failure = report_error(err, &fault);
		if (status == EX_OK)
			status = failure;
	}
	return status;
}
