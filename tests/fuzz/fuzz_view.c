/* SPDX-License-Identifier: ISC */
/*
 * The gate view: whatever is in the file, the gate stays within it, and a token
 * that no key signed opens nothing.  The file is that of a sound view with one
 * record in each table; an input is what is changed in it.  Again and again it
 * has a table (1 byte), a place (1 byte; 0 is the record's), an offset within
 * that slot (2 bytes), a length (1 byte) and so many bytes.  After the tables
 * come the head's entries of them, and the whole head.
 */
#include "base/file.h"
#include "base/time.h"
#include "fuzz.h"
#include "crypto/claims.h"
#include "crypto/jwt.h"
#include "crypto/secret_key.h"
#include "gate/gate.h"
#include "gate/verified.h"
#include "gate/view_internal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CAPACITY 4
#define NOW (TIME_EARLIEST + 1000)
#define SIZE (VIEW_PAGE + VIEW_TABLES * CAPACITY * 1024)
#define SECRET "44444444-4444-4444-8444-444444444444"
#define CONTAINER "11111111-1111-4111-8111-111111111111"

/* Inputs in corpus/view name offsets: who changes a record makes them anew. */
_Static_assert(sizeof(struct view_slot) == 8 &&
		   sizeof(struct view_token) == 56 &&
		   sizeof(struct view_container) == 580 &&
		   sizeof(struct view_host) == 48 &&
		   offsetof(struct view_key, der) == 64 &&
		   offsetof(struct view_key, until) == 664 &&
		   sizeof(struct view_secret) == 56 &&
		   offsetof(struct view_head, table) == 64,
    "the records that tests/fuzz/corpus/view is for");

/* PKCS #8 of an Ed25519 key (RFC 8410 7). */
static const unsigned char private_key[] =
    "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20"
    "a key for nothing but this test.";

static const struct uuid token_id = { "token's id......" },
			 namespace_id = { "namespace's id.." },
			 project_id = { "project's id...." };

static char dir[] = FUZZ_FOLDER;
static struct config config = { .issuer = "SCALEWAY", .audience = "functions" };
static struct verified *verified;
static char good[JWT_LONGEST + 1], forged[JWT_LONGEST + 1];

/* The sound file, and the places of its records. */
static unsigned char sound[SIZE];
static size_t sound_size;
static uint64_t places[VIEW_TABLES];

/* Who waits for a writer waits for nobody. */
int
nanosleep(const struct timespec *time, struct timespec *left)
{
	(void)time;
	(void)left;
	return 0;
}

static void
write_file(const char *name, const void *data, size_t size)
{
	char path[FILE_PATH];
	int fd;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	close(fd);
}

static void
end(void)
{
	enum token_error err = file_remove_tree(dir);

	(void)err;
	verified_free(verified);
}

/* ---- the sound view ---- */

static void
lay_out(struct view_map *map)
{
	struct view_head *head = map->head;
	uint64_t offset = VIEW_PAGE;
	struct view *view;
	size_t i;

	MUST(view_open(dir, &view) == TOKEN_OK);
	memcpy(head->magic, VIEW_MAGIC, sizeof head->magic);
	memcpy(head->boot, view->boot, sizeof head->boot);
	view_close(view);
	for (i = 0; i < VIEW_TABLES; i++) {
		head->table[i].capacity = CAPACITY;
		head->table[i].offset = offset;
		offset += CAPACITY * view_shapes[i].slot_size;
		offset = (offset + 63) / 64 * 64;
	}
	MUST(offset <= SIZE);
	head->size = sound_size = offset;
}

static void
put(struct view_map *map, enum view_table table, const void *record)
{
	const uint64_t place = view_start(map, table, record);
	struct view_slot *slot = view_slot_at(map, table, place);

	memcpy(slot->record, record, view_shapes[table].record_size);
	slot->state = VIEW_LIVE;
	places[table] = place;
}

/* A token of the container, and one like it that nobody signed. */
static void
sign(const struct key *key, const struct uuid *container_id)
{
	struct claims claims = { .id = token_id,
		.scope = SCOPE_CONTAINER,
		.scope_id = *container_id,
		.issued_at = TIME_EARLIEST };
	char text[CLAIMS_TEXT];
	char *last;

	strcpy(claims.issuer, config.issuer);
	strcpy(claims.audience, config.audience);
	MUST(claims_format(&claims, text) == TOKEN_OK);
	MUST(jwt_sign(key, text, good) == TOKEN_OK);
	strcpy(forged, good);
	last = strrchr(forged, '.') + 1;
	*last = *last == 'A' ? 'B' : 'A';
}

static void
put_ways_in(struct view_map *map, const struct key *key)
{
	struct view_key record = { .namespace_id = namespace_id,
		.algorithm = KEY_EDDSA };
	struct view_secret secret = { .expires_at = 0 };
	struct uuid id;
	size_t len;

	digest_sha256(key_kid(key), strlen(key_kid(key)), record.digest);
	MUST(key_public_der(key, record.der, &len) == TOKEN_OK);
	record.der_len = (uint32_t)len;
	put(map, VIEW_KEYS, &record);
	MUST(uuid_parse(SECRET, strlen(SECRET), &id));
	secret_key_digest(&id, secret.digest);
	secret_key_pass(secret.digest, &project_id, secret.digest);
	put(map, VIEW_SECRETS, &secret);
}

