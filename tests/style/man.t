#!/bin/sh
# SPDX-License-Identifier: ISC
# A page per program, command and file format, installed, without a warning.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

root=$(mktemp -d) || exit
trap 'rm -rf "$root"' EXIT
make -s -C "$GATEHOUSE_BUILD" install DESTDIR="$root" >/dev/null 2>&1
ok $? 'make install DESTDIR works'
prefix=$root/usr/local

for page in $(cd "$prefix/bin" && printf '%s.1 ' *) \
	$(cd "$prefix/libexec/gatehouse" && printf '%s.8 ' *) \
	gatehouse.conf.5 gatehouse-audit.5 gatehouse-token.5; do
	test -f "$prefix/share/man/man${page##*.}/$page"
	ok $? "there is a page $page"
done
for page in man/*.[1-8]; do
	none "$page has no error" "$(mandoc -T lint -W warning "$page" 2>&1)"
done
none 'no page refers to one that is not there' "$(
	sed -n 's/^\.Xr \([^ ]*\) \([1-8]\).*/\1.\2/p' man/*.[1-8] | sort -u |
		while read -r page; do
			test -f "man/$page" || echo "$page"
		done)"
finish
