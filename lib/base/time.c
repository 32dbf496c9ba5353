/* SPDX-License-Identifier: ISC */
/* Instants: RFC 3339 text to and from seconds or microseconds of UTC. */
#include "base/time.h"

#include <stdio.h>
#include <time.h>

int64_t
time_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * TIME_MICRO + now.tv_nsec / 1000;
}

int64_t
time_elapsed_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads exactly `count` digits and moves on. */
static bool
take_number(const char **s, int count, int *numberp)
{
	int number = 0;

	while (count-- > 0) {
		if (**s < '0' || **s > '9')
			return false;
		number = number * 10 + (*(*s)++ - '0');
	}
	*numberp = number;
	return true;
}

static bool
take_character(const char **s, const char *wanted)
{
	for (; *wanted != '\0'; wanted++) {
		if (**s == *wanted) {
			(*s)++;
			return true;
		}
	}
	return false;
}

static bool
take_date(const char **s, struct tm *tm)
{
	if (!take_number(s, 4, &tm->tm_year) || !take_character(s, "-") ||
	    !take_number(s, 2, &tm->tm_mon) || !take_character(s, "-") ||
	    !take_number(s, 2, &tm->tm_mday))
		return false;
	tm->tm_year -= 1900;
	tm->tm_mon -= 1;
	return tm->tm_mon >= 0 && tm->tm_mon < 12 && tm->tm_mday >= 1;
}

static bool
take_clock(const char **s, struct tm *tm)
{
	int digit;

	if (!take_number(s, 2, &tm->tm_hour) || !take_character(s, ":") ||
	    !take_number(s, 2, &tm->tm_min) || !take_character(s, ":") ||
	    !take_number(s, 2, &tm->tm_sec))
		return false;
	if (tm->tm_hour > 23 || tm->tm_min > 59 || tm->tm_sec > 59)
		return false;
	if (!take_character(s, "."))
		return true;
	if (!take_number(s, 1, &digit))
		return false;
	while (take_number(s, 1, &digit))
		;
	return true;
}

/* Seconds east of UTC. */
static bool
take_offset(const char **s, int *offsetp)
{
	int hours, minutes;
	bool is_west;

	*offsetp = 0;
	if (**s == '\0' || take_character(s, "Zz"))
		return true;
	is_west = **s == '-';
	if (!take_character(s, "+-") || !take_number(s, 2, &hours) ||
	    !take_character(s, ":") || !take_number(s, 2, &minutes))
		return false;
	*offsetp = (hours * 60 + minutes) * (is_west ? -60 : 60);
	return hours <= 23 && minutes <= 59;
}

bool
time_parse(const char *string, int64_t *secondsp)
{
	struct tm tm = { 0 };
	int64_t seconds;
	int offset, day;

	if (!take_date(&string, &tm) || !take_character(&string, "Tt ") ||
	    !take_clock(&string, &tm) || !take_offset(&string, &offset) ||
	    *string != '\0')
		return false;
	day = tm.tm_mday;
	seconds = timegm(&tm) - offset;
	if (tm.tm_mday != day) /* timegm() made 31 June 1 July */
		return false;
	if (seconds < 0 || seconds > TIME_LAST)
		return false;
	*secondsp = seconds;
	return true;
}

static void
format_with(int64_t seconds, const char *fraction, char string[TIME_TEXT])
{
	time_t time = seconds;
	struct tm tm;
	char clock[24];

	gmtime_r(&time, &tm);
	strftime(clock, sizeof clock, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(string, TIME_TEXT, "%s%sZ", clock, fraction);
}

void
time_format(int64_t seconds, char string[TIME_TEXT])
{
	format_with(seconds, "", string);
}

void
time_format_micro(int64_t micro, char string[TIME_TEXT])
{
	char fraction[8];

	snprintf(fraction, sizeof fraction, ".%06u",
	    (unsigned)(micro % TIME_MICRO) % 1000000);
	format_with(micro / TIME_MICRO, fraction, string);
}
