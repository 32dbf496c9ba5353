/* SPDX-License-Identifier: ISC */
/* The audit trail: a whole line whatever is in it and whatever happens. */
#include "base/file.h"
#include "lib/scarce.h"
#include "lib/tap.h"
#include "store/audit.h"

#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW INT64_C(1778078531000000)
#define BEGIN \
	"{\"recorded_at\":\"2026-05-06T14:42:11.000000Z\",\"program\":\"p\""

static char dir[] = "/tmp/gatehouse-test-XXXXXX";
static struct config config;
static char path[FILE_PATH], other[FILE_PATH], text[65536];

/* What the file has; the file is emptied. */
static const char *
take(const char *file)
{
	size_t len;

	if (file_read(file, text, sizeof text, &len) != TOKEN_OK ||
	    truncate(file, 0) != 0)
		abort();
	return text;
}

static struct audit *
must_open(void)
{
	struct audit *audit;

	if (audit_open(&config, &audit) != TOKEN_OK)
		abort();
	return audit;
}

static void
write_line(struct audit *audit, const char *value)
{
	struct json_t *line = audit_begin(audit, NOW, "p");

	audit_add(&line, NULL, "x", value);
	audit_end(audit, line);
}

static bool
is_line(const char *file, const char *value)
{
	char wanted[400];

	snprintf(wanted, sizeof wanted, BEGIN ",\"x\":\"%s\"}\n", value);
	return strcmp(take(file), wanted) == 0;
}

static void
test_lines(void)
{
	struct audit *audit = must_open();
	struct json_t *line = audit_begin(audit, NOW, "p");

	audit_add(&line, "group", "a", "1");
	audit_add_number(&line, NULL, "n", -7);
	audit_add(&line, "group", "b", "2");
	audit_add(&line, "empty", "c", "");
	audit_add(&line, "empty", "c", NULL);
	audit_append(&line, "list", "u");
	audit_append(&line, "list", "");
	audit_end(audit, line);
	ok(strcmp(take(path),
	       BEGIN ",\"group\":{\"a\":\"1\",\"b\":\"2\"},\"n\":-7,"
		     "\"list\":[\"u\",\"\"]}\n") == 0,
	    "a line has time, program, groups, numbers and lists, and nothing "
	    "for what is empty");
	audit_close(audit);
}

static void
test_texts(void)
{
	static const struct {
		const char *value, *wanted, *name;
	} cases[] = {
		{ "a\"b\\c", "a\\\"b\\\\c", "quotes and backslashes" },
		{ "a\n{\"program\":\"forged\"}\r",
		    "a?{\\\"program\\\":\\\"forged\\\"}?", "line breaks" },
		{ "\x1b[2J\x7f\t\b", "?[2J???", "control characters" },
		{ "\xc2\x85\xc2\x9b", "????", "C1 controls" },
		{ "a\xff\xc0\xaf\xed\xa0\x80", "a??????", "invalid UTF-8" },
		{ "\xc3\xa9\xe2\x80\xa8\xe2\x80\xae", "\\u00E9\\u2028\\u202E",
		    "other line breaks, directions" },
		{ "%n%s</script>", "%n%s</script>", "formats and tags" },
	};
	struct audit *audit = must_open();
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		write_line(audit, cases[i].value);
		ok(is_line(path, cases[i].wanted), "one line of ASCII with %s",
		    cases[i].name);
	}
	audit_close(audit);
}

static void
test_length(void)
{
	char value[AUDIT_TEXT + 3];
	struct audit *audit = must_open();
	size_t len;

	for (len = AUDIT_TEXT - 1; len <= AUDIT_TEXT + 1; len++) {
		memset(value, 'v', sizeof value);
		value[len] = '\0';
		write_line(audit, value);
		if (len > AUDIT_TEXT)
			value[AUDIT_TEXT] = '\0';
		ok(is_line(path, value), "of %zu bytes there are at most %d",
		    len, AUDIT_TEXT);
	}
	memcpy(value + AUDIT_TEXT - 1, "\xc3\xa9", 3);
	write_line(audit, value);
	memcpy(value + AUDIT_TEXT - 1, "?", 2);
	ok(is_line(path, value), "a character that is cut is none");
	audit_close(audit);
}

static void
test_rotation(void)
{
	struct audit *audit = must_open();
	struct stat status;

	if (rename(path, other) != 0)
		abort();
	write_line(audit, "1");
	ok(is_line(path, "1") && stat(path, &status) == 0 &&
		(status.st_mode & 0777) == 0660,
	    "a file that was renamed is made anew, for owner and group");
	if (rename(other, path) != 0)
		abort();
	write_line(audit, "2");
	ok(is_line(path, "2"), "one that was replaced is followed");
	if (rename(path, other) != 0 || mkdir(path, 0700) != 0)
		abort();
	write_line(audit, "3");
	ok(is_line(other, "3"),
	    "where there can be no new one, the old one has the lines");
	if (rmdir(path) != 0 || rename(other, path) != 0)
		abort();
	if (truncate(path, 0) != 0)
		abort();
	write_line(audit, "4");
	ok(is_line(path, "4"), "one that was copied and cut is gone on with");
	audit_close(audit);
}

