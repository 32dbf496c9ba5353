/* SPDX-License-Identifier: ISC */
/* Queries: decoded strictly, once, within their limits. */
#include "web/query.h"
#include "lib/tap.h"

#include <string.h>

static const struct {
	const char *query, *value; /* NULL: refused */
} texts[] = {
	{ "", "" },
	{ "name=a", "a" },
	{ "x=1&name=a&y=2", "a" },
	{ "name=a+b%20c", "a b c" },
	{ "name=%C3%A9", "\xc3\xa9" },
	{ "name=", "" },
	{ "name", "" },
	{ "names=a", "" },
	{ "nam=a", "" },
	{ "name=1234567", "1234567" },
	{ "name=12345678", NULL },
	{ "name=a&name=a", NULL },
	{ "name=%", NULL },
	{ "name=%4", NULL },
	{ "name=%4g", NULL },
	{ "name=%00", NULL },
	{ "name=%0a", NULL },
	{ "name=%ff", NULL },
};

static const struct {
	const char *query, *reason; /* NULL: read as `number` */
	int64_t number;
} numbers[] = {
	{ "", NULL, 7 },
	{ "n=1", NULL, 1 },
	{ "n=1000", NULL, 1000 },
	{ "n=0", "constraint", 7 },
	{ "n=1001", "constraint", 7 },
	{ "n=-1", "constraint", 7 },
	{ "n=1x", "format", 7 },
	{ "n=1.0", "format", 7 },
	{ "n=%31", NULL, 1 },
};

int
main(void)
{
	static const char *const words[] = { "up", "down", NULL };
	struct fault fault;
	char value[8];
	int64_t number;
	size_t i, word = 0;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (texts[i].value == NULL)
			ok(query_text(texts[i].query, "name", value,
			       sizeof value,
			       &fault) == TOKEN_INVALID_ARGUMENT &&
				strcmp(fault.argument, "name") == 0 &&
				value[0] == '\0',
			    "\"%s\" is refused", texts[i].query);
		else
			ok(query_text(texts[i].query, "name", value,
			       sizeof value, &fault) == TOKEN_OK &&
				strcmp(value, texts[i].value) == 0,
			    "\"%s\" is read", texts[i].query);
	}
	for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		number = 7;
		fault.reason[0] = '\0';
		ok((query_number(numbers[i].query, "n", 1, 1000, &number,
			&fault) == TOKEN_OK) == (numbers[i].reason == NULL) &&
			number == numbers[i].number &&
			(numbers[i].reason == NULL ||
			    strcmp(fault.reason, numbers[i].reason) == 0),
		    "a number of 1 to 1000: \"%s\"", numbers[i].query);
	}
	ok(query_word("o=down", "o", words, &word, &fault) == TOKEN_OK &&
		word == 1,
	    "a word is found by its place");
	ok(query_word("", "o", words, &word, &fault) == TOKEN_OK && word == 1,
	    "without one nothing changes");
	ok(query_word("o=Down", "o", words, &word, &fault) ==
		TOKEN_INVALID_ARGUMENT,
	    "another word is refused");
	return done();
}
