/* SPDX-License-Identifier: ISC */
/* Instants: RFC 3339 text to and from seconds or microseconds of UTC. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TIME_TEXT 32
#define TIME_EARLIEST INT64_C(1577836800) /* 2020; before, no clock is set */
#define TIME_LAST INT64_C(253402300799)   /* 9999-12-31T23:59:59Z */
#define TIME_MICRO INT64_C(1000000)

/* The clock, in microseconds since 1970.  Only main paths call it. */
int64_t time_now(void);

/* Milliseconds since some moment, which nobody can set back: for waiting. */
int64_t time_elapsed_ms(void);

/*
 * Reads date, time, fraction and offset of RFC 3339 5.6; a missing offset means
 * UTC, as clients with naive dates send it.  A fraction is dropped.  Leap
 * second 60 and dates that do not exist are refused, as is what falls outside
 * 1970..9999.
 */
bool time_parse(const char *string, int64_t *secondsp);

/* "2026-05-06T14:42:11Z", and with six digits of fraction. */
void time_format(int64_t seconds, char string[TIME_TEXT]);
void time_format_micro(int64_t micro, char string[TIME_TEXT]);

#endif
