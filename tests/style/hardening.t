#!/bin/sh
# SPDX-License-Identifier: ISC
# The programs are built hardened: what the linker and the compiler left in them.
cd "$GATEHOUSE_SOURCE" || exit
. tests/lib/tap.sh

# has PATTERN WHAT: whether the text of $said has it.
has() {
	echo "$said" | grep -q "$1"
	ok $? "$name $2"
}

for program in "$GATEHOUSE_BUILD"/cgi-bin/* "$GATEHOUSE_BUILD"/tools/gatehouse; do
	if [ ! -f "$program" ] || [ ! -x "$program" ]; then
		continue
	fi
	name=$(basename "$program")
	said=$(readelf -hldnW "$program")
	has 'Type: *DYN (Position-Independent' 'is loaded at any place (PIE)'
	has 'GNU_RELRO' 'has relocations that nobody writes to'
	has 'BIND_NOW' 'is bound before it starts'
	has 'GNU_STACK.* RW  *0x' 'has a stack that is not executed'
	said=$(readelf -W --dyn-syms "$program")
	has '__stack_chk_fail' 'sees when its stack is overwritten'
	has '__[a-z]*_chk@' 'has functions that know sizes (FORTIFY)'
done
test "${name:-}" = gatehouse
ok $? 'all programs were looked at'

# Debian's startup files have no such mark, so a linked program has none either.
case $said$(uname -m) in
*x86_64)
	said=$(readelf -nW "$GATEHOUSE_BUILD"/lib/*/*.o)
	test "$(echo "$said" | grep -c '^File:')" -eq \
		"$(echo "$said" | grep -c 'IBT, SHSTK')"
	ok $? 'all that we compile has its branches marked (CET)'
	;;
esac
finish
