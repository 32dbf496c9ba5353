#!/bin/sh
# SPDX-License-Identifier: ISC
# shellcheck disable=SC2016 # backquotes are Markdown's
# doc/*-CASES.md have every case once, and name tests that are there.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

folder=$(mktemp -d) || exit
trap 'rm -rf "$folder"' EXIT

# The page has the cases KIND1 to KINDn for each KIND:n, and names at least
# MANY tests.
holds() {
	page=$1 many=$2
	shift 2
	for kind; do
		seq -f "${kind%:*}%g" "${kind#*:}"
	done | sort >"$folder/wanted"
	sed -n 's/^| \([A-Z][0-9]*\) |.*/\1/p' "$page" | sort >"$folder/written"
	none "every case has one row in $page" \
		"$(diff "$folder/wanted" "$folder/written")"
	none 'a case has tests, or says that there is none' \
		"$(grep -E '^\| [A-Z][0-9]+ \|' "$page" |
			grep -vE '\| (None|`tests/[^`]+`: "[^"]+".*) ?.*\|$')"

	# Of each row the files, and after each the names in quotes.
	sed -n 's/^| [A-Z][0-9]* | .* | \(`.*\) |$/\1/p' "$page" |
		sed 's/; `/\n`/g' |
		awk -F'"' '{ split($1, file, "`")
			for (i = 2; i < NF; i += 2) print file[2] "\t" $i }' \
			>"$folder/named"
	test "$(wc -l <"$folder/named")" -ge "$many"
	ok $? 'many tests are named'
	none 'each is there' "$(while IFS='	' read -r file name; do
		sed 's/\\//g' "$file" | grep -qF -- "$name" || echo "$file: $name"
	done <"$folder/named" 2>&1)"
}

holds doc/SECURITY-CASES.md 120 B:15 R:21 A:20 W:14 C:25
holds doc/CONSOLE-CASES.md 40 U:32
finish
