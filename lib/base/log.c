/* SPDX-License-Identifier: ISC */
/* One line on standard error for each thing an operator should know. */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE 1000

static const char *program_name = "gatehouse";

void
log_open(const char *program)
{
	program_name = program;
}

/* One write, so that lines of several processes do not mix. */
static void
write_line(const char *message, const char *cause)
{
	char line[LINE + 2];
	size_t len, i;
	ssize_t written;
	int wanted;

	wanted = snprintf(line, LINE, "%s: %s%s%s", program_name, message,
	    cause != NULL ? ": " : "", cause != NULL ? cause : "");
	len = wanted < 0              ? 0
	      : (size_t)wanted < LINE ? (size_t)wanted
				      : LINE - 1;
	for (i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 127)
			line[i] = '?';
	line[len] = '\n';
	written = write(STDERR_FILENO, line, len + 1);
	(void)written;
}

void
log_line(const char *format, ...)
{
	char message[LINE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	write_line(message, NULL);
}

void
log_errno(const char *format, ...)
{
	char message[LINE];
	va_list arguments;
	int cause = errno;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	write_line(message, strerror(cause));
	errno = cause;
}
