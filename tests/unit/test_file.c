/* SPDX-License-Identifier: ISC */
/* Small files: whole or not at all. */
#include "base/file.h"
#include "lib/tap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
main(void)
{
	char dir[] = "/tmp/gatehouse-test-XXXXXX", path[64], data[8];
	struct stat status;
	size_t len = 99;

	if (mkdtemp(dir) == NULL)
		abort();
	snprintf(path, sizeof path, "%s/file", dir);
	ok(file_read(path, data, sizeof data, &len) == TOKEN_NOT_FOUND &&
		len == 99,
	    "a missing file is not found, and nothing is set");
	umask(077);
	ok(file_create(path, 0640, "1234567", 7) == TOKEN_OK,
	    "a file is created");
	ok(stat(path, &status) == 0 && (status.st_mode & 0777) == 0640,
	    "its mode is the one asked for, whatever the umask");
	ok(file_create(path, 0640, "x", 1) == TOKEN_EXISTS,
	    "an existing file is left alone");
	ok(file_read(path, data, sizeof data, &len) == TOKEN_OK && len == 7 &&
		strcmp(data, "1234567") == 0,
	    "what fits with its NUL is read");
	ok(file_read(path, data, sizeof data - 1, &len) == TOKEN_UNAVAILABLE,
	    "what does not fit is an error");
	ok(file_check_mode(path, 0007) == TOKEN_OK, "0640 passes 0007");
	ok(file_check_mode(path, 0077) == TOKEN_PRECONDITION,
	    "0640 does not pass 0077");
	unlink(path);
	rmdir(dir);
	return done();
}
