# SPDX-License-Identifier: ISC
# Counts the results in one program's TAP: prints "passed failed skipped".
# A plan that is missing or not met, and `status` (how the program ended) that
# tells of a failure which no line reports, count as one failure more.

/^ok / { results++; if (/# (SKIP|TODO)/) skipped++; else passed++ }
/^not ok / { results++; if (/# TODO/) skipped++; else failed++ }
/^1\.\.[0-9]+/ { plan = substr($1, 4) + 0; has_plan = 1 }
/^Bail out!/ { failed++ }

# node's summary also knows the tests inside a suite.
/^# (pass|fail|cancelled|skipped|todo) [0-9]+$/ { node[$2] = $3; is_node = 1 }

END {
	if (is_node) {
		passed = node["pass"]
		failed = node["fail"] + node["cancelled"]
		skipped = node["skipped"] + node["todo"]
	} else if (!has_plan || plan != results) {
		failed++
	}
	if ((status != 0 && !failed) || passed + failed + skipped == 0)
		failed++
	print passed + 0, failed + 0, skipped + 0
}