static void
make_sound(void)
{
	struct view_map map = { .head = (struct view_head *)(void *)sound };
	struct view_container container = { .namespace_id = namespace_id,
		.project_id = project_id,
		.is_private = 1,
		.host = "host",
		.cors_origin = "https://origin" };
	struct view_token token = { .id = token_id,
		.issued_at = TIME_EARLIEST,
		.scope = SCOPE_CONTAINER };
	struct view_host host;
	struct key *key;

	lay_out(&map);
	MUST(uuid_parse(CONTAINER, strlen(CONTAINER), &container.id));
	host.container_id = token.scope_id = container.id;
	digest_sha256(container.host, strlen(container.host), host.digest);
	put(&map, VIEW_TOKENS, &token);
	put(&map, VIEW_CONTAINERS, &container);
	put(&map, VIEW_HOSTS, &host);
	MUST(key_from_private_der(KEY_EDDSA, private_key,
		 sizeof private_key - 1, &key) == TOKEN_OK);
	put_ways_in(&map, key);
	sign(key, &container.id);
	key_free(key);
}

static void
begin(void)
{
	static unsigned char current[VIEW_PAGE] = { 1 };

	if (verified != NULL)
		return;
	verified = verified_new();
	MUST(verified != NULL && mkdtemp(dir) != NULL);
	atexit(end);
	write_file("current", current, sizeof current);
	make_sound();
}

/* ---- what is changed in it ---- */

/* Where a change begins, and how much may be changed there. */
static unsigned char *
find_part(unsigned char file[SIZE], const uint8_t *change, size_t *sizep)
{
	struct view_map map = { .head = (struct view_head *)(void *)file };
	const unsigned table = change[0] % (VIEW_TABLES + 2u);

	if (table < VIEW_TABLES) { /* the sound head says where */
		map.head = (struct view_head *)(void *)sound;
		*sizep = view_shapes[table].slot_size;
		return file + ((unsigned char *)view_slot_at(&map,
				   (enum view_table)table,
				   (places[table] + change[1]) % CAPACITY) -
				  sound);
	}
	*sizep =
	    table == VIEW_TABLES ? sizeof map.head->table[0] : sizeof *map.head;
	return table == VIEW_TABLES
		   ? (unsigned char *)&map.head->table[change[1] % VIEW_TABLES]
		   : file;
}

static void
change_all(unsigned char file[SIZE], const uint8_t *data, size_t size)
{
	size_t offset, len, part_size;
	unsigned char *part;

	while (size > 5) {
		part = find_part(file, data, &part_size);
		offset = (data[2] | (size_t)data[3] << 8) % part_size;
		len = data[4];
		data += 5;
		size -= 5;
		if (len > size)
			len = size;
		memcpy(part + offset, data,
		    len < part_size - offset ? len : part_size - offset);
		data += len;
		size -= len;
	}
}

/* ---- what the gate makes of it ---- */

static bool
count(void *context, const void *record)
{
	(void)record;
	++*(size_t *)context;
	return true;
}

/* Asked for the container by its id, and by its host. */
static bool
opens(struct view *view, const char *token, bool is_by_host)
{
	const struct gate gate = { view, &config, verified };
	const struct gate_request request = { .token = token,
		.token_count = token != NULL,
		.container = is_by_host ? "host" : CONTAINER,
		.container_count = 1,
		.host = "host",
		.host_count = 1,
		.origin = "https://origin",
		.origin_count = 1,
		.now = NOW };
	struct gate_verdict verdict;

	return gate_decide(&gate, &request, &verdict) == TOKEN_OK;
}

/* A token that was seen with another record is refused from then on. */
static void
forget(void)
{
	verified_free(verified);
	verified = verified_new();
	MUST(verified != NULL);
}

static void
ask(struct view *view, bool is_sound)
{
	struct view_token record;
	int i;

	if (is_sound)
		forget();
	for (i = 0; i < 2; i++) {
		const bool is_public = opens(view, NULL, i);
		const bool is_good = opens(view, good, i);
		const bool is_known = opens(view, SECRET, i);

		MUST(!is_sound || (!is_public && is_good && is_known));
		MUST(opens(view, forged, i) == is_public);
		MUST(opens(view, "", i) == is_public);
		if (is_public || !is_good)
			continue;
		MUST(view_find(view, VIEW_TOKENS, &token_id, &record) ==
		     TOKEN_OK);
		MUST(record.issued_at == TIME_EARLIEST &&
		     record.expires_at == 0 && record.scope == SCOPE_CONTAINER);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char file[SIZE];
	enum token_error err = TOKEN_OK;
	struct view *view;
	size_t i, seen = 0;

	begin();
	memcpy(file, sound, sizeof file);
	change_all(file, data, size);
	write_file("view.1", file, sound_size);
	MUST(view_open(dir, &view) == TOKEN_OK);
	if (view_follow(view) == TOKEN_OK)
		for (i = 0; i < VIEW_TABLES; i++)
			err = view_scan(view, (enum view_table)i, count, &seen);
	(void)err;
	ask(view, memcmp(file, sound, sizeof file) == 0);
	view_close(view);
	return 0;
}
