#!/bin/sh
# SPDX-License-Identifier: ISC
# Shell is POSIX sh and shellcheck clean.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

scripts=$(find quickstart check .ci debian/gatehouse.postrm tools etc tests bench -type f |
	while read -r file; do
		case $(head -n 1 "$file") in
		'#!'*sh | '# shellcheck shell=sh') echo "$file" ;;
		esac
	done)

for script in $scripts; do
	none "$script is clean" "$(shellcheck -x -f gcc "$script")"
done
# Under `set -e` it cannot fail.
# shellcheck disable=SC2086 # our file names have no blanks
none 'no command is checked by a leading !' \
	"$(grep -nE '^[[:space:]]*! [^-]' $scripts)"
finish
