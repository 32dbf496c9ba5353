/* SPDX-License-Identifier: ISC */
/* A worker: one process, one FastCGI request at a time. */
#include "base/log.h"
#include "web/internal.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
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

/* ppoll(2) lets a signal in only when nobody waits to be served, which on a
 * busy day is never: after so many requests the worker looks. */
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
	fcgi->keepConnection = 0;
	answer(service, fcgi, request, &reply);
	if (service->tidy != NULL)
		service->tidy(service->context);
}

/* False: no request can be accepted any more. */
static bool
serve(const struct service *service, const sigset_t *waiting,
    FCGX_Request *fcgi, struct request *request)
{
	struct pollfd listener = { .fd = 0, .events = POLLIN };
	unsigned int served = 0;
	int fd;

	while (!is_told_to_stop(served)) {
		/* A doomed worker would take the request down with it. */
		if (service->must_leave != NULL &&
		    service->must_leave(service->context, getpid()))
			_exit(EX_OK);
		fd = accept4(0, NULL, NULL, SOCK_CLOEXEC);
		if (fd >= 0) {
			serve_connection(service, fd, fcgi, request);
			served++;
		} else if (is_nobody(errno)) {
			ppoll(&listener, 1, NULL, waiting);
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
	struct request *request;
	FCGX_Request fcgi;
	bool is_well;

	/* Who keeps a connection that we ended keeps us for this long, in
	 * milliseconds; servers let go at once. */
	setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "100", 0);
	request = calloc(1, sizeof *request);
	if (request == NULL || FCGX_Init() != 0 ||
	    FCGX_InitRequest(&fcgi, -1, FCGI_FAIL_ACCEPT_ON_INTR) != 0 ||
	    fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK) != 0) {
		log_line("cannot begin to serve");
		return EX_OSERR;
	}
	if (service->open(service->context) != TOKEN_OK)
		return EX_TEMPFAIL;
	is_well = serve(service, &waiting, &fcgi, request);
	service->close(service->context);
	free(request);
	return is_well ? EX_OK : EX_OSERR;
}
