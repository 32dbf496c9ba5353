/* SPDX-License-Identifier: ISC */
/* A worker: one process, one FastCGI request at a time. */
#include "base/log.h"
#include "web/internal.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

/* Less than a stopping parent's patience, which ends in a kill. */
#define STALL_SECONDS 20
#define BUFFERED 4096 /* bytes that any new connection takes at once */
#define LOOK_EACH 16  /* requests */

static volatile sig_atomic_t is_stopping;

static void
stop(int signal)
{
	(void)signal;
	is_stopping = 1;
}

/* SIGTERM and SIGINT come through only while the worker waits, so they never
 * cut a body short.  Returns the mask to wait with. */
static sigset_t
hold_signals(void)
{
	struct sigaction action = { .sa_handler = stop };
	sigset_t held, waiting;

	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGINT);
	sigprocmask(SIG_BLOCK, &held, &waiting);
	sigdelset(&waiting, SIGTERM);
	sigdelset(&waiting, SIGINT);
	sigdelset(&waiting, SIGCHLD);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	return waiting;
}

/* epoll_pwait(2) lets a signal in only when nobody waits to be served, which on
 * a busy day is never: after so many requests the worker looks. */
static bool
is_told_to_stop(unsigned int served)
{
	sigset_t pending;

	return is_stopping ||
	       (served % LOOK_EACH == 0 && sigpending(&pending) == 0 &&
		   (sigismember(&pending, SIGTERM) == 1 ||
		       sigismember(&pending, SIGINT) == 1));
}

/* Nobody may keep a worker for ever by sending, or taking, nothing. */
static void
limit_stalls(int fd, int option)
{
	const struct timeval most = { STALL_SECONDS, 0 };

	setsockopt(fd, SOL_SOCKET, option, &most, sizeof most);
}

/* Reads to the end: what is left unread would be taken for the next request. */
static enum token_error
read_body(FCGX_Stream *in, struct request *request, struct fault *fault)
{
	char spill[4096];
	bool is_long = false;
	int n;

	n = FCGX_GetStr(request->body, REQUEST_BODY, in);
	request->body_len = n > 0 ? (size_t)n : 0;
	request->body[request->body_len] = '\0';
	while (n > 0 && (n = FCGX_GetStr(spill, sizeof spill, in)) > 0)
		is_long = true;
	if (is_long)
		return TOKEN_TOO_LARGE;
	if (FCGX_GetError(in) != 0 || request_is_cut_short(request))
		return fault_argument(fault, "body", "format",
		    "ended before its announced length");
	return TOKEN_OK;
}

/*
 * libfcgi would wait until the server hangs up, which costs more than all else
 * that a gate does.  Nothing is to come: a body was read to its end, and an
 * authorizer has none.  What is unread, the mark of that end, must not be, or
 * the kernel would break the connection before the answer was read.
 */
static void
hang_up(FCGX_Request *fcgi, enum request_role role)
{
	char rest[4096];

	if (fcgi->ipcFd < 0)
		return;
	if (role == REQUEST_AUTHORIZER)
		(void)recv(fcgi->ipcFd, rest, sizeof rest, MSG_DONTWAIT);
	close(fcgi->ipcFd);
	fcgi->ipcFd = -1;
}

static void
answer(const struct service *service, FCGX_Request *fcgi,
    struct request *request, struct reply *reply)
{
	char head[REPLY_HEAD];
	enum token_error err = TOKEN_OK;
	struct fault fault = { .argument = "" };
	size_t len;

	request_start(request, fcgi->envp);
	if (request->role == REQUEST_RESPONDER)
		err = read_body(fcgi->in, request, &fault);
	answer_request(service, request, reply, err, &fault);
	len = reply_head(request, reply, head);
	if (len + reply->body_len > BUFFERED)
		limit_stalls(fcgi->ipcFd, SO_SNDTIMEO);
	FCGX_PutStr(head, (int)len, fcgi->out);
	if (reply_has_body(request, reply))
		FCGX_PutStr(reply->body, (int)reply->body_len, fcgi->out);
	FCGX_Finish_r(fcgi);
	hang_up(fcgi, request->role);
	reply_clear(reply);
	explicit_bzero(request->body, request->body_len);
	explicit_bzero(head, len);
}

/* Another worker may have been faster, or who called has left. */
static bool
is_nobody(int error)
{
	return error == EAGAIN || error == EINTR || error == ECONNABORTED;
}

/*
 * The connection's one request.  libfcgi finds it accepted already, as if it
 * had been kept, so that nobody can keep the worker before the parameters are
 * whole; it cannot accept another one by itself.
 */
static void
serve_connection(const struct service *service, int fd, FCGX_Request *fcgi,
    struct request *request)
{
	struct reply reply = { .status = 0 };

	limit_stalls(fd, SO_RCVTIMEO);
	fcgi->ipcFd = fd;
	fcgi->keepConnection = 1;
	if (FCGX_Accept_r(fcgi) != 0)
		return;
	fcgi->keepConnection = 1; /* it is ours to close */
	answer(service, fcgi, request, &reply);
	if (service->tidy != NULL)
		service->tidy(service->context);
}

/* What a worker waits at for a connection, which wakes one worker and not all
 * of them; -1 when there is none. */
static int
watch_listener(void)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLEXCLUSIVE };
	int fd = epoll_create1(EPOLL_CLOEXEC);

	if (fd < 0 || epoll_ctl(fd, EPOLL_CTL_ADD, 0, &event) != 0 ||
	    fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK) != 0)
		return -1;
	return fd;
}

struct worker {
	const struct service *service;
	sigset_t waiting; /* the mask to wait with */
	int listener;     /* of epoll(7) */
	FCGX_Request fcgi;
	struct request request;
};

/* False: no request can be accepted any more. */
static bool
serve(struct worker *worker)
{
	const struct service *service = worker->service;
	struct epoll_event event;
	unsigned int served = 0;
	int fd;

	while (!is_told_to_stop(served)) {
		/* A doomed worker would take the request down with it. */
		if (service->must_leave != NULL &&
		    service->must_leave(service->context, getpid()))
			_exit(EX_OK);
		fd = accept4(0, NULL, NULL, SOCK_CLOEXEC);
		if (fd >= 0) {
			serve_connection(
			    service, fd, &worker->fcgi, &worker->request);
			served++;
		} else if (is_nobody(errno)) {
			epoll_pwait(
			    worker->listener, &event, 1, -1, &worker->waiting);
		} else {
			log_errno("cannot accept a request");
			return false;
		}
	}
	return true;
}

int
worker_run(const struct service *service)
{
	const sigset_t waiting = hold_signals();
	struct worker *worker;
	int status = EX_TEMPFAIL;

	/* Who keeps a connection that broke keeps us for this long, in
	 * milliseconds; servers let go at once. */
	setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "100", 0);
	worker = calloc(1, sizeof *worker);
	if (worker == NULL || FCGX_Init() != 0 ||
	    FCGX_InitRequest(&worker->fcgi, -1, FCGI_FAIL_ACCEPT_ON_INTR) !=
		0 ||
	    (worker->listener = watch_listener()) < 0) {
		log_line("cannot begin to serve");
		free(worker);
		return EX_OSERR;
	}
	worker->service = service;
	worker->waiting = waiting;
	if (service->open(service->context) == TOKEN_OK) {
		status = serve(worker) ? EX_OK : EX_OSERR;
		service->close(service->context);
	} else
		log_line("cannot begin to serve yet");
	free(worker);
	return status;
}
