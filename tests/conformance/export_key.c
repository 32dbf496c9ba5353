/* SPDX-License-Identifier: ISC */
/* export_key NAMESPACE-ID: prints a test namespace's signing key, as PKCS #8 in
 * base64url, so that others can sign with it.  No program of ours does that. */
#include "base/base64url.h"
#include "base/config.h"
#include "base/log.h"
#include "base/time.h"
#include "publish/publish.h"
#include "token/keyring.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static enum token_error
find_key(const struct config *config, const struct uuid *id, struct key **keyp)
{
	const struct keyring_wanted wanted = { .namespace_id = id };
	struct publish publish;
	struct seal *seal;
	char path[FILE_PATH];
	enum token_error err;

	config_path(config, "master.key", path);
	if ((err = seal_open(path, &seal)) != TOKEN_OK)
		return err;
	err = publish_open(config, &publish);
	if (err == TOKEN_OK) {
		err = keyring_signing_key(
		    publish.store, seal, &wanted, time_now(), keyp);
		publish_close(&publish);
	}
	seal_close(seal);
	return err;
}

int
main(int argc, char **argv)
{
	char text[BASE64URL_TEXT(KEY_PRIVATE_DER) + 1];
	unsigned char der[KEY_PRIVATE_DER];
	struct config config;
	struct uuid id;
	struct key *key;
	size_t len;

	log_open("export_key");
	if (argc != 2 || !uuid_parse(argv[1], strlen(argv[1]), &id))
		return EX_USAGE;
	if (config_load(NULL, &config) != TOKEN_OK ||
	    find_key(&config, &id, &key) != TOKEN_OK)
		return EX_UNAVAILABLE;
	if (key_private_der(key, der, &len) == TOKEN_OK &&
	    base64url_encode(der, len, text, sizeof text))
		puts(text);
	key_free(key);
	return 0;
}
