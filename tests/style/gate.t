#!/bin/sh
# SPDX-License-Identifier: ISC
# What must hold of the gate before it runs.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

needed=$(readelf -d "$GATEHOUSE_BUILD/cgi-bin/token-gate" | grep NEEDED)
test -n "$needed"
ok $? 'token-gate is built'
none 'it cannot open the store: it has no Berkeley DB' \
	"$(echo "$needed" | grep libdb)"

conf=$(sed 's/#.*//' etc/lighttpd/*.conf)
modules=$(echo "$conf" | tr -d ' \t\n' |
	sed -n 's/.*server\.modules=(\([^)]*\)).*/\1/p')
case $modules in
*mod_fastcgi*mod_proxy*) true ;;
*) false ;;
esac
ok $? 'the sample loads mod_fastcgi before mod_proxy'
case $modules in
*mod_fastcgi*mod_cgi*) true ;;
*) false ;;
esac
ok $? 'the sample loads mod_fastcgi before mod_cgi'
# One entry a socket, each with the option.
sockets=$(echo "$conf" | grep -c '"socket" =>')
test "$sockets" -ge 6 &&
	test "$(echo "$conf" | grep -c '"check-local" => "disable"')" -eq "$sockets"
ok $? 'every program of the sample has check-local disabled'
none 'no program of the sample has a docroot' "$(echo "$conf" | grep '"docroot"')"
finish
