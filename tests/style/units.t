#!/bin/sh
# SPDX-License-Identifier: ISC
# The units of systemd: sound, closed, and one for each program.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
make -s -C "$GATEHOUSE_BUILD" install DESTDIR="$root" >/dev/null 2>&1
ok $? 'make install DESTDIR works'
units=$root/usr/local/share/gatehouse/etc/systemd
programs=$(ls "$root/usr/local/libexec/gatehouse")

# Where systemd looks for them, and where the programs are.
for program in token-create token-gate public-keys; do
	mkdir "$units/gatehouse@$program.service.d"
	mv "$units/$program.conf" "$units/gatehouse@$program.service.d"
done
sed -i "s|=\([-+]*\)/usr/local|=\1$root/usr/local|" "$units"/*.service \
	"$units"/*/token-gate.conf
export SYSTEMD_UNIT_PATH="$units:"

none 'the target starts every program, and its socket' "$(
	for program in $programs; do
		grep -qx "Wants=gatehouse@$program.socket gatehouse@$program.service" \
			"$units/gatehouse.target" || echo "$program"
	done)"
if ! command -v systemd-analyze >/dev/null; then
	echo 'ok 3 - # SKIP systemd-analyze is missing: THE UNITS ARE NOT VERIFIED'
	tap_count=$((tap_count + 1))
	finish
fi
none 'systemd-analyze finds no fault' "$(
	systemd-analyze verify --man=no "$units/gatehouse.target" 2>&1
	for program in $programs; do
		systemd-analyze verify --man=no "$units/gatehouse@$program.service" 2>&1
	done | grep gatehouse)"
for program in $programs; do
	systemd-analyze security --offline=yes --threshold=15 --no-pager \
		"$units/gatehouse@$program.service" >"$root/report" 2>&1
	ok $? "$program is exposed by at most 1.5 of 10"
	tail -n 1 "$root/report" | sed 's/^/# /'
done
none 'systemd makes the users and groups' "$(
	systemd-sysusers --root="$root" --dry-run "$units/sysusers.d/gatehouse.conf" 2>&1 |
		grep -v '^Creating\|^Would write')"
finish
