#!/bin/sh
# SPDX-License-Identifier: ISC
# clang-format decides how C looks.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

for file in lib/*/*.[ch] cgi-bin/*.[ch] tools/*.[ch] tests/*/*.[ch]; do
	none "$file is formatted" "$(clang-format --dry-run -Werror "$file" 2>&1)"
done
finish
