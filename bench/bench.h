/* SPDX-License-Identifier: ISC */
/* Time, in rounds, and results as lines "NAME<tab>VALUE". */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 7

/* Of this process's work, in microseconds. */
static inline double
cpu_us(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static inline double
wall_us(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static inline int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static inline double
median(double values[ROUNDS])
{
	qsort(values, ROUNDS, sizeof values[0], compare);
	return values[ROUNDS / 2];
}

static inline void
tell(const char *name, double value)
{
	printf("%s\t%.3f\n", name, value);
	fflush(stdout);
}

#define MUST(call)                                                             \
	do {                                                                   \
		enum token_error must_err = (call);                            \
		if (must_err != TOKEN_OK) {                                    \
			fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, \
			    #call, error_text(must_err));                      \
			exit(1);                                               \
		}                                                              \
	} while (0)

#endif
