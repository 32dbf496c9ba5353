/* SPDX-License-Identifier: ISC */
/* An installation made from its text. */
#include "base/base64url.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "object/object.h"
#include "token/registry.h"
#include "upkeep/dump.h"
#include "upkeep/dump_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define AT_A_TIME 1000
#define VALUE_LONGEST 256
#define KEY_LONGEST 300 /* of STORE_KEYS: a namespace and a kid */

/* A line that waits for its change. */
struct waiting {
	json_t *line;
	json_int_t number;
};

struct reading {
	const char *path, *dir;
	struct store *store;
	FILE *journal;
	json_int_t lines;
	bool has_ended;
	size_t count; /* of `batch` */
	struct waiting batch[AT_A_TIME];
};

static int64_t
number(const json_t *line, const char *name)
{
	return json_integer_value(json_object_get(line, name));
}

/* ---- records, inside a change ---- */

static enum token_error
put_object(struct store *store, const json_t *line)
{
	static const enum object_kind kinds[] = { OBJECT_ORGANIZATION,
		OBJECT_PROJECT, OBJECT_NAMESPACE, OBJECT_CONTAINER, OBJECT_USER,
		OBJECT_APPLICATION, OBJECT_GROUP, OBJECT_POLICY,
		OBJECT_API_KEY };
	const json_t *record = json_object_get(line, "record");
	const struct uuid id = object_uuid(record, "id");
	const char *name = json_text(line, DUMP_OBJECT);
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(object_kind_name(kinds[i]), name) == 0)
			return uuid_is_nil(&id)
				   ? TOKEN_INVALID_ARGUMENT
				   : object_put(store, kinds[i], record);
	return TOKEN_INVALID_ARGUMENT;
}

static enum token_error
put_name(struct store *store, const json_t *line)
{
	const char *text = json_text(line, DUMP_NAME);
	const char *index = json_text(line, "index");
	const struct uuid id = object_uuid(line, "id");
	unsigned char value[VALUE_LONGEST];
	size_t len;

	if (strlen(index) != 1 || uuid_is_nil(&id) ||
	    !base64url_decode(text, strlen(text), value, sizeof value, &len))
		return TOKEN_INVALID_ARGUMENT;
	return object_claim(store, index[0], value, len, &id);
}

static enum token_error
put_key(struct store *store, const json_t *line)
{
	const json_t *record = json_object_get(line, "record");
	const struct uuid id = object_uuid(line, DUMP_KEY);
	const char *kid = json_text(record, "kid");
	const size_t len = sizeof id.bytes + strlen(kid);
	unsigned char key[KEY_LONGEST];
	enum token_error err;
	char *text;

	if (uuid_is_nil(&id) || *kid == '\0' || len > sizeof key)
		return TOKEN_INVALID_ARGUMENT;
	memcpy(key, id.bytes, sizeof id.bytes);
	memcpy(key + sizeof id.bytes, kid, strlen(kid));
	text = json_to_text(record);
	if (text == NULL)
		return TOKEN_UNAVAILABLE;
	err = store_put(store, STORE_KEYS, key, len, text, strlen(text));
	free(text);
	return err;
}

static enum token_error
put_token(struct store *store, const json_t *line)
{
	const char *scope = json_text(line, "scope");
	struct token token = { .id = object_uuid(line, DUMP_TOKEN),
		.scope = strcmp(scope, "namespace") == 0 ? SCOPE_NAMESPACE
							 : SCOPE_CONTAINER,
		.scope_id = object_uuid(line, "scope_id"),
		.namespace_id = object_uuid(line, "namespace_id"),
		.project_id = object_uuid(line, "project_id"),
		.created_by = object_uuid(line, "created_by"),
		.created_at = number(line, "created_at"),
		.expires_at = number(line, "expires_at"),
		.last_used_at = number(line, "last_used_at") };

	if (uuid_is_nil(&token.id) ||
	    (token.scope == SCOPE_CONTAINER &&
		strcmp(scope, "container") != 0) ||
	    !text_copy(token.description, sizeof token.description,
		json_text(line, "description")))
		return TOKEN_INVALID_ARGUMENT;
	return registry_add(store, &token);
}

static const struct {
	const char *member;
	enum token_error (*put)(struct store *store, const json_t *line);
} records[] = {
	{ DUMP_OBJECT, put_object },
	{ DUMP_NAME, put_name },
	{ DUMP_KEY, put_key },
	{ DUMP_TOKEN, put_token },
};

static enum token_error
put_record(struct store *store, const json_t *line)
{
	size_t i;

	for (i = 0; i < sizeof records / sizeof records[0]; i++)
		if (json_object_get(line, records[i].member) != NULL)
			return records[i].put(store, line);
	return TOKEN_INVALID_ARGUMENT;
}

static enum token_error
complain(const struct reading *reading, json_int_t line, const char *what)
{
	log_line("%s: line %lld: %s", reading->path, (long long)line, what);
	return TOKEN_INVALID_ARGUMENT;
}

static enum token_error
put_batch(struct store *store, void *context)
{
	const struct reading *reading = context;
	enum token_error err = TOKEN_OK;
	size_t i;

	for (i = 0; i < reading->count && err == TOKEN_OK; i++) {
		err = put_record(store, reading->batch[i].line);
		if (err == TOKEN_INVALID_ARGUMENT || err == TOKEN_EXISTS)
			err = complain(reading, reading->batch[i].number,
			    "is no record, or a name that is taken");
	}
	return err;
}

static void
drop_batch(struct reading *reading)
{
	while (reading->count > 0)
		json_decref(reading->batch[--reading->count].line);
}

