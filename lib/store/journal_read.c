/* SPDX-License-Identifier: ISC */
/* Reading the deletion journal, from a place on. */
#include "base/log.h"
#include "store/journal.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 65536
#define ID_AT 28 /* behind the time and a blank */
#define UUID_LEN (UUID_TEXT - 1)

static bool
has_place(int fd, const struct journal_mark *mark)
{
	const size_t len = mark->tail_len;
	char tail[JOURNAL_LINE];

	return len <= sizeof tail &&
	       pread(fd, tail, len, mark->offset - (off_t)len) ==
		   (ssize_t)len &&
	       memcmp(tail, mark->tail, len) == 0;
}

/* "time id who" and its line break, as journal_append() writes it. */
static bool
read_line(const char *line, size_t len, struct uuid *id)
{
	return len == JOURNAL_LINE && line[ID_AT - 1] == ' ' &&
	       line[ID_AT + UUID_LEN] == ' ' &&
	       uuid_parse(line + ID_AT, UUID_LEN, id);
}

/* Takes whole lines from `data` until `size` ids are found; returns how many
 * bytes that were. */
static size_t
take_lines(
    const char *data, size_t len, struct uuid *ids, size_t size, size_t *countp)
{
	size_t taken = 0, line_len;
	const char *end;

	while (*countp < size && taken < len &&
	       (end = memchr(data + taken, '\n', len - taken)) != NULL) {
		line_len = (size_t)(end + 1 - (data + taken));
		if (read_line(data + taken, line_len, &ids[*countp]))
			(*countp)++;
		taken += line_len;
	}
	/* A block without any line break is no line either. */
	return taken == 0 && len == BLOCK ? len : taken;
}

/* `data` ends at the new place. */
static void
move_mark(struct journal_mark *mark, const char *data, size_t len)
{
	const size_t tail_len = len < JOURNAL_LINE ? len : JOURNAL_LINE;

	mark->offset += (int64_t)len;
	mark->tail_len = tail_len;
	memcpy(mark->tail, data + len - tail_len, tail_len);
}

static enum token_error
read_lines(int fd, struct journal_mark *mark, struct uuid *ids, size_t size,
    size_t *countp)
{
	char data[BLOCK];
	ssize_t len;
	size_t taken;

	do {
		len = pread(fd, data, sizeof data, (off_t)mark->offset);
		if (len < 0)
			return TOKEN_UNAVAILABLE;
		taken = take_lines(data, (size_t)len, ids, size, countp);
		if (taken > 0)
			move_mark(mark, data, taken);
	} while (taken > 0 && *countp < size);
	return TOKEN_OK;
}

/* -1, logged: there is none. */
static int
open_journal(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		log_errno("cannot open the journal %s, without which deleted "
			  "tokens could be let in again",
		    path);
	return fd;
}

enum token_error
journal_read(const char *path, struct journal_mark *mark, struct uuid *ids,
    size_t size, size_t *countp)
{
	const int64_t before = mark->offset;
	enum token_error err;
	int fd;

	*countp = 0;
	fd = open_journal(path);
	if (fd < 0)
		return TOKEN_UNAVAILABLE;
	if (!has_place(fd, mark)) {
		log_line("%s is not the journal that the store knows, or lost "
			 "its end: tokens deleted since could be let in again; "
			 "put it back, or see gatehouse restore",
		    path);
		close(fd);
		return TOKEN_PRECONDITION;
	}
	err = read_lines(fd, mark, ids, size, countp);
	if (err == TOKEN_OK && mark->offset != before && fsync(fd) != 0)
		err = TOKEN_UNAVAILABLE;
	if (err != TOKEN_OK)
		log_errno("cannot read %s", path);
	close(fd);
	return err;
}
