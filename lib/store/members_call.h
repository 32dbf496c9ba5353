/* SPDX-License-Identifier: ISC */
/*
 * How members are called out of a store that is doomed.  They may be of users
 * that have no right to kill each other.  So each asks the kernel for it, in
 * advance, to be done when somebody writes to the named pipe `leave`.
 */
#ifndef STORE_MEMBERS_CALL_H
#define STORE_MEMBERS_CALL_H

#include <stdbool.h>

/* The pipe of the store in `dir`, which is made when it is missing; -1, logged:
 * it is not there, or no pipe.  The caller closes it. */
int members_call_open(const char *dir);

/* From now on, and until the pipe is closed, the call kills this process. */
bool members_call_heed(int call);

/* Kills who heeds it. */
void members_call_out(int call);

#endif
