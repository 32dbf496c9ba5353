/* SPDX-License-Identifier: ISC */
/* Base64url is read in its one canonical spelling and in no other. */
#include "../lib/tap.h"
#include "base/base64url.h"

#include <string.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* RFC 4648 10, without padding, and the two characters of this alphabet. */
static const struct {
	const char *plain;
	const char *text;
} vectors[] = {
	{ "", "" },
	{ "f", "Zg" },
	{ "fo", "Zm8" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg" },
	{ "fooba", "Zm9vYmE" },
	{ "foobar", "Zm9vYmFy" },
	{ "\xfb\xff\xbf", "-_-_" },
};

static const struct {
	const char *name;
	const char *text;
} faults[] = {
	{ "one padding sign", "Zm8=" },
	{ "two padding signs", "Zg==" },
	{ "only padding", "====" },
	{ "a lonely character", "Z" },
	{ "a lonely character of no bits", "A" },
	{ "a length of 1 modulo 4", "Zm9vA" },
	{ "the plus of plain base64", "ab+d" },
	{ "the slash of plain base64", "ab/d" },
	{ "a space", "Zm 9v" },
	{ "a leading space", " Zm9v" },
	{ "a line break at the end", "Zm9v\n" },
	{ "a tab", "Zm\t9" },
	{ "a question mark", "Zm?v" },
	{ "a percent escape", "Zm9%3D" },
	{ "a byte above ASCII", "Zm\xc3\xb6" },
	{ "four unused bits that are set", "Zh" },
	{ "two unused bits that are set", "Zm9" },
	{ "all unused bits set", "__" },
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static void
test_vectors(void)
{
	char text[16], plain[16];
	size_t len, i;

	for (i = 0; i < COUNT(vectors); i++) {
		ok(base64url_encode(vectors[i].plain, strlen(vectors[i].plain),
		       text, sizeof text) &&
			strcmp(text, vectors[i].text) == 0,
		    "bytes become \"%s\"", vectors[i].text);
		ok(base64url_decode(vectors[i].text, strlen(vectors[i].text),
		       plain, sizeof plain, &len) &&
			len == strlen(vectors[i].plain) &&
			memcmp(plain, vectors[i].plain, len) == 0,
		    "\"%s\" becomes bytes", vectors[i].text);
	}
}

static void
test_faults(void)
{
	char plain[16];
	size_t len, i;

	for (i = 0; i < COUNT(faults); i++) {
		len = 99;
		ok(!base64url_decode(faults[i].text, strlen(faults[i].text),
		       plain, sizeof plain, &len) &&
			len == 99,
		    "%s is refused", faults[i].name);
	}
}

/* Every byte in every place of a group of four. */
static void
test_every_byte(void)
{
	char text[4], plain[4];
	size_t len, wrong = 0;
	int byte, at;

	for (byte = 0; byte < 256; byte++) {
		for (at = 0; at < 4; at++) {
			memcpy(text, "AAAA", 4);
			text[at] = (char)byte;
			if (base64url_decode(
				text, 4, plain, sizeof plain, &len) !=
			    (byte != 0 && strchr(alphabet, byte) != NULL))
				wrong++;
		}
	}
	ok(wrong == 0, "no byte but the 64 of the alphabet is read");
}

/* Of the last characters that say the same, only one is read. */
static void
test_last_character(void)
{
	char text[4] = "AAA", plain[4];
	size_t len, read = 0;
	const char *c;

	for (c = alphabet; *c != '\0'; c++) {
		text[1] = *c;
		read += base64url_decode(text, 2, plain, sizeof plain, &len);
	}
	ok(read == 4, "one last character of sixteen is read for one byte");
	text[1] = 'A';
	for (read = 0, c = alphabet; *c != '\0'; c++) {
		text[2] = *c;
		read += base64url_decode(text, 3, plain, sizeof plain, &len);
	}
	ok(read == 16, "one last character of four is read for two bytes");
}

static void
test_round_trip(void)
{
	unsigned char data[100], back[100];
	char text[BASE64URL_TEXT(sizeof data) + 1];
	size_t len, back_len, wrong = 0;

	for (len = 0; len < sizeof data; len++)
		data[len] = (unsigned char)(len * 167 + 13);
	for (len = 0; len <= sizeof data; len++) {
		if (!base64url_encode(data, len, text, sizeof text) ||
		    strlen(text) != BASE64URL_TEXT(len) ||
		    !base64url_decode(
			text, strlen(text), back, sizeof back, &back_len) ||
		    back_len != len || memcmp(back, data, len) != 0)
			wrong++;
	}
	ok(wrong == 0, "any length up to 100 comes back");
}

/* The room that is one too small, just right and one too large. */
static void
test_room(void)
{
	char text[10], plain[6];
	size_t len;

	memset(text, '#', sizeof text);
	ok(!base64url_encode("foobar", 6, text, 8) && text[8] == '#',
	    "encoding wants room for the NUL");
	ok(base64url_encode("foobar", 6, text, 9) && text[9] == '#',
	    "encoding fits exactly");
	ok(!base64url_encode("", 0, text, 0), "encoding nothing wants a byte");
	ok(!base64url_encode("", (size_t)-1, text, sizeof text),
	    "a length that overflows is refused");
	memset(plain, '#', sizeof plain);
	ok(!base64url_decode("Zm9vYg", 6, plain, 3, &len) && plain[3] == '#',
	    "decoding stops at too little room");
	ok(base64url_decode("Zm9vYg", 6, plain, 4, &len) && len == 4 &&
		plain[4] == '#',
	    "decoding fits exactly");
}

int
main(void)
{
	test_vectors();
	test_faults();
	test_every_byte();
	test_last_character();
	test_round_trip();
	test_room();
	return done();
}
