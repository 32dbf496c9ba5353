/* SPDX-License-Identifier: ISC */
/* Identifiers: exact shape, either case in, lower case out. */
#include "base/uuid.h"
#include "lib/tap.h"

#include <stdlib.h>
#include <string.h>

static const char *const refused[] = {
	"",
	"0f8fad5b-d9cb-469f-a165-70867728950",
	"0f8fad5b-d9cb-469f-a165-70867728950ee",
	"0f8fad5bd9cb-469f-a165-70867728950e-",
	"0f8fad5b-d9cb-469f-a165-70867728950g",
	"{f8fad5b-d9cb-469f-a165-70867728950e",
	"0f8fad5b_d9cb_469f_a165_70867728950e",
	" f8fad5b-d9cb-469f-a165-70867728950e",
};

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct uuid));
}

static void
test_unique(void)
{
	const size_t count = 1000000;
	struct uuid *ids = malloc(count * sizeof *ids);
	size_t i, twice = 0;

	for (i = 0; ids != NULL && i < count; i++)
		ids[i] = uuid_random();
	if (ids != NULL)
		qsort(ids, count, sizeof *ids, compare);
	for (i = 1; ids != NULL && i < count; i++)
		twice += uuid_equal(&ids[i - 1], &ids[i]);
	ok(ids != NULL && twice == 0,
	    "of a million random ids none comes twice");
	free(ids);
}

int
main(void)
{
	const char *upper = "0F8FAD5B-D9CB-469F-A165-70867728950E";
	struct uuid a, b;
	char text[UUID_TEXT];
	size_t i;

	ok(uuid_parse(upper, 36, &a), "upper case is read");
	uuid_format(&a, text);
	ok(strcmp(text, "0f8fad5b-d9cb-469f-a165-70867728950e") == 0,
	    "lower case is written");
	for (i = 0; i < sizeof refused / sizeof refused[0]; i++)
		ok(!uuid_parse(refused[i], strlen(refused[i]), &b),
		    "refused: \"%s\"", refused[i]);
	a = uuid_random();
	b = uuid_random();
	ok(!uuid_equal(&a, &b), "two random ids differ");
	ok((a.bytes[6] & 0xf0) == 0x40 && (a.bytes[8] & 0xc0) == 0x80,
	    "a random id says version 4 and its variant");
	memset(&b, 0, sizeof b);
	ok(uuid_is_nil(&b) && !uuid_is_nil(&a), "nil is told apart");
	test_unique();
	return done();
}
