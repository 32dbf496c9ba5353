/* SPDX-License-Identifier: ISC */
/* A token as the API shows it. */
#ifndef CGI_BIN_TOKEN_JSON_H
#define CGI_BIN_TOKEN_JSON_H

#include "token/registry.h"

struct json_t;

/* Only a create shows the token's text, and the public key with it. */
struct token_json {
	const char *status; /* ready or deleting */
	const char *text;
	const char *public_key;
};

extern const struct token_json token_json_hidden;

/* New JSON, NULL when memory is out. */
struct json_t *token_json(
    const struct token *token, const struct token_json *shown);

#endif
