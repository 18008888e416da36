/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nearest - the field that someone probably meant.
 */
#ifndef DOSSIERFS_NEAREST_H
#define DOSSIERFS_NEAREST_H

#include "dossierfs/record.h"

/* The path in the table that differs least from `path`. */
const char *nearest_field(const struct record_type *type, const char *path);

#endif
