/* SPDX-License-Identifier: ISC */
/* What every program of the API does around its handler. */
#ifndef CGI_BIN_API_MAIN_H
#define CGI_BIN_API_MAIN_H

#include "api.h"

#include <stdbool.h>

/*
 * The whole of a program's main: reads the configuration, serves `routes`.
 * Before a handler runs, the region was checked, the caller authenticated
 * (401) and api->now set.  A region that is not ours: lists are empty, ids
 * unknown (404), creates refused (400).
 */
int api_main(const char *name, const struct route *routes, bool needs_seal);

/* The same, but the row `open` of `routes`, whose path has no star, is answered
 * to strangers too: nobody is authenticated, and api->caller is empty. */
int api_main_open(
    const char *name, const struct route *routes, const struct route *open);

#endif
