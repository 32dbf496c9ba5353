/* SPDX-License-Identifier: ISC */
/* Rules of policies: which permission sets, and where. */
#ifndef IAM_RULE_H
#define IAM_RULE_H

#include "base/error.h"
#include "base/uuid.h"
#include "iam/permission_set.h"
#include "store/store.h"

#include <stdbool.h>

struct json_t;

#define RULE_MOST 100     /* rules of a policy */
#define RULE_PROJECTS 100 /* projects of a rule */

/*
 * Reads the "rules" of a body, [{permission_set_names, condition, project_ids |
 * organization_id}], into a new array of rules with ids of their own; without
 * any it is empty.  They are stored as the API shows them.  Faults name
 * rules[i].MEMBER.  The caller json_decref()s *rulesp.
 *
 * The sets of a rule have one scope type.  Those of projects may be given on
 * some projects or, with organization_id, on all of them; those of the
 * organization only on that.  Conditions are not offered: "" only.
 */
enum token_error rule_read(struct store *store, const struct json_t *body,
    struct json_t **rulesp, struct fault *fault) MUST_CHECK;

/* Whether one of the rules allows it; nothing denies. */
struct rule_question {
	enum permission_action action;
	const char *resource;
	const struct uuid *project_id; /* NULL: the organization itself */
};
bool rule_allows(
    const struct json_t *rules, const struct rule_question *question);

/* How many rules, different scopes and different permission sets there are:
 * new JSON {nb_rules, nb_scopes, nb_permission_sets}. */
struct json_t *rule_count(const struct json_t *rules);

/* Arrays of strings as sets: whether one has it; adds it when it has not, false
 * when memory is out. */
bool rule_set_has(const struct json_t *set, const char *string);
bool rule_set_add(struct json_t *set, const char *string) MUST_CHECK;

#endif
