/* SPDX-License-Identifier: ISC */
/* TAP for C tests: one line a check, the plan at the end. */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static int tap_count, tap_failed;

/* One check; its name is a sentence. */
__attribute__((format(printf, 2, 3))) static inline bool
ok(bool holds, const char *name, ...)
{
	va_list arguments;

	printf("%sok %d - ", holds ? "" : "not ", ++tap_count);
	va_start(arguments, name);
	vprintf(name, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
	tap_failed += !holds;
	return holds;
}

/* A check that cannot be made here, and why. */
static inline void
skip(const char *name, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++tap_count, name, why);
}

/* The last line of main: `return done();`. */
static inline int
done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0 || tap_count == 0;
}

#endif
