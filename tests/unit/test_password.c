/* SPDX-License-Identifier: ISC */
/* Passwords: what is refused, and that a hash fits one password alone. */
#include "lib/tap.h"
#include "crypto/password.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Made with Python's hashlib.scrypt(), so that we are not only equal to
 * ourselves: "pleaseletmein", salt "SodiumChloride16", 2^14, 8, 1. */
#define SALT "U29kaXVtQ2hsb3JpZGUxNg"
#define KEY "ywd3KuG5N75-_-n_Cjfqd4qjzQQanR1jI1SPfrFKXNY"
static const char other[] = "$scrypt$ln=14,r=8,p=1$" SALT "$" KEY;

static const struct {
	const char *password;
	bool is_good;
} rows[] = {
	{ "", false },
	{ "sevenab", false },
	{ "\xc3\xa9\xc3\xa9\xc3\xa0\xc3\xbc", false }, /* 4 characters */
	{ "eight-ab", true },
	{ "\xc3\xa9\xc3\xb1\xc3\xa0\xc3\xbc\xc3\xb6\xc3\xa4\xc3\xb8\xc3\xa5",
	    true },
	{ "correct horse battery staple", true },
	{ "xkvu qpwm", true },
	{ "        ", false },
	{ "aaaaaaaaaaaaaaaaaaaaaaaa", false },
	{ "abcabcabcabc", false },
	{ "1212121212", false },
	{ "12345678", false },
	{ "87654321", false },
	{ "1234567890", false },
	{ "abcdefgh", false },
	{ "hgfedcba", false },
	{ "ABCDEFGH", false },
	{ "qwertyui", false },
	{ "qwertyuiop", false },
	{ "poiuytrewq", false },
	{ "asdfghjk", false },
	{ "1q2w3e4r", false },
	{ "1qaz2wsx", false },
	{ "zaq12wsx", false },
	{ "password", false },
	{ "Password", false },
	{ "PASSWORD", false },
	{ "password1", false },
	{ "password123", false },
	{ "Passw0rd!", false },
	{ "p@$$w0rd", false },
	{ "123password", false },
	{ "iloveyou", false },
	{ "sunshine", false },
	{ "football1", false },
	{ "trustno1", false },
	{ "letmein1", false },
	{ "Welcome2024!", false },
	{ "admin123", false },
	{ "dragon2024", false },
	{ "superman", false },
	{ "princess1", false },
	{ "changeme", false },
	{ "gatehouse1", false },
	/* Nothing is asked of the composition; long ones may hold words. */
	{ "mypasswordisgreen", true },
	{ "11111111222222223333", true },
	{ "wqkzfhtb", true },
	{ "93017465", true },
};

static void
test_check(void)
{
	struct fault fault;
	char *longest;
	enum token_error err;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		memset(&fault, 0, sizeof fault);
		err = password_check(rows[i].password, "password", &fault);
		ok(rows[i].is_good
			? err == TOKEN_OK
			: err == TOKEN_INVALID_ARGUMENT &&
			      strcmp(fault.argument, "password") == 0 &&
			      strcmp(fault.reason, "constraint") == 0,
		    "\"%s\" is %s", rows[i].password,
		    rows[i].is_good ? "accepted" : "refused");
	}
	longest = calloc(1, PASSWORD_MOST + 2);
	for (i = 0; i < PASSWORD_MOST; i++)
		longest[i] = (char)('!' + (i * i / 7 + i) % 90);
	ok(password_check(longest, "password", NULL) == TOKEN_OK,
	    "1024 bytes are accepted");
	longest[PASSWORD_MOST] = 'x';
	ok(password_check(longest, "password", NULL) == TOKEN_INVALID_ARGUMENT,
	    "1025 bytes are refused");
	free(longest);
}

static void
test_name(void)
{
	ok(password_is_name("Caroline.Meyer", "caroline.meyer") &&
		password_is_name("caroline.meyer1!", "caroline.meyer") &&
		password_is_name("2024owner", "Owner"),
	    "a password that is the user's name is known for one");
	ok(!password_is_name("caroline.mayer", "caroline.meyer") &&
		!password_is_name("owners-rest", "owner") &&
		!password_is_name("12345678", "owner"),
	    "another is not");
}

