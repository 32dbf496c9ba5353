/* SPDX-License-Identifier: ISC */
/* Passwords that are tried first. */
#ifndef CRYPTO_PASSWORD_COMMON_H
#define CRYPTO_PASSWORD_COMMON_H

#include <stdbool.h>

/*
 * Whether a password is too common: a way over the keyboard, up to four
 * characters again and again, or, below 16 bytes, one of the words that every
 * list of common passwords has, with figures or signs around it, letters of
 * either case, or the usual ones for letters in it (p@ssw0rd).
 */
bool password_is_common(const char *password);

/* Whether that is what is left of `password` without what surrounds it. */
bool password_is_word(const char *password, const char *word);

#endif
