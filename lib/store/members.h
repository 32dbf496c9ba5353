/* SPDX-License-Identifier: ISC */
/*
 * Who is inside the store.  A process that dies inside leaves locks in shared
 * memory that nobody will free, so everybody leaves and the next one to enter,
 * alone, recovers.  File locks that belong to an open file (OFD locks) tell who
 * lives: the kernel drops them at death.
 */
#ifndef STORE_MEMBERS_H
#define STORE_MEMBERS_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/types.h>

struct members;

/*
 * Enters; waits while others leave a doomed store, at most 30 s
 * (TOKEN_UNAVAILABLE, logged).  *alonep says that nobody else is inside: the
 * caller must recover.  Until members_ready() nobody else can enter.  The
 * process must not fork while it is inside.
 */
enum token_error members_enter(
    const char *dir, struct members **membersp, bool *alonep) MUST_CHECK;
void members_ready(struct members *members);

/* All must leave: who is inside found that they cannot go on. */
void members_doom(struct members *members);

/* Leaves cleanly; the store must be closed already. */
void members_leave(struct members *members);

/* For a parent that never enters: watches on behalf of its children. */
struct members_watch;
enum token_error members_watch_open(
    const char *dir, struct members_watch **watchp) MUST_CHECK;
void members_watch_close(struct members_watch *watch);

/*
 * For who puts another store in this one's place: nobody is inside, no program
 * watches, and none can until members_watch_close().  TOKEN_PRECONDITION
 * (logged) when some do.
 */
enum token_error members_hold(
    const char *dir, struct members_watch **holdp) MUST_CHECK;

/* Whether somebody died inside, so that the store is doomed.  Looks at every
 * slot: about a microsecond each. */
bool members_doomed(struct members_watch *watch);

/* Whether this process is inside now; whether it must leave, because the store
 * it is in is doomed. */
bool members_has(const struct members_watch *watch, pid_t pid);
bool members_must_leave(struct members_watch *watch, pid_t pid);

#endif
