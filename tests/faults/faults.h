/* SPDX-License-Identifier: ISC */
/*
 * A library for LD_PRELOAD that makes the n-th call of a kind fail.  A test
 * tells it which through a file that both map, named by FAULTS_CONTROL.
 */
#ifndef TESTS_FAULTS_H
#define TESTS_FAULTS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum fault_kind {
	FAULT_NONE,
	FAULT_MALLOC, /* of anybody but libfcgi, which dies of it */
	FAULT_FCGI,   /* libfcgi's malloc */
	FAULT_DB,     /* Berkeley DB, as we call it */
	FAULT_CRYPTO, /* OpenSSL and argon2, as we call them */
	FAULT_IO,     /* system calls on files, by us and by Berkeley DB */
	FAULT_OWN,    /* malloc of anybody but libfcgi and OpenSSL */
	FAULT_RECORD, /* realloc for Berkeley DB: of what it reads */
};

/* The file.  The test writes the first four and sets `calls` to 0. */
struct fault_control {
	_Atomic int64_t kind;
	_Atomic int64_t wanted; /* the number of the call that fails, from 1 */
	_Atomic int64_t until;  /* and that of the last one that does */
	_Atomic int64_t error;  /* what it fails with, where that is a choice */
	_Atomic int64_t calls;  /* of this kind, so far */
	_Atomic int64_t idle;   /* how often a worker began to wait */
	_Atomic int64_t blocks; /* of memory that it then had */
	_Atomic int64_t pid;    /* who that was */
};

/* Counts a call that returns to `caller`; whether it is to fail. */
bool fault_is_due(enum fault_kind kind, const void *caller);

/* The error of a call that fails; `usual` unless the test chose. */
int fault_error(int usual);

#define FAULT_CALLER __builtin_return_address(0)

#endif
