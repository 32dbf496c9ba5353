#!/bin/sh
# SPDX-License-Identifier: ISC
# What clang-tidy has to say of each file as it is compiled; .clang-tidy has what it
# looks for.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

find lib cgi-bin tools -name '*.c' -print0 |
	xargs -0 -n 1 -P "$(nproc)" sh -c 'clang-tidy -quiet "$@" -- \
		-D_GNU_SOURCE -DPACKAGE_VERSION=\"\" -Ilib -Icgi-bin' sh
ok $? 'it finds nothing'
finish
