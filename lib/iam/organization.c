/* SPDX-License-Identifier: ISC */
/* The one organization of an installation. */
#include "iam/organization.h"
#include "object/object.h"

#include <jansson.h>

enum token_error
organization_get(struct store *store, struct organization *organization)
{
	json_t *array, *object;
	enum token_error err;

	err = object_list(store, OBJECT_ORGANIZATION, NULL, NULL, &array);
	if (err != TOKEN_OK)
		return err;
	object = json_array_get(array, 0);
	err = object != NULL ? TOKEN_OK : TOKEN_NOT_FOUND;
	if (err == TOKEN_OK) {
		organization->id = object_uuid(object, "id");
		organization->project_id = organization->id;
		organization->owner_id = object_uuid(object, "owner_id");
	}
	json_decref(array);
	return err;
}
