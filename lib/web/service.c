/* SPDX-License-Identifier: ISC */
/* The service's parent: listens, keeps workers alive, ends them. */
#include "web/service.h"
#include "base/file.h"
#include "base/log.h"
#include "base/time.h"
#include "web/internal.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#define WORKERS 64
#define LOOK_MS 20
#define PAUSE_MOST_MS 1000 /* before a worker that keeps dying comes back */
#define STABLE_MS 1000     /* a worker that lived so long comes back at once */
#define STOP_MS 30000      /* for requests in flight */
#define REMIND_MS 100      /* a signal can come just before a worker waits */

struct worker {
	int64_t start_ms;
	int64_t pause_ms;
	pid_t pid;          /* 0: to be started at `start_ms` */
	bool is_called_out; /* of a doomed store */
};

/* ---- children ---- */

/* A child dies with its parent and handles signals afresh.  It leaves no core:
 * a limit of 0 would still let a pipe have it, one of a byte does not
 * (core(5)).
 */
static void
become_child(pid_t parent)
{
	const struct rlimit one_byte = { 1, 1 };
	sigset_t all;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(EX_OSERR);
	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &one_byte);
	sigfillset(&all);
	sigprocmask(SIG_UNBLOCK, &all, NULL);
}

static void
start_worker(const struct service *service, struct worker *worker)
{
	const pid_t parent = getpid();

	worker->start_ms = time_elapsed_ms();
	worker->is_called_out = false;
	worker->pid = fork();
	if (worker->pid == 0) {
		become_child(parent);
		_exit(worker_run(service));
	}
	if (worker->pid < 0) {
		log_errno("cannot start a worker");
		worker->pid = 0;
		worker->start_ms += PAUSE_MOST_MS;
	}
}

/* Whoever left a doomed store, or was killed there by us, did nothing wrong:
 * however often others die, requests need not wait for a pause as well. */
static void
expect_again(struct worker *worker, int status)
{
	const bool is_well = WIFEXITED(status) && WEXITSTATUS(status) == EX_OK;
	const int64_t now = time_elapsed_ms();

	if (worker->is_called_out || is_well ||
	    now - worker->start_ms >= STABLE_MS)
		worker->pause_ms = 0;
	worker->start_ms = now + worker->pause_ms;
	worker->pause_ms = worker->pause_ms == 0 ? LOOK_MS
			   : worker->pause_ms * 2 > PAUSE_MOST_MS
			       ? PAUSE_MOST_MS
			       : worker->pause_ms * 2;
	worker->pid = 0;
}

static void
log_death(pid_t pid, int status)
{
	if (WIFSIGNALED(status))
		log_line("worker %d was ended by signal %d", (int)pid,
		    WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		log_line("worker %d left with status %d", (int)pid,
		    WEXITSTATUS(status));
}

/* Takes leave of the dead; returns how many workers live. */
static int
reap(struct worker *workers, int count)
{
	int status, i, living = 0;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < count; i++)
			if (workers[i].pid == pid) {
				log_death(pid, status);
				expect_again(&workers[i], status);
			}
	for (i = 0; i < count; i++)
		living += workers[i].pid > 0;
	return living;
}

/* ---- the parent ---- */

/* The signals that end or wake the parent are only taken in await_signal().
 * SIGUSR1 is how FastCGI's own keepers, multiwatch for one, ask for an end. */
static sigset_t
block_signals(void)
{
	sigset_t wanted;

	/* Ignored by who started us, the dead would leave no status. */
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&wanted);
	sigaddset(&wanted, SIGTERM);
	sigaddset(&wanted, SIGINT);
	sigaddset(&wanted, SIGUSR1);
	sigaddset(&wanted, SIGCHLD);
	sigprocmask(SIG_BLOCK, &wanted, NULL);
	return wanted;
}

