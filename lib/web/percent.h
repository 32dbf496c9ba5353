/* SPDX-License-Identifier: ISC */
/* Percent-encoding (RFC 3986 2.1). */
#ifndef WEB_PERCENT_H
#define WEB_PERCENT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Decodes `len` bytes into `text` of `size`, NUL-terminated; `is_form` makes
 * '+' a space.  False for a bad escape, a NUL, or what does not fit.
 */
bool percent_decode(
    const char *data, size_t len, bool is_form, char *text, size_t size);

#endif
