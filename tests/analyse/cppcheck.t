#!/bin/sh
# SPDX-License-Identifier: ISC
# What cppcheck has to say of the sources.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

cppcheck -q -j "$(nproc)" --std=c11 --error-exitcode=1 \
	--enable=warning,performance,portability \
	--suppress=missingIncludeSystem -I lib -I cgi-bin -I tools \
	lib cgi-bin tools
ok $? 'it finds nothing'
finish
