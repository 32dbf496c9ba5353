/* SPDX-License-Identifier: ISC */
/* A refusal's id tells its cause to whoever has the key, and nothing else. */
#include "../lib/tap.h"
#include "base/base64url.h"
#include "base/file.h"
#include "base/time.h"
#include "crypto/refusal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/test_refusal.XXXXXX";
static char path[64];

static const char *
in_dir(const char *name)
{
	snprintf(path, sizeof path, "%s/%s", dir, name);
	return path;
}

static bool
comes_back(const struct refusal_key *key, enum token_error cause, int64_t time)
{
	struct refusal refusal = { .time = time, .cause = cause };
	struct refusal found;
	char id[REFUSAL_ID];

	memcpy(refusal.container.bytes, "\x01\xff\x80\x7f________", 12);
	refusal_id(key, &refusal, id);
	return strlen(id) == REFUSAL_ID - 1 &&
	       refusal_read(key, id, &found) == TOKEN_OK &&
	       found.time == time && found.cause == cause &&
	       memcmp(found.container.bytes, "\x01\xff\x80\x7f\0\0\0\0", 8) ==
		   0;
}

static void
test_round_trip(const struct refusal_key *key)
{
	int cause, lost = 0;

	for (cause = TOKEN_OK + 1; cause < TOKEN_ERROR_COUNT; cause++)
		lost += !comes_back(key, (enum token_error)cause, 1767225600);
	ok(lost == 0, "every cause comes back");
	ok(comes_back(key, TOKEN_EXPIRED, 0), "the first second comes back");
	ok(comes_back(key, TOKEN_EXPIRED, TIME_LAST),
	    "the last second comes back");
}

static void
test_ids(const struct refusal_key *key)
{
	struct refusal refusal = { .time = 1, .cause = TOKEN_EXPIRED };
	struct refusal found;
	char a[REFUSAL_ID], b[REFUSAL_ID];

	refusal_id(key, &refusal, a);
	refusal_id(key, &refusal, b);
	ok(strcmp(a, b) != 0, "two refusals of one cause look different");
	refusal_id(NULL, &refusal, a);
	refusal_id(NULL, &refusal, b);
	ok(strlen(a) == REFUSAL_ID - 1 && strcmp(a, b) != 0,
	    "without a key there are ids too");
	ok(refusal_read(key, a, &found) == TOKEN_INVALID_ARGUMENT,
	    "which nobody can read");
	refusal.time = -1;
	refusal_id(key, &refusal, a);
	ok(refusal_read(key, a, &found) == TOKEN_INVALID_ARGUMENT,
	    "a time that no clock shows is not read");
	refusal.time = 1;
	refusal.cause = TOKEN_OK;
	refusal_id(key, &refusal, a);
	ok(refusal_read(key, a, &found) == TOKEN_INVALID_ARGUMENT,
	    "OK is no cause");
}

static void
test_wrong_ids(const struct refusal_key *key, const struct refusal_key *other)
{
	struct refusal refusal = { .time = 1767225600, .cause = TOKEN_UNKNOWN };
	struct refusal found;
	char id[REFUSAL_ID], longer[REFUSAL_ID + 1];
	size_t i, read = 0;

	refusal_id(key, &refusal, id);
	for (i = 0; i < REFUSAL_ID - 1; i++) {
		char kept = id[i];

		id[i] = kept == 'A' ? 'Q' : 'A';
		read += refusal_read(key, id, &found) == TOKEN_OK;
		id[i] = kept;
	}
	ok(read == 0, "an id with another character is not read");
	ok(refusal_read(other, id, &found) == TOKEN_INVALID_ARGUMENT,
	    "an id of another key is not read");
	snprintf(longer, sizeof longer, "%sA", id);
	ok(refusal_read(key, longer, &found) == TOKEN_INVALID_ARGUMENT,
	    "a longer id is not read");
	ok(refusal_read(key, id + 1, &found) == TOKEN_INVALID_ARGUMENT &&
		refusal_read(key, "", &found) == TOKEN_INVALID_ARGUMENT,
	    "a shorter id is not read");
	ok(refusal_read(key, "......................", &found) ==
		TOKEN_INVALID_ARGUMENT,
	    "what is no base64url is not read");
	ok(refusal_read(key, id, &found) == TOKEN_OK, "the id itself is read");
}

/* A fixed key, so that the one of 65536 that would be read is not here. */
static void
test_made_up_ids(void)
{
	static const char line[] =
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
	unsigned char block[16] = { 0 };
	char id[REFUSAL_ID];
	struct refusal_key *key = NULL;
	struct refusal found;
	int i, read = 0;

	if (file_create(in_dir("fixed"), 0640, line, sizeof line - 1) !=
		TOKEN_OK ||
	    refusal_key_open(path, &key) != TOKEN_OK)
		return;
	for (i = 0; i < 250; i++) {
		block[0] = (unsigned char)i;
		base64url_encode(block, sizeof block, id, sizeof id);
		read += refusal_read(key, id, &found) == TOKEN_OK;
	}
	ok(read == 0, "no made-up id is read");
	refusal_key_close(key);
	unlink(path);
}

static void
test_files(void)
{
	struct refusal_key *key;
	struct stat status;

	umask(0);
	ok(refusal_key_create(in_dir("mode")) == TOKEN_OK &&
		stat(path, &status) == 0 && (status.st_mode & 07777) == 0640,
	    "a new key is readable by its group, and by no others");
	ok(refusal_key_create(path) == TOKEN_EXISTS,
	    "an existing key is not overwritten");
	ok(chmod(path, 0644) == 0 &&
		refusal_key_open(path, &key) == TOKEN_PRECONDITION &&
		key == NULL,
	    "a key that others can read is refused");
	ok(chmod(path, 0660) == 0 &&
		refusal_key_open(path, &key) == TOKEN_PRECONDITION &&
		key == NULL,
	    "a key that its group can write is refused");
	unlink(path);
	ok(refusal_key_open(path, &key) == TOKEN_UNAVAILABLE && key == NULL,
	    "a missing key is an error");
	refusal_key_close(NULL);
}

int
main(void)
{
	struct refusal_key *key = NULL, *other = NULL;

	if (mkdtemp(dir) == NULL)
		return 1;
	ok(refusal_key_create(in_dir("key")) == TOKEN_OK &&
		refusal_key_open(path, &key) == TOKEN_OK,
	    "a key is made and read");
	ok(refusal_key_create(in_dir("other")) == TOKEN_OK &&
		refusal_key_open(path, &other) == TOKEN_OK,
	    "another one too");
	if (key != NULL && other != NULL) {
		test_round_trip(key);
		test_ids(key);
		test_wrong_ids(key, other);
	}
	refusal_key_close(key);
	refusal_key_close(other);
	test_made_up_ids();
	test_files();
	unlink(in_dir("key"));
	unlink(in_dir("other"));
	rmdir(dir);
	return done();
}
