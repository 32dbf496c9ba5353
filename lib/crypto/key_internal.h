/* SPDX-License-Identifier: ISC */
/* The inside of a key, for key*.c and jwk*.c only. */
#ifndef CRYPTO_KEY_INTERNAL_H
#define CRYPTO_KEY_INTERNAL_H

#include "crypto/key.h"

struct evp_pkey_st; /* OpenSSL's EVP_PKEY */

#define KEY_KINDS 3       /* one for each algorithm */
#define KEY_OCTETS 512    /* the longest number: the modulus of RSA 4096 */
#define KEY_COORDINATE 32 /* octets, RFC 7518 6.2.1.2, RFC 8037 2 */

/* How a JWK calls the kind of key of each algorithm. */
struct key_kind {
	const char *kty;
	const char *crv; /* NULL: the kind has no curves */
};
extern const struct key_kind key_kinds[KEY_KINDS];

struct key {
	enum key_algorithm algorithm;
	struct evp_pkey_st *pkey;
	char kid[KEY_KID];
	char pem[KEY_PEM]; /* "": nobody has written it yet */
};

/*
 * Checks that `pkey` (NULL: it could not be read) is a sound key for the
 * algorithm and makes a key of it; takes `pkey` over in any case.
 * TOKEN_UNKNOWN_KEY when it is not, TOKEN_INTERNAL (logged).
 */
enum token_error key_take(enum key_algorithm algorithm,
    struct evp_pkey_st *pkey, struct key **keyp) MUST_CHECK;

/* The RFC 7638 thumbprint of key->pkey; false when memory is out. */
bool key_thumbprint(const struct key *key, char kid[KEY_KID]);

/* Logs what failed, with OpenSSL's reason, and returns TOKEN_INTERNAL. */
enum token_error key_failure(const char *what);

#endif
