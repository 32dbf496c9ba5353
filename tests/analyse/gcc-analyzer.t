#!/bin/sh
# SPDX-License-Identifier: ISC
# What gcc -fanalyzer has to say of the sources.  GCC 12 takes for uninitialized what
# memcpy() wrote: without that warning.
. "$GATEHOUSE_SOURCE/tests/lib/tap.sh"
build=$GATEHOUSE_SOURCE/build/check-analyzer
mkdir -p "$build"
cd "$build" || exit

[ -f Makefile ] || "$GATEHOUSE_SOURCE/configure" -q --enable-werror CC=gcc \
	CFLAGS='-O1 -fanalyzer -Wno-analyzer-use-of-uninitialized-value' || exit
for folder in lib cgi-bin tools; do
	make -s -j "$(nproc)" -C "$folder"
	ok $? "it finds nothing in $folder"
done
finish
