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
#include <sysexits.h>
#include <unistd.h>

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

/* The length that the server announced; -1: none, or not a number. */
static long
announced_length(const struct request *request)
{
	const char *text = request_param(request, "CONTENT_LENGTH");
	char *end;
	long len;

	if (text == NULL || *text < '0' || *text > '9')
		return -1;
	errno = 0;
	len = strtol(text, &end, 10);
	return *end == '\0' && errno == 0 ? len : -1;
}

/*
 * Reads to the end: what is left unread would be taken for the next request.
 * A gate's server announces a body that it does not send.
 */
static enum token_error
read_body(FCGX_Stream *in, struct request *request, struct fault *fault)
{
	char spill[4096];
	const long announced = announced_length(request);
	bool is_long = false;
	int n;

	n = FCGX_GetStr(request->body, REQUEST_BODY, in);
	request->body_len = n > 0 ? (size_t)n : 0;
	request->body[request->body_len] = '\0';
	while (n > 0 && (n = FCGX_GetStr(spill, sizeof spill, in)) > 0)
		is_long = true;
	if (is_long)
		return TOKEN_TOO_LARGE;
	if (FCGX_GetError(in) != 0 ||
	    (announced > (long)request->body_len &&
		!(request->body_len == 0 && request_asks_gate(request))))
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
	struct fault fault;
	size_t len;

	request_start(request, fcgi->envp);
	if (request->role == REQUEST_RESPONDER)
		err = read_body(fcgi->in, request, &fault);
	answer_request(service, request, reply, err, &fault);
	len = reply_head(request, reply, head);
	FCGX_PutStr(head, (int)len, fcgi->out);
	if (reply_has_body(request, reply))
		FCGX_PutStr(reply->body, (int)reply->body_len, fcgi->out);
	FCGX_Finish_r(fcgi);
	reply_clear(reply);
}

static void
serve(const struct service *service, const sigset_t *waiting,
    FCGX_Request *fcgi, struct request *request)
{
	struct pollfd listener = { .fd = 0, .events = POLLIN };
	struct reply reply = { .status = 0 };

	while (!is_stopping) {
		if (ppoll(&listener, 1, NULL, waiting) < 0)
			continue;
		/* A doomed worker would take the request down with it. */
		if (service->must_leave != NULL &&
		    service->must_leave(service->context, getpid()))
			_exit(EX_TEMPFAIL);
		if (FCGX_Accept_r(fcgi) != 0)
			continue;
		fcgi->keepConnection = 0;
		answer(service, fcgi, request, &reply);
		if (service->tidy != NULL)
			service->tidy(service->context);
	}
}

int
worker_run(const struct service *service)
{
	const sigset_t waiting = hold_signals();
	struct request *request;
	FCGX_Request fcgi;

	request = calloc(1, sizeof *request);
	if (request == NULL || FCGX_Init() != 0 ||
	    FCGX_InitRequest(&fcgi, 0, FCGI_FAIL_ACCEPT_ON_INTR) != 0 ||
	    fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK) != 0) {
		log_line("cannot begin to serve");
		return EX_OSERR;
	}
	if (service->open(service->context) != TOKEN_OK)
		return EX_TEMPFAIL;
	serve(service, &waiting, &fcgi, request);
	service->close(service->context);
	free(request);
	return EX_OK;
}
