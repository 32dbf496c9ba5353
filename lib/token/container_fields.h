/* SPDX-License-Identifier: ISC */
/* The field table of containers. */
#ifndef TOKEN_CONTAINER_FIELDS_H
#define TOKEN_CONTAINER_FIELDS_H

#include "token/shape.h"

extern const struct shape_field container_fields[];

#endif
