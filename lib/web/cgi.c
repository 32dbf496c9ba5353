/* SPDX-License-Identifier: ISC */
/* Plain CGI (RFC 3875): the environment and standard input are the request. */
#include "base/file.h"
#include "web/internal.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

extern char **environ;

/* Reads standard input to its end: some servers want it taken. */
static enum token_error
read_input(struct request *request, struct fault *fault)
{
	char spill[4096];
	ssize_t n;

	while (request->body_len < REQUEST_BODY) {
		n = read(STDIN_FILENO, request->body + request->body_len,
		    REQUEST_BODY - request->body_len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_argument(
			    fault, "body", "format", "cannot be read");
		if (n == 0)
			break;
		request->body_len += (size_t)n;
	}
	request->body[request->body_len] = '\0';
	n = request->body_len == REQUEST_BODY
		? read(STDIN_FILENO, spill, sizeof spill)
		: 0;
	if (n <= 0)
		return TOKEN_OK;
	while (read(STDIN_FILENO, spill, sizeof spill) > 0)
		;
	return TOKEN_TOO_LARGE;
}

/* What ended us inside the store would interrupt everybody in there. */
static void
hold_signals(void)
{
	sigset_t held;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGINT);
	sigprocmask(SIG_BLOCK, &held, NULL);
}

int
cgi_run(const struct service *service)
{
	struct reply reply = { .status = 0 };
	char head[REPLY_HEAD];
	struct request *request;
	enum token_error err;
	struct fault fault = { .argument = "" };
	bool is_sent;

	hold_signals();
	request = calloc(1, sizeof *request);
	if (request == NULL)
		return EX_OSERR;
	request_start(request, environ);
	err = read_input(request, &fault);
	if (err == TOKEN_OK && request_is_cut_short(request))
		err = fault_argument(&fault, "body", "format",
		    "ended before its announced length");
	if (err == TOKEN_OK && service->open(service->context) != TOKEN_OK)
		err = TOKEN_UNAVAILABLE;
	answer_request(service, request, &reply, err, &fault);
	is_sent = file_write(
		      STDOUT_FILENO, head, reply_head(request, &reply, head)) &&
		  (!reply_has_body(request, &reply) ||
		      file_write(STDOUT_FILENO, reply.body, reply.body_len));
	if (err == TOKEN_OK)
		service->close(service->context);
	reply_clear(&reply);
	free(request);
	return is_sent ? EX_OK : EX_IOERR;
}
