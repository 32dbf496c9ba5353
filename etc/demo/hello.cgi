#!/bin/sh
# SPDX-License-Identifier: ISC
# A page that says whom the gate let in.

if [ -n "$GATEHOUSE_TOKEN_ID" ]; then
	guest="You were let in with the token $GATEHOUSE_TOKEN_ID."
elif [ -n "$GATEHOUSE_PRINCIPAL_ID" ]; then
	guest="You were let in with a secret key of $GATEHOUSE_PRINCIPAL_ID."
else
	guest="Everybody is let in: this container is public."
fi
place="This is the container $GATEHOUSE_CONTAINER_ID."

case $HTTP_ACCEPT in
*text/html*)
	printf 'Content-Type: text/html; charset=utf-8\r\n'
	printf 'Cache-Control: no-store\r\n\r\n'
	cat <<-PAGE
		<!DOCTYPE html>
		<html lang="en">
		<meta name="viewport" content="width=device-width">
		<title>Hello</title>
		<h1>Hello</h1>
		<p>$guest
		<p>$place
	PAGE
	;;
*)
	printf 'Content-Type: text/plain; charset=utf-8\r\n'
	printf 'Cache-Control: no-store\r\n\r\n'
	printf '%s\n%s\n' "$guest" "$place"
	;;
esac
