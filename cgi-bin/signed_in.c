/* SPDX-License-Identifier: ISC */
/* What somebody who signed in is told. */
#include "signed_in.h"
#include "base/json.h"

#include <jansson.h>
#include <string.h>

static const struct {
	const char *resource;
	bool is_in_project, is_callable;
} resources[] = {
	{ "token", true, false },
	{ "namespace", true, false },
	{ "container", true, true },
	{ "project", false, false },
	{ "user", false, false },
	{ "application", false, false },
	{ "group", false, false },
	{ "policy", false, false },
	{ "api_key", false, false },
};

/* What is asked again and again. */
struct question {
	struct api *api;
	json_t *projects;
	enum permission_action action;
	const char *resource;
};

static enum token_error
decide(const struct question *question, const struct uuid *project_id,
    bool *allowsp)
{
	enum token_error err;

	err = policy_decide(question->api->store, &question->api->caller,
	    question->action, question->resource, project_id, NULL);
	*allowsp = err == TOKEN_OK;
	return err == TOKEN_FORBIDDEN ? TOKEN_OK : err;
}

/* Whether it is allowed in at least one project. */
static enum token_error
decide_anywhere(const struct question *question, bool *allowsp)
{
	enum token_error err = TOKEN_OK;
	struct uuid id;
	size_t i;

	*allowsp = false;
	for (i = 0; err == TOKEN_OK && !*allowsp &&
		    i < json_array_size(question->projects);
	     i++) {
		id = object_uuid(json_array_get(question->projects, i), "id");
		err = decide(question, &id, allowsp);
	}
	return err;
}

/* The names of the allowed actions on a row of `resources`, as a new array. */
static enum token_error
list_actions(struct question *question, size_t row, json_t **arrayp)
{
	json_t *array = json_array();
	enum token_error err = array != NULL ? TOKEN_OK : TOKEN_UNAVAILABLE;
	enum permission_action action;
	bool allows;

	for (action = 0; err == TOKEN_OK && action < PERMISSION_ACTIONS;
	     action++) {
		if (action == PERMISSION_CALL && !resources[row].is_callable)
			continue;
		question->action = action;
		err = resources[row].is_in_project
			  ? decide_anywhere(question, &allows)
			  : decide(question, NULL, &allows);
		if (err == TOKEN_OK && allows &&
		    json_array_append_new(
			array, json_string(permission_actions[action])) != 0)
			err = TOKEN_UNAVAILABLE;
	}
	if (err == TOKEN_OK)
		*arrayp = array;
	else
		json_decref(array);
	return err;
}

static enum token_error
add_permissions(struct api *api, json_t *answer)
{
	struct question question = { .api = api };
	json_t *permissions = json_object(), *names = NULL;
	enum token_error err;
	size_t i;

	err = object_list(
	    api->store, OBJECT_PROJECT, NULL, NULL, &question.projects);
	for (i = 0;
	     err == TOKEN_OK && i < sizeof resources / sizeof resources[0];
	     i++) {
		question.resource = resources[i].resource;
		err = list_actions(&question, i, &names);
		if (err == TOKEN_OK && json_object_set_new(permissions,
					   resources[i].resource, names) != 0)
			err = TOKEN_UNAVAILABLE;
	}
	json_decref(question.projects);
	if (err == TOKEN_OK)
		return json_object_set_new(
			   answer, "permissions", permissions) == 0
			   ? TOKEN_OK
			   : TOKEN_UNAVAILABLE;
	json_decref(permissions);
	return err;
}

/* What the console shows of its user. */
static json_t *
show_user(const json_t *user)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s}", "id",
	    json_text(user, "id"), "organization_id",
	    json_text(user, "organization_id"), "username",
	    json_text(user, "username"), "email", json_text(user, "email"),
	    "type", json_text(user, "type"));
}

enum token_error
signed_in_answer(struct api *api, struct json_t **answerp)
{
	json_t *user = NULL, *answer = NULL;
	enum token_error err;

	err = object_get(
	    api->store, OBJECT_USER, &api->caller.id, &user, &api->fault);
	if (err != TOKEN_OK)
		return err;
	answer = json_pack("{s:o, s:o, s:s}", "session",
	    uuid_is_nil(&api->session.id) ? json_null()
					  : session_show(&api->session),
	    "user", show_user(user), "region", api->config.region);
	err = answer != NULL ? add_permissions(api, answer) : TOKEN_UNAVAILABLE;
	json_decref(user);
	if (err == TOKEN_OK)
		*answerp = answer;
	else
		json_decref(answer);
	return err;
}
