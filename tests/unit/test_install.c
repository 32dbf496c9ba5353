/* SPDX-License-Identifier: ISC */
/* An installation: whole or not at all, and never over another. */
#include "lib/state.h"
#include "lib/tap.h"

#include <fcntl.h>
#include <unistd.h>

int
main(void)
{
	char unfinished[FILE_PATH + 16], path[FILE_PATH + 32];
	char access_key[API_KEY_ACCESS], secret[UUID_TEXT];
	struct organization organization;
	struct config config;
	struct state state;
	struct stat status;

	state_open(&state);
	ok(organization_get(state.store, &organization) == TOKEN_OK &&
		uuid_equal(
		    &organization.owner_id, &state.organization.owner_id) &&
		uuid_equal(&organization.id, &organization.project_id),
	    "it has an organization, and a default project of the same id");
	ok(install_organization(state.store, time_now(), &organization) ==
		TOKEN_EXISTS,
	    "it gets no second one");
	ok(install_state(&state.config, time_now(), &organization, access_key,
	       secret) == TOKEN_EXISTS,
	    "nothing is installed over it");
	config_path(&state.config, "master.key", path);
	ok(stat(path, &status) == 0 && (status.st_mode & 0777) == 0600,
	    "its master key is its owner's alone");
	ok(stat(state.config.state, &status) == 0 &&
		(status.st_mode & 0777) == 0700,
	    "so is its directory");

	config = state.config;
	snprintf(config.state, sizeof config.state, "%s/second", state.dir);
	snprintf(unfinished, sizeof unfinished, "%s.unfinished", config.state);
	snprintf(path, sizeof path, "%s/store", unfinished);
	if (mkdir(unfinished, 0700) != 0 || mkdir(path, 0700) != 0)
		abort();
	ok(install_state(&config, time_now(), &organization, access_key,
	       secret) == TOKEN_OK &&
		access(unfinished, F_OK) != 0,
	    "what a crash left half made is made anew");
	snprintf(config.state, sizeof config.state, "%s/no/such", state.dir);
	ok(install_state(&config, time_now(), &organization, access_key,
	       secret) == TOKEN_UNAVAILABLE &&
		access(config.state, F_OK) != 0,
	    "where nothing can be made nothing is");
	state_close(&state);
	return done();
}
