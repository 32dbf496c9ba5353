/* SPDX-License-Identifier: ISC */
/*
 * The gate view: whatever is in the file, the gate stays within it.  An input
 * begins, for each table, with its capacity and how far its place is off (2
 * bytes each); the rest lies behind the first page of the file.
 */
#include "base/file.h"
#include "fuzz.h"
#include "token/gate.h"
#include "token/verified.h"
#include "token/view_internal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CAPACITY 40
#define SIZE (VIEW_PAGE + VIEW_TABLES * CAPACITY * 800)
#define TOKEN                                                                  \
	"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImtpZCJ9."                \
	"eyJhdWQiOiJmdW5jdGlvbnMiLCJpYXQiOjEsImlzcyI6IlNDQUxFV0FZIn0."         \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
	"A"                                                                    \
	"AAAAAAAAAAAAAAAAA"

static char dir[] = FUZZ_FOLDER;

/* Only keys get into it: the signature of TOKEN is nobody's. */
static struct verified *verified;

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
	char path[CONFIG_PATH];
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
}

static uint64_t
take_number(const uint8_t **data, size_t *size)
{
	uint64_t number;

	if (*size < 2)
		return 0;
	number = (*data)[0] | (uint64_t)(*data)[1] << 8;
	*data += 2;
	*size -= 2;
	return number;
}

/* The file that the input stands for; returns its size. */
static size_t
lay_out(const struct view *view, const uint8_t *data, size_t size,
    unsigned char file[SIZE])
{
	struct view_head head = { .magic = VIEW_MAGIC };
	uint64_t offset = VIEW_PAGE;
	size_t i;

	for (i = 0; i < VIEW_TABLES; i++) {
		head.table[i].capacity = take_number(&data, &size);
		if (head.table[i].capacity > CAPACITY)
			head.table[i].capacity %= CAPACITY;
		head.table[i].offset = offset + take_number(&data, &size);
		offset += head.table[i].capacity * view_shapes[i].slot_size;
		offset = (offset + 63) / 64 * 64;
	}
	memcpy(head.boot, view->boot, sizeof head.boot);
	head.size = offset;
	memset(file, 0, offset);
	memcpy(file, &head, sizeof head);
	if (size > offset - VIEW_PAGE)
		size = offset - VIEW_PAGE;
	memcpy(file + VIEW_PAGE, data, size);
	return offset;
}

static bool
count(void *context, const void *record)
{
	(void)record;
	return ++*(size_t *)context < VIEW_TABLES * CAPACITY;
}

/* Questions that the tables have to answer. */
static void
ask(struct view *view)
{
	static const char *const tokens[] = { TOKEN, "",
		"00000000-0000-4000-8000-000000000000" };
	static const char id[] = "00000000-0000-0000-0000-000000000000";
	struct config config = { .issuer = "SCALEWAY",
		.audience = "functions" };
	const struct gate gate = { view, &config, verified };
	struct gate_verdict verdict;
	size_t i;

	for (i = 0; i < 6; i++) {
		struct gate_request request = { .token = tokens[i / 2],
			.token_count = 1,
			.container = i % 2 == 0 ? id : "host",
			.container_count = 1,
			.host = "host",
			.host_count = 1,
			.origin = "https://origin",
			.origin_count = 1,
			.now = 2 };
		/* Only a record of a container lets anybody in. */
		if (gate_decide(&gate, &request, &verdict) == TOKEN_OK)
			MUST(view->map.head->table[VIEW_CONTAINERS].capacity >
			     0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char file[SIZE];
	struct view *view;
	enum token_error err;
	size_t i, seen = 0;

	begin();
	MUST(view_open(dir, &view) == TOKEN_OK);
	write_file("view.1", file, lay_out(view, data, size, file));
	if (view_follow(view) == TOKEN_OK) {
		for (i = 0; i < VIEW_TABLES; i++)
			err = view_scan(view, (enum view_table)i, count, &seen);
		(void)err;
		ask(view);
	}
	view_close(view);
	return 0;
}
