/* SPDX-License-Identifier: ISC */
/* One target: libFuzzer calls it with its own inputs, replay.c with files. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* For mkdtemp(3): what is synced there costs nothing. */
#define FUZZ_FOLDER "/dev/shm/gatehouse-fuzz-XXXXXX"

/* A property that holds for every input. */
#define MUST(property)                                                     \
	do {                                                               \
		if (!(property)) {                                         \
			fprintf(stderr, "does not hold: %s\n", #property); \
			abort();                                           \
		}                                                          \
	} while (0)

#endif
