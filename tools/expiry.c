/* SPDX-License-Identifier: ISC */
/* When something expires: a time, a span from now, or never. */
#include "command.h"

#include "base/text.h"
#include "base/time.h"

#include <string.h>

/* "30d" or "12h" from now. */
static bool
parse_span(const char *text, int64_t now, int64_t *secondsp)
{
	char digits[8];
	size_t len = strlen(text);
	long long count;
	char unit = len > 0 ? text[len - 1] : '\0';

	if (len < 2 || len > sizeof digits || (unit != 'd' && unit != 'h'))
		return false;
	memcpy(digits, text, len - 1);
	digits[len - 1] = '\0';
	if (!text_to_number(digits, 1, 9999999, &count))
		return false;
	*secondsp = now / TIME_MICRO + count * (unit == 'd' ? 86400 : 3600);
	return true;
}

bool
expiry_parse(
    const char *text, int64_t now, int64_t *secondsp, const int64_t **expiresp)
{
	*expiresp = NULL;
	if (text == NULL || strcmp(text, "never") == 0)
		return true;
	*expiresp = secondsp;
	return parse_span(text, now, secondsp) || time_parse(text, secondsp);
}
