/* SPDX-License-Identifier: ISC */
/* The types of fields: how a value is read, kept and shown. */
#include "object/shape_type.h"
#include "base/text.h"
#include "object/record.h"
#include "object/shape_object.h"
#include "object/shape_set.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MEGABYTE INT64_C(1000000)

static enum token_error
keep(json_t *stored, json_t **storedp)
{
	if (stored == NULL)
		return TOKEN_INTERNAL;
	*storedp = stored;
	return TOKEN_OK;
}

enum token_error
shape_type_refuse(
    const struct shape_value *value, const char *help, struct fault *fault)
{
	return fault_argument(fault, value->name, "format", help);
}

enum token_error
shape_type_refuse_value(const struct shape_value *value, struct fault *fault,
    const char *format, ...)
{
	char help[sizeof fault->help];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(help, sizeof help, format, arguments);
	va_end(arguments);
	return fault_argument(fault, value->name, "constraint", help);
}

static enum token_error
read_string(
    const struct shape_value *value, json_t **storedp, struct fault *fault)
{
	const char *string = json_string_value(value->json);

	if (string == NULL)
		return shape_type_refuse(value, "must be a string", fault);
	if (!text_is_plain(string, (size_t)value->field->most))
		return shape_type_refuse_value(value, fault,
		    "must have at most %lld characters, none of them a "
		    "control character",
		    (long long)value->field->most);
	*storedp = json_incref(value->json);
	return TOKEN_OK;
}

/* scheme://host or scheme://host:port, as a browser sends it. */
static bool
is_origin(const char *string)
{
	const size_t scheme = strncmp(string, "https://", 8) == 0  ? 8
			      : strncmp(string, "http://", 7) == 0 ? 7
								   : 0;
	const char *host = string + scheme;
	const size_t len = strcspn(host, ":");
	char name[RECORD_NAME];
	long long port;

	if (scheme == 0 || len >= sizeof name)
		return false;
	memcpy(name, host, len);
	name[len] = '\0';
	return record_is_host(name) &&
	       (host[len] == '\0' ||
		   (host[len + 1] != '0' &&
		       text_to_number(host + len + 1, 1, 65535, &port)));
}

static enum token_error
read_origin(
    const struct shape_value *value, json_t **storedp, struct fault *fault)
{
	const char *string = json_string_value(value->json);

	if (string == NULL)
		return shape_type_refuse(value, "must be a string", fault);
	if (strlen(string) > (size_t)value->field->most)
		return shape_type_refuse_value(value, fault,
		    "must have at most %lld bytes",
		    (long long)value->field->most);
	if (string[0] != '\0' && !is_origin(string))
		return shape_type_refuse(value,
		    "must be an origin in lower case, like "
		    "\"https://console.example.org\"",
		    fault);
	*storedp = json_incref(value->json);
	return TOKEN_OK;
}

static enum token_error
keep_number(const struct shape_value *value, int64_t number, int64_t unit,
    json_t **storedp, struct fault *fault)
{
	const int64_t least = value->field->least * unit;
	const int64_t most = value->field->most * unit;

	if (number < least || number > most)
		return shape_type_refuse_value(value, fault,
		    "must be from %lld to %lld", (long long)least,
		    (long long)most);
	return keep(json_integer(number), storedp);
}

static enum token_error
read_integer(
    const struct shape_value *value, json_t **storedp, struct fault *fault)
{
	if (!json_is_integer(value->json))
		return shape_type_refuse(
		    value, "must be a whole number", fault);
	return keep_number(
	    value, json_integer_value(value->json), 1, storedp, fault);
}

static enum token_error
read_size(
    const struct shape_value *value, json_t **storedp, struct fault *fault)
{
	json_t *megabytes = NULL;
	enum token_error err;

	if (value->version == SHAPE_V1 && json_is_integer(value->json))
		return keep_number(value, json_integer_value(value->json),
		    MEGABYTE, storedp, fault);
	err = read_integer(value, &megabytes, fault);
	if (err != TOKEN_OK)
		return err;
	err = keep(
	    json_integer(json_integer_value(megabytes) * MEGABYTE), storedp);
	json_decref(megabytes);
	return err;
}

static enum token_error
read_bool(
    const struct shape_value *value, json_t **storedp, struct fault *fault)
{
	if (!json_is_boolean(value->json))
		return shape_type_refuse(value, "must be true or false", fault);
	*storedp = json_incref(value->json);
	return TOKEN_OK;
}

/* The place of a word in the field's list; -1 for "unknown_...", -2 for none
 * of them. */
