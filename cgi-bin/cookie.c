/* SPDX-License-Identifier: ISC */
/* The cookie of a session (RFC 6265), and the origin that may use it. */
#include "cookie.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

/* The prefix makes browsers refuse the cookie from plain http, from another
 * host of the domain, or for a part of the site only. */
#define SECURE_NAME "__Host-gatehouse"
#define PLAIN_NAME "gatehouse"
#define ATTRIBUTES "; Path=/; HttpOnly; SameSite=Strict"

static const char *
param(const struct request *request, const char *name)
{
	const char *value = request_param(request, name);

	return value != NULL && request_param_count(request, name) == 1 ? value
									: "";
}

static bool
is_https(const struct request *request)
{
	const char *https = param(request, "HTTPS");

	return strcmp(param(request, "REQUEST_SCHEME"), "https") == 0 ||
	       strcasecmp(https, "on") == 0 || strcmp(https, "1") == 0;
}

static bool
is_loopback_address(const char *address)
{
	struct in_addr in;

	if (strncasecmp(address, "::ffff:", 7) == 0)
		address += 7;
	return strcmp(address, "::1") == 0 ||
	       (inet_pton(AF_INET, address, &in) == 1 &&
		   strncmp(address, "127.", 4) == 0);
}

/* Both ends: a proxy in front of us is near, but its clients need not be. */
static bool
is_on_this_machine(const struct request *request)
{
	const char *name = param(request, "SERVER_NAME");

	return is_loopback_address(param(request, "REMOTE_ADDR")) &&
	       (strcasecmp(name, "localhost") == 0 ||
		   strcmp(name, "[::1]") == 0 || is_loopback_address(name));
}

/* NULL: this connection has no sessions. */
static const char *
cookie_name(const struct request *request)
{
	if (is_https(request))
		return SECURE_NAME;
	return is_on_this_machine(request) ? PLAIN_NAME : NULL;
}

bool
cookie_is_allowed(const struct request *request)
{
	return cookie_name(request) != NULL;
}

/* Takes "name=value" out of a list; *lenp is the value's length. */
static const char *
next_value(const char **restp, const char *name, size_t *lenp)
{
	const size_t name_len = strlen(name);
	const char *pair;
	size_t len;

	while (**restp != '\0') {
		pair = *restp + strspn(*restp, " \t;");
		len = strcspn(pair, ";");
		*restp = pair + len;
		while (len > 0 && strchr(" \t", pair[len - 1]) != NULL)
			len--;
		if (len <= name_len || pair[name_len] != '=' ||
		    strncmp(pair, name, name_len) != 0)
			continue;
		*lenp = len - name_len - 1;
		return pair + name_len + 1;
	}
	return NULL;
}

bool
cookie_read(const struct request *request, char secret[SESSION_SECRET])
{
	const char *name = cookie_name(request), *value;
	const char *rest = param(request, "HTTP_COOKIE");
	size_t len, other;

	if (name == NULL)
		return false;
	value = next_value(&rest, name, &len);
	if (value == NULL || len != SESSION_SECRET - 1 ||
	    next_value(&rest, name, &other) != NULL)
		return false;
	memcpy(secret, value, len);
	secret[len] = '\0';
	return true;
}

static void
write_cookie(const struct request *request, struct reply *reply,
    const char *value, const char *more)
{
	const char *name = cookie_name(request);
	char cookie[256];
	struct text text;

	if (name == NULL)
		return;
	text_open(&text, cookie, sizeof cookie);
	text_addf(&text, "%s=%s" ATTRIBUTES "%s%s", name, value,
	    is_https(request) ? "; Secure" : "", more);
	reply_header(reply, "Set-Cookie", cookie);
	digest_cleanse(cookie, sizeof cookie);
}

void
cookie_set(
    const struct request *request, struct reply *reply, const char *secret)
{
	write_cookie(request, reply, secret, "");
}

void
cookie_clear(const struct request *request, struct reply *reply)
{
	write_cookie(request, reply, "", "; Max-Age=0");
}

/* Compares an Origin with scheme and host of the request (RFC 6454 6.1). */
static bool
is_own(const struct request *request, const char *origin)
{
	const char *host = param(request, "HTTP_HOST");
	const char *scheme = is_https(request) ? "https://" : "http://";
	const size_t len = strlen(scheme);

	return *host != '\0' && strncasecmp(origin, scheme, len) == 0 &&
	       strcasecmp(origin + len, host) == 0;
}

/* Browsers send Sec-Fetch-Site where they trust the connection, Origin with
 * every write.  A header sent twice is param()'s "", which is neither. */
enum cookie_origin
cookie_origin(const struct request *request)
{
	if (request_param(request, "HTTP_SEC_FETCH_SITE") != NULL)
		return strcmp(param(request, "HTTP_SEC_FETCH_SITE"),
			   "same-origin") == 0
			   ? COOKIE_SAME
			   : COOKIE_FOREIGN;
	if (request_param(request, "HTTP_ORIGIN") != NULL)
		return is_own(request, param(request, "HTTP_ORIGIN"))
			   ? COOKIE_SAME
			   : COOKIE_FOREIGN;
	return COOKIE_UNTOLD;
}
