/* SPDX-License-Identifier: ISC */
/* Claims: those that are read can be written, and say the same then. */
#include "base/time.h"
#include "fuzz.h"
#include "crypto/claims.h"

#include <string.h>

static bool
are_equal(const struct claims *a, const struct claims *b)
{
	return uuid_equal(&a->id, &b->id) && a->scope == b->scope &&
	       uuid_equal(&a->scope_id, &b->scope_id) &&
	       a->issued_at == b->issued_at && a->expires_at == b->expires_at &&
	       strcmp(a->issuer, b->issuer) == 0 &&
	       strcmp(a->audience, b->audience) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct claims nothing;
	struct claims claims, again;
	char text[CLAIMS_TEXT];

	if (claims_parse((const char *)data, size, &claims) != TOKEN_OK) {
		MUST(memcmp(&claims, &nothing, sizeof claims) == 0);
		return 0;
	}
	MUST(
	    claims.scope == SCOPE_NAMESPACE || claims.scope == SCOPE_CONTAINER);
	MUST(memchr(data, '\0', size) == NULL);
	MUST(claims.issued_at >= 0 && claims.issued_at <= TIME_LAST);
	MUST(claims.expires_at >= 0 && claims.expires_at <= TIME_LAST);
	MUST(claims_format(&claims, text) == TOKEN_OK);
	MUST((strstr(text, "\"exp\":") != NULL) == (claims.expires_at != 0));
	MUST(claims_parse(text, strlen(text), &again) == TOKEN_OK);
	MUST(are_equal(&claims, &again));
	return 0;
}
