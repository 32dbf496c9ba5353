#!/bin/sh
# SPDX-License-Identifier: ISC
# The programs are built hardened; and what is not is seen.
cd "$GATEHOUSE_BUILD" || exit
. "$GATEHOUSE_SOURCE/tests/lib/tap.sh"
. "$GATEHOUSE_SOURCE/tests/lib/hardened.sh"

programs=$(find cgi-bin tools -maxdepth 1 -type f -perm -u=x)
test "$(echo "$programs" | wc -l)" -ge 10
ok $? 'all programs are looked at'
# shellcheck disable=SC2086 # our file names have no blanks
hardened $programs
branches_marked lib/*/*.o cgi-bin/*.o tools/*.o

folder=$(mktemp -d)
cd "$folder" || exit
echo 'int main(void) { return 0; }' >weak.c
gcc -c -fcf-protection=none -fno-stack-protector -fno-pie weak.c
gcc -no-pie -Wl,-z,norelro -Wl,-z,lazy -Wl,-z,execstack -o weak weak.o 2>/dev/null
test "$( (hardened weak) | grep -c '^not ok')" -eq 6
ok $? 'a program that is not hardened fails each of that'
case $( (branches_marked weak.o "$GATEHOUSE_BUILD/lib/base/text.o")) in
*'not ok'* | '') ok 0 'an object that is not marked is found among others' ;;
*) ok 1 'an object that is not marked is found among others' ;;
esac
rm -r "$folder"
finish
