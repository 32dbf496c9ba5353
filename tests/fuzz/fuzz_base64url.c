/* SPDX-License-Identifier: ISC */
/* Base64url: bytes come back, and no text but their own stands for them. */
#include "base/base64url.h"
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

#define LARGEST 5000

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* RFC 4648 3.5 in other words than the code's. */
static bool
is_canonical(const char *text)
{
	size_t len = strlen(text);
	size_t last;

	if (strspn(text, alphabet) != len || len % 4 == 1)
		return false;
	if (len % 4 == 0)
		return true;
	last = (size_t)(strchr(alphabet, text[len - 1]) - alphabet);
	return last % (len % 4 == 2 ? 16 : 4) == 0;
}

static void
check_text(const char *text)
{
	char bytes[LARGEST], again[LARGEST + 1];
	size_t len = strlen(text), bytes_len;

	if (!base64url_decode(text, len, bytes, sizeof bytes, &bytes_len)) {
		MUST(!is_canonical(text));
		return;
	}
	MUST(is_canonical(text));
	MUST(BASE64URL_TEXT(bytes_len) == len);
	MUST(base64url_encode(bytes, bytes_len, again, sizeof again));
	MUST(strcmp(again, text) == 0);
	MUST(bytes_len == 0 ||
	     !base64url_decode(text, len, bytes, bytes_len - 1, &bytes_len));
}

static void
check_bytes(const uint8_t *data, size_t size)
{
	char text[BASE64URL_TEXT(LARGEST) + 1];
	uint8_t again[LARGEST];
	size_t len;

	MUST(base64url_encode(data, size, text, sizeof text));
	MUST(is_canonical(text));
	MUST(!base64url_encode(data, size, text, strlen(text)));
	MUST(base64url_decode(text, strlen(text), again, size, &len));
	MUST(len == size && memcmp(again, data, size) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[LARGEST + 1];

	if (size > LARGEST)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (memchr(data, '\0', size) == NULL)
		check_text(text);
	check_bytes(data, size);
	return 0;
}
