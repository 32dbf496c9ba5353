/* SPDX-License-Identifier: ISC */
/* Where the view is: members agree, and a view left behind is closed. */
#include "lib/state.h"
#include "lib/tap.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* A gate on the view of `dir`: has it one? */
static bool
has_view(const char *dir)
{
	struct view *gate;
	enum token_error err;

	MUST(view_open(dir, &gate));
	err = view_follow(gate);
	view_close(gate);
	return err == TOKEN_OK;
}

/* Opens the installation with another view, in a process of its own. */
static enum token_error
open_elsewhere(const struct config *config, const char *view)
{
	struct config other = *config;
	struct publish publish;
	enum token_error err;
	int status;
	pid_t pid;

	text_copy(other.view, sizeof other.view, view);
	pid = fork();
	if (pid == 0) {
		err = publish_open(&other, &publish);
		if (err == TOKEN_OK)
			publish_close(&publish);
		_exit((int)err);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? (enum token_error)WEXITSTATUS(status)
				 : TOKEN_INTERNAL;
}

int
main(void)
{
	char elsewhere[128], copy[128], command[1024];
	struct config config;
	struct state state;

	state_open(&state);
	snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere", state.dir);
	ok(open_elsewhere(&state.config, state.config.view) == TOKEN_OK,
	    "a member may join with the view that all use");
	ok(open_elsewhere(&state.config, elsewhere) == TOKEN_PRECONDITION,
	    "and not with another");
	publish_close(&state.publish);

	snprintf(copy, sizeof copy, "%s/copy", state.dir);
	snprintf(
	    command, sizeof command, "cp -r %s %s", state.config.state, copy);
	if (system(command) != 0)
		abort();
	config = state.config;
	text_copy(config.state, sizeof config.state, copy);
	ok(open_elsewhere(&config, elsewhere) == TOKEN_OK &&
		has_view(state.config.view),
	    "a copy of the store leaves the view of the original alone");

	ok(open_elsewhere(&state.config, elsewhere) == TOKEN_OK &&
		has_view(elsewhere),
	    "alone, a member may move the view");
	ok(!has_view(state.config.view),
	    "and closes it where it was: gates that look there refuse");
	state_reopen(&state);
	ok(has_view(state.config.view) && !has_view(elsewhere),
	    "it can move back");
	state_close(&state);
	return done();
}
