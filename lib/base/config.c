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

#define VIEW "/view"

/* A setting is a number of least..most, or text: one of `words`, what
 * `is_valid` takes, or any. */
struct setting {
	const char *name;
	size_t offset;
	size_t size; /* of text; 0: a number */
	long long least, most;
	const char *const *words;
	bool (*is_valid)(const char *value);
	const char *initial;
	const char *rule; /* what is_valid() wants */
};

static const char *const schemes[] = { "http", "https", NULL };
static const char *const algorithms[] = { "ES256", "RS256", "EdDSA", NULL };
static const char *const switches[] = { "off", "on", NULL };
static const char *const sizes[] = { "2048", "3072", "4096", NULL };

static bool
is_path(const char *value)
{
	return value[0] == '/' && strlen(value) <= CONFIG_STATE;
}

/* One that is not said is in the state, whose name may be the longest. */
static bool
is_view(const char *value)
{
	return *value == '\0' ||
	       (value[0] == '/' &&
		   strlen(value) <= CONFIG_STATE + sizeof VIEW - 1);
}

static bool
is_audit(const char *value)
{
	return *value == '\0' || strcmp(value, "off") == 0 || is_path(value);
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

#define TEXT(name, words, is_valid, initial, rule)                           \
	{                                                                    \
#name, offsetof(struct config, name),                        \
		    sizeof((struct config *)0)->name, 0, 0, words, is_valid, \
		    initial, rule                                            \
	}
#define NUMBER(name, least, most, words, initial)                            \
	{                                                                    \
#name, offsetof(struct config, name), 0, least, most, words, \
		    NULL, initial, NULL                                      \
	}
#define PATH_RULE "an absolute path of at most 400 bytes"

static const struct setting settings[] = {
	TEXT(state, NULL, is_path, "/var/lib/gatehouse", PATH_RULE),
	TEXT(view, NULL, is_view, "", PATH_RULE),
	TEXT(region, NULL, is_region, "fr-par",
	    "two letters, a hyphen and three letters, as fr-par"),
	TEXT(domain, NULL, NULL, "localhost", NULL),
	TEXT(scheme, schemes, NULL, "https", NULL),
	NUMBER(port, 0, 65535, NULL, "0"),
	TEXT(issuer, NULL, NULL, "gatehouse", NULL),
	TEXT(audience, NULL, NULL, "containers", NULL),
	TEXT(algorithm, algorithms, NULL, "ES256", NULL),
	NUMBER(rsa_bits, 2048, 4096, sizes, "3072"),
	NUMBER(leeway, 0, 60, NULL, "0"),
	NUMBER(workers, 1, 64, NULL, "2"),
	NUMBER(session_idle, 300, 86400, NULL, "1800"),
	NUMBER(session_life, 300, 2592000, NULL, "43200"),
	NUMBER(session_fresh, 0, 86400, NULL, "0"),
	TEXT(remote_user, switches, NULL, "off", NULL),
	TEXT(audit, NULL, is_audit, "", PATH_RULE ", or off"),
	TEXT(group, NULL, NULL, "", NULL),
	TEXT(store_group, NULL, NULL, "", NULL),
	TEXT(key_user, NULL, NULL, "", NULL),
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
set(struct config *config, const struct setting *setting, const char *value)
{
	char *field = (char *)config + setting->offset;
	long long number;
	int narrow;

	if ((setting->words != NULL && !is_word(value, setting->words)) ||
	    (setting->is_valid != NULL && !setting->is_valid(value)))
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

/* What the setting takes, for people. */
static void
describe(const struct setting *setting, struct text *text)
{
	size_t i;

	if (setting->rule != NULL)
		text_add(text, setting->rule);
	else if (setting->words != NULL)
		for (i = 0; setting->words[i] != NULL; i++)
			text_addf(text, "%s%s", i == 0 ? "" : " or ",
			    setting->words[i]);
	else if (setting->size > 0)
		text_addf(
		    text, "plain text of at most %zu bytes", setting->size - 1);
	else
		text_addf(text, "a number of %lld to %lld", setting->least,
		    setting->most);
}

/* Whether the line can be used; `wrong` says why not. */
static bool
read_line(struct config *config, char *line, struct text *wrong)
{
	const struct setting *setting;
	char *equals;

	line[strcspn(line, "#")] = '\0';
	line = trim(line);
	if (*line == '\0')
		return true;
	equals = strchr(line, '=');
	if (equals == NULL) {
		text_add(wrong, "is not \"name = value\"");
		return false;
	}
	*equals = '\0';
	line = trim(line);
	setting = find_setting(line);
	if (setting == NULL) {
		text_addf(wrong, "%s: there is no such setting", line);
		return false;
	}
	if (set(config, setting, trim(equals + 1)))
		return true;
	text_addf(wrong, "%s: must be ", line);
	describe(setting, wrong);
	return false;
}

/* Reads to the end, so that all faults are seen at once. */
static enum token_error
read_lines(struct config *config, const char *path, char *content)
{
	char *line, *rest = content, data[200];
	enum token_error err = TOKEN_OK;
	struct text wrong;
	int number = 0;

	while ((line = strsep(&rest, "\n")) != NULL) {
		number++;
		text_open(&wrong, data, sizeof data);
		if (read_line(config, line, &wrong))
			continue;
		log_line("%s:%d: %s", path, number,
		    *data == '\0' ? "names no setting" : data);
		err = TOKEN_INVALID_ARGUMENT;
	}
	return err;
}

/* What depends on more than one setting. */
static enum token_error
complete(struct config *config, const char *path)
{
	const int named = (config->group[0] != '\0') +
			  (config->store_group[0] != '\0') +
			  (config->key_user[0] != '\0');

	if (named != 0 && named != 3) {
		log_line(
		    "%s: group, store_group and key_user go together", path);
		return TOKEN_INVALID_ARGUMENT;
	}
	if (config->view[0] == '\0')
		config_path(config, &VIEW[1], config->view);
	return TOKEN_OK;
}

enum token_error
config_load(const char *path, struct config *config)
{
	char content[16384];
	enum token_error err;
	size_t len, i;

	if (path == NULL)
		path = getenv("GATEHOUSE_CONF");
	if (path == NULL)
		path = CONFIG_INSTALLED;
	memset(config, 0, sizeof *config);
	for (i = 0; i < SETTINGS; i++)
		if (!set(config, &settings[i], settings[i].initial))
			return TOKEN_INTERNAL;
	err = file_read(path, content, sizeof content, &len);
	if (err == TOKEN_NOT_FOUND)
		log_line(
		    "there is no %s, which holds the settings; it may be empty",
		    path);
	if (err == TOKEN_OK)
		err = read_lines(config, path, content);
	return err != TOKEN_OK ? err : complete(config, path);
}

void
config_show(const struct config *config, FILE *out)
{
	const struct setting *setting;
	const char *field;
	int number;

	for (setting = settings; setting < settings + SETTINGS; setting++) {
		field = (const char *)config + setting->offset;
		if (setting->size > 0) {
			fprintf(out, "%s = %s\n", setting->name, field);
			continue;
		}
		memcpy(&number, field, sizeof number);
		fprintf(out, "%s = %d\n", setting->name, number);
	}
}

void
config_path(const struct config *config, const char *name, char path[FILE_PATH])
{
	snprintf(path, FILE_PATH, "%.*s/%s", CONFIG_STATE, config->state, name);
}

bool
config_audit_path(const struct config *config, char path[FILE_PATH])
{
	if (strcmp(config->audit, "off") == 0)
		return false;
	if (config->audit[0] == '\0')
		config_path(config, "audit.log", path);
	else
		text_copy(path, FILE_PATH, config->audit);
	return true;
}
