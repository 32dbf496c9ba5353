/* SPDX-License-Identifier: ISC */
/* The deletion journal. */
#include "store/journal.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* All of it in one piece, so that lines of others come before or behind.  The
 * name of a file that was empty may be new. */
static bool
write_and_sync(const char *path, int fd, const struct text *text)
{
	const bool is_new = lseek(fd, 0, SEEK_END) == 0;
	const ssize_t len = write(fd, text->data, text->len);

	if (len >= 0 && (size_t)len < text->len)
		errno = ENOSPC; /* what a second try would say */
	return len == (ssize_t)text->len && fsync(fd) == 0 &&
	       (!is_new || file_sync_parent(path) == TOKEN_OK);
}

static void
write_lines(struct text *text, const struct uuid *ids, size_t count,
    const struct uuid *who, int64_t now)
{
	char time[TIME_TEXT], id[UUID_TEXT], principal[UUID_TEXT];
	size_t i;

	time_format_micro(now, time);
	uuid_format(who, principal);
	for (i = 0; i < count; i++) {
		uuid_format(&ids[i], id);
		text_addf(text, "%s %s %s\n", time, id, principal);
	}
}

enum token_error
journal_append(const char *path, const struct uuid *ids, size_t count,
    const struct uuid *who, int64_t now)
{
	struct text text;
	bool is_safe;
	char *data;
	int fd;

	if (count == 0)
		return TOKEN_OK;
	data = reallocarray(NULL, count + 1, JOURNAL_LINE);
	if (data == NULL)
		return TOKEN_UNAVAILABLE;
	text_open(&text, data, (count + 1) * JOURNAL_LINE);
	fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0660);
	if (fd >= 0 && file_ends_within_line(fd))
		text_add(&text, "\n");
	write_lines(&text, ids, count, who, now);
	is_safe = fd >= 0 && !text.cut && write_and_sync(path, fd, &text);
	if (!is_safe)
		log_errno("cannot write %s: nothing is deleted", path);
	if (fd >= 0)
		close(fd);
	free(data);
	return is_safe ? TOKEN_OK : TOKEN_UNAVAILABLE;
}