static void
test_hash(void)
{
	static const char password[] = "a Password of \xc3\xa9 bytes";
	char hash[PASSWORD_HASH], again[PASSWORD_HASH], changed[64];
	bool is_old = true, only_one = true;
	size_t i;

	ok(password_hash(password, hash) == TOKEN_OK &&
		strncmp(hash, "$scrypt$ln=13,r=8,p=10$", 23) == 0,
	    "a hash names its parameters");
	ok(password_matches(password, hash, &is_old) && !is_old,
	    "the password matches, and the hash is of today");
	ok(password_hash(password, again) == TOKEN_OK &&
		strcmp(hash, again) != 0,
	    "the same password has another hash the next time");
	for (i = 0; i < sizeof password - 1; i += 5) {
		memcpy(changed, password, sizeof password);
		changed[i] = (char)(changed[i] ^ 0x20);
		only_one &= !password_matches(changed, hash, &is_old);
	}
	ok(only_one, "with one letter of another case it does not match");
	memcpy(changed, password, sizeof password);
	changed[sizeof password - 2] = '\0';
	ok(!password_matches(changed, hash, &is_old) &&
		!password_matches("", hash, &is_old),
	    "neither does a part of it");
	ok(password_matches("pleaseletmein", other, &is_old) && is_old,
	    "a hash of lower cost matches, and is to be made anew");
}

static void
test_damage(void)
{
	static const char *const hashes[] = { "", "$", "$scrypt$",
		"$argon2id$v=19$m=4096,t=3,p=1$" SALT "$" KEY,
		"$scrypt$ln=14,r=8,p=1$" SALT "$",
		"$scrypt$ln=14,r=8,p=1$" SALT "$ywd3KuG5N75",
		"$scrypt$ln=14,r=8,p=1$" SALT "$" KEY "$",
		"$scrypt$ln=14,r=8,p=2$" SALT "$" KEY,
		"$scrypt$ln=14,r=8,p=1$" SALT
		"$ywd3KuG5N75-_-n_Cjfqd4qjzQQanR1jI1SPfrFKXNc",
		"$scrypt$ln=99,r=8,p=1$" SALT "$" KEY,
		"$scrypt$ln=20,r=99,p=1$" SALT "$" KEY };
	bool is_old, matches = false;
	size_t i;

	for (i = 0; i < sizeof hashes / sizeof hashes[0]; i++)
		matches |=
		    password_matches("pleaseletmein", hashes[i], &is_old);
	ok(!matches, "a damaged hash fits nothing");
}

static double
seconds_for(const char *hash)
{
	struct timespec start, end;
	bool is_old;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
	if (password_matches("not the password", hash, &is_old))
		abort();
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	return (double)(end.tv_sec - start.tv_sec) +
	       (double)(end.tv_nsec - start.tv_nsec) / 1e9;
}

/* The best of a few: what else the machine does cannot make it faster. */
static double
best_for(const char *hash)
{
	double best = seconds_for(hash), next;
	int i;

	for (i = 0; i < 4; i++) {
		next = seconds_for(hash);
		if (next < best)
			best = next;
	}
	return best;
}

static void
test_unknown(void)
{
	char hash[PASSWORD_HASH];
	double known, unknown;
	bool is_old;

	if (password_hash("some password", hash) != TOKEN_OK)
		abort();
	known = best_for(hash);
	unknown = best_for(NULL);
	ok(unknown > known / 2 && unknown < known * 2,
	    "C7: an unknown user takes as long as a wrong password");
	ok(!password_matches("", NULL, &is_old), "and never matches");
}

static void
test_random(void)
{
	char one[PASSWORD_RANDOM], two[PASSWORD_RANDOM];

	password_random(one);
	password_random(two);
	ok(strlen(one) == 20 && strcmp(one, two) != 0 &&
		strspn(one, "abcdefghijkmnpqrstuvwxyz23456789") == 20 &&
		password_check(one, "password", NULL) == TOKEN_OK,
	    "a random password has 20 characters, none like another");
}

int
main(void)
{
	test_check();
	test_name();
	test_hash();
	test_damage();
	test_unknown();
	test_random();
	return done();
}
