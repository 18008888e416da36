/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view - the texts of the published views. Private to model/store.
 */
#ifndef DOSSIERFS_STORE_VIEW_H
#define DOSSIERFS_STORE_VIEW_H

#include <stdbool.h>

#include "db.h"

/* For whom: the schema that has the tables, how the seq looked at is asked for,
 * and which views they are. */
struct views {
	const char *schema;
	const char *now;
	enum views_of of;
};

enum { VIEW_NAME = 64 };

/* The name of one, false past the last; and its select. */
bool view_name(char out[VIEW_NAME], size_t i);
void view_put(struct buf *out, size_t i, const struct views *v);

/* The view `told` (version, defect), which views_tell_defect asks. */
void view_put_told(struct buf *out, const struct views *v);

/* The script that fills own_defect and defect_found, which VIEWS_OF_ALL ask. */
void view_put_search(struct buf *out, const struct views *v);

#endif
