/* SPDX-License-Identifier: ISC */
/* An installation written as text. */
#include "upkeep/dump.h"
#include "base/base64url.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "crypto/digest.h"
#include "iam/session_record.h"
#include "object/object.h"
#include "token/registry.h"
#include "upkeep/dump_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY_LONGEST 128   /* bytes of a key file */
#define VALUE_LONGEST 256 /* bytes of a name */

struct dump {
	const char *dir;
	FILE *file;
	json_int_t lines;
	bool is_broken; /* a line could not be made or written */
};

/* Takes the reference; NULL is a line that could not be made. */
static bool
write_line(struct dump *dump, json_t *line)
{
	char *text = line != NULL ? json_to_text(line) : NULL;

	json_decref(line);
	if (text == NULL || fprintf(dump->file, "%s\n", text) < 0)
		dump->is_broken = true;
	if (text != NULL)
		digest_cleanse(text, strlen(text));
	free(text);
	dump->lines++;
	return !dump->is_broken;
}

static enum token_error
write_file(struct dump *dump, const char *name)
{
	char path[FILE_PATH], data[KEY_LONGEST];
	enum token_error err;
	size_t len;

	if (!file_path(dump->dir, name, path))
		return TOKEN_UNAVAILABLE;
	err = file_read(path, data, sizeof data, &len);
	if (err == TOKEN_OK)
		write_line(dump,
		    json_pack("{s:s, s:s}", DUMP_FILE, name, "text", data));
	digest_cleanse(data, sizeof data);
	return err;
}

/* What a moved installation has not: a load ends sessions, and pauses are
 * over. */
static bool
is_passing(enum object_kind kind)
{
	return kind == OBJECT_SESSION || kind == OBJECT_THROTTLE;
}

static bool
visit_object(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	const enum object_kind kind = *(const unsigned char *)key;

	(void)key_len;
	return is_passing(kind) ||
	       write_line(context,
		   json_pack("{s:s, s:o}", DUMP_OBJECT, object_kind_name(kind),
		       "record", json_parse_object(value, value_len)));
}

static bool
visit_name(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	char text[BASE64URL_TEXT(VALUE_LONGEST) + 1], id[UUID_TEXT];
	const char *bytes = key;
	struct dump *dump = context;
	struct uuid uuid;

	if (bytes[0] == SESSION_RECORD_INDEX)
		return true;
	if (value_len != sizeof uuid.bytes ||
	    !base64url_encode(bytes + 1, key_len - 1, text, sizeof text)) {
		dump->is_broken = true;
		return false;
	}
	memcpy(uuid.bytes, value, sizeof uuid.bytes);
	uuid_format(&uuid, id);
	return write_line(dump, json_pack("{s:s, s:s#, s:s}", DUMP_NAME, text,
				    "index", bytes, (size_t)1, "id", id));
}

static bool
visit_key(void *context, const void *key, size_t key_len, const void *value,
    size_t value_len)
{
	struct dump *dump = context;
	struct uuid namespace_id;
	char id[UUID_TEXT];

	if (key_len <= sizeof namespace_id.bytes) {
		dump->is_broken = true;
		return false;
	}
	memcpy(namespace_id.bytes, key, sizeof namespace_id.bytes);
	uuid_format(&namespace_id, id);
	return write_line(dump, json_pack("{s:s, s:o}", DUMP_KEY, id, "record",
				    json_parse_object(value, value_len)));
}

static bool
visit_token(void *context, const struct token *token)
{
	char id[UUID_TEXT], scope_id[UUID_TEXT], namespace_id[UUID_TEXT],
	    project_id[UUID_TEXT], created_by[UUID_TEXT];

	uuid_format(&token->id, id);
	uuid_format(&token->scope_id, scope_id);
	uuid_format(&token->namespace_id, namespace_id);
	uuid_format(&token->project_id, project_id);
	uuid_format(&token->created_by, created_by);
	return write_line(context,
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:s}",
		DUMP_TOKEN, id, "scope",
		token->scope == SCOPE_NAMESPACE ? "namespace" : "container",
		"scope_id", scope_id, "namespace_id", namespace_id,
		"project_id", project_id, "created_by", created_by,
		"created_at", (json_int_t)token->created_at, "expires_at",
		(json_int_t)token->expires_at, "last_used_at",
		(json_int_t)token->last_used_at, "description",
		token->description));
}

static enum token_error
write_records(struct dump *dump)
{
	char path[FILE_PATH];
	struct store *store;
	enum token_error err;

	if (!file_path(dump->dir, "store", path))
		return TOKEN_UNAVAILABLE;
	err = store_open(path, NULL, &store);
	if (err != TOKEN_OK)
		return err;
	if ((err = store_scan(store, STORE_OBJECTS, "", 0, STORE_ASCENDING,
		 visit_object, dump)) == TOKEN_OK &&
	    (err = store_scan(store, STORE_INDEX, "", 0, STORE_ASCENDING,
		 visit_name, dump)) == TOKEN_OK &&
	    (err = store_scan(store, STORE_KEYS, "", 0, STORE_ASCENDING,
		 visit_key, dump)) == TOKEN_OK)
		err = registry_scan(store, visit_token, dump);
	store_close(store);
	return err;
}

/* Line by line, as it stands. */
static enum token_error
write_journal(struct dump *dump)
{
	char path[FILE_PATH], *line = NULL;
	size_t size = 0;
	ssize_t len;
	FILE *journal;

	if (!file_path(dump->dir, "deleted.log", path))
		return TOKEN_UNAVAILABLE;
	journal = fopen(path, "re");
	if (journal == NULL) {
		log_errno("cannot open %s", path);
		return TOKEN_UNAVAILABLE;
	}
	while ((len = getline(&line, &size, journal)) > 0)
		if (line[len - 1] == '\n' &&
		    !write_line(dump, json_pack("{s:s#}", DUMP_JOURNAL, line,
					  (size_t)len - 1)))
			break;
	if (ferror(journal))
		dump->is_broken = true;
	free(line);
	fclose(journal);
	return TOKEN_OK;
}

static enum token_error
write_all(struct dump *dump)
{
	enum token_error err;

	write_line(dump, json_pack("{s:i}", DUMP_BEGIN, DUMP_VERSION));
	if ((err = write_file(dump, "master.key")) != TOKEN_OK ||
	    (err = write_file(dump, "refusal.key")) != TOKEN_OK ||
	    (err = write_records(dump)) != TOKEN_OK ||
	    (err = write_journal(dump)) != TOKEN_OK)
		return err;
	write_line(dump, json_pack("{s:I}", DUMP_END, dump->lines));
	return TOKEN_OK;
}

static enum token_error
finish(struct dump *dump, const char *path)
{
	const bool is_safe = !dump->is_broken && fflush(dump->file) == 0 &&
			     fsync(fileno(dump->file)) == 0;

	if (is_safe)
		return file_sync_parent(path);
	log_errno("cannot write %s", path);
	return TOKEN_UNAVAILABLE;
}

enum token_error
dump_write(const char *dir, const char *path)
{
	struct dump dump = { .dir = dir };
	enum token_error err;
	int fd;

	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	dump.file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (dump.file == NULL) {
		log_errno("cannot create %s", path);
		if (fd >= 0)
			close(fd);
		return TOKEN_UNAVAILABLE;
	}
	err = write_all(&dump);
	if (err == TOKEN_OK)
		err = finish(&dump, path);
	fclose(dump.file);
	return err;
}
