/* SPDX-License-Identifier: ISC */
/* Where a container lives: one host name in the whole installation. */
#ifndef CONTAINER_CONTAINER_ADDRESS_H
#define CONTAINER_CONTAINER_ADDRESS_H

#include "base/config.h"
#include "base/error.h"
#include "object/shape.h"
#include "store/store.h"

#include <stdbool.h>

struct json_t;

/* The body's domain_name, borrowed; *domainp keeps its value when there is
 * none. */
enum token_error container_address_read(const struct json_t *body,
    const char **domainp, struct fault *fault) MUST_CHECK;

/* Inside a change.  Gives the container `object` the address, and its old one
 * back.  TOKEN_EXISTS (with its fault) when another has it. */
enum token_error container_address_take(struct store *store,
    struct json_t *object, const char *domain, struct fault *fault) MUST_CHECK;

/* The same with NAME.domain, NAME-NAMESPACE.domain or, when both are taken or
 * too long, a name with the first digits of the container's id. */
enum token_error container_address_choose(struct store *store,
    struct json_t *object, const struct json_t *namespace,
    const struct config *config, struct fault *fault) MUST_CHECK;

enum token_error container_address_release(
    struct store *store, const struct json_t *object) MUST_CHECK;

/* Adds domain_name (v1beta1) or public_endpoint (v1); false when memory is
 * out. */
bool container_address_write(enum shape_version version,
    const struct config *config, const struct json_t *object,
    struct json_t *answer) MUST_CHECK;

#endif
