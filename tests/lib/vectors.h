/* SPDX-License-Identifier: ISC */
/* Test vectors that nobody here wrote, in the folder GATEHOUSE_VECTORS. */
#ifndef TESTS_VECTORS_H
#define TESTS_VECTORS_H

#include "tap.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

/* The folder, or NULL after it has said that the test is skipped. */
static inline const char *
vectors_folder(const char *test)
{
	const char *folder = getenv("GATEHOUSE_VECTORS");

	if (folder != NULL && access(folder, R_OK) == 0)
		return folder;
	skip(test, folder == NULL ? "GATEHOUSE_VECTORS is not set"
				  : "GATEHOUSE_VECTORS names no folder");
	return NULL;
}

/* A JSON file of it, or NULL after a failed check. */
static inline json_t *
vectors_load(const char *folder, const char *name)
{
	char path[4096];
	json_t *json;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	json = json_load_file(path, 0, NULL);
	if (json == NULL)
		ok(false, "%s is there", name);
	return json;
}

static inline const char *
vectors_text(const json_t *object, const char *name)
{
	const char *string = json_string_value(json_object_get(object, name));

	return string != NULL ? string : "";
}

#endif
