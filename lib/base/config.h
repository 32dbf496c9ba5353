/* SPDX-License-Identifier: ISC */
/* gatehouse.conf: the settings of one installation. */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include "base/error.h"
#include "base/file.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define CONFIG_INSTALLED "/etc/gatehouse/gatehouse.conf"
#define CONFIG_STATE 400 /* bytes of a path: leaves room for names of files */
#define CONFIG_NAME 33   /* of a user or group, and the NUL */

struct config {
	char state[FILE_PATH]; /* directory of store, keys and journal */
	char view[FILE_PATH];  /* directory of the gate view */
	char region[16];       /* the one region served */
	char domain[200];      /* new containers live at NAME.domain */
	char scheme[8];        /* http or https, of containers' addresses */
	int port;              /* of containers' addresses, 0: the usual */
	char issuer[64];       /* claim iss */
	char audience[64];     /* claim aud */
	char algorithm[8];     /* of new namespaces: ES256, RS256, EdDSA */
	int rsa_bits;          /* 2048, 3072 or 4096 */
	int leeway;            /* seconds, 0 to 60, for exp and nbf */
	int workers;           /* processes of each program, 1 to 64 */
	int session_idle;      /* seconds a session may rest, from 300 */
	int session_life;      /* seconds it may last, from 300 */
	int session_fresh;     /* seconds in which it may make tokens, 0: all */
	char remote_user[4];   /* on: the web server names users */
	char audit[FILE_PATH]; /* see config_audit_path() */

	/* Who has which rights; all empty: the one who runs init. */
	char group[CONFIG_NAME];       /* all programs; reads the view */
	char store_group[CONFIG_NAME]; /* the members of the store */
	char key_user[CONFIG_NAME];    /* token-create: reads master.key */
};

/*
 * Reads "name = value" lines ('#' starts a comment).  `path` NULL means the
 * file that the environment's GATEHOUSE_CONF names, or the installed one.
 * Unknown names and values out of range are all logged, with file and line:
 * TOKEN_INVALID_ARGUMENT.  No such file: TOKEN_NOT_FOUND, logged.
 */
enum token_error config_load(
    const char *path, struct config *config) MUST_CHECK;

/* Writes every setting, as a file that config_load() reads. */
void config_show(const struct config *config, FILE *out);

/* "state/name" in `path`.  config_load() refuses a state so long that a name
 * of ours would not fit. */
void config_path(
    const struct config *config, const char *name, char path[FILE_PATH]);

/* The file of the audit trail; false: it is off. */
bool config_audit_path(const struct config *config, char path[FILE_PATH]);

#endif
