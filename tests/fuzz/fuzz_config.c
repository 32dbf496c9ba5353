/* SPDX-License-Identifier: ISC */
/* gatehouse.conf: what is taken is shown, and read again it says the same. */
#include "base/config.h"
#include "fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SHOWN 16384

static enum token_error
load(const void *data, size_t size, struct config *config)
{
	int fd = memfd_create("gatehouse.conf", MFD_CLOEXEC);
	enum token_error err;
	char path[64];

	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	err = config_load(path, config);
	close(fd);
	return err;
}

static size_t
show(const struct config *config, char shown[SHOWN])
{
	FILE *file = fmemopen(shown, SHOWN, "w");
	long len;

	MUST(file != NULL);
	config_show(config, file);
	len = ftell(file);
	fclose(file);
	MUST(len > 0 && len < SHOWN);
	return (size_t)len;
}

/* Whatever else it says, these are used as numbers and lengths. */
static void
check_limits(const struct config *config)
{
	char path[FILE_PATH];

	MUST(config->workers >= 1 && config->workers <= 64);
	MUST(config->port >= 0 && config->port <= 65535);
	MUST(config->leeway >= 0 && config->leeway <= 60);
	MUST(config->session_idle >= 300 && config->session_life >= 300);
	MUST(strnlen(config->state, FILE_PATH) < FILE_PATH);
	config_path(config, "store/members", path);
	MUST(strlen(path) == strlen(config->state) + strlen("/store/members"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char shown[SHOWN], again[SHOWN];
	struct config config, second;
	size_t len;

	if (load(data, size, &config) != TOKEN_OK)
		return 0;
	check_limits(&config);
	len = show(&config, shown);
	MUST(load(shown, len, &second) == TOKEN_OK);
	MUST(show(&second, again) == len && memcmp(shown, again, len) == 0);
	return 0;
}
