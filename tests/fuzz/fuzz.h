/* SPDX-License-Identifier: ISC */
/* One target: libFuzzer calls it with its own inputs, replay.c with files. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property that holds for every input. */
#define MUST(property)                                                     \
	do {                                                               \
		if (!(property)) {                                         \
			fprintf(stderr, "does not hold: %s\n", #property); \
			abort();                                           \
		}                                                          \
	} while (0)

#endif
