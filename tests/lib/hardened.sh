# shellcheck shell=sh
# SPDX-License-Identifier: ISC
# What the linker and the compiler left in programs and objects: source this after
# tap.sh.

# has PATTERN WHAT: whether the text of $said has it.
has() {
	echo "$said" | grep -q "$1"
	ok $? "$name $2"
}

# hardened PROGRAM...
hardened() {
	for program; do
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
}

# branches_marked OBJECT...: where the processor can check them.  Debian's startup
# files have no such mark, so a linked program has none either.
branches_marked() {
	[ "$(uname -m)" = x86_64 ] || return 0
	test "$(readelf -nW "$@" | grep -c 'IBT, SHSTK')" -eq $#
	ok $? 'all that we compile has its branches marked (CET)'
}
