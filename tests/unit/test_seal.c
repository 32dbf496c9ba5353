/* SPDX-License-Identifier: ISC */
/* What is sealed opens with its key and its label, unchanged, or not at all. */
#include "../lib/tap.h"
#include "base/file.h"
#include "crypto/seal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LABEL "a namespace/a kid"
#define LARGEST 3000

static char dir[] = "/tmp/test_seal.XXXXXX";
static char path[64];

static const char *
in_dir(const char *name)
{
	snprintf(path, sizeof path, "%s/%s", dir, name);
	return path;
}

static struct seal *
new_seal(const char *name)
{
	struct seal *seal = NULL;

	if (seal_create(in_dir(name)) != TOKEN_OK ||
	    seal_open(in_dir(name), &seal) != TOKEN_OK)
		return NULL;
	return seal;
}

static void
test_round_trip(const struct seal *seal)
{
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 138, LARGEST };
	unsigned char data[LARGEST], sealed[LARGEST + SEAL_OVERHEAD];
	unsigned char back[LARGEST];
	size_t sealed_len, len, i;

	memset(data, 'x', sizeof data);
	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		ok(seal_wrap(seal, LABEL, data, sizes[i], sealed,
		       &sealed_len) == TOKEN_OK &&
			sealed_len == sizes[i] + SEAL_OVERHEAD &&
			seal_unwrap(seal, LABEL, sealed, sealed_len, back,
			    &len) == TOKEN_OK &&
			len == sizes[i] && memcmp(data, back, len) == 0,
		    "%zu sealed bytes come back", sizes[i]);
}

static void
test_nonces(const struct seal *seal)
{
	unsigned char a[5 + SEAL_OVERHEAD], b[5 + SEAL_OVERHEAD];
	size_t len;

	ok(seal_wrap(seal, LABEL, "hello", 5, a, &len) == TOKEN_OK &&
		seal_wrap(seal, LABEL, "hello", 5, b, &len) == TOKEN_OK &&
		memcmp(a, b, 12) != 0 && memcmp(a + 12, b + 12, 5) != 0,
	    "sealing the same twice looks different");
}

/* Every byte of nonce, text and tag, every length, label and key counts. */
static void
test_tampering(const struct seal *seal)
{
	unsigned char sealed[5 + SEAL_OVERHEAD], data[5] = "";
	struct seal *other = new_seal("other.key");
	size_t sealed_len, len, i, opened = 0;

	ok(seal_wrap(seal, LABEL, "hello", 5, sealed, &sealed_len) == TOKEN_OK,
	    "a secret is sealed");
	for (i = 0; i < sealed_len; i++) {
		sealed[i] ^= 1;
		opened += seal_unwrap(seal, LABEL, sealed, sealed_len, data,
			      &len) != TOKEN_INTERNAL;
		sealed[i] ^= 1;
	}
	ok(opened == 0, "a change of any byte is noticed");
	ok(memcmp(data, "\0\0\0\0", 5) == 0, "and nothing of it is left");
	for (i = 0; i < sealed_len; i++)
		opened += seal_unwrap(seal, LABEL, sealed, i, data, &len) !=
			  TOKEN_INTERNAL;
	ok(opened == 0, "no shorter piece of it opens");
	ok(seal_unwrap(seal, "a namespace/another kid", sealed, sealed_len,
	       data, &len) == TOKEN_INTERNAL &&
		seal_unwrap(seal, "", sealed, sealed_len, data, &len) ==
		    TOKEN_INTERNAL,
	    "it does not open under another label");
	ok(other != NULL && seal_unwrap(other, LABEL, sealed, sealed_len, data,
				&len) == TOKEN_INTERNAL,
	    "it does not open with another master key");
	ok(seal_unwrap(seal, LABEL, sealed, sealed_len, data, &len) ==
		    TOKEN_OK &&
		memcmp(data, "hello", 5) == 0,
	    "unchanged, it still opens");
	seal_close(other);
}

static void
test_file(void)
{
	char text[64];
	struct stat status;
	size_t len = 0;

	umask(0);
	ok(seal_create(in_dir("new.key")) == TOKEN_OK &&
		stat(path, &status) == 0 && (status.st_mode & 07777) == 0600,
	    "a new master key is its owner's alone");
	ok(file_read(path, text, sizeof text, &len) == TOKEN_OK && len == 44 &&
		text[43] == '\n' && strcspn(text, "\n=") == 43,
	    "it is 43 characters of base64url in a line");
	ok(seal_create(path) == TOKEN_EXISTS,
	    "an existing key is not overwritten");
}

static const struct {
	const char *name;
	const char *content;
	mode_t mode;
	enum token_error err;
} files[] = {
	{ "a good key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", 0600,
	    TOKEN_OK },
	{ "a key that others can read",
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", 0604,
	    TOKEN_PRECONDITION },
	{ "a key that its group can read",
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", 0640,
	    TOKEN_PRECONDITION },
	{ "an empty file", "", 0600, TOKEN_UNAVAILABLE },
	{ "a key without line break",
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0600,
	    TOKEN_UNAVAILABLE },
	{ "a key with a character for its line break",
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0600,
	    TOKEN_UNAVAILABLE },
	{ "a key one byte short",
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", 0600,
	    TOKEN_UNAVAILABLE },
	{ "a key one character long",
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", 0600,
	    TOKEN_UNAVAILABLE },
	{ "a padded key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
	    0600, TOKEN_UNAVAILABLE },
	{ "a key with unused bits set",
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB\n", 0600,
	    TOKEN_UNAVAILABLE },
	{ "a key with a second line",
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\n", 0600,
	    TOKEN_UNAVAILABLE },
};

static void
test_files(void)
{
	struct seal *seal;
	size_t i;

	for (i = 0; i < sizeof files / sizeof files[0]; i++) {
		bool is_there =
		    file_create(in_dir("file.key"), files[i].mode,
			files[i].content, strlen(files[i].content)) == TOKEN_OK;

		ok(is_there && seal_open(path, &seal) == files[i].err &&
			(seal != NULL) == (files[i].err == TOKEN_OK),
		    "%s is %s", files[i].name,
		    files[i].err == TOKEN_OK ? "read" : "refused");
		seal_close(seal);
		unlink(path);
	}
	ok(seal_open(in_dir("missing.key"), &seal) == TOKEN_UNAVAILABLE,
	    "a missing key is an error");
	seal_close(NULL);
}

static void
clean_up(void)
{
	static const char *const names[] = { "master.key", "other.key",
		"new.key" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		unlink(in_dir(names[i]));
	rmdir(dir);
}

int
main(void)
{
	struct seal *seal;

	if (mkdtemp(dir) == NULL)
		return 1;
	seal = new_seal("master.key");
	if (ok(seal != NULL, "a master key is made and read")) {
		test_round_trip(seal);
		test_nonces(seal);
		test_tampering(seal);
	}
	seal_close(seal);
	test_file();
	test_files();
	clean_up();
	return done();
}
