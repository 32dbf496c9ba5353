/* SPDX-License-Identifier: ISC */
/* Identifiers: UUIDs of RFC 9562. */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include <stdbool.h>
#include <stddef.h>

#define UUID_TEXT 37 /* 36 characters and the NUL */

struct uuid {
	unsigned char bytes[16];
};

/* A new version 4 UUID of 122 bits from the kernel's generator; ends the
 * process when that fails. */
struct uuid uuid_random(void);

/* Reads `len` bytes of 8-4-4-4-12 hexadecimal digits of either case. */
bool uuid_parse(const char *string, size_t len, struct uuid *uuidp);

/* Writes lower case. */
void uuid_format(const struct uuid *uuid, char string[UUID_TEXT]);

bool uuid_equal(const struct uuid *a, const struct uuid *b);
bool uuid_is_nil(const struct uuid *uuid);

#endif
