/* SPDX-License-Identifier: ISC */
/* Base64url: six bits a character, and only one spelling of each text. */
#include "base/base64url.h"

#include <stdint.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* A byte's place in the alphabet, from 1; 0: not in it.  'A' is byte 65. */
static const unsigned char place[256] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 63, 0, 0, 53, 54, 55, 56, 57, 58, 59, 60, 61,
	62, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 0, 0, 0, 0, 64, 0, 27,
	28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45,
	46, 47, 48, 49, 50, 51, 52 };

bool
base64url_encode(const void *data, size_t len, char *string, size_t size)
{
	const unsigned char *in = data;
	uint32_t bits = 0;
	unsigned int held = 0;

	if (len > (SIZE_MAX - 2) / 4 || BASE64URL_TEXT(len) >= size)
		return false;
	for (size_t i = 0; i < len; i++) {
		bits = bits << 8 | in[i];
		for (held += 8; held >= 6; held -= 6)
			*string++ = alphabet[bits >> (held - 6) & 63];
	}
	if (held > 0)
		*string++ = alphabet[bits << (6 - held) & 63];
	*string = '\0';
	return true;
}

bool
base64url_decode(
    const char *string, size_t len, void *data, size_t size, size_t *lenp)
{
	const unsigned char *in = (const unsigned char *)string;
	unsigned char *out = data;
	size_t out_len = len / 4 * 3 + len % 4 * 3 / 4;
	uint32_t bits = 0;
	unsigned int held = 0;

	if (len % 4 == 1 || out_len > size)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (place[in[i]] == 0)
			return false;
		bits = bits << 6 | (place[in[i]] - 1u);
		held += 6;
		if (held >= 8) {
			held -= 8;
			*out++ = (unsigned char)(bits >> held);
		}
	}
	if ((bits & ((1u << held) - 1)) != 0)
		return false; /* bits that stand for nothing: not canonical */
	*lenp = out_len;
	return true;
}
