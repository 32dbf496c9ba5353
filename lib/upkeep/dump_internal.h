/* SPDX-License-Identifier: ISC */
/* The words of the text of an installation. */
#ifndef UPKEEP_DUMP_INTERNAL_H
#define UPKEEP_DUMP_INTERNAL_H

/* 2: a key may have `not_before`. */
#define DUMP_VERSION 2

/* The first member of a line says what it is. */
#define DUMP_BEGIN "gatehouse_dump"
#define DUMP_FILE "file"
#define DUMP_OBJECT "object"
#define DUMP_NAME "name"
#define DUMP_KEY "key"
#define DUMP_TOKEN "token"
#define DUMP_JOURNAL "journal"
#define DUMP_END "end"

#endif
