/* SPDX-License-Identifier: ISC */
/* A key pair, or its public half, bound to exactly one algorithm. */
#ifndef CRYPTO_KEY_H
#define CRYPTO_KEY_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum key_algorithm { KEY_ES256, KEY_RS256, KEY_EDDSA };

#define KEY_KID 44         /* RFC 7638 SHA-256 thumbprint, 43 characters, NUL */
#define KEY_PUBLIC_DER 600 /* SubjectPublicKeyInfo of RSA 4096 takes 550 */
#define KEY_PRIVATE_DER 2560 /* PKCS #8 of RSA 4096 takes 2376 */
#define KEY_SIGNATURE 512
#define KEY_PEM 1024
#define KEY_RING 16 /* keys of a namespace, at most */

struct key;
struct json_t;

/*
 * Makes the library ready for keys, as digest_start() does for the rest: what
 * OpenSSL 3.0 makes at their first use stays broken for as long as the process
 * lives when memory is out meanwhile.  Takes a few milliseconds.
 */
enum token_error key_start(void) MUST_CHECK;

/* "ES256", "RS256", "EdDSA": exactly, byte for byte (RFC 8725 3.1). */
const char *key_algorithm_name(enum key_algorithm algorithm);
bool key_algorithm_parse(
    const char *name, size_t len, enum key_algorithm *algorithmp);

/* A fresh pair; `rsa_bits` (2048, 3072, 4096) counts for RS256 only. */
enum token_error key_generate(
    enum key_algorithm algorithm, int rsa_bits, struct key **keyp) MUST_CHECK;
void key_free(struct key *key);

/* The same key once more, freed by itself, with its PEM at hand; NULL when
 * memory is out. */
struct key *key_share(const struct key *key);

/*
 * Read a key for one algorithm.  TOKEN_UNKNOWN_KEY when it is of another kind
 * or not sound: RSA below 2048 or above 4096 bits or with an even or small
 * exponent, a curve other than P-256, a point not on it, trailing bytes.
 */
enum token_error key_from_public_der(enum key_algorithm algorithm,
    const void *der, size_t len, struct key **keyp) MUST_CHECK;
enum token_error key_from_private_der(enum key_algorithm algorithm,
    const void *der, size_t len, struct key **keyp) MUST_CHECK;

/*
 * A public JWK (RFC 7517 4, 5).  Refused: unknown kty, private members, `use`
 * other than sig, key_ops without verify, an alg other than the kind of key
 * allows, values that are not canonical base64url or of the wrong length.
 */
enum token_error key_from_jwk(
    const struct json_t *jwk, struct key **keyp) MUST_CHECK;

/* SubjectPublicKeyInfo; PKCS #8 (the caller cleanses it). */
enum token_error key_public_der(const struct key *key,
    unsigned char der[KEY_PUBLIC_DER], size_t *lenp) MUST_CHECK;
enum token_error key_private_der(const struct key *key,
    unsigned char der[KEY_PRIVATE_DER], size_t *lenp) MUST_CHECK;

/* PEM: PKCS #1 "RSA PUBLIC KEY" for RSA, as the API's clients know it,
 * SubjectPublicKeyInfo for the others.  Ends with a line break. */
enum token_error key_public_pem(
    const struct key *key, char pem[KEY_PEM]) MUST_CHECK;

/* SubjectPublicKeyInfo for all, which every verifier reads. */
enum token_error key_public_spki_pem(
    const struct key *key, char pem[KEY_PEM]) MUST_CHECK;

/* A new JWK with kty, its public members, use "sig", alg and kid (RFC 7517);
 * NULL when memory is out. */
struct json_t *key_to_jwk(const struct key *key);

enum key_algorithm key_algorithm(const struct key *key);
const char *key_kid(const struct key *key); /* RFC 7638 thumbprint */

/*
 * Sign and verify with the key's one algorithm.  A JWS signature: 64 octets
 * r || s for ES256 (RFC 7518 3.4), the modulus' length for RS256, 64 octets
 * for EdDSA.  key_sign: TOKEN_INTERNAL.  key_verify: TOKEN_BAD_SIGNATURE.
 */
enum token_error key_sign(const struct key *key, const void *data, size_t len,
    unsigned char signature[KEY_SIGNATURE], size_t *signature_lenp) MUST_CHECK;
enum token_error key_verify(const struct key *key, const void *data, size_t len,
    const void *signature, size_t signature_len) MUST_CHECK;

#endif
