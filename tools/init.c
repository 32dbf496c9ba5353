/* SPDX-License-Identifier: ISC */
/* gatehouse init: a new installation. */
#include "command.h"

#include "crypto/digest.h"
#include "upkeep/install.h"

#include <sysexits.h>

/* The lines that Scaleway's own tools read as their environment. */
static void
print_environment(struct command *command,
    const struct organization *organization, const char *access_key,
    const char *secret)
{
	char id[UUID_TEXT], project_id[UUID_TEXT];

	uuid_format(&organization->id, id);
	uuid_format(&organization->project_id, project_id);
	output_api_key(command, access_key, secret);
	fprintf(command->out,
	    "SCW_DEFAULT_ORGANIZATION_ID=%s\nSCW_DEFAULT_PROJECT_ID=%s\n"
	    "SCW_DEFAULT_REGION=%s\n",
	    id, project_id, command->config.region);
}

int
command_init(struct command *command)
{
	struct organization organization;
	char access_key[API_KEY_ACCESS], secret[UUID_TEXT];
	enum token_error err;

	err = install_state(
	    &command->config, command->now, &organization, access_key, secret);
	if (err == TOKEN_EXISTS)
		return report_exists("state", command->config.state);
	if (err != TOKEN_OK)
		return report_error(err, NULL);
	print_environment(command, &organization, access_key, secret);
	digest_cleanse(secret, sizeof secret);
	return EX_OK;
}
