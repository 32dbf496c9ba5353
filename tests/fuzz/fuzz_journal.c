/* SPDX-License-Identifier: ISC */
/* The deletion journal: read in pieces it names what it names at once, and a
 * mark is a place in it.  The input's first byte is the size of a piece. */
#include "fuzz.h"
#include "store/journal.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MOST 700 /* lines of the longest input */

/* All ids behind the beginning, `piece` at a time. */
static size_t
read_all(const char *path, size_t size, size_t piece, struct uuid *ids)
{
	struct journal_mark mark = { .offset = 0 };
	int64_t before;
	size_t count = 0, found;

	do {
		before = mark.offset;
		MUST(count + piece <= MOST * 2);
		MUST(journal_read(path, &mark, ids + count, piece, &found) ==
		     TOKEN_OK);
		MUST(found <= piece && mark.offset >= before);
		MUST(mark.offset <= (int64_t)size);
		MUST(mark.tail_len <= sizeof mark.tail);
		count += found;
	} while (found == piece);
	return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct uuid whole[MOST * 2], pieces[MOST * 2];
	char path[64];
	size_t count;
	int fd;

	if (size < 1 || size > MOST * JOURNAL_LINE)
		return 0;
	fd = memfd_create("deleted.log", MFD_CLOEXEC);
	MUST(fd >= 0 && write(fd, data + 1, size - 1) == (ssize_t)size - 1);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	count = read_all(path, size - 1, MOST, whole);
	MUST(read_all(path, size - 1, 1 + data[0] % 8, pieces) == count);
	MUST(memcmp(whole, pieces, count * sizeof *whole) == 0);
	close(fd);
	return 0;
}
