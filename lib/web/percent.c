/* SPDX-License-Identifier: ISC */
/* Percent-encoding. */
#include "web/percent.h"
#include "base/text.h"

bool
percent_decode(
    const char *data, size_t len, bool is_form, char *text, size_t size)
{
	size_t i, at = 0;
	int high, low;
	char c;

	for (i = 0; i < len; i++) {
		c = is_form && data[i] == '+' ? ' ' : data[i];
		if (c == '%') {
			high = i + 2 < len ? text_hex_value(data[i + 1]) : -1;
			low = i + 2 < len ? text_hex_value(data[i + 2]) : -1;
			if (high < 0 || low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		}
		if (c == '\0' || at + 1 >= size)
			return false;
		text[at++] = c;
	}
	text[at] = '\0';
	return true;
}
