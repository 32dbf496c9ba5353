/* SPDX-License-Identifier: ISC */
/* A record of the gate view that a writer is within, who waits for a processor:
 * when a reader sleeps, it runs. */
#include "lib/tap.h"
#include "gate/view_internal.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#define RECORD "sixteen bytes.."

static union {
	struct view_slot slot;
	unsigned char room[sizeof(struct view_slot) + sizeof RECORD];
} shared;

static int sleeps, sleeps_of_writer;

static void
end_writing(void)
{
	memcpy(shared.slot.record, RECORD, sizeof RECORD);
	shared.slot.state = VIEW_LIVE;
	atomic_fetch_add(&shared.slot.sequence, 1);
}

int
nanosleep(const struct timespec *time, struct timespec *left)
{
	(void)time;
	(void)left;
	if (++sleeps == sleeps_of_writer)
		end_writing();
	return 0;
}

/* Reads what a writer has begun who comes to its end after so many sleeps. */
static enum token_error
read_begun(int until_end, char record[sizeof RECORD])
{
	enum view_state state = VIEW_END;
	enum token_error err;

	memset(&shared, 0, sizeof shared);
	atomic_store(&shared.slot.sequence, 1);
	sleeps = 0;
	sleeps_of_writer = until_end;
	err = view_read_slot(&shared.slot, sizeof RECORD, record, &state);
	return err == TOKEN_OK && state != VIEW_LIVE ? TOKEN_INTERNAL : err;
}

int
main(void)
{
	char record[sizeof RECORD];

	ok(read_begun(1, record) == TOKEN_OK && sleeps == 1 &&
		strcmp(record, RECORD) == 0,
	    "who meets a writer without a processor lets it have one");
	ok(read_begun(900, record) == TOKEN_OK && sleeps == 900 &&
		strcmp(record, RECORD) == 0,
	    "again and again");
	ok(read_begun(-1, record) == TOKEN_NO_VIEW && sleeps == 1000,
	    "but not for ever: a writer that died ends nothing");
	return done();
}
