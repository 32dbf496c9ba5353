/* SPDX-License-Identifier: ISC */
/* What namespaces and containers have in common: names, times, uniqueness. */
#include "object/record.h"
#include "base/json.h"
#include "base/time.h"
#include "object/object.h"

#include <jansson.h>
#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define LABEL_LONGEST 63
#define VALUE_SIZE (sizeof(struct uuid) + RECORD_NAME)

bool
record_touch(struct json_t *record, int64_t now)
{
	char time[TIME_TEXT];

	time_format_micro(now, time);
	return json_object_set_new(record, "updated_at", json_string(time)) ==
	       0;
}

bool
record_set_uuid(struct json_t *record, const char *name, const struct uuid *id)
{
	char text[UUID_TEXT];

	uuid_format(id, text);
	return json_object_set_new(record, name, json_string(text)) == 0;
}

bool
record_copy(struct json_t *record, const struct json_t *source,
    const char *const *names)
{
	json_t *value;

	for (; *names != NULL; names++) {
		value = json_object_get(source, *names);
		if (value != NULL &&
		    json_object_set(record, *names, value) != 0)
			return false;
	}
	return true;
}

struct json_t *
record_new(const struct uuid *id, const char *name, int64_t now)
{
	char text[UUID_TEXT], time[TIME_TEXT];

	uuid_format(id, text);
	time_format_micro(now, time);
	return json_pack("{s:s, s:s, s:s, s:s}", "id", text, "name", name,
	    "created_at", time, "updated_at", time);
}

/* Whether `len` characters could be a label of a DNS name. */
static bool
is_label(const char *label, size_t len, const char *alphabet)
{
	return len > 0 && strspn(label, alphabet) >= len && label[0] != '-' &&
	       label[len - 1] != '-';
}

enum token_error
record_name(const struct json_t *body, const struct record_rule *rule,
    const char **namep, struct fault *fault)
{
	const char *name = NULL;
	enum token_error err;
	size_t len;

	err = json_get_string(body, "name", &name, fault);
	if (err != TOKEN_OK)
		return err;
	if (name == NULL || *name == '\0')
		return fault_argument(
		    fault, "name", "required", "a name is needed");
	len = strlen(name);
	if (len < rule->least || len > rule->most ||
	    !is_label(name, len,
		rule->allows_upper ? LOWER UPPER DIGITS "-"
				   : LOWER DIGITS "-") ||
	    (rule->starts_with_letter && strchr(DIGITS, *name) != NULL))
		return fault_argument(fault, "name", "constraint", rule->help);
	*namep = name;
	return TOKEN_OK;
}

bool
record_is_host(const char *name)
{
	size_t len;

	if (strlen(name) >= RECORD_NAME)
		return false;
	for (;;) {
		len = strcspn(name, ".");
		if (len > LABEL_LONGEST ||
		    !is_label(name, len, LOWER DIGITS "-"))
			return false;
		if (name[len] == '\0')
			return true;
		name += len + 1;
	}
}

/* The value of the index: the id of what it is unique within, then the name. */
static size_t
claim_value(const struct record_claim *claim, unsigned char value[VALUE_SIZE])
{
	size_t name_len = strnlen(claim->name, RECORD_NAME), len = 0;

	if (claim->within != NULL) {
		memcpy(value, claim->within->bytes, sizeof(struct uuid));
		len = sizeof(struct uuid);
	}
	memcpy(value + len, claim->name, name_len);
	return len + name_len;
}

static enum token_error
name_holder(
    struct store *store, const struct record_claim *claim, struct fault *fault)
{
	unsigned char value[VALUE_SIZE];
	char text[UUID_TEXT];
	enum token_error err;
	struct uuid holder;

	if (claim->within == NULL)
		return fault_exists(
		    fault, claim->resource, claim->name, "it is taken");
	err = object_lookup(
	    store, claim->index, value, claim_value(claim, value), &holder);
	if (err != TOKEN_OK)
		return err;
	uuid_format(&holder, text);
	return fault_exists(
	    fault, claim->resource, text, "another one has this name");
}

enum token_error
record_claim(struct store *store, const struct record_claim *claim,
    const struct uuid *id, struct fault *fault)
{
	unsigned char value[VALUE_SIZE];
	enum token_error err;

	err = object_claim(
	    store, claim->index, value, claim_value(claim, value), id);
	return err == TOKEN_EXISTS ? name_holder(store, claim, fault) : err;
}

enum token_error
record_release(struct store *store, const struct record_claim *claim)
{
	unsigned char value[VALUE_SIZE];

	return object_release(
	    store, claim->index, value, claim_value(claim, value));
}
