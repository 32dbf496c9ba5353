#!/bin/sh
# SPDX-License-Identifier: ISC
# One arrow between layers, and a foreign API in one place.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

# found PATTERN PATH...: the #include lines that match.
found() {
	pattern=$1
	shift
	grep -rnE --include='*.[ch]' "^#[[:space:]]*include[[:space:]]*$pattern" "$@"
}

none 'base stands on nothing of ours' \
	"$(found '"(token|web)/' lib/base)"
none 'token knows nothing of web' "$(found '"web/' lib/token)"
none 'web knows nothing of token' "$(found '"token/' lib/web)"
none 'the library knows no program' \
	"$(found '"(\.\.|cgi-bin|tools|[a-z_]+\.h)' lib)"
none 'only the store speaks to Berkeley DB' \
	"$(found '<db\.h>' lib cgi-bin tools | grep -v '^lib/token/store[a-z_]*\.[ch]:')"
none 'only token/ speaks to OpenSSL and argon2' \
	"$(found '<(openssl/|argon2)' lib/base lib/web cgi-bin tools)"
none 'only web/ speaks to libfcgi' \
	"$(found '<fcgi' lib/base lib/token cgi-bin tools)"
none 'no header includes a foreign one' \
	"$(found '<' lib cgi-bin tools | grep '\.h:' |
		grep -vE '<(std(arg|atomic|bool|def|int|io)|time|sys/types)\.h>')"
finish
