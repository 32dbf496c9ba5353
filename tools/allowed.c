/* SPDX-License-Identifier: ISC */
/* gatehouse allowed: what the programs of the API would decide. */
#include "command.h"

#include "base/json.h"
#include "base/time.h"
#include "iam/api_key.h"
#include "iam/policy.h"
#include "iam/session.h"
#include "object/object.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static bool
parse_action(const char *name, enum permission_action *actionp)
{
	enum permission_action action;

	for (action = 0; action < PERMISSION_ACTIONS; action++) {
		if (strcmp(permission_actions[action], name) != 0)
			continue;
		*actionp = action;
		return true;
	}
	return false;
}

/* Whether permission sets of that scope type (NULL: any) know the resource. */
static bool
is_resource(const char *resource, const char *scope_type)
{
	const struct permission_set *sets;
	enum permission_action action;
	size_t count, i;

	sets = permission_sets(&count);
	for (i = 0; i < count; i++) {
		if (scope_type != NULL &&
		    strcmp(sets[i].scope_type, scope_type) != 0)
			continue;
		for (action = 0; action < PERMISSION_ACTIONS; action++)
			if (permission_set_allows(
				sets[i].name, action, resource))
				return true;
	}
	return false;
}

/* An application has no state that could refuse it. */
static enum token_error
find_application(struct command *command, const struct uuid *id,
    struct principal *principal, struct fault *fault)
{
	json_t *object = NULL;
	enum token_error err;

	err =
	    object_get(command->store, OBJECT_APPLICATION, id, &object, fault);
	if (err != TOKEN_OK)
		return err;
	principal->id = *id;
	principal->organization_id = object_uuid(object, "organization_id");
	json_decref(object);
	return TOKEN_OK;
}

/* The bearer of an API key, as its secret key would make it known. */
static enum token_error
find_bearer(struct command *command, const json_t *key,
    struct principal *principal, struct fault *fault)
{
	const struct uuid id = object_uuid(key, "bearer_id");

	if (api_key_is_expired(key, command->now / TIME_MICRO))
		return fault_authentication(fault, "api_key", "expired");
	if (strcmp(json_text(key, "bearer_kind"), "user") != 0)
		return find_application(command, &id, principal, fault);
	return session_principal(command->store, &id, principal, fault);
}

/* An access key, else a user. */
static enum token_error
find_principal(struct command *command, const char *who,
    struct principal *principal, struct fault *fault)
{
	json_t *key = NULL;
	enum token_error err;
	struct uuid id;

	err = api_key_find(command->store, who, &key, NULL);
	if (err == TOKEN_OK) {
		err = find_bearer(command, key, principal, fault);
		json_decref(key);
		return err;
	}
	if (err != TOKEN_NOT_FOUND)
		return err;
	err = find_object(command->store, OBJECT_USER, who, &id, fault);
	if (err != TOKEN_OK)
		return err;
	return session_principal(command->store, &id, principal, fault);
}

/* What a project contains is asked for there, by default in the default one. */
static enum token_error
decide(struct command *command, enum permission_action action,
    const char *resource, struct fault *fault)
{
	const bool is_inside = command->option[OPTION_PROJECT] != NULL ||
			       is_resource(resource, "projects");
	struct principal principal = { .is_owner = false };
	struct uuid project_id;
	enum token_error err;

	if (is_inside &&
	    (err = find_project(command, &project_id, fault)) != TOKEN_OK)
		return err;
	err = find_principal(
	    command, command->option[OPTION_AS], &principal, fault);
	if (err != TOKEN_OK)
		return err;
	return policy_decide(command->store, &principal, action, resource,
	    is_inside ? &project_id : NULL, fault);
}

/* A no is an answer too: it goes to standard output. */
static int
answer(struct command *command, enum token_error err, const struct fault *fault)
{
	if (err == TOKEN_OK) {
		fputs("yes\n", command->out);
		return EX_OK;
	}
	if (err == TOKEN_UNAUTHENTICATED)
		fprintf(command->out, "no: %s\n",
		    strcmp(fault->reason, "expired") == 0
			? "the API key has expired"
			: "the user is locked");
	else if (err == TOKEN_FORBIDDEN)
		fprintf(command->out, "no: %s is missing\n",
		    fault->set[0] != '\0' ? fault->set : "a permission set");
	else
		return report_error(err, fault);
	return EXIT_FAILURE;
}

int
command_allowed(struct command *command)
{
	const char *resource = command->operands[1];
	enum permission_action action;
	struct fault fault = { 0 };

	if (!parse_action(command->operands[0], &action))
		return report_usage(command->operands[0],
		    "is none of read, write, delete and call");
	if (!is_resource(resource, NULL))
		return report_usage(resource,
		    "is no kind of resource that gatehouse permissions names");
	if (command->option[OPTION_AS] == NULL)
		return report_usage("--as", "is missing");
	return answer(
	    command, decide(command, action, resource, &fault), &fault);
}
