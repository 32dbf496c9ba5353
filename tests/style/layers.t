#!/bin/sh
# SPDX-License-Identifier: ISC
# No arrow back between layers, and a foreign API in one place.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

# found PATTERN PATH...: the #include lines that match.
found() {
	pattern=$1
	shift
	grep -rnE --include='*.[ch]' "^#[[:space:]]*include[[:space:]]*$pattern" "$@"
}

# stands FOLDER ON...: it includes what is in these folders of lib, or in itself.
folders=' '
stands() {
	folders="$folders$1 "
	none "what lib/$1 may stand on" "$(found '"' "lib/$1" |
		grep -vE "\"($(echo "$@" | tr ' ' '|'))/[a-z0-9_]+\.h\"")"
}

stands base
stands crypto base
stands store base
stands object base crypto store
stands gate base crypto
stands token base crypto store object
stands iam base crypto store object token
stands container base store object gate token iam
stands publish base crypto store object gate token iam
stands upkeep base crypto store object gate token iam container publish
stands web base
none 'every folder of lib has its row' "$(for folder in lib/*/; do
	case $folders in
	*" $(basename "$folder") "*) ;;
	*) echo "$folder" ;;
	esac
done)"
none 'only the store speaks to Berkeley DB' \
	"$(found '<db\.h>' lib cgi-bin tools | grep -v '^lib/store/store[a-z_]*\.[ch]:')"
none 'only crypto/ speaks to OpenSSL and argon2' \
	"$(found '<(openssl/|argon2)' lib cgi-bin tools | grep -v '^lib/crypto/')"
none 'only web/ speaks to libfcgi' \
	"$(found '<fcgi' lib cgi-bin tools | grep -v '^lib/web/')"
none 'no header includes a foreign one' \
	"$(found '<' lib cgi-bin tools | grep '\.h:' |
		grep -vE '<(std(arg|atomic|bool|def|int|io)|time|sys/types)\.h>')"
finish
