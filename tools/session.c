/* SPDX-License-Identifier: ISC */
/* One run of a verb: into the store, out again, and then the answer. */
#include "command.h"

#include "base/file.h"
#include "base/log.h"
#include "crypto/digest.h"
#include "iam/organization.h"
#include "publish/publish.h"
#include "store/audit.h"
#include "store/members.h"
#include "store/rights.h"
#include "web/service.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

/*
 * Prints only now, when the store is left: a reader that stops reading must
 * not keep us inside, nor kill us there.
 */
static int
print_answer(const struct command *command, const char *answer, size_t len)
{
	if (command->note[0] != '\0')
		fprintf(stderr, "%s\n", command->note);
	if (fwrite(answer, 1, len, stdout) == len && fflush(stdout) == 0)
		return EX_OK;
	log_errno("standard output: what was done is done, but not shown");
	return EX_IOERR;
}

/* Runs `run` with an answer in memory, then prints that. */
static int
run_and_print(struct command *command, int (*run)(struct command *command))
{
	char *answer = NULL;
	size_t len = 0;
	int status;

	command->out = open_memstream(&answer, &len);
	if (command->out == NULL)
		return report_error(TOKEN_INTERNAL, NULL);
	status = run(command);
	if (fclose(command->out) != 0)
		status = report_error(TOKEN_INTERNAL, NULL);
	else if (print_answer(command, answer, len) != EX_OK)
		status = EX_IOERR;
	if (answer != NULL)
		digest_cleanse(answer, len);
	free(answer);
	digest_cleanse(command->password, sizeof command->password);
	return status;
}

/* A backup is verified where no installation may be. */
static bool
is_in_store(const struct command *command)
{
	return command->verb->in_store &&
	       !(command->verb->run == command_verify &&
		   command->operand_count > 0);
}

/* What concerns no installation is not in its audit trail. */
static bool
is_apart(const struct command *command)
{
	return command->verb->run == command_check_config ||
	       command->verb->run == command_permissions ||
	       command->verb->run == command_verify;
}

static int
run_in_store(struct command *command)
{
	struct organization organization;
	struct publish publish;
	struct audit *audit;
	enum token_error err;
	int status;

	err = publish_open(&command->config, &publish);
	if (err != TOKEN_OK)
		return report_error(err, NULL);
	command->store = publish.store;
	command->view = publish.view;
	err = audit_open(&command->config, &audit);
	if (err == TOKEN_OK)
		err = organization_get(command->store, &organization);
	if (err == TOKEN_OK) {
		command->owner_id = organization.owner_id;
		status = command->verb->run(command);
	} else {
		status = report_error(err, NULL);
	}
	publish_close(&publish);
	if (status == EX_OK && command->finish != NULL)
		status = command->finish(command);
	trail_write(command, audit, status);
	audit_close(audit);
	return status;
}

/* Where an installation may be only afterwards, or was there before, whatever
 * came of it: what is restored stays so when publishing it fails. */
static int
run_outside(struct command *command)
{
	const int status = command->verb->run(command);

	if (!is_apart(command) && access(command->config.state, F_OK) == 0)
		trail_note(command, status);
	return status;
}

/* Who dies in the store makes all others leave it, so the signals of the
 * keyboard wait until we are out. */
static int
run_undisturbed(struct command *command)
{
	sigset_t signals, before;
	int status;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, &before);
	status = run_in_store(command);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}

/* In the child that is watched. */
static int
work(void *context)
{
	return run_and_print(context, run_undisturbed);
}

static bool
must_leave(void *context, pid_t pid)
{
	const struct command *command = context;

	return members_must_leave(command->watch, pid);
}

/* A state that is missing, or that others can read, is not worked on. */
static int
check_state(const char *state)
{
	if (access(state, F_OK) != 0 && errno == ENOENT) {
		log_line(
		    "%s: no installation is here; gatehouse init makes one",
		    state);
		return EX_CONFIG;
	}
	if (file_check_mode(state, 0007) != TOKEN_OK)
		return EX_CONFIG;
	return EX_OK;
}

/* Those that would kill the child inside, or its parent and it at once: of a
 * reader that ended, of a terminal that closed. */
static void
ignore_signals(void)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
}

/* Copies are made where only root may. */
static enum token_error
leave_root(const struct command *command)
{
	if (command->verb->run == command_backup ||
	    command->verb->run == command_dump ||
	    command->verb->run == command_verify)
		return TOKEN_OK;
	return rights_leave_root(&command->config);
}

int
session_run(struct command *command)
{
	const struct service service = { .name = "gatehouse",
		.context = command,
		.must_leave = must_leave };
	char store[FILE_PATH];
	enum token_error err;
	int status;

	if (!is_in_store(command))
		return run_and_print(command, run_outside);
	if ((status = check_state(command->config.state)) != EX_OK)
		return status;
	if (leave_root(command) != TOKEN_OK)
		return EX_UNAVAILABLE;
	config_path(&command->config, "store", store);
	err = members_watch_open(store, &command->watch);
	if (err != TOKEN_OK)
		return report_error(err, NULL);
	ignore_signals();
	status = service_once(&service, work);
	if (status == EX_TEMPFAIL) {
		log_line("interrupted: see what was done, and try again");
		trail_note(command, status);
	}
	members_watch_close(command->watch);
	return status;
}
