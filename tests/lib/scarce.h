/* SPDX-License-Identifier: ISC */
/* Memory that runs out at the n-th request only; for json_set_alloc_funcs(). */
#ifndef TESTS_SCARCE_H
#define TESTS_SCARCE_H

#include <stdlib.h>

static int requests_left;

static void *
scarce_malloc(size_t size)
{
	return requests_left-- == 0 ? NULL : malloc(size);
}

#endif
