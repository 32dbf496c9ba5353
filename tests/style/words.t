#!/bin/sh
# SPDX-License-Identifier: ISC
# What the house style forbids by name.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

used() {
	grep -rnE --include='*.[ch]' "(^|[^a-zA-Z0-9_])($1)" lib cgi-bin tools
}

none 'no string function without a bound' \
	"$(used '(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|alloca) ?\(')"
none 'no typedef but those of callbacks' \
	"$(grep -rnE --include='*.[ch]' '^typedef' lib cgi-bin tools |
		grep -vE 'typedef (bool store_visit|enum token_error store_change)\(')"
none 'no FCGX_FPrintF, which does not know %zu' "$(used 'FCGX_FPrintF')"
none 'secrets are not compared with memcmp or strcmp' \
	"$(used '(memcmp|strcmp)\([^)]*(secret|signature|digest|tag)')"
none 'the project does not name folders outside of it' \
	"$(grep -rnE '(^|[^.])\.\./shared|/wor[k]/' quickstart lib cgi-bin tools etc \
		www man doc bench ./*.md 2>/dev/null)"
finish
