#!/bin/sh
# SPDX-License-Identifier: ISC
# Each source says its licence at its top.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

# Data and build files have no such line.
none 'every source starts with its licence' "$(
	find quickstart check .ci lib cgi-bin tools etc www man tests bench -type f \
		! -name '*.am' ! -name '*.in' ! -name '*.json' ! -name '*.md' \
		! -name '*.svg' ! -path '*/errors/*' ! -path '*/corpus/*' |
		while read -r file; do
			head -n 3 "$file" | grep -q 'SPDX-License-Identifier: ISC' ||
				echo "$file"
		done
)"
finish
