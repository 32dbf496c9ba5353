# shellcheck shell=sh
# SPDX-License-Identifier: ISC
# TAP for shell tests: source this, make checks, end with `finish`.

tap_count=0 tap_failed=0

# ok STATUS NAME: a check that passes when STATUS is 0.
ok() {
	tap_count=$((tap_count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_count - $2"
		return
	fi
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $2"
}

# none NAME FINDINGS: a check that passes when nothing was found.
none() {
	test -z "$2"
	ok $? "$1"
	[ -z "$2" ] || printf '%s\n' "$2" | sed 's/^/# /'
}

finish() {
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
	exit
}
