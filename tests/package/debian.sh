#!/bin/sh
# SPDX-License-Identifier: ISC
# A Debian of our own release as it is when freshly installed, in
# build/package/debian, for the next time too.  The packages that ours will ask
# for are in it, so that its installation is quick.
set -eu
. "$GATEHOUSE_SOURCE/tests/lib/tap.sh"

debian=$GATEHOUSE_SOURCE/build/package/debian
packages=systemd,systemd-sysv,spawn-fcgi,lighttpd,lighttpd-modules-lua,curl,logrotate
packages=$packages,libargon2-1,libdb5.3,libfcgi0ldbl,libjansson4,libssl3

make_debian() {
	rm -rf "$debian"
	# shellcheck source=/dev/null
	. /etc/os-release
	debootstrap --variant=minbase --include="$packages" "$VERSION_CODENAME" "$debian"
	# The tests start one of their own.
	ln -s /dev/null "$debian/etc/systemd/system/lighttpd.service"
	rm -f "$debian"/var/cache/apt/archives/*.deb
	echo "$packages" >"$debian.packages"
}

if [ "$(id -u)" -ne 0 ]; then
	echo 'ok 1 - # SKIP only root can: THE PACKAGE IS NOT TRIED'
	echo 1..1
	exit
fi
rm -rf "$GATEHOUSE_SOURCE"/build/package/machine-*
status=0
[ "$(cat "$debian.packages" 2>/dev/null)" = "$packages" ] ||
	(make_debian) || status=$?
if [ $status -ne 0 ]; then
	rm -rf "$debian"
	echo 'ok 1 - # SKIP debootstrap failed: THE PACKAGE IS NOT TRIED'
	echo 1..1
	exit
fi
ok 0 'there is a Debian to install it in'
finish
