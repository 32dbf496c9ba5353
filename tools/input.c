/* SPDX-License-Identifier: ISC */
/* A password from standard input: never from the command line, which everybody
 * on the machine can read. */
#include "command.h"

#include "base/log.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

/* Reads up to the first line break, the end, or `size` bytes. */
static bool
read_line(char *line, size_t size, size_t *lenp)
{
	ssize_t got = 1;
	size_t len = 0;

	while (got != 0 && len < size && memchr(line, '\n', len) == NULL) {
		got = read(STDIN_FILENO, line + len, size - len);
		if (got < 0 && errno != EINTR)
			return false;
		if (got > 0)
			len += (size_t)got;
	}
	*lenp = len;
	return true;
}

/* The same without echo.  The keyboard's signals wait, so that none of them
 * leaves the terminal so. */
static bool
read_unseen(const struct termios *shown, char *line, size_t size, size_t *lenp)
{
	struct termios hidden = *shown;
	sigset_t signals, before;
	bool is_hidden, is_read = false;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGQUIT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGTSTP);
	sigprocmask(SIG_BLOCK, &signals, &before);
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	is_hidden = tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
	fputs("password: ", stderr);
	if (is_hidden)
		is_read = read_line(line, size, lenp);
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, shown);
	fputs("\n", stderr);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return is_read;
}

/* Ends the line where its break is; false when what is left is no text. */
static bool
end_line(char *line, size_t len)
{
	const char *end = memchr(line, '\n', len);

	if (end != NULL)
		len = (size_t)(end - line);
	line[len] = '\0';
	return len > 0 && strlen(line) == len && text_is_plain(line, len);
}

int
input_password(struct command *command)
{
	const size_t size = sizeof command->password - 1;
	struct fault fault = { 0 };
	struct termios shown;
	bool is_read;
	size_t len;

	if (command->option[OPTION_PASSWORD_STDIN] == NULL)
		return EX_OK;
	if (tcgetattr(STDIN_FILENO, &shown) == 0)
		is_read = read_unseen(&shown, command->password, size, &len);
	else
		is_read = read_line(command->password, size, &len);
	if (!is_read) {
		log_errno("standard input");
		return EX_IOERR;
	}
	if (end_line(command->password, len))
		return EX_OK;
	digest_cleanse(command->password, sizeof command->password);
	return report_error(fault_argument(&fault, "password", "format",
				"standard input has no line of UTF-8 text"),
	    &fault);
}
