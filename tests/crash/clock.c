/* SPDX-License-Identifier: ISC */
/*
 * A library to preload: the clock is off by as many seconds as the file
 * CLOCK_OFFSET says, which may change at any time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long
read_offset(void)
{
	const char *path = getenv("CLOCK_OFFSET");
	FILE *file = path != NULL ? fopen(path, "r") : NULL;
	long offset = 0;

	if (file == NULL)
		return 0;
	if (fscanf(file, "%ld", &offset) != 1)
		offset = 0;
	fclose(file);
	return offset;
}

int
clock_gettime(clockid_t clock, struct timespec *now)
{
	const int rc = (int)syscall(SYS_clock_gettime, clock, now);

	if (rc == 0 && clock == CLOCK_REALTIME)
		now->tv_sec += read_offset();
	return rc;
}
