/* SPDX-License-Identifier: ISC */
/* The line that a run of the command gets in the audit trail. */
#include "command.h"

#include "base/file.h"
#include "base/text.h"
#include "store/audit.h"

#include <string.h>

#define LAST_USER 4294967294LL /* the one after stands for nobody */

/* Who signed in to this machine, whatever it became since: audit(8).  False
 * where the kernel does not know. */
static bool
find_login(int64_t *userp)
{
	char text[24];
	long long user;
	size_t len;

	if (file_read("/proc/self/loginuid", text, sizeof text, &len) !=
		TOKEN_OK ||
	    !text_to_number(text, 0, LAST_USER, &user))
		return false;
	*userp = user;
	return true;
}

void
trail_write(const struct command *command, struct audit *audit, int status)
{
	struct json_t *line = audit_begin(audit, command->now, "gatehouse");
	int64_t login;
	char **word;

	for (word = command->words; *word != NULL; word++)
		audit_append(&line, "arguments", *word);
	audit_add(&line, "resource", "id", command->made);
	audit_add_number(&line, NULL, "exit_status", status);
	audit_add_number(&line, "principal", "uid", command->user);
	if (line != NULL && find_login(&login))
		audit_add_number(&line, "principal", "login_uid", login);
	audit_end(audit, line);
}

void
trail_note(const struct command *command, int status)
{
	struct audit *audit;

	if (audit_open(&command->config, &audit) != TOKEN_OK)
		return;
	trail_write(command, audit, status);
	audit_close(audit);
}