static enum token_error
flush_batch(struct reading *reading)
{
	enum token_error err;

	err = store_update(reading->store, put_batch, reading);
	drop_batch(reading);
	return err;
}

/* ---- lines ---- */

static enum token_error
take_file(struct reading *reading, const json_t *line)
{
	const char *name = json_text(line, DUMP_FILE);
	const char *text = json_text(line, "text");
	char path[FILE_PATH];

	if (strcmp(name, "master.key") != 0 && strcmp(name, "refusal.key") != 0)
		return complain(
		    reading, reading->lines, "no file of that name is known");
	if (!file_path(reading->dir, name, path))
		return TOKEN_UNAVAILABLE;
	return file_create(path, 0600, text, strlen(text));
}

static enum token_error
take_journal(struct reading *reading, const json_t *line)
{
	if (fprintf(reading->journal, "%s\n", json_text(line, DUMP_JOURNAL)) >
	    0)
		return TOKEN_OK;
	log_errno("cannot write the journal in %s", reading->dir);
	return TOKEN_UNAVAILABLE;
}

static enum token_error
take_begin(struct reading *reading, const json_t *line)
{
	const int64_t version = number(line, DUMP_BEGIN);

	if (version >= 1 && version <= DUMP_VERSION)
		return TOKEN_OK;
	if (version < 1)
		return complain(reading, 1, "is not how such a text begins");
	log_line("%s is of a newer gatehouse: use that one", reading->path);
	return TOKEN_PRECONDITION;
}

static enum token_error
take_line(struct reading *reading, json_t *line)
{
	const json_t *end = json_object_get(line, DUMP_END);

	if ((reading->lines == 1) !=
	    (json_object_get(line, DUMP_BEGIN) != NULL))
		return complain(
		    reading, reading->lines, "is not how such a text begins");
	if (reading->lines == 1)
		return take_begin(reading, line);
	if (json_object_get(line, DUMP_FILE) != NULL)
		return take_file(reading, line);
	if (json_object_get(line, DUMP_JOURNAL) != NULL)
		return take_journal(reading, line);
	if (end != NULL) {
		reading->has_ended =
		    json_integer_value(end) == reading->lines - 1;
		return reading->has_ended ? TOKEN_OK
					  : complain(reading, reading->lines,
						"lines before are missing");
	}
	reading->batch[reading->count].line = json_incref(line);
	reading->batch[reading->count++].number = reading->lines;
	return reading->count < AT_A_TIME ? TOKEN_OK : flush_batch(reading);
}

static enum token_error
read_line(struct reading *reading, const char *text, size_t len)
{
	enum token_error err;
	json_t *line;

	reading->lines++;
	if (reading->has_ended)
		return complain(reading, reading->lines, "is behind the end");
	line = json_parse_object(text, len);
	if (line == NULL)
		return complain(reading, reading->lines, "is no JSON object");
	err = take_line(reading, line);
	json_decref(line);
	return err;
}

static enum token_error
read_lines(struct reading *reading, FILE *file)
{
	enum token_error err = TOKEN_OK;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while (err == TOKEN_OK && (len = getline(&line, &size, file)) > 0)
		err = read_line(reading, line, (size_t)len);
	if (line != NULL)
		digest_cleanse(line, size);
	free(line);
	if (err == TOKEN_OK && (ferror(file) || !reading->has_ended))
		err = complain(reading, reading->lines,
		    "the end is missing: it is not whole");
	if (err == TOKEN_OK)
		err = flush_batch(reading);
	drop_batch(reading);
	return err;
}

static enum token_error
finish_journal(struct reading *reading)
{
	const bool is_safe = fflush(reading->journal) == 0 &&
			     fsync(fileno(reading->journal)) == 0;

	if (is_safe)
		return file_sync_directory(reading->dir);
	log_errno("cannot write the journal in %s", reading->dir);
	return TOKEN_UNAVAILABLE;
}

/* With the directory, an empty store and an empty journal made. */
static enum token_error
fill(struct reading *reading)
{
	enum token_error err = TOKEN_UNAVAILABLE;
	FILE *file = fopen(reading->path, "re");

	if (file == NULL) {
		log_errno("cannot open %s", reading->path);
		return errno == ENOENT ? TOKEN_NOT_FOUND : err;
	}
	err = read_lines(reading, file);
	fclose(file);
	return err == TOKEN_OK ? finish_journal(reading) : err;
}

static enum token_error
open_journal(struct reading *reading)
{
	char path[FILE_PATH];
	int fd;

	if (!file_path(reading->dir, "deleted.log", path))
		return TOKEN_UNAVAILABLE;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	reading->journal = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (reading->journal != NULL)
		return TOKEN_OK;
	log_errno("cannot create %s", path);
	if (fd >= 0)
		close(fd);
	return TOKEN_UNAVAILABLE;
}

static enum token_error
begin(struct reading *reading)
{
	char path[FILE_PATH];
	enum token_error err;

	if (mkdir(reading->dir, 0700) != 0) {
		log_errno("cannot create %s", reading->dir);
		return errno == EEXIST ? TOKEN_EXISTS : TOKEN_UNAVAILABLE;
	}
	if (!file_path(reading->dir, "store", path))
		return TOKEN_UNAVAILABLE;
	if ((err = open_journal(reading)) != TOKEN_OK ||
	    (err = store_create(path)) != TOKEN_OK)
		return err;
	return store_open(path, NULL, &reading->store);
}

enum token_error
dump_read(const char *path, const char *dir)
{
	struct reading reading = { .path = path, .dir = dir };
	enum token_error err;

	err = begin(&reading);
	if (err == TOKEN_OK)
		err = fill(&reading);
	store_close(reading.store);
	if (reading.journal != NULL)
		fclose(reading.journal);
	return err;
}
