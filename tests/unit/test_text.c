/* SPDX-License-Identifier: ISC */
/* Text in buffers: limits, UTF-8, numbers. */
#include "base/text.h"
#include "lib/tap.h"

#include <string.h>

static const struct {
	const char *name, *string;
	size_t most;
	bool is_plain;
} plains[] = {
	{ "empty", "", 0, true },
	{ "as long as allowed", "abc", 3, true },
	{ "one longer", "abcd", 3, false },
	{ "characters are counted, not bytes", "\xc3\xa9\xf0\x9f\x98\x80", 2,
	    true },
	{ "a line break", "a\nb", 9, false },
	{ "DEL", "a\x7f", 9, false },
	{ "a C1 control", "a\xc2\x85", 9, false },
	{ "no-break space", "a\xc2\xa0", 9, true },
	{ "an overlong slash", "\xc0\xaf", 9, false },
	{ "an overlong three-byte form", "\xe0\x80\xaf", 9, false },
	{ "a surrogate", "\xed\xa0\x80", 9, false },
	{ "beyond U+10FFFF", "\xf4\x90\x80\x80", 9, false },
	{ "a sequence cut short", "\xe2\x82", 9, false },
	{ "a lone continuation", "\x80", 9, false },
};

static const struct {
	const char *string;
	bool is_number;
	long long number;
} numbers[] = {
	{ "0", true, 0 },
	{ "1000", true, 1000 },
	{ "1001", false, 0 },
	{ "007", true, 7 },
	{ "", false, 0 },
	{ "-1", false, 0 },
	{ "+1", false, 0 },
	{ " 1", false, 0 },
	{ "1 ", false, 0 },
	{ "0x1", false, 0 },
	{ "99999999999999999999", false, 0 },
};

static void
test_limits(void)
{
	char data[5];
	struct text text;

	text_open(&text, data, sizeof data);
	text_add(&text, "1234");
	ok(!text.cut && strcmp(data, "1234") == 0,
	    "what fits to the last byte is added");
	text_add(&text, "5");
	ok(text.cut && strcmp(data, "1234") == 0,
	    "what does not fit is left out whole");
	text_open(&text, data, sizeof data);
	text_addf(&text, "%d", 12345);
	ok(text.cut && text.len == 0 && data[0] == '\0',
	    "formatted text that does not fit is left out whole");
	ok(!text_copy(data, sizeof data, "12345") && strcmp(data, "1234") == 0,
	    "a copy that is cut says so");
	ok(text_copy(data, sizeof data, "1234"), "a copy that fits says so");
}

int
main(void)
{
	long long number;
	size_t i;

	test_limits();
	for (i = 0; i < sizeof plains / sizeof plains[0]; i++)
		ok(text_is_plain(plains[i].string, plains[i].most) ==
			plains[i].is_plain,
		    "plain text: %s", plains[i].name);
	for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		number = 0;
		ok(text_to_number(numbers[i].string, 0, 1000, &number) ==
			    numbers[i].is_number &&
			number == numbers[i].number,
		    "number up to 1000: \"%s\"", numbers[i].string);
	}
	return done();
}