/* Whether one came that asks for an end. */
static bool
await_signal(const sigset_t *wanted)
{
	const struct timespec time = { 0, LOOK_MS * 1000000L };
	int signal = sigtimedwait(wanted, NULL, &time);

	return signal > 0 && signal != SIGCHLD;
}

static void
watch(const struct service *service, struct worker *workers, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		if (workers[i].pid == 0 &&
		    time_elapsed_ms() >= workers[i].start_ms)
			start_worker(service, &workers[i]);
		else if (workers[i].pid > 0 && service->must_leave != NULL &&
			 service->must_leave(
			     service->context, workers[i].pid)) {
			workers[i].is_called_out = true;
			kill(workers[i].pid, SIGKILL);
		}
	}
}

static void
signal_all(const struct worker *workers, int count, int signal)
{
	int i;

	for (i = 0; i < count; i++)
		if (workers[i].pid > 0)
			kill(workers[i].pid, signal);
}

/* A store may still be doomed while the last requests end. */
static void
watch_leaving(
    const struct service *service, const struct worker *workers, int count)
{
	int i;

	for (i = 0; i < count; i++)
		if (workers[i].pid > 0 && service->must_leave != NULL &&
		    service->must_leave(service->context, workers[i].pid))
			kill(workers[i].pid, SIGKILL);
}

static void
end_workers(const struct service *service, const sigset_t *wanted,
    struct worker *workers, int count)
{
	const int64_t deadline = time_elapsed_ms() + STOP_MS;
	int64_t reminded = 0;

	while (reap(workers, count) > 0) {
		if (time_elapsed_ms() > deadline)
			signal_all(workers, count, SIGKILL);
		else if (time_elapsed_ms() - reminded >= REMIND_MS) {
			signal_all(workers, count, SIGTERM);
			reminded = time_elapsed_ms();
		}
		watch_leaving(service, workers, count);
		await_signal(wanted);
	}
}

static int
serve(const struct service *service, int count)
{
	struct worker workers[WORKERS] = { { .pid = 0 } };
	const sigset_t wanted = block_signals();

	do {
		reap(workers, count);
		watch(service, workers, count);
	} while (!await_signal(&wanted));
	end_workers(service, &wanted, workers, count);
	return EX_OK;
}

/* systemd hands its socket over as descriptor 3 (sd_listen_fds). */
static void
take_systemd_socket(void)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");

	if (pid == NULL || count == NULL || strcmp(count, "1") != 0 ||
	    strtol(pid, NULL, 10) != getpid())
		return;
	if (dup2(3, 0) < 0)
		log_errno("cannot take the socket of systemd");
	else
		close(3);
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
}

static bool
is_listening(int fd)
{
	socklen_t len = sizeof(int);
	int is_it = 0;

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &is_it, &len) == 0 &&
	       is_it != 0;
}

/* Runs `work` in a child and watches over it; its exit status. */
static int
run_child(
    const struct service *service, int (*work)(void *context), void *context)
{
	const sigset_t wanted = block_signals();
	const pid_t parent = getpid();
	int status;
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		become_child(parent);
		_exit(work(context));
	}
	if (pid < 0) {
		log_errno("cannot start a child");
		return EX_OSERR;
	}
	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (service->must_leave != NULL &&
		    service->must_leave(service->context, pid))
			kill(pid, SIGKILL);
		if (await_signal(&wanted))
			kill(pid, SIGTERM);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : EX_TEMPFAIL;
}

static int
answer_cgi(void *context)
{
	const struct service *service = context;

	return cgi_run(service);
}

int
service_run(const struct service *service, int workers)
{
	struct service copy = *service;

	file_expect_full_disk();
	take_systemd_socket();
	if (!is_listening(0))
		return run_child(service, answer_cgi, &copy);
	return serve(service, workers < WORKERS ? workers : WORKERS);
}

int
service_once(const struct service *service, int (*work)(void *context))
{
	return run_child(service, work, service->context);
}
