/* SPDX-License-Identifier: ISC */
/* Passwords: scrypt of OpenSSL, with its parameters beside each hash. */
#include "crypto/password.h"
#include "base/base64url.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/password_common.h"

#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define SALT_SIZE 16
#define SALT_TEXT BASE64URL_TEXT(SALT_SIZE)
#define HASH_SIZE 32
#define HASH_TEXT BASE64URL_TEXT(HASH_SIZE)
#define MEMORY_MOST (64u << 20) /* what no parameters of ours exceed */

/* How a password is hashed, and what came of it. */
struct record {
	unsigned log2n, r, p;
	unsigned char salt[SALT_SIZE];
	unsigned char hash[HASH_SIZE];
};

/* Raise these when machines get faster: hashes are then made anew, one by one,
 * as their users sign in. */
static const struct record present = { .log2n = 13, .r = 8, .p = 10 };

static unsigned long
cost(const struct record *record)
{
	return (1UL << record->log2n) * record->r * record->p;
}

/* The hash that a password has with salt and parameters of `record`. */
static bool
derive(const char *password, const struct record *record,
    unsigned char hash[HASH_SIZE])
{
	if (EVP_PBE_scrypt(password, strlen(password), record->salt, SALT_SIZE,
		UINT64_C(1) << record->log2n, record->r, record->p, MEMORY_MOST,
		hash, HASH_SIZE) == 1)
		return true;
	log_line("cannot hash a password");
	return false;
}

static bool
read_bytes(const char *text, unsigned char *data, size_t size)
{
	size_t len;

	return base64url_decode(text, strlen(text), data, size, &len) &&
	       len == size;
}

/* Bounded, because shifts and memory depend on it. */
static bool
has_sane_parameters(const struct record *record)
{
	return record->log2n >= 1 && record->log2n <= 20 && record->r >= 1 &&
	       record->p >= 1;
}

static bool
read_record(const char *text, struct record *record)
{
	char salt[SALT_TEXT + 1], hash[HASH_TEXT + 1];
	int end = 0;

	return sscanf(text, "$scrypt$ln=%2u,r=%2u,p=%2u$%22[^$]$%43[^$]%n",
		   &record->log2n, &record->r, &record->p, salt, hash,
		   &end) == 5 &&
	       text[end] == '\0' && has_sane_parameters(record) &&
	       read_bytes(salt, record->salt, SALT_SIZE) &&
	       read_bytes(hash, record->hash, HASH_SIZE);
}

static bool
write_record(const struct record *record, char text[PASSWORD_HASH])
{
	char salt[SALT_TEXT + 1], hash[HASH_TEXT + 1];
	struct text out;

	if (!base64url_encode(record->salt, SALT_SIZE, salt, sizeof salt) ||
	    !base64url_encode(record->hash, HASH_SIZE, hash, sizeof hash))
		return false;
	text_open(&out, text, PASSWORD_HASH);
	text_addf(&out, "$scrypt$ln=%u,r=%u,p=%u$%s$%s", record->log2n,
	    record->r, record->p, salt, hash);
	return !out.cut;
}

/* Characters of UTF-8: all bytes but those that go on with one. */
static size_t
count_characters(const char *string)
{
	size_t count = 0;

	for (; *string != '\0'; string++)
		count += ((unsigned char)*string & 0xc0) != 0x80;
	return count;
}

enum token_error
password_check(const char *password, const char *argument, struct fault *fault)
{
	if (count_characters(password) < PASSWORD_LEAST)
		return fault_argument(fault, argument, "constraint",
		    "must have at least 8 characters; 15 are better");
	if (strlen(password) > PASSWORD_MOST)
		return fault_argument(fault, argument, "constraint",
		    "must have at most 1024 bytes");
	if (password_is_common(password))
		return fault_argument(fault, argument, "constraint",
		    "is one of the first that are tried; choose a rarer one");
	return TOKEN_OK;
}

bool
password_is_name(const char *password, const char *username)
{
	return strcasecmp(password, username) == 0 ||
	       password_is_word(password, username);
}

enum token_error
password_hash(const char *password, char hash[PASSWORD_HASH])
{
	struct record record = present;
	bool is_done;

	digest_random(record.salt, sizeof record.salt);
	is_done = derive(password, &record, record.hash) &&
		  write_record(&record, hash);
	digest_cleanse(&record, sizeof record);
	return is_done ? TOKEN_OK : TOKEN_UNAVAILABLE;
}

bool
password_matches(const char *password, const char *hash, bool *is_oldp)
{
	unsigned char derived[HASH_SIZE];
	struct record record;
	bool is_known, is_same;

	is_known = hash != NULL && read_record(hash, &record);
	if (!is_known)
		record = present;
	is_same = derive(password, &record, derived) &&
		  digest_equal(derived, record.hash, HASH_SIZE) && is_known;
	if (is_same)
		*is_oldp = cost(&record) < cost(&present);
	digest_cleanse(derived, sizeof derived);
	digest_cleanse(&record, sizeof record);
	return is_same;
}

void
password_random(char password[PASSWORD_RANDOM])
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	size_t i;

	_Static_assert(sizeof letters - 1 == 32, "each has the same chance");
	digest_random(password, PASSWORD_RANDOM - 1);
	for (i = 0; i < PASSWORD_RANDOM - 1; i++)
		password[i] = letters[(unsigned char)password[i] % 32];
	password[i] = '\0';
}
