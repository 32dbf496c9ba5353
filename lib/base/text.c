/* SPDX-License-Identifier: ISC */
/* Text in a buffer of fixed size: every write is checked. */
#include "base/text.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
text_open(struct text *text, char *data, size_t size)
{
	assert(size > 0);
	text->data = data;
	text->size = size;
	text->len = 0;
	text->cut = false;
	data[0] = '\0';
}

void
text_add(struct text *text, const char *string)
{
	size_t len = strlen(string);

	if (len >= text->size - text->len) {
		text->cut = true;
		return;
	}
	memcpy(text->data + text->len, string, len + 1);
	text->len += len;
}

void
text_addf(struct text *text, const char *format, ...)
{
	va_list arguments;
	size_t room = text->size - text->len;
	int wanted;

	va_start(arguments, format);
	wanted = vsnprintf(text->data + text->len, room, format, arguments);
	va_end(arguments);
	if (wanted < 0 || (size_t)wanted >= room) {
		text->data[text->len] = '\0';
		text->cut = true;
		return;
	}
	text->len += (size_t)wanted;
}

bool
text_copy(char *data, size_t size, const char *string)
{
	size_t len = strlen(string);
	size_t kept = len < size ? len : size - 1;

	assert(size > 0);
	memcpy(data, string, kept);
	data[kept] = '\0';
	return kept == len;
}

/* The length of the valid UTF-8 sequence at `s`, 0 for none (RFC 3629 4). */
static size_t
sequence_length(const unsigned char *s)
{
	size_t len, i;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	len = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	for (i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return len;
}

bool
text_is_plain(const char *string, size_t most)
{
	const unsigned char *s = (const unsigned char *)string;
	size_t len, count;

	for (count = 0; *s != '\0'; count++, s += len) {
		len = sequence_length(s);
		if (len == 0 || *s < ' ' || *s == 127)
			return false;
		if (len == 2 && s[0] == 0xc2 && s[1] < 0xa0)
			return false; /* C1 controls */
	}
	return count <= most;
}

int
text_hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
text_to_number(
    const char *string, long long least, long long most, long long *numberp)
{
	long long number;
	char *end;

	if (string[0] < '0' || string[0] > '9')
		return false;
	errno = 0;
	number = strtoll(string, &end, 10);
	if (errno != 0 || *end != '\0' || number < least || number > most)
		return false;
	*numberp = number;
	return true;
}
