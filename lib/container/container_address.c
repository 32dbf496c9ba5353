/* SPDX-License-Identifier: ISC */
/* Where a container lives: one host name in the whole installation. */
#include "container/container_address.h"
#include "base/json.h"
#include "base/text.h"
#include "object/object.h"
#include "object/record.h"

#include <jansson.h>
#include <string.h>

#define DOMAIN_INDEX 'D'
#define CHOICES 3

enum token_error
container_address_read(
    const struct json_t *body, const char **domainp, struct fault *fault)
{
	const char *domain = NULL;
	enum token_error err;

	err = json_get_string(body, "domain_name", &domain, fault);
	if (err != TOKEN_OK || domain == NULL)
		return err;
	if (!record_is_host(domain))
		return fault_argument(fault, "domain_name", "format",
		    "must be a DNS host name in lower case, without a port");
	*domainp = domain;
	return TOKEN_OK;
}

enum token_error
container_address_release(struct store *store, const struct json_t *object)
{
	const char *domain = json_text(object, "domain_name");
	struct record_claim claim = { DOMAIN_INDEX, NULL, "domain", domain };

	return *domain != '\0' ? record_release(store, &claim) : TOKEN_OK;
}

enum token_error
container_address_take(struct store *store, struct json_t *object,
    const char *domain, struct fault *fault)
{
	struct record_claim claim = { DOMAIN_INDEX, NULL, "domain", domain };
	struct uuid id = object_uuid(object, "id");
	enum token_error err;

	if (strcmp(json_text(object, "domain_name"), domain) == 0)
		return TOKEN_OK;
	err = record_claim(store, &claim, &id, fault);
	if (err != TOKEN_OK)
		return err;
	err = container_address_release(store, object);
	if (err != TOKEN_OK)
		return err;
	if (json_object_set_new(object, "domain_name", json_string(domain)))
		return TOKEN_INTERNAL;
	return TOKEN_OK;
}

/* A namespace's name may have upper case, a host's may not. */
static void
lower(char *string)
{
	for (; *string != '\0'; string++)
		if (*string >= 'A' && *string <= 'Z')
			*string = (char)(*string - 'A' + 'a');
}

/* The n-th choice; false when it is too long for a DNS name. */
static bool
suggest(const json_t *object, const json_t *namespace, const char *suffix,
    int n, char domain[RECORD_NAME])
{
	struct text text;

	text_open(&text, domain, RECORD_NAME);
	text_add(&text, json_text(object, "name"));
	if (n == 1)
		text_addf(&text, "-%s", json_text(namespace, "name"));
	else if (n == 2)
		text_addf(&text, "-%.8s", json_text(object, "id"));
	text_addf(&text, ".%s", suffix);
	lower(domain);
	return !text.cut && record_is_host(domain);
}

enum token_error
container_address_choose(struct store *store, struct json_t *object,
    const struct json_t *namespace, const struct config *config,
    struct fault *fault)
{
	char domain[RECORD_NAME];
	enum token_error err;
	int n;

	for (n = 0; n < CHOICES; n++) {
		if (!suggest(object, namespace, config->domain, n, domain))
			continue;
		err = container_address_take(store, object, domain, fault);
		if (err != TOKEN_EXISTS)
			return err;
	}
	return fault_argument(fault, "domain_name", "required",
	    "no address made of the names is free: choose one");
}

bool
container_address_write(enum shape_version version, const struct config *config,
    const struct json_t *object, struct json_t *answer)
{
	const char *domain = json_text(object, "domain_name");
	char url[sizeof config->scheme + RECORD_NAME + 16];
	struct text text;

	if (version == SHAPE_V1BETA1)
		return json_object_set_new(
			   answer, "domain_name", json_string(domain)) == 0;
	text_open(&text, url, sizeof url);
	text_addf(&text, "%s://%s", config->scheme, domain);
	if (config->port != 0)
		text_addf(&text, ":%d", config->port);
	return json_object_set_new(
		   answer, "public_endpoint", json_string(url)) == 0;
}
