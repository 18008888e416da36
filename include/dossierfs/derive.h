/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive - what of a record SQL can read.
 *
 * A type has one table `d_<type>` with a column per leaf, and one
 * `d_<type>_<list>` per list; both are keyed by the version's number, lists
 * also by n, the place from 0. Names are paths with "_" for "." : a list of
 * plain values has the column `value`, a list of objects a column per leaf.
 *
 *   FIELD_TEXT      NULL where missing or a placeholder; else as written
 *   FIELD_WORDS     the same, and NULL under three words
 *   FIELD_DATE      YYYY-MM-DD           FIELD_INT, FIELD_BOOL   integer, 0 or 1
 *   FIELD_SCORE     real                 FIELD_CHOICE, FIELD_REF text
 *   FIELD_PERSON    <x> the name, <x>_role, <x>_key the name folded
 *   FIELD_FILE      <x>_name, <x>_sha256, <x>_size, <x>_media_type
 *   FIELD_ANY       text, or the JSON of it; NULL where missing, false, empty
 *   FIELD_NAME, FIELD_SHA256   text
 *
 * `version` would clash with the key and is `version_name`, a list's `id` with
 * the owner's and is the type it names: `review_issues.issue`.
 *
 * A value of the wrong type is NULL. An empty list leaves no rows: the column
 * <list>_listed of the type's table is 1 where the list is there at all.
 */
#ifndef DOSSIERFS_DERIVE_H
#define DOSSIERFS_DERIVE_H

#include "dossierfs/record.h"

/* Appends `create table … strict;` for every derived table, and its indexes;
 * schema is that of SQLite's databases they go to, NULL for main. */
void record_schema(struct buf *out, const char *schema);

/* SHA-256 over the tables and the fields of all types: another digest means
 * that derived rows and defects may be others. */
void record_schema_digest(char hex[65]);

/* The derived tables in the schema's order; NULL past the end. */
struct derived_table {
	const char *name;               /* "d_issue", "d_issue_references" */
	const struct record_type *type;
	const char *list;               /* "references"; NULL: the type's own */
	int count;                      /* columns after version (and n) */
	const char *const *columns;
};
const struct derived_table *derived_table(size_t i);

enum derived_kind { DERIVED_NULL, DERIVED_TEXT, DERIVED_INT, DERIVED_REAL };

struct derived_value {
	enum derived_kind kind;
	const char *text;
	int64_t integer;
	double real;
};

/* Calls fn for each row that the record makes: the type's own with n = -1,
 * then those of its lists. `values` has table->count of them, in the columns'
 * order: `insert into "<name>" values (version, [n,] …)`. Returns 0 or fn's. */
typedef int record_row_fn(const struct derived_table *table, int64_t n,
	const struct derived_value *values, void *arg);
int record_derive(const struct record_type *type, const struct json *record,
	record_row_fn *fn, void *arg);

/* Whether a leaf is a column of a list's table; then *list is the list's name
 * with "_" ("availability") and *column the rest ("channel" or "value"). */
bool field_in_list(const struct field *f, char list[64], char column[64]);

#endif
