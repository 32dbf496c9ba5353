/* SPDX-License-Identifier: ISC */
/* Secret keys: digests under which they are known. */
#ifndef CRYPTO_SECRET_KEY_H
#define CRYPTO_SECRET_KEY_H

#include "base/uuid.h"
#include "crypto/digest.h"

/* SHA-256 of the secret's 36 characters in lower case: what the store has of
 * it.  The secret has 122 random bits, so a plain digest is as hard to invert
 * as the secret is to guess. */
void secret_key_digest(
    const struct uuid *secret, unsigned char digest[DIGEST_SIZE]);

/* SHA-256 of that digest and the 16 bytes of a project's id: what the gate view
 * has of a secret that lets in at the project's private containers. */
void secret_key_pass(const unsigned char digest[DIGEST_SIZE],
    const struct uuid *project_id, unsigned char pass[DIGEST_SIZE]);

#endif
