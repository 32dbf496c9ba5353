/* SPDX-License-Identifier: ISC */
/*
 * The field table of containers.  Gatehouse runs none: but for privacy and
 * cors_origin, which the gate obeys, it only keeps what clients say, with
 * Scaleway's defaults and the limits of its API v1.
 */
#include "container/container_fields.h"
#include "gate/view.h"

#include <stddef.h>

static const char *const privacies[] = { "public", "private", NULL };
static const char *const protocols[] = { "http1", "h2c", NULL };
static const char *const sandboxes[] = { "v1", "v2", NULL };
static const char *const http_options[] = { "enabled", "redirected", NULL };

#define SAME(name) name, name, name

/* clang-format off: a table is read by its columns */
const struct shape_field container_fields[] = {
	{ SAME("description"), SHAPE_STRING, 0, 255, NULL, "\"\"", NULL },
	{ SAME("privacy"), SHAPE_WORD, 0, 0, privacies, "\"public\"", NULL },
	{ SAME("cors_origin"), SHAPE_ORIGIN, 0, VIEW_ORIGIN - 1, NULL, "\"\"",
	    NULL },
	{ "image", "registry_image", "image", SHAPE_STRING, 0, 255, NULL,
	    "\"\"", NULL },
	{ SAME("min_scale"), SHAPE_INTEGER, 0, 10, NULL, "0", NULL },
	{ SAME("max_scale"), SHAPE_INTEGER, 1, 50, NULL, "5", NULL },
	{ "memory_limit", "memory_limit", "memory_limit_bytes", SHAPE_SIZE, 128,
	    12288, NULL, "2048000000", NULL },
	{ "cpu_limit", "cpu_limit", "mvcpu_limit", SHAPE_INTEGER, 70, 6000,
	    NULL, "1000", NULL },
	{ "local_storage_limit", "local_storage_limit",
	    "local_storage_limit_bytes", SHAPE_SIZE, 0, 100000, NULL,
	    "1000000000", NULL },
	{ SAME("timeout"), SHAPE_DURATION, 1, 3600, NULL, "300", NULL },
	{ "max_concurrency", "max_concurrency", NULL, SHAPE_INTEGER, 0, 1000,
	    NULL, "50", NULL },
	{ SAME("protocol"), SHAPE_WORD, 0, 0, protocols, "\"http1\"", NULL },
	{ SAME("port"), SHAPE_INTEGER, 1, 65535, NULL, "8080", NULL },
	{ "https_connections_only", "http_option", "https_connections_only",
	    SHAPE_SWITCH, 0, 0, http_options, "false",
	    "https_connection_only" },
	{ SAME("sandbox"), SHAPE_WORD, 0, 0, sandboxes, "\"v2\"", NULL },
	{ SAME("scaling_option"), SHAPE_SCALING, 0, 1, NULL,
	    "{\"concurrent_requests_threshold\": 50}", NULL },
	{ "liveness_probe", "health_check", "liveness_probe", SHAPE_PROBE, 0, 1,
	    NULL, "{\"tcp\": {}}", NULL },
	{ "startup_probe", NULL, "startup_probe", SHAPE_PROBE, 0, 1, NULL,
	    "null", NULL },
	{ SAME("environment_variables"), SHAPE_MAP, 0, 1000, NULL, "{}", NULL },
	{ SAME("secret_environment_variables"), SHAPE_SECRETS, 0, 100, NULL,
	    "{}", NULL },
	{ SAME("tags"), SHAPE_STRINGS, 0, 100, NULL, "[]", NULL },
	{ SAME("command"), SHAPE_STRINGS, 0, 100, NULL, "[]", NULL },
	{ SAME("args"), SHAPE_STRINGS, 0, 100, NULL, "[]", NULL },
	{ .stored = NULL },
};
/* clang-format on */
