/* SPDX-License-Identifier: ISC */
/* public-keys: a namespace's public keys, as a JWK set and as PEM, for anyone.
 * It knows what the gate knows: it opens the view, and no store. */
#include "base/config.h"
#include "base/log.h"
#include "base/text.h"
#include "gate/view.h"
#include "web/reply.h"
#include "web/route.h"
#include "web/service.h"

#include <jansson.h>
#include <string.h>
#include <sysexits.h>

#define JWK_SET "application/jwk-set+json" /* RFC 7517 8.5.2 */
#define PEM "application/x-pem-file"

struct program {
	struct config config;
	struct view *view;
};

/* The keys of a namespace, found in the view, in the form that is wanted. */
struct ring {
	struct uuid namespace_id;
	enum token_error (*add)(struct ring *ring, const struct key *key);
	json_t *jwks;
	struct text pems;
	size_t count;
	enum token_error err;
};

static enum token_error
add_jwk(struct ring *ring, const struct key *key)
{
	return json_array_append_new(ring->jwks, key_to_jwk(key)) == 0
		   ? TOKEN_OK
		   : TOKEN_UNAVAILABLE;
}

static enum token_error
add_pem(struct ring *ring, const struct key *key)
{
	char pem[KEY_PEM];
	enum token_error err;

	err = key_public_spki_pem(key, pem);
	if (err != TOKEN_OK)
		return err;
	text_add(&ring->pems, pem);
	return ring->pems.cut ? TOKEN_INTERNAL : TOKEN_OK;
}

static bool
visit_key(void *context, const void *record)
{
	struct ring *ring = context;
	struct view_key found;
	struct key *key;

	memcpy(&found, record, sizeof found);
	if (!uuid_equal(&found.namespace_id, &ring->namespace_id))
		return true;
	ring->count++;
	ring->err = key_from_public_der(
	    found.algorithm, found.der, found.der_len, &key);
	if (ring->err != TOKEN_OK)
		return false;
	ring->err = ring->add(ring, key);
	key_free(key);
	return ring->err == TOKEN_OK;
}

/* A namespace gets its first key with its first token.  Until then, and where
 * there is no such namespace, the answer is the same. */
static enum token_error
find_keys(struct program *program, const char *id, struct ring *ring)
{
	enum token_error err;

	if (!uuid_parse(id, strlen(id), &ring->namespace_id))
		return TOKEN_NOT_FOUND;
	err = view_follow(program->view);
	if (err == TOKEN_OK)
		err = view_scan(program->view, VIEW_KEYS, visit_key, ring);
	if (err != TOKEN_OK)
		return TOKEN_UNAVAILABLE;
	if (ring->err == TOKEN_OK && ring->count == 0)
		return TOKEN_NOT_FOUND;
	return ring->err;
}

static void
refuse(struct reply *reply, enum token_error err, const char *id)
{
	struct fault fault = { .argument = "" };

	if (err == TOKEN_NOT_FOUND)
		err = fault_not_found(&fault, "namespace_keys", id);
	reply_error(reply, err, &fault);
}

static void
show_jwks(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct ring ring = { .add = add_jwk, .jwks = json_array() };
	enum token_error err;

	(void)request;
	err = find_keys(context, values->value[0], &ring);
	if (err == TOKEN_OK)
		reply_json_as(
		    reply, 200, JWK_SET, json_pack("{s:O}", "keys", ring.jwks));
	else
		refuse(reply, err, values->value[0]);
	json_decref(ring.jwks);
}

static void
show_pem(void *context, const struct request *request,
    const struct route_values *values, struct reply *reply)
{
	struct ring ring = { .add = add_pem };
	char pems[KEY_RING * KEY_PEM];
	enum token_error err;

	(void)request;
	text_open(&ring.pems, pems, sizeof pems);
	err = find_keys(context, values->value[0], &ring);
	if (err != TOKEN_OK) {
		refuse(reply, err, values->value[0]);
		return;
	}
	reply_start(reply, 200);
	reply_body(reply, PEM, pems, ring.pems.len);
}

static const struct route routes[] = {
	{ "GET", "/keys/*/jwks.json", show_jwks },
	{ "GET", "/keys/*/keys.pem", show_pem },
	{ NULL, NULL, NULL },
};

static enum token_error
open_program(void *context)
{
	struct program *program = context;

	digest_start();
	if (key_start() != TOKEN_OK)
		return TOKEN_UNAVAILABLE;
	return view_open(program->config.view, &program->view);
}

static void
close_program(void *context)
{
	struct program *program = context;

	view_close(program->view);
}

static void
handle(void *context, const struct request *request, struct reply *reply)
{
	route_dispatch(routes, context, request, reply);
}

int
main(void)
{
	static struct program program;
	const struct service service = { .name = "public-keys",
		.context = &program,
		.open = open_program,
		.close = close_program,
		.handle = handle };

	log_open(service.name);
	if (config_load(NULL, &program.config) != TOKEN_OK)
		return EX_CONFIG;
	return service_run(&service, program.config.workers);
}
