/* SPDX-License-Identifier: ISC */
/* gatehouse.conf: defaults, limits, and errors that name the line. */
#include "base/config.h"
#include "lib/tap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *text;
	enum token_error err;
} files[] = {
	{ "", TOKEN_OK },
	{ "# a comment\n\n  region = nl-ams  # behind\n", TOKEN_OK },
	{ "workers = 1\n", TOKEN_OK },
	{ "workers = 64\n", TOKEN_OK },
	{ "workers = 0\n", TOKEN_INVALID_ARGUMENT },
	{ "workers = 65\n", TOKEN_INVALID_ARGUMENT },
	{ "workers = two\n", TOKEN_INVALID_ARGUMENT },
	{ "workers\n", TOKEN_INVALID_ARGUMENT },
	{ "wrokers = 2\n", TOKEN_INVALID_ARGUMENT },
	{ "leeway = 60\n", TOKEN_OK },
	{ "leeway = 61\n", TOKEN_INVALID_ARGUMENT },
	{ "region = fr-parx\n", TOKEN_INVALID_ARGUMENT },
	{ "region = FR-PAR\n", TOKEN_INVALID_ARGUMENT },
	{ "algorithm = HS256\n", TOKEN_INVALID_ARGUMENT },
	{ "algorithm = EdDSA\n", TOKEN_OK },
	{ "rsa_bits = 2049\n", TOKEN_INVALID_ARGUMENT },
	{ "scheme = ftp\n", TOKEN_INVALID_ARGUMENT },
	{ "state = relative/path\n", TOKEN_INVALID_ARGUMENT },
	{ "port = 65536\n", TOKEN_INVALID_ARGUMENT },
	{ "session_idle = 300\nsession_life = 2592000\n", TOKEN_OK },
	{ "session_idle = 299\n", TOKEN_INVALID_ARGUMENT },
	{ "session_idle = 86401\n", TOKEN_INVALID_ARGUMENT },
	{ "session_life = 299\n", TOKEN_INVALID_ARGUMENT },
	{ "session_life = 2592001\n", TOKEN_INVALID_ARGUMENT },
	{ "remote_user = on\n", TOKEN_OK },
	{ "remote_user = yes\n", TOKEN_INVALID_ARGUMENT },
	{ "group = a\nstore_group = b\nkey_user = c\n", TOKEN_OK },
	{ "group = a\nstore_group = b\n", TOKEN_INVALID_ARGUMENT },
	{ "view =\n", TOKEN_OK },
	{ "view = relative/path\n", TOKEN_INVALID_ARGUMENT },
	{ "audit = /var/log/gatehouse/audit.log\n", TOKEN_OK },
	{ "audit = relative/path\n", TOKEN_INVALID_ARGUMENT },
};

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
		abort();
}

static void
test_audit(const char *path)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = { { "state = /srv/gate\n", "/srv/gate/audit.log" },
		{ "audit = /var/log/a\n", "/var/log/a" },
		{ "audit = off\n", "" } };
	char file[FILE_PATH];
	struct config config;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		write_file(path, cases[i].text);
		file[0] = '\0';
		ok(config_load(path, &config) == TOKEN_OK &&
			config_audit_path(&config, file) ==
			    (cases[i].wanted[0] != '\0') &&
			strcmp(file, cases[i].wanted) == 0,
		    "%.*s has its audit trail there",
		    (int)strcspn(cases[i].text, "\n"), cases[i].text);
	}
}

int
main(void)
{
	char path[] = "/tmp/gatehouse-test-XXXXXX", long_path[500];
	struct config config;
	size_t i;

	close(mkstemp(path));
	for (i = 0; i < sizeof files / sizeof files[0]; i++) {
		write_file(path, files[i].text);
		ok(config_load(path, &config) == files[i].err, "%.*s is %s",
		    (int)strcspn(files[i].text, "\n"), files[i].text,
		    files[i].err == TOKEN_OK ? "accepted" : "refused");
	}
	write_file(path, "state = /srv/gate\n");
	ok(config_load(path, &config) == TOKEN_OK &&
		strcmp(config.view, "/srv/gate/view") == 0 &&
		strcmp(config.region, "fr-par") == 0 && config.workers == 2 &&
		config.session_idle == 1800 && config.session_life == 43200 &&
		strcmp(config.remote_user, "off") == 0,
	    "what is not set has its default");
	snprintf(long_path, sizeof long_path, "state = /%0420d\n", 0);
	write_file(path, long_path);
	ok(config_load(path, &config) == TOKEN_INVALID_ARGUMENT,
	    "a state whose files would not fit is refused");
	test_audit(path);
	unlink(path);
	ok(config_load(path, &config) == TOKEN_NOT_FOUND,
	    "a missing file is said to be missing");
	return done();
}
