#!/bin/sh
# SPDX-License-Identifier: ISC
# The manual's settings are the program's: names, order, defaults and limits.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh
gatehouse=$GATEHOUSE_BUILD/tools/gatehouse

# "name = default" of each paragraph of the manual.
manual_defaults() {
	awk '/^\.It Cm/ { name = $3 }
		/^Initially/ { getline; value = $2 == "empty" ? "" : $2
			print name " = " value }' man/gatehouse.conf.5
}

# The paragraph of a setting as one line of words.
paragraph() {
	awk -v name="$1" '/^\.It Cm/ { inside = $3 == name; next }
		/^\.El/ { inside = 0 }
		inside { sub(/^\.[A-Z][a-z] /, ""); printf "%s ", $0 }' \
		man/gatehouse.conf.5
}

# What the program says when a value cannot be used.
rule_of() {
	printf '%s = %0600d\n' "$1" 0 | tr 0 x >"$file"
	"$gatehouse" check-config "$file" 2>&1 | sed -n 's/.*: must be //p'
}

file=$(mktemp)
trap 'rm -f "$file"' EXIT
none 'the names and defaults are those of check-config' \
	"$(manual_defaults >"$file"; "$gatehouse" check-config /dev/null |
		diff - "$file")"
names=$("$gatehouse" check-config /dev/null | cut -d' ' -f1)
test "$(echo "$names" | wc -l)" -ge 16
ok $? 'check-config prints every setting'
for name in $names; do
	rule=$(rule_of "$name")
	case "$(paragraph "$name")" in
	*"${rule:-nothing}"*) true ;;
	*) echo "# the program: $rule" && false ;;
	esac
	ok $? "the manual has the limits of $name"
done
finish
