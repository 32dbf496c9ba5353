/* SPDX-License-Identifier: ISC */
/* Key files, readable by nobody but who must, and never half read. */
#include "crypto/keyfile.h"
#include "base/base64url.h"
#include "base/file.h"
#include "base/log.h"
#include "crypto/digest.h"

#include <stdbool.h>

#define LINE (BASE64URL_TEXT(KEYFILE_SIZE) + 1) /* with its line break */

enum token_error
keyfile_create(const char *path, mode_t mode)
{
	unsigned char secret[KEYFILE_SIZE];
	char line[LINE];
	enum token_error err;

	digest_random(secret, sizeof secret);
	base64url_encode(secret, sizeof secret, line, LINE);
	line[LINE - 1] = '\n'; /* where the NUL was */
	err = file_create(path, mode, line, LINE);
	digest_cleanse(secret, sizeof secret);
	digest_cleanse(line, sizeof line);
	return err;
}

static bool
is_secret(const char *line, size_t len, unsigned char secret[KEYFILE_SIZE])
{
	size_t secret_len;

	return len == LINE && line[LINE - 1] == '\n' &&
	       base64url_decode(
		   line, LINE - 1, secret, KEYFILE_SIZE, &secret_len);
}

enum token_error
keyfile_read(
    const char *path, mode_t forbidden, unsigned char secret[KEYFILE_SIZE])
{
	char line[LINE + 2];
	size_t len = 0;
	enum token_error err;

	err = file_check_mode(path, forbidden);
	if (err != TOKEN_OK)
		return err;
	err = file_read(path, line, sizeof line, &len);
	if (err == TOKEN_OK && !is_secret(line, len, secret)) {
		log_line("%s is not a key file", path);
		err = TOKEN_UNAVAILABLE;
	}
	digest_cleanse(line, sizeof line);
	return err == TOKEN_OK ? TOKEN_OK : TOKEN_UNAVAILABLE;
}
