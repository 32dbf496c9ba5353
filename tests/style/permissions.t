#!/bin/sh
# SPDX-License-Identifier: ISC
# doc/API.md has the permissions that the code has, and every endpoint.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

folder=$(mktemp -d) || exit
trap 'rm -rf "$folder"' EXIT

sed -n '/^<!-- permissions -->$/,/^<!-- end of permissions -->$/p' doc/API.md |
	sed '1d;$d' >"$folder/written"
GATEHOUSE_CONF=/dev/null "$GATEHOUSE_BUILD/tools/gatehouse" permissions \
	>"$folder/printed"
test -s "$folder/printed"
ok $? 'gatehouse prints permissions'
none 'doc/API.md has the same' \
	"$(diff "$folder/written" "$folder/printed" 2>&1)"

# The rows of the tables of routes, as "METHOD path"; those without a handler
# are another program's.
sed -nE -e '/NULL \}/d' \
	-e 's/.*(IAM|VERSION_[A-Z0-9]+)\("([A-Z]+)", "([^"]+)".*/\2 \3/p' \
	-e 's/.*\{ "([A-Z]+)", "\/account\/v3\/([^"]+)".*/\1 \2/p' \
	-e 's/.*\{ "([A-Z]+)", "(\/(session|keys)[^"]*)".*/\1 \2/p' \
	-e 's/.*\{ "([A-Z]+)", REGION "([^"]+)".*/\1 \2/p' \
	-e 's/.*\{ "([A-Z]+)", TOKENS, .*/\1 tokens/p' \
	-e 's/.*\{ "([A-Z]+)", (TOKENS "\/\*"|TOKEN), .*/\1 tokens\/*/p' \
	cgi-bin/*.c | sed 's/\*/{id}/' | sort -u >"$folder/endpoints"
test "$(wc -l <"$folder/endpoints")" -gt 50
ok $? 'the programs have endpoints'
none 'doc/API.md has every endpoint' "$(while read -r endpoint; do
	grep -qF "| \`$endpoint\` |" doc/API.md || echo "$endpoint"
done <"$folder/endpoints")"
finish
