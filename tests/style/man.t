#!/bin/sh
# SPDX-License-Identifier: ISC
# A page per program, command and file format, without a warning.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

for page in gatehouse.1 gatehouse.conf.5 token-create.8 token-delete.8 \
	token-list.8 token-gate.8 namespaces.8 containers.8 iam.8 sign-in.8 \
	public-keys.8; do
	test -f "man/$page"
	ok $? "there is a page $page"
done
for page in man/*.[1-8]; do
	none "$page has no error" "$(mandoc -T lint -W warning "$page" 2>&1)"
done
finish
