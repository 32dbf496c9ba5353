/* SPDX-License-Identifier: ISC */
/*
 * The service: a small parent that opens nothing, listens on descriptor 0 and
 * keeps single-threaded workers alive; or one request, as plain CGI.
 */
#ifndef WEB_SERVICE_H
#define WEB_SERVICE_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/types.h>

struct request;
struct reply;

struct service {
	const char *name; /* of the program */
	void *context;    /* handed to every call below */

	/* In each worker, once, before its first request. */
	enum token_error (*open)(void *context);
	/* In each worker that ends in good order. */
	void (*close)(void *context);
	/* Answers one request.  When it leaves `reply` without a start, or
	 * spoils it, the service answers a complete refusal: 403 to an
	 * authorizer's server, 500 else. */
	void (*handle)(
	    void *context, const struct request *request, struct reply *reply);
	/* After the answer is sent, between requests; may be NULL. */
	void (*tidy)(void *context);
	/* In the parent, every 20 ms, and in a worker before it takes a
	 * request: whether the worker `pid` must end at once, because the
	 * store it is in is doomed; may be NULL. */
	bool (*must_leave)(void *context, pid_t pid);
};

/*
 * Serves until SIGTERM or SIGINT, then lets requests in flight end and returns
 * the exit status.  `workers` is 1 to 64.  When descriptor 0 is no listening
 * socket, and systemd passed none (LISTEN_FDS), the environment and standard
 * input are the one request (RFC 3875).
 *
 * A worker that dies is replaced, after a pause when it lived less than a
 * second; a request that waits in the listen queue meanwhile is answered.
 */
int service_run(const struct service *service, int workers) MUST_CHECK;

/*
 * Runs `work` in a child that is watched with `must_leave` in the same way, and
 * returns its exit status: EX_TEMPFAIL (75) when it had to be killed.  For
 * command lines and plain CGI.
 */
int service_once(
    const struct service *service, int (*work)(void *context)) MUST_CHECK;

#endif
