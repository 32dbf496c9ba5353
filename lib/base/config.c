/* SPDX-License-Identifier: ISC */
/* gatehouse.conf: the settings of one installation. */
#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INSTALLED "/etc/gatehouse/gatehouse.conf"
#define STATE_LONGEST 400 /* leaves room for the names of files */

/* A setting is a number of least..most, one of `words`, or text. */
struct setting {
	const char *name;
	size_t offset;
	size_t size; /* of text; 0: a number */
	long long least, most;
	const char *const *words;
	const char *initial;
};

static const char *const schemes[] = { "http", "https", NULL };
static const char *const algorithms[] = { "ES256", "RS256", "EdDSA", NULL };
static const char *const switches[] = { "off", "on", NULL };
static const char *const sizes[] = { "2048", "3072", "4096", NULL };

#define TEXT(name, words, initial)                                         \
	{                                                                  \
#name, offsetof(struct config, name),                      \
		    sizeof((struct config *)0)->name, 0, 0, words, initial \
	}
#define NUMBER(name, least, most, words, initial)                            \
	{                                                                    \
#name, offsetof(struct config, name), 0, least, most, words, \
		    initial                                                  \
	}

static const struct setting settings[] = {
	TEXT(state, NULL, "/var/lib/gatehouse"),
	TEXT(view, NULL, ""),
	TEXT(region, NULL, "fr-par"),
	TEXT(domain, NULL, "localhost"),
	TEXT(scheme, schemes, "https"),
	NUMBER(port, 0, 65535, NULL, "0"),
	TEXT(issuer, NULL, "gatehouse"),
	TEXT(audience, NULL, "containers"),
	TEXT(algorithm, algorithms, "ES256"),
	NUMBER(rsa_bits, 2048, 4096, sizes, "3072"),
	NUMBER(leeway, 0, 60, NULL, "0"),
	NUMBER(workers, 1, 64, NULL, "2"),
	NUMBER(session_idle, 300, 86400, NULL, "1800"),
	NUMBER(session_life, 300, 2592000, NULL, "43200"),
	NUMBER(session_fresh, 0, 86400, NULL, "0"),
	TEXT(remote_user, switches, "off"),
};
#define SETTINGS (sizeof settings / sizeof settings[0])

static bool
is_word(const char *value, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(value, *words) == 0)
			return true;
	return false;
}

static bool
is_region(const char *value)
{
	size_t i;

	if (strlen(value) != 6 || value[2] != '-')
		return false;
	for (i = 0; i < 6; i++)
		if (i != 2 && (value[i] < 'a' || value[i] > 'z'))
			return false;
	return true;
}

static bool
set(struct config *config, const struct setting *setting, const char *value)
{
	char *field = (char *)config + setting->offset;
	long long number;
	int narrow;

	if (setting->words != NULL && !is_word(value, setting->words))
		return false;
	if (setting->size > 0)
		return text_is_plain(value, setting->size) &&
		       text_copy(field, setting->size, value);
	if (!text_to_number(value, setting->least, setting->most, &number))
		return false;
	narrow = (int)number;
	memcpy(field, &narrow, sizeof narrow);
	return true;
}

static const struct setting *
find_setting(const char *name)
{
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		if (strcmp(settings[i].name, name) == 0)
			return &settings[i];
	return NULL;
}

/* Cuts blanks off both ends, in place. */
static char *
trim(char *s)
{
	size_t len;

	s += strspn(s, " \t\r");
	for (len = strlen(s); len > 0 && strchr(" \t\r", s[len - 1]); len--)
		;
	s[len] = '\0';
	return s;
}

/* NULL, or what is wrong with the line. */
static const char *
read_line(struct config *config, char *line)
{
	const struct setting *setting;
	char *equals;

	line[strcspn(line, "#")] = '\0';
	line = trim(line);
	if (*line == '\0')
		return NULL;
	equals = strchr(line, '=');
	if (equals == NULL)
		return "is not \"name = value\"";
	*equals = '\0';
	setting = find_setting(trim(line));
	if (setting == NULL)
		return "names no setting";
	if (!set(config, setting, trim(equals + 1)))
		return "has a value that the setting does not allow";
	return NULL;
}

static enum token_error
read_lines(struct config *config, const char *path, char *text)
{
	char *line, *rest = text;
	const char *wrong;
	int number = 0;

	while ((line = strsep(&rest, "\n")) != NULL) {
		wrong = read_line(config, line);
		number++;
		if (wrong == NULL)
			continue;
		log_line("%s: line %d %s", path, number, wrong);
		return TOKEN_INVALID_ARGUMENT;
	}
	return TOKEN_OK;
}

/* What depends on more than one setting. */
static enum token_error
complete(struct config *config, const char *path)
{
	if (!is_region(config->region)) {
		log_line("%s: region must look like fr-par", path);
		return TOKEN_INVALID_ARGUMENT;
	}
	if (config->state[0] != '/' || strlen(config->state) > STATE_LONGEST ||
	    strlen(config->view) > STATE_LONGEST) {
		log_line("%s: state and view must be absolute paths of at most "
			 "%d bytes",
		    path, STATE_LONGEST);
		return TOKEN_INVALID_ARGUMENT;
	}
	if (config->view[0] == '\0')
		config_path(config, "view", config->view);
	return TOKEN_OK;
}

enum token_error
config_load(const char *path, struct config *config)
{
	char text[16384];
	enum token_error err;
	size_t len, i;

	if (path == NULL)
		path = getenv("GATEHOUSE_CONF");
	if (path == NULL)
		path = INSTALLED;
	memset(config, 0, sizeof *config);
	for (i = 0; i < SETTINGS; i++)
		if (!set(config, &settings[i], settings[i].initial))
			return TOKEN_INTERNAL;
	err = file_read(path, text, sizeof text, &len);
	if (err == TOKEN_NOT_FOUND)
		log_line("there is no %s", path);
	if (err == TOKEN_OK)
		err = read_lines(config, path, text);
	return err != TOKEN_OK ? err : complete(config, path);
}

void
config_path(
    const struct config *config, const char *name, char path[CONFIG_PATH])
{
	snprintf(
	    path, CONFIG_PATH, "%.*s/%s", STATE_LONGEST, config->state, name);
}
