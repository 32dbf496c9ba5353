# shellcheck shell=sh
# SPDX-License-Identifier: ISC
# What runs tests: source this.  A test's name, in a file's letters, names what it
# leaves in $GATEHOUSE_LOG: NAME.log, what it said; NAME.counts; and NAME.reports,
# the folder in which sanitizers and valgrind tell of programs that it started.

# run NAME COMMAND...: runs a test; tells its counts, its seconds and, when
# something failed, what it said.
run() {
	name=$1
	shift
	log=${GATEHOUSE_LOG:?}/$(printf %s "$name" | tr -c 'A-Za-z0-9_.-' -)
	start=$(date +%s)
	status=0
	run_reported "$@" >"$log.log" 2>&1 </dev/null || status=$?
	awk -v status="$status" -f "$GATEHOUSE_SOURCE/tests/lib/count.awk" \
		"$log.log" >"$log.counts"
	read -r passed failed skipped <"$log.counts"
	said=$(printf '%-44s %4d passed' "$name" "$passed")
	[ "$skipped" -eq 0 ] || said="$said, $skipped skipped"
	said="$said, $(($(date +%s) - start)) s"
	[ "$failed" -eq 0 ] || said="$said, $failed FAILED (status $status), see $log.log
$(grep -an '^ *not ok' "$log.log" | head -n 20)
$(tail -n 20 "$log.log")"
	printf '%s\n' "$said"
}

# A report is a failure, whatever the test says.  But libfcgi asks for absurd memory
# when it is told to, and gets none; and who is killed in valgrind leaves a core.
run_reported() (
	export GATEHOUSE_REPORTS="$log.reports"
	export ASAN_OPTIONS="log_path=$log.reports/asan:print_legend=0"
	ASAN_OPTIONS="$ASAN_OPTIONS:allocator_may_return_null=1"
	export UBSAN_OPTIONS="log_path=$log.reports/ubsan"
	rm -rf "$log.reports"
	mkdir -m 1777 "$log.reports"
	status=0
	"$@" || status=$?
	if find "$log.reports" -type f ! -name '*.core.*' -exec cat '{}' + |
		sed 's/^/# /' |
		grep -v 'WARNING: AddressSanitizer failed to allocate'; then
		status=70
	fi
	exit $status
)

# run_each NAME COMMAND...: runs a test for each line of standard input, which
# takes the place of {}: $at_once at a time, or as many as there are processors.
run_each() {
	# shellcheck disable=SC2016 # for that shell to expand
	xargs -P "${at_once:-$(nproc)}" -I '{}' \
		sh -euc '. "$GATEHOUSE_SOURCE/tests/lib/run.sh"; run "$@"' sh "$@"
}