/* What the log says while a file may not grow behind 20 bytes. */
static void
write_limited(struct audit *audit, const char *value, char *log, size_t size)
{
	const struct rlimit most = { 20, RLIM_INFINITY },
			    none = { RLIM_INFINITY, RLIM_INFINITY };
	const int before = dup(2);
	int ends[2];
	ssize_t len;

	if (pipe(ends) != 0)
		abort();
	dup2(ends[1], 2);
	setrlimit(RLIMIT_FSIZE, &most);
	write_line(audit, value);
	setrlimit(RLIMIT_FSIZE, &none);
	dup2(before, 2);
	close(before);
	close(ends[1]);
	len = read(ends[0], log, size - 1);
	log[len > 0 ? len : 0] = '\0';
	close(ends[0]);
}

static void
test_full(void)
{
	struct audit *audit = must_open(), *other_audit;
	char log[4096];

	signal(SIGXFSZ, SIG_IGN);
	write_limited(audit, "cut", log, sizeof log);
	ok(strstr(log, "cannot write the audit trail") != NULL &&
		strstr(log, "audit: " BEGIN ",\"x\":\"cut\"}\n") != NULL,
	    "a line that cannot be written is in the log, whole");
	write_line(audit, "whole");
	take(path);
	ok(strncmp(text, BEGIN, 20) == 0 && text[20] == '\n' &&
		strcmp(text + 21, BEGIN ",\"x\":\"whole\"}\n") == 0,
	    "what was written of it does not spoil the next");
	other_audit = must_open();
	write_limited(audit, "cut", log, sizeof log);
	write_line(other_audit, "whole");
	take(path);
	ok(strcmp(text + 20, "\n" BEGIN ",\"x\":\"whole\"}\n") == 0,
	    "nor that of another process");
	write_line(audit, "next");
	ok(is_line(path, "next"), "it is ended once");
	audit_close(other_audit);
	audit_close(audit);
}

static void
test_memory(void)
{
	struct audit *audit = must_open();
	bool is_whole = true;
	int n;

	for (n = 0; n < 40; n++) {
		requests_left = n;
		json_set_alloc_funcs(scarce_malloc, free);
		write_line(audit, "v");
		json_set_alloc_funcs(malloc, free);
		take(path);
		is_whole =
		    is_whole && (*text == '\0' ||
				    strcmp(text, BEGIN ",\"x\":\"v\"}\n") == 0);
	}
	ok(is_whole && *text != '\0', "without memory there is no half a line");
	audit_close(audit);
}

static bool
is_refused(void)
{
	struct audit *audit = (struct audit *)&config;

	return audit_open(&config, &audit) == TOKEN_UNAVAILABLE &&
	       audit == NULL;
}

static void
test_opening(void)
{
	struct json_t *line;
	struct audit *audit;
	int fd;

	fd = open(path, O_WRONLY | O_TRUNC);
	ok(fd >= 0 && write(fd, "{\"cut", 5) == 5, "a line is cut short");
	close(fd);
	audit = must_open();
	write_line(audit, "v");
	ok(strcmp(take(path), "{\"cut\n" BEGIN ",\"x\":\"v\"}\n") == 0,
	    "it is ended before the next");
	audit_close(audit);
	if (rename(path, other) != 0 || symlink(other, path) != 0)
		abort();
	ok(is_refused(), "a link is not followed");
	if (unlink(path) != 0 || mkfifo(path, 0600) != 0)
		abort();
	ok(is_refused(), "a pipe is refused, without waiting");
	unlink(path);
	unlink(other);
	strcpy(config.audit, "/nonexistent/audit.log");
	ok(is_refused(), "a file that cannot be made is an error");
	strcpy(config.audit, "off");
	line = audit_open(&config, &audit) == TOKEN_OK && audit == NULL
		   ? audit_begin(audit, NOW, "p")
		   : NULL;
	audit_add(&line, NULL, "x", "v");
	audit_append(&line, "y", "v");
	audit_add_number(&line, NULL, "z", 1);
	audit_end(audit, line);
	audit_close(audit);
	ok(line == NULL && access(path, F_OK) != 0, "off is off");
}

int
main(void)
{
	umask(0077);
	if (mkdtemp(dir) == NULL ||
	    config_load("/dev/null", &config) != TOKEN_OK)
		abort();
	strcpy(config.state, dir);
	snprintf(path, sizeof path, "%s/audit.log", dir);
	snprintf(other, sizeof other, "%s/other", dir);
	test_lines();
	test_texts();
	test_length();
	test_rotation();
	test_full();
	test_memory();
	test_opening();
	rmdir(dir);
	return done();
}
