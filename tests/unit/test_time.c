/* SPDX-License-Identifier: ISC */
/* Instants: every spelling that clients send, and none that does not exist. */
#include "base/time.h"
#include "lib/tap.h"

#include <string.h>

static const struct {
	const char *string;
	int64_t seconds; /* -1: refused */
} instants[] = {
	{ "2026-05-06T14:42:11.000Z", 1778078531 },
	{ "2026-05-06T16:42:11+02:00", 1778078531 },
	{ "2026-05-06T14:42:11+00:00", 1778078531 },
	{ "2026-05-06T14:42:11", 1778078531 },
	{ "2026-05-06t14:42:11z", 1778078531 },
	{ "2026-05-06 14:42:11Z", 1778078531 },
	{ "2026-05-06T14:42:11.999999999Z", 1778078531 },
	{ "2026-05-06T09:12:11-05:30", 1778078531 },
	{ "1970-01-01T00:00:00Z", 0 },
	{ "2024-02-29T00:00:00Z", 1709164800 },
	{ "9999-12-31T23:59:59Z", 253402300799 },
	{ "2023-02-29T00:00:00Z", -1 },
	{ "2026-06-31T00:00:00Z", -1 },
	{ "2026-13-01T00:00:00Z", -1 },
	{ "2026-00-01T00:00:00Z", -1 },
	{ "2026-01-00T00:00:00Z", -1 },
	{ "2026-01-01T24:00:00Z", -1 },
	{ "2026-12-31T23:59:60Z", -1 },
	{ "2026-01-01T00:60:00Z", -1 },
	{ "10000-01-01T00:00:00Z", -1 },
	{ "1969-12-31T23:59:59Z", -1 },
	{ "9999-12-31T23:59:59-01:00", -1 },
	{ "2026-05-06", -1 },
	{ "2026-05-06T14:42", -1 },
	{ "2026-05-06T14:42:11.Z", -1 },
	{ "2026-05-06T14:42:11+0200", -1 },
	{ "2026-05-06T14:42:11+24:00", -1 },
	{ "2026-05-06T14:42:11Zx", -1 },
	{ "1778078531", -1 },
	{ "", -1 },
};

int
main(void)
{
	char text[TIME_TEXT];
	int64_t seconds;
	size_t i;

	for (i = 0; i < sizeof instants / sizeof instants[0]; i++) {
		seconds = -1;
		ok(time_parse(instants[i].string, &seconds) ==
			    (instants[i].seconds >= 0) &&
			seconds == instants[i].seconds,
		    "\"%s\" is %s", instants[i].string,
		    instants[i].seconds >= 0 ? "read" : "refused");
	}
	time_format(1778078531, text);
	ok(strcmp(text, "2026-05-06T14:42:11Z") == 0, "seconds are written");
	time_format(TIME_LAST, text);
	ok(strcmp(text, "9999-12-31T23:59:59Z") == 0,
	    "the last second is written");
	time_format_micro(1778078531000042, text);
	ok(strcmp(text, "2026-05-06T14:42:11.000042Z") == 0,
	    "microseconds are written");
	return done();
}
