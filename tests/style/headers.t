#!/bin/sh
# SPDX-License-Identifier: ISC
# Each header compiles alone.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

for header in lib/*/*.h cgi-bin/*.h tools/*.h tests/lib/*.h; do
	says=$(printf '#include "%s"\n' "$header" |
		"${CC:-cc}" -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror \
			-Wno-unused-function -fsyntax-only -I. -Ilib -I"$GATEHOUSE_BUILD" \
			-x c - 2>&1)
	none "$header compiles alone" "$says"
done
finish
