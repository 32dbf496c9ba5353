/* SPDX-License-Identifier: ISC */
/* The audit trail. */
#include "store/audit.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "store/rights.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct audit {
	const struct config *config;
	char path[FILE_PATH];
	int fd;
	struct stat status; /* of what is open */
};

/* ---- the file ---- */

/* Through no link, which could be a member's and lead root elsewhere. */
static int
open_named(const struct audit *audit)
{
	return open(audit->path,
	    O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

static int
make_and_open(const struct audit *audit)
{
	const int fd = open_named(audit);

	if (fd >= 0 || errno != ENOENT ||
	    rights_make_audit(audit->config) != TOKEN_OK)
		return fd;
	return open_named(audit);
}

/* What was open stays so when this fails. */
static bool
open_file(struct audit *audit)
{
	const int fd = make_and_open(audit);
	struct stat status;

	if (fd < 0) {
		log_errno("cannot open the audit trail %s", audit->path);
		return false;
	}
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
		log_line("the audit trail %s is no file", audit->path);
		close(fd);
		return false;
	}
	if (audit->fd >= 0) /* not the first */
		close(audit->fd);
	audit->fd = fd;
	audit->status = status;
	return true;
}

/* It may have been rotated. */
static bool
is_named(const struct audit *audit)
{
	struct stat status;

	return stat(audit->path, &status) == 0 &&
	       status.st_dev == audit->status.st_dev &&
	       status.st_ino == audit->status.st_ino;
}

enum token_error
audit_open(const struct config *config, struct audit **auditp)
{
	char path[FILE_PATH];
	struct audit *audit;

	*auditp = NULL;
	if (!config_audit_path(config, path))
		return TOKEN_OK;
	audit = calloc(1, sizeof *audit);
	if (audit == NULL)
		return TOKEN_UNAVAILABLE;
	audit->config = config;
	text_copy(audit->path, sizeof audit->path, path);
	audit->fd = -1;
	if (!open_file(audit)) {
		free(audit);
		return TOKEN_UNAVAILABLE;
	}
	*auditp = audit;
	return TOKEN_OK;
}

void
audit_close(struct audit *audit)
{
	if (audit == NULL)
		return;
	close(audit->fd);
	free(audit);
}

/* ---- a line ---- */

struct json_t *
audit_begin(const struct audit *audit, int64_t now, const char *program)
{
	char time[TIME_TEXT];

	if (audit == NULL)
		return NULL;
	time_format_micro(now, time);
	return json_pack("{s:s, s:s}", "recorded_at", time, "program", program);
}

/* jansson escapes what could end a line or a string; it takes UTF-8 only. */
static json_t *
clean(const char *text)
{
	char copy[AUDIT_TEXT + 1];
	const bool is_whole = text_copy(copy, sizeof copy, text);
	char *c;

	if (is_whole && text_is_plain(copy, AUDIT_TEXT))
		return json_string(copy);
	for (c = copy; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return json_string(copy);
}

/* The member of that name, `fresh` if there is none; takes that reference. */
static json_t *
member(json_t *line, const char *name, json_t *fresh)
{
	json_t *found = json_object_get(line, name);

	if (found == NULL && json_object_set(line, name, fresh) == 0)
		found = json_object_get(line, name);
	json_decref(fresh);
	return found;
}

static void
give_up(struct json_t **linep)
{
	json_decref(*linep);
	*linep = NULL;
}

static void
add(struct json_t **linep, const char *group, const char *name, json_t *value)
{
	json_t *object = *linep;

	if (object != NULL && group != NULL)
		object = member(object, group, json_object());
	if (json_object_set_new(object, name, value) != 0)
		give_up(linep);
}

void
audit_add(struct json_t **linep, const char *group, const char *name,
    const char *text)
{
	if (*linep != NULL && text != NULL && *text != '\0')
		add(linep, group, name, clean(text));
}

void
audit_add_number(
    struct json_t **linep, const char *group, const char *name, int64_t number)
{
	if (*linep != NULL)
		add(linep, group, name, json_integer(number));
}

void
audit_append(struct json_t **linep, const char *name, const char *text)
{
	json_t *array;

	if (*linep == NULL)
		return;
	array = member(*linep, name, json_array());
	if (json_array_append_new(array, clean(text)) != 0)
		give_up(linep);
}

/* ---- writing it ---- */

/* A full disk or a crash cut the last line.  Looked at twice: another may be
 * about to end it, and there is an empty line if it then still is. */
static bool
is_torn(int fd)
{
	return file_ends_within_line(fd) && file_ends_within_line(fd);
}

/* All of it in one piece, so that lines of others come before or behind. */
static bool
write_line(int fd, const char *text, size_t len)
{
	ssize_t written;

	if (is_torn(fd) && write(fd, "\n", 1) != 1)
		return false;
	written = write(fd, text, len);
	if (written >= 0 && (size_t)written < len)
		errno = ENOSPC; /* what a second try would say */
	return written == (ssize_t)len;
}

void
audit_end(struct audit *audit, struct json_t *line)
{
	char *text;
	size_t len;

	if (audit == NULL)
		return;
	text = line != NULL ? json_to_text(line) : NULL;
	json_decref(line);
	if (text == NULL) {
		log_line("memory is out: the audit trail lacks a line");
		return;
	}
	if (!is_named(audit))
		open_file(audit);
	len = strlen(text);
	text[len] = '\n';
	if (!write_line(audit->fd, text, len + 1)) {
		log_errno("cannot write the audit trail %s", audit->path);
		text[len] = '\0';
		log_line("audit: %s", text);
	}
	free(text);
}
