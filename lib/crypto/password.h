/* SPDX-License-Identifier: ISC */
/* Passwords: scrypt (RFC 7914), never kept. */
#ifndef CRYPTO_PASSWORD_H
#define CRYPTO_PASSWORD_H

#include "base/error.h"

#include <stdbool.h>

#define PASSWORD_HASH 160  /* characters of a stored hash, with NUL */
#define PASSWORD_LEAST 8   /* characters */
#define PASSWORD_MOST 1024 /* bytes */
#define PASSWORD_RANDOM 21 /* characters of a random one, with NUL */

/* Checks a new one: length, and that it is not among the most common ones.
 * A fault names `argument`. */
enum token_error password_check(
    const char *password, const char *argument, struct fault *fault) MUST_CHECK;

/* Whether it is the user's name, in whatever case, with figures or signs
 * around it or not: also too easy. */
bool password_is_name(const char *password, const char *username);

/* "$scrypt$ln=13,r=8,p=10$SALT$HASH": OWASP's choice that needs 8 MB.
 * TOKEN_UNAVAILABLE (logged) when there is no memory. */
enum token_error password_hash(
    const char *password, char hash[PASSWORD_HASH]) MUST_CHECK;

/*
 * Whether it is the one that was hashed, byte for byte; *is_oldp says that the
 * hash should be made anew because parameters have risen.  With `hash` NULL
 * (unknown user) it takes the same time and is false.
 */
bool password_matches(const char *password, const char *hash, bool *is_oldp);

/* 20 characters of 32 that nobody takes for each other: 100 bits. */
void password_random(char password[PASSWORD_RANDOM]);

#endif
