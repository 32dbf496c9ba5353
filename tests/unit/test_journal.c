/* SPDX-License-Identifier: ISC */
/* The deletion journal: whole lines, also after a crash. */
#include "base/file.h"
#include "lib/tap.h"
#include "store/journal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
main(void)
{
	char path[] = "/tmp/gatehouse-test-XXXXXX", text[4096];
	const struct uuid ids[2] = { { { 1 } }, { { 2 } } }, who = { { 3 } };
	const char *wanted =
	    "2026-05-06T14:42:11.000000Z 01000000-0000-0000-0000-000000000000"
	    " 03000000-0000-0000-0000-000000000000\n"
	    "2026-05-06T14:42:11.000000Z 02000000-0000-0000-0000-000000000000"
	    " 03000000-0000-0000-0000-000000000000\n";
	size_t len;
	int fd = mkstemp(path);

	ok(journal_append(path, ids, 2, &who, 1778078531000000) == TOKEN_OK &&
		file_read(path, text, sizeof text, &len) == TOKEN_OK &&
		strcmp(text, wanted) == 0,
	    "a line for each: time, token, who");
	if (ftruncate(fd, 50) != 0)
		abort();
	ok(journal_append(path, ids, 1, &who, 1778078531000000) == TOKEN_OK &&
		file_read(path, text, sizeof text, &len) == TOKEN_OK &&
		text[50] == '\n' && strncmp(text + 51, wanted, 100) == 0,
	    "a line that was cut short is ended before the next");
	ok(journal_append(path, ids, 0, &who, 0) == TOKEN_OK,
	    "no deletion, no line");
	ok(journal_append("/nonexistent/x", ids, 1, &who, 0) ==
		TOKEN_UNAVAILABLE,
	    "a journal that cannot be written is an error");
	close(fd);
	unlink(path);
	return done();
}
