/* SPDX-License-Identifier: ISC */
/* The gate's decision: cheap checks first, refuse unless everything holds. */
#ifndef GATE_GATE_H
#define GATE_GATE_H

#include "base/config.h"
#include "base/error.h"
#include "base/uuid.h"
#include "gate/view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct verified;

struct gate {
	struct view *view;
	const struct config *config;
	struct verified *verified; /* what was verified already */
};

struct gate_request {
	const char *token; /* X-Auth-Token */
	size_t token_count;
	const char *container; /* an id, a host, or "host": the header's */
	size_t container_count;
	const char *host; /* the Host header, read only for "host" */
	size_t host_count;
	const char *origin; /* the Origin header */
	size_t origin_count;
	int64_t now; /* seconds */
};

struct gate_verdict {
	struct uuid container_id; /* nil when unknown */
	struct uuid namespace_id;
	struct uuid token_id;     /* nil: public container, or a secret key */
	struct uuid principal_id; /* of a secret key, else nil */
	bool is_cors; /* the origin may read the answer, whatever it is */
};

/*
 * TOKEN_OK lets the request pass.  Everything else refuses, and is a cause for
 * `gatehouse explain`, not for the client.
 */
enum token_error gate_decide(const struct gate *gate,
    const struct gate_request *request,
    struct gate_verdict *verdict) MUST_CHECK;

#endif
