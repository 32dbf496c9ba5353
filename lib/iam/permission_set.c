/* SPDX-License-Identifier: ISC */
/* The permission sets: which there are, and what each allows. */
#include "iam/permission_set.h"

#include <string.h>

const char *const permission_actions[PERMISSION_ACTIONS] = {
	[PERMISSION_READ] = "read",
	[PERMISSION_WRITE] = "write",
	[PERMISSION_DELETE] = "delete",
	[PERMISSION_CALL] = "call",
};

#define PROJECTS "projects"
#define ORGANIZATION "organization"

/* From the smallest to the largest: a refusal names the first that would do.
 * The ids are random, and fixed since they were first written here. */
static const struct permission_set sets[] = {
	{ "ac1e8b9b-2c40-4965-bae2-eb7bba077320", "ContainersReadOnly",
	    PROJECTS, "Read namespaces, containers and tokens", "containers" },
	{ "a441f4e7-2a81-47a1-bed5-f8b42f953db9", "ContainersFullAccess",
	    PROJECTS,
	    "Create, read, change and delete namespaces, containers "
	    "and tokens",
	    "containers" },
	{ "d0a87e99-764a-4e92-9bd1-daae5caf454f", "ContainersPrivateAccess",
	    PROJECTS, "Call private containers", "containers" },
	{ "bf48bb5a-4f97-4957-ac29-f96b90fce287", "AllProductsReadOnly",
	    PROJECTS, "Read everything in a project", "all_products" },
	{ "19d92f3f-f35e-4ca3-a3ef-f438baf711fc", "AllProductsFullAccess",
	    PROJECTS,
	    "Create, read, change, delete and call everything in a "
	    "project",
	    "all_products" },
	{ "7d834c8b-221a-4c0d-9613-ff9c575c5616", "ProjectReadOnly",
	    ORGANIZATION, "Read projects, not what is in them", "project" },
	{ "ccfbf996-822a-4472-8e15-a86dfb11d882", "ProjectManager",
	    ORGANIZATION, "Create, read, change and delete projects",
	    "project" },
	{ "43c26ab6-3f1c-40c3-8957-6ecbc5e42b0f", "OrganizationReadOnly",
	    ORGANIZATION, "Read the organization and its projects",
	    "organization" },
	{ "d752374b-2ce3-4f18-93dc-061e0b9c386c", "IAMReadOnly", ORGANIZATION,
	    "Read users, applications, groups, policies and API keys", "iam" },
	{ "f0fbb0e5-5e0e-427c-b4d8-3029c1d71498", "IAMApplicationManager",
	    ORGANIZATION,
	    "Create, read, change and delete applications; read "
	    "API keys",
	    "iam" },
	{ "f954e554-60ce-416c-9f8c-a11ae70777bb", "IAMManager", ORGANIZATION,
	    "Everything in IAM, and projects: enough to give oneself all "
	    "other sets",
	    "iam" },
	{ "1c8ae557-d04f-4d2a-b86d-36f8ababedc1", "OrganizationManager",
	    ORGANIZATION,
	    "Everything in IAM, and projects: enough to give "
	    "oneself all other sets",
	    "organization" },
};
#define SETS (sizeof sets / sizeof sets[0])

/* Kinds of resources, one bit each. */
enum {
	TOKEN = 1 << 0,
	NAMESPACE = 1 << 1,
	CONTAINER = 1 << 2,
	USER = 1 << 3,
	APPLICATION = 1 << 4,
	GROUP = 1 << 5,
	POLICY = 1 << 6,
	API_KEY = 1 << 7,
	PROJECT = 1 << 8,
	PRODUCTS = TOKEN | NAMESPACE | CONTAINER,
	IAM = USER | APPLICATION | GROUP | POLICY | API_KEY
};

static const struct {
	const char *name;
	unsigned bit;
} resources[] = {
	{ "token", TOKEN },
	{ "namespace", NAMESPACE },
	{ "container", CONTAINER },
	{ "user", USER },
	{ "application", APPLICATION },
	{ "group", GROUP },
	{ "policy", POLICY },
	{ "api_key", API_KEY },
	{ "project", PROJECT },
};

enum {
	READ = 1 << PERMISSION_READ,
	CALL = 1 << PERMISSION_CALL,
	MANAGE = READ | 1 << PERMISSION_WRITE | 1 << PERMISSION_DELETE
};

/* Who may write API keys may have one of an application that may more, and who
 * may write policies or groups may give away anything: both come with
 * everything in IAM, or not at all. */
static const struct {
	const char *set;
	unsigned resources, actions;
} table[] = {
	{ "ContainersReadOnly", PRODUCTS, READ },
	{ "ContainersFullAccess", PRODUCTS, MANAGE },
	{ "ContainersPrivateAccess", CONTAINER, CALL },
	{ "AllProductsReadOnly", PRODUCTS, READ },
	{ "AllProductsFullAccess", PRODUCTS, MANAGE },
	{ "AllProductsFullAccess", CONTAINER, CALL },
	{ "ProjectReadOnly", PROJECT, READ },
	{ "ProjectManager", PROJECT, MANAGE },
	{ "OrganizationReadOnly", PROJECT, READ },
	{ "IAMReadOnly", IAM, READ },
	{ "IAMApplicationManager", APPLICATION, MANAGE },
	{ "IAMApplicationManager", API_KEY, READ },
	{ "IAMManager", IAM | PROJECT, MANAGE },
	{ "OrganizationManager", IAM | PROJECT, MANAGE },
};

const struct permission_set *
permission_sets(size_t *countp)
{
	*countp = SETS;
	return sets;
}

static unsigned
resource_bit(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof resources / sizeof resources[0]; i++)
		if (strcmp(resources[i].name, name) == 0)
			return resources[i].bit;
	return 0;
}

bool
permission_set_allows(
    const char *set, enum permission_action action, const char *resource)
{
	const unsigned bit = resource_bit(resource);
	size_t i;

	for (i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strcmp(table[i].set, set) == 0 &&
		    (table[i].resources & bit) != 0 &&
		    (table[i].actions & 1u << action) != 0)
			return true;
	return false;
}
