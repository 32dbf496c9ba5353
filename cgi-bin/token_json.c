/* SPDX-License-Identifier: ISC */
/* A token as the API shows it. */
#include "token_json.h"
#include "base/json.h"
#include "base/time.h"

#include <jansson.h>

const struct token_json token_json_hidden = { "ready", "<hidden>", "" };

struct json_t *
token_json(const struct token *token, const struct token_json *shown)
{
	char id[UUID_TEXT], scope_id[UUID_TEXT], creator[UUID_TEXT];
	char created_at[TIME_TEXT];

	uuid_format(&token->id, id);
	uuid_format(&token->scope_id, scope_id);
	uuid_format(&token->created_by, creator);
	time_format_micro(token->created_at, created_at);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:o}",
	    "id", id, "token", shown->text, "public_key", shown->public_key,
	    token->scope == SCOPE_CONTAINER ? "container_id" : "namespace_id",
	    scope_id, "status", shown->status, "description",
	    token->description, "expires_at", json_instant(token->expires_at),
	    "created_at", created_at, "created_by", creator, "last_used_at",
	    json_instant(token->last_used_at));
}
