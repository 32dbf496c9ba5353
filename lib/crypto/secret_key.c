/* SPDX-License-Identifier: ISC */
/* Secret keys: digests under which they are known. */
#include "crypto/secret_key.h"

#include <string.h>

void
secret_key_digest(const struct uuid *secret, unsigned char digest[DIGEST_SIZE])
{
	char text[UUID_TEXT];

	uuid_format(secret, text);
	digest_sha256(text, strlen(text), digest);
	digest_cleanse(text, sizeof text);
}

void
secret_key_pass(const unsigned char digest[DIGEST_SIZE],
    const struct uuid *project_id, unsigned char pass[DIGEST_SIZE])
{
	unsigned char data[DIGEST_SIZE + sizeof project_id->bytes];

	memcpy(data, digest, DIGEST_SIZE);
	memcpy(data + DIGEST_SIZE, project_id->bytes, sizeof project_id->bytes);
	digest_sha256(data, sizeof data, pass);
}
