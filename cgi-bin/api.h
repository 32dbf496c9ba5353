/* SPDX-License-Identifier: ISC */
/* What the handlers of the API share: the request they answer, its body, the
 * answer. */
#ifndef CGI_BIN_API_H
#define CGI_BIN_API_H

#include "base/config.h"
#include "base/error.h"
#include "base/uuid.h"
#include "crypto/seal.h"
#include "gate/view.h"
#include "iam/policy.h"
#include "iam/principal.h"
#include "iam/session.h"
#include "object/shape.h"
#include "store/store.h"
#include "token/registry.h"
#include "web/query.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#include <stdint.h>

struct audit;
struct json_t;

/* One program: opened in each worker, and the request it is answering. */
struct api {
	struct config config;
	char journal[FILE_PATH];
	struct store *store;
	struct view *view;
	struct seal *seal; /* token-create only, as is what it opened */
	struct keyring_memory *memory;
	const char *program; /* its name */
	struct audit *audit; /* NULL: off */

	/* Of the request that is being answered. */
	int64_t now; /* microseconds */
	struct principal caller;
	struct session session; /* the caller's; a nil id when it has none */
	struct fault fault;     /* of the error it ends with */
	struct json_t *line;    /* of the audit trail */
};

/* TOKEN_NOT_FOUND for what a path names, which may be any bytes: what is no
 * short plain text is not repeated in the answer. */
enum token_error api_not_found(
    struct fault *fault, const char *resource, const char *text) MUST_CHECK;

/* The API version that a path names. */
enum shape_version api_version(const struct request *request);

/* Whether Content-Type says that the body is JSON, RFC 9110 8.3.1. */
bool api_is_json(const struct request *request);

/* The body as a JSON object (an empty body is {}); the caller json_decref()s
 * it.  415 when the body has another Content-Type, 400 when it is no object. */
enum token_error api_body(struct api *api, const struct request *request,
    struct json_t **bodyp) MUST_CHECK;

/* How what the caller deletes is journalled. */
struct registry_delete api_deletion(const struct api *api);

/* Answers 200 with `answer`, whose reference is taken, or the error with
 * api->fault. */
void api_answer(struct api *api, struct reply *reply, enum token_error err,
    struct json_t *answer);

#endif
