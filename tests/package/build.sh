#!/bin/sh
# SPDX-License-Identifier: ISC
# The package, built from the distribution, and what lintian has to say of it.
# Its own tests are not run: the other parts of ./check do that.
set -eu
. "$GATEHOUSE_SOURCE/tests/lib/tap.sh"
. "$GATEHOUSE_SOURCE/tests/lib/hardened.sh"

work=$GATEHOUSE_SOURCE/build/package
rm -rf "$work/source" "$work/gatehouse.deb" "$work/unpacked"
mkdir -p "$work/source"
make -s -C "$GATEHOUSE_BUILD" dist
tar -xzf "$GATEHOUSE_BUILD"/gatehouse-*.tar.gz -C "$work/source"
cd "$work"/source/gatehouse-*/
status=0
DEB_BUILD_OPTIONS=nocheck dpkg-buildpackage -b -us -uc -j"$(nproc)" || status=$?
ok $status 'dpkg-buildpackage builds it'
status=0
lintian --fail-on error,warning --allow-root ../gatehouse_*.changes || status=$?
ok $status 'lintian has nothing to say'
cp ../gatehouse_*.deb "$work/gatehouse.deb"
set +e
branches_marked build/debian/lib/*/*.o build/debian/cgi-bin/*.o build/debian/tools/*.o
dpkg-deb -x "$work/gatehouse.deb" "$work/unpacked"
hardened "$work"/unpacked/usr/libexec/gatehouse/* "$work/unpacked/usr/bin/gatehouse"
finish
