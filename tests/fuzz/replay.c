/* SPDX-License-Identifier: ISC */
/* Feeds every file of a folder to a fuzz target: `fuzz_jwt corpus/jwt`. */
#include "../lib/tap.h"
#include "fuzz.h"

#include <dirent.h>

#define LARGEST 65536

static int
is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* A target that does not hold ends the program, so that the plan is missing. */
static void
replay(const char *folder, const char *name)
{
	static uint8_t data[LARGEST];
	char path[4096];
	uint8_t *copy;
	size_t size;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "rb");
	if (file == NULL) {
		ok(false, "%s can be read", name);
		return;
	}
	size = fread(data, 1, sizeof data, file);
	fclose(file);
	copy = malloc(size > 0 ? size : 1); /* its end is seen by ASan */
	if (copy == NULL)
		abort();
	for (size_t i = 0; i < size; i++)
		copy[i] = data[i];
	ok(LLVMFuzzerTestOneInput(copy, size) == 0, "%s holds", name);
	free(copy);
}

int
main(int argc, char **argv)
{
	struct dirent **entries = NULL;
	int count;

	if (argc != 2) {
		fprintf(stderr, "usage: %s folder\n", argv[0]);
		return 2;
	}
	count = scandir(argv[1], &entries, is_input, alphasort);
	for (int i = 0; i < count; i++) {
		replay(argv[1], entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	ok(count > 0, "%s has %d inputs", argv[1], count);
	return done();
}
