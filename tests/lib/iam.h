/* SPDX-License-Identifier: ISC */
/* Members, applications, groups, policies and keys for the tests of IAM. */
#ifndef TESTS_IAM_H
#define TESTS_IAM_H

#include "state.h"
#include "iam/api_key.h"
#include "iam/application.h"
#include "iam/group.h"
#include "iam/group_members.h"
#include "iam/policy_record.h"
#include "iam/principal.h"
#include "iam/project.h"
#include "iam/user.h"

static inline struct uuid
iam_take_id(json_t *object)
{
	const struct uuid id = object_uuid(object, "id");

	json_decref(object);
	return id;
}

static inline struct uuid
iam_project(struct state *state, const char *name)
{
	json_t *body = json_pack("{s:s}", "name", name), *object;

	MUST(project_create(state->store, body, time_now(), &object, NULL));
	json_decref(body);
	return iam_take_id(object);
}

static inline struct uuid
iam_application(struct state *state, const char *name)
{
	json_t *body = json_pack("{s:s}", "name", name), *object;

	MUST(application_create(state->store, body, time_now(), &object, NULL));
	json_decref(body);
	return iam_take_id(object);
}

static inline struct uuid
iam_member(struct state *state, const char *name)
{
	json_t *body = json_pack("{s:{s:s, s:s}}", "member", "username", name,
		   "email", "a@example.org"),
	       *object;

	MUST(user_create(state->store, body, time_now(), &object, NULL));
	json_decref(body);
	return iam_take_id(object);
}

static inline struct uuid
iam_group(struct state *state, const char *name)
{
	json_t *body = json_pack("{s:s}", "name", name), *object;

	MUST(group_create(state->store, body, time_now(), &object, NULL));
	json_decref(body);
	return iam_take_id(object);
}

/* Adds or removes a "user_id" or "application_id". */
static inline void
iam_change_group(struct state *state, enum group_members_verb verb,
    const struct uuid *group_id, const char *member, const struct uuid *id)
{
	struct group_members change = {
		.verb = verb, .id = *group_id, .now = time_now()
	};
	char text[UUID_TEXT];
	json_t *body, *object;

	uuid_format(id, text);
	body = json_pack("{s:s}", member, text);
	change.body = body;
	MUST(group_members_change(state->store, &change, &object, NULL));
	json_decref(object);
	json_decref(body);
}

static inline void
iam_join(struct state *state, const struct uuid *group_id, const char *member,
    const struct uuid *id)
{
	iam_change_group(state, GROUP_MEMBERS_ADD, group_id, member, id);
}

/* A body of a policy with one rule of one set: for `member` ("user_id" ...,
 * "no_principal") on a project, or (NULL) on the organization. */
static inline json_t *
iam_policy_body(struct state *state, const char *member, const struct uuid *id,
    const char *set, const struct uuid *project_id)
{
	static int number;
	char name[32], text[UUID_TEXT];
	json_t *rule = json_pack(
	    "{s:[s], s:s}", "permission_set_names", set, "condition", "");
	json_t *body;

	snprintf(name, sizeof name, "policy %d", ++number);
	body = json_pack("{s:s}", "name", name);
	uuid_format(
	    project_id != NULL ? project_id : &state->organization.id, text);
	if (project_id != NULL)
		json_object_set_new(
		    rule, "project_ids", json_pack("[s]", text));
	else
		json_object_set_new(rule, "organization_id", json_string(text));
	json_object_set_new(body, "rules", json_pack("[o]", rule));
	if (id != NULL)
		uuid_format(id, text);
	json_object_set_new(
	    body, member, id != NULL ? json_string(text) : json_true());
	return body;
}

static inline struct uuid
iam_policy(struct state *state, const char *member, const struct uuid *id,
    const char *set, const struct uuid *project_id)
{
	json_t *body = iam_policy_body(state, member, id, set, project_id);
	json_t *object;

	MUST(policy_record_create(
	    state->store, body, time_now(), &object, NULL));
	json_decref(body);
	return iam_take_id(object);
}

struct iam_key {
	char access_key[API_KEY_ACCESS], secret[UUID_TEXT];
};

/* A key that expires at that second; 0: never. */
static inline struct iam_key
iam_key(struct state *state, enum object_kind kind, const struct uuid *id,
    int64_t expires_at)
{
	const struct api_key_new wanted = { .bearer_id = *id,
		.bearer_kind = kind,
		.default_project_id = state->organization.project_id,
		.description = "test",
		.expires_at = expires_at };
	struct iam_key key;

	MUST(api_key_add(
	    state->store, &wanted, time_now(), key.access_key, key.secret));
	return key;
}

#endif
