#!/bin/sh
# SPDX-License-Identifier: ISC
# No file over 400 lines, no function over 60.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

c_files=$(find lib cgi-bin tools tests bench -name '*.[ch]')
other_files=$(find quickstart check .ci etc www tests bench tools/install-packages \
	-type f ! -name 'Makefile*' ! -name '*.[ch]' ! -name '*.o' ! -name '*.svg')

# shellcheck disable=SC2086 # our file names have no blanks
{
	none 'no file has more than 400 lines' "$(wc -l $c_files $other_files |
		awk '$1 > 400 && $2 != "total" { print $2 ": " $1 }')"
	# In KNF a function, and nothing else, opens with a brace in column 1.
	none 'no function has more than 60 lines' "$(awk '
		/^{/ { start = FNR }
		/^}/ && start { if (FNR - start - 1 > 60)
			print FILENAME ":" start ": " FNR - start - 1; start = 0 }
		' $c_files)"
}
finish
