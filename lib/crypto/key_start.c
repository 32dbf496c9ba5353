/* SPDX-License-Identifier: ISC */
/* Keys are used once before they are needed. */
#include "base/log.h"
#include "crypto/digest.h"
#include "crypto/key.h"

/* What a signature needs on the way from the sealed key, and back from its
 * public half. */
static enum token_error
use_once(const struct key *made)
{
	unsigned char private[KEY_PRIVATE_DER], public[KEY_PUBLIC_DER];
	const enum key_algorithm algorithm = key_algorithm(made);
	size_t private_len, public_len, signature_len;
	unsigned char signature[KEY_SIGNATURE];
	struct key *pair = NULL, *half = NULL;
	enum token_error err;
	char pem[KEY_PEM];

	if ((err = key_private_der(made, private, &private_len)) == TOKEN_OK &&
	    (err = key_public_der(made, public, &public_len)) == TOKEN_OK &&
	    (err = key_from_private_der(
		 algorithm, private, private_len, &pair)) == TOKEN_OK &&
	    (err = key_from_public_der(algorithm, public, public_len, &half)) ==
		TOKEN_OK &&
	    (err = key_public_pem(half, pem)) == TOKEN_OK &&
	    (err = key_sign(pair, pem, 1, signature, &signature_len)) ==
		TOKEN_OK)
		err = key_verify(half, pem, 1, signature, signature_len);
	digest_cleanse(private, sizeof private);
	key_free(pair);
	key_free(half);
	return err;
}

enum token_error
key_start(void)
{
	static const enum key_algorithm quick[] = { KEY_ES256, KEY_EDDSA };
	enum token_error err;
	struct key *key;
	size_t i;

	for (i = 0; i < sizeof quick / sizeof quick[0]; i++) {
		err = key_generate(quick[i], 0, &key);
		if (err == TOKEN_OK)
			err = use_once(key);
		key_free(key);
		if (err != TOKEN_OK) {
			log_line("keys cannot be used: the cryptographic "
				 "library fails");
			return err;
		}
	}
	return TOKEN_OK;
}
