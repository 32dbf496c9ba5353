/* SPDX-License-Identifier: ISC */
/* The field table of containers. */
#ifndef CONTAINER_CONTAINER_FIELDS_H
#define CONTAINER_CONTAINER_FIELDS_H

#include "object/shape.h"

extern const struct shape_field container_fields[];

#endif
