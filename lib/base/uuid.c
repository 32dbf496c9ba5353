/* SPDX-License-Identifier: ISC */
/* Identifiers: UUIDs of RFC 9562. */
#include "base/uuid.h"
#include "base/log.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct uuid
uuid_random(void)
{
	struct uuid uuid;

	if (getrandom(uuid.bytes, sizeof uuid.bytes, 0) !=
	    (ssize_t)sizeof uuid.bytes) {
		log_errno("cannot get random bytes");
		abort();
	}
	uuid.bytes[6] = (unsigned char)((uuid.bytes[6] & 0x0f) | 0x40);
	uuid.bytes[8] = (unsigned char)((uuid.bytes[8] & 0x3f) | 0x80);
	return uuid;
}

static bool
is_dash_place(size_t place)
{
	return place == 8 || place == 13 || place == 18 || place == 23;
}

bool
uuid_parse(const char *string, size_t len, struct uuid *uuidp)
{
	struct uuid uuid;
	size_t i, n = 0;
	int high, low;

	if (len != UUID_TEXT - 1)
		return false;
	for (i = 0; i < len;) {
		if (is_dash_place(i)) {
			if (string[i++] != '-')
				return false;
			continue;
		}
		high = text_hex_value(string[i]);
		low = text_hex_value(string[i + 1]);
		if (high < 0 || low < 0)
			return false;
		uuid.bytes[n++] = (unsigned char)(high << 4 | low);
		i += 2;
	}
	*uuidp = uuid;
	return true;
}

void
uuid_format(const struct uuid *uuid, char string[UUID_TEXT])
{
	static const char digits[] = "0123456789abcdef";
	size_t i, at = 0;

	for (i = 0; i < sizeof uuid->bytes; i++) {
		if (is_dash_place(at))
			string[at++] = '-';
		string[at++] = digits[uuid->bytes[i] >> 4];
		string[at++] = digits[uuid->bytes[i] & 15];
	}
	string[at] = '\0';
}

bool
uuid_equal(const struct uuid *a, const struct uuid *b)
{
	return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool
uuid_is_nil(const struct uuid *uuid)
{
	static const struct uuid nil;

	return uuid_equal(uuid, &nil);
}
