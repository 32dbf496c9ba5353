/* SPDX-License-Identifier: ISC */
/* Text in a buffer of fixed size: every write is checked. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* `data` is always NUL-terminated; `cut` says that something did not fit. */
struct text {
	char *data;
	size_t size;
	size_t len;
	bool cut;
};

/* Starts an empty text in `data` of `size` bytes, at least 1. */
void text_open(struct text *text, char *data, size_t size);

/* Append a string, or formatted text; what does not fit is left out whole
 * and sets `cut`. */
void text_add(struct text *text, const char *string);
void text_addf(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Copies `string`, cut to fit `size`, always NUL-terminated.  Returns whether
 * all of it fitted. */
bool text_copy(char *data, size_t size, const char *string);

/* Whether `string` is valid UTF-8 of at most `most` characters without control
 * characters (line breaks included). */
bool text_is_plain(const char *string, size_t most);

/* The value of a hexadecimal digit of either case; -1: it is none. */
int text_hex_value(char c);

/* Reads a whole string of decimal digits into a number of `least` to `most`. */
bool text_to_number(
    const char *string, long long least, long long most, long long *numberp);

#endif
