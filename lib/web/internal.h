/* SPDX-License-Identifier: ISC */
/* What the parts of the service share; only web/ includes it. */
#ifndef WEB_INTERNAL_H
#define WEB_INTERNAL_H

#include "web/reply.h"
#include "web/request.h"
#include "web/service.h"

#define REPLY_HEADERS 4096

struct request {
	enum request_role role;
	char **params; /* "NAME=value", ended by NULL */
	char path[REQUEST_PATH + 1];
	bool has_path;
	char body[REQUEST_BODY + 1];
	size_t body_len;
};

struct reply {
	bool is_pass_through; /* an authorizer's: a pass carries no headers */
	int status;           /* 0: not started */
	bool is_spoilt;
	char headers[REPLY_HEADERS];
	size_t headers_len;
	char *body;
	size_t body_len;
};

/* Takes the parameters of a request; the body is read separately. */
void request_start(struct request *request, char **params);

/* Whether a server asks the gate, so that silence must not mean a pass. */
bool request_asks_gate(const struct request *request);

/* Whether the body is shorter than the server announced.  A gate's server
 * announces one that it does not send. */
bool request_is_cut_short(const struct request *request);

/* Answers the request that `request` holds, its body read; `read_error` is what
 * went wrong with that. */
void answer_request(const struct service *service,
    const struct request *request, struct reply *reply,
    enum token_error read_error, struct fault *fault);

/* The whole answer as CGI has it (RFC 3875 6), head and body apart; the head
 * is returned in `head` of REPLY_HEADERS + 128 bytes. */
#define REPLY_HEAD (REPLY_HEADERS + 128)
size_t reply_head(
    const struct request *request, const struct reply *reply, char *head);
bool reply_has_body(const struct request *request, const struct reply *reply);
void reply_clear(struct reply *reply);

/* Serves FastCGI on descriptor 0 until SIGTERM; the exit status. */
int worker_run(const struct service *service);

/* Answers the one request of plain CGI; the exit status. */
int cgi_run(const struct service *service);

#endif
