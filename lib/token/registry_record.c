/* SPDX-License-Identifier: ISC */
/* A token's record and its place in the index, byte by byte. */
#include "token/registry_record.h"

#include <string.h>

#define RECORD_VERSION 1

/* Writes and reads the parts of a record, one after the other. */
struct cursor {
	unsigned char *at;
};

static void
put_uuid(struct cursor *cursor, const struct uuid *uuid)
{
	memcpy(cursor->at, uuid->bytes, sizeof uuid->bytes);
	cursor->at += sizeof uuid->bytes;
}

/* Most significant byte first, so that keys sort by it. */
static void
put_number(struct cursor *cursor, int64_t number)
{
	uint64_t bits = (uint64_t)number;
	int i;

	for (i = 7; i >= 0; i--, bits >>= 8)
		cursor->at[i] = (unsigned char)bits;
	cursor->at += 8;
}

static void
take_uuid(struct cursor *cursor, struct uuid *uuid)
{
	memcpy(uuid->bytes, cursor->at, sizeof uuid->bytes);
	cursor->at += sizeof uuid->bytes;
}

static int64_t
take_number(struct cursor *cursor)
{
	uint64_t bits = 0;
	int i;

	for (i = 0; i < 8; i++)
		bits = bits << 8 | *cursor->at++;
	return (int64_t)bits;
}

size_t
registry_encode(
    const struct token *token, unsigned char record[REGISTRY_RECORD])
{
	const size_t len = strlen(token->description);
	struct cursor cursor = { record + 2 };

	record[0] = RECORD_VERSION;
	record[1] = (unsigned char)token->scope;
	put_uuid(&cursor, &token->scope_id);
	put_uuid(&cursor, &token->namespace_id);
	put_uuid(&cursor, &token->project_id);
	put_uuid(&cursor, &token->created_by);
	put_number(&cursor, token->created_at);
	put_number(&cursor, token->expires_at);
	put_number(&cursor, token->last_used_at);
	memcpy(cursor.at, token->description, len);
	return REGISTRY_FIXED + len;
}

bool
registry_decode(
    const struct uuid *id, const void *record, size_t len, struct token *token)
{
	unsigned char fixed[REGISTRY_FIXED];
	struct cursor cursor = { fixed + 2 };

	if (len < REGISTRY_FIXED ||
	    len - REGISTRY_FIXED >= sizeof token->description)
		return false;
	memcpy(fixed, record, REGISTRY_FIXED);
	if (fixed[0] != RECORD_VERSION ||
	    (fixed[1] != SCOPE_NAMESPACE && fixed[1] != SCOPE_CONTAINER))
		return false;
	token->id = *id;
	token->scope = fixed[1];
	take_uuid(&cursor, &token->scope_id);
	take_uuid(&cursor, &token->namespace_id);
	take_uuid(&cursor, &token->project_id);
	take_uuid(&cursor, &token->created_by);
	token->created_at = take_number(&cursor);
	token->expires_at = take_number(&cursor);
	token->last_used_at = take_number(&cursor);
	memcpy(token->description, (const char *)record + REGISTRY_FIXED,
	    len - REGISTRY_FIXED);
	token->description[len - REGISTRY_FIXED] = '\0';
	return true;
}

void
registry_index_key(const struct uuid *scope_id, const struct token *token,
    unsigned char key[REGISTRY_INDEX_KEY])
{
	struct cursor cursor = { key };

	put_uuid(&cursor, scope_id);
	put_number(&cursor, token->created_at);
	put_uuid(&cursor, &token->id);
}