static int
find_word(const struct shape_field *field, const char *word)
{
	int i;

	if (strncmp(word, "unknown_", 8) == 0)
		return -1;
	for (i = 0; field->words[i] != NULL; i++)
		if (strcmp(field->words[i], word) == 0)
			return i;
	return -2;
}

static enum token_error
refuse_word(const struct shape_value *value, struct fault *fault)
{
	char list[120];
	struct text text;
	size_t i;

	text_open(&text, list, sizeof list);
	for (i = 0; value->field->words[i] != NULL; i++)
		text_addf(
		    &text, "%s%s", i > 0 ? ", " : "", value->field->words[i]);
	return shape_type_refuse_value(value, fault, "must be one of %s", list);
}

static enum token_error
read_word(
    const struct shape_value *value, json_t **storedp, struct fault *fault)
{
	const char *word = json_string_value(value->json);
	int place;

	if (word == NULL)
		return shape_type_refuse(value, "must be a string", fault);
	place = find_word(value->field, word);
	if (place == -1)
		return TOKEN_OK;
	if (place == -2)
		return refuse_word(value, fault);
	if (value->field->type == SHAPE_SWITCH)
		return keep(json_boolean(place == 1), storedp);
	*storedp = json_incref(value->json);
	return TOKEN_OK;
}

static enum token_error
read_switch(
    const struct shape_value *value, json_t **storedp, struct fault *fault)
{
	if (value->version == SHAPE_V1BETA1)
		return read_word(value, storedp, fault);
	return read_bool(value, storedp, fault);
}

/* Protocol Buffers' JSON form of a duration: digits, perhaps a fraction, "s".
 * A fraction must be zero. */
static bool
parse_duration(const char *string, int64_t *secondsp)
{
	size_t digits = strspn(string, "0123456789");
	const char *rest = string + digits;
	char number[16];
	long long seconds;

	if (digits >= sizeof number)
		return false;
	memcpy(number, string, digits);
	number[digits] = '\0';
	if (*rest == '.' && rest[1] == '0')
		rest += 1 + strspn(rest + 1, "0");
	if (strcmp(rest, "s") != 0 ||
	    !text_to_number(number, 0, INT64_MAX, &seconds))
		return false;
	*secondsp = seconds;
	return true;
}

static enum token_error
read_duration(
    const struct shape_value *value, json_t **storedp, struct fault *fault)
{
	const char *string = json_string_value(value->json);
	int64_t seconds;

	if (string == NULL || !parse_duration(string, &seconds))
		return shape_type_refuse(
		    value, "must be whole seconds, like \"300s\"", fault);
	return keep_number(value, seconds, 1, storedp, fault);
}

static enum token_error (*const readers[])(
    const struct shape_value *value, json_t **storedp, struct fault *fault) = {
	[SHAPE_STRING] = read_string,
	[SHAPE_INTEGER] = read_integer,
	[SHAPE_SIZE] = read_size,
	[SHAPE_BOOL] = read_bool,
	[SHAPE_ORIGIN] = read_origin,
	[SHAPE_WORD] = read_word,
	[SHAPE_SWITCH] = read_switch,
	[SHAPE_DURATION] = read_duration,
	[SHAPE_STRINGS] = shape_set_strings,
	[SHAPE_MAP] = shape_set_map,
	[SHAPE_SECRETS] = shape_set_secrets,
	[SHAPE_PROBE] = shape_object_read,
	[SHAPE_HTTP] = shape_object_read,
	[SHAPE_TCP] = shape_object_read,
	[SHAPE_SCALING] = shape_object_read,
};

enum token_error
shape_type_read(const struct shape_value *value, struct json_t **storedp,
    struct fault *fault)
{
	*storedp = NULL;
	return readers[value->field->type](value, storedp, fault);
}

static json_t *
write_duration(const json_t *seconds)
{
	return json_sprintf(
	    "%" JSON_INTEGER_FORMAT "s", json_integer_value(seconds));
}

struct json_t *
shape_type_write(const struct shape_field *field, enum shape_version version,
    struct json_t *stored)
{
	const bool is_beta = version == SHAPE_V1BETA1;

	if (json_is_object(stored) && field->type >= SHAPE_PROBE)
		return shape_object_write(field, version, stored);
	if (field->type == SHAPE_DURATION)
		return write_duration(stored);
	if (field->type == SHAPE_SIZE && is_beta)
		return json_integer(json_integer_value(stored) / MEGABYTE);
	if (field->type == SHAPE_SWITCH && is_beta)
		return json_string(field->words[json_is_true(stored)]);
	if (field->type == SHAPE_SECRETS && is_beta)
		return shape_set_list(stored);
	return json_incref(stored);
}
