/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout - which column of a derived table shows what of a record.
 */
#ifndef DOSSIERFS_LAYOUT_H
#define DOSSIERFS_LAYOUT_H

#include "dossierfs/derive.h"

enum { TABLE_COLUMNS_MAX = 96 };

/* What of a field's value the column shows. */
enum part {
	PART_WHOLE,
	PART_ROLE,
	PART_KEY, /* the person's name folded */
	PART_NAME,
	PART_SHA256,
	PART_SIZE,
	PART_MEDIA_TYPE,
	PART_LISTED, /* whether the list is there */
};

struct column {
	char name[80];
	const struct field *f;
	const char *path; /* from the record or its list's element, or "" */
	enum part part;
};

struct layout {
	struct derived_table table;
	const struct column *columns;
	const char *list_path; /* "compatibility.rows[]…"; NULL: no list */
	char name[80];
	char list[64];
};

/* The i-th table; NULL past the end. The tables of a type stand together,
 * its own first. */
const struct layout *layout_at(size_t i);

/* The type's own table. */
const struct layout *layout_of(const struct record_type *type);

/* integer, real or text. */
const char *column_sql(const struct column *c);

#endif
