/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record - the record types, from one table.
 *
 * The table of types and fields (model/record/types.c) drives validation,
 * `add` and `edit`, dossier(5), and the tables that rules read (derive.h).
 */
#ifndef DOSSIERFS_RECORD_H
#define DOSSIERFS_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dossierfs/buf.h"

struct json;

enum field_kind {
	FIELD_TEXT,   /* any text */
	FIELD_WORDS,  /* text of which a rule asks three words */
	FIELD_DATE,   /* YYYY-MM-DD */
	FIELD_INT,
	FIELD_BOOL,
	FIELD_SCORE,  /* CVSS score, 0.0 to 10.0 */
	FIELD_CHOICE, /* one of the words in arg, separated by "|" */
	FIELD_REF,    /* id of a record of the type in arg; "*" is any type */
	FIELD_PERSON, /* a name, or {"name", "role"} */
	FIELD_FILE,   /* {"name", "sha256", "size", "media_type"} */
	FIELD_SHA256, /* 64 lower-case hex digits */
	FIELD_ANY,    /* text, number, bool, or a list of texts */
	FIELD_NAME,   /* name of a file of this record */
};

enum field_flag {
	FIELD_REQUIRED = 1, /* a new record cannot be without */
	FIELD_AHEAD = 2,    /* a date that may lie in the future */
};

/* One leaf. `path` is dotted, "[]" marks a list: "artifacts[].integrity.key".
 * No list stands inside a list. */
struct field {
	const char *path;
	enum field_kind kind;
	unsigned flags;
	const char *arg;
	const char *what; /* one phrase for the documentation */
};

struct record_type {
	const char *name;
	const char *prefix;   /* of ids made here: "ISS" */
	const char *folder;   /* in the tree: "issues" */
	const char *year_by;  /* field whose year files it, NULL: not by year */
	const char *what;     /* one sentence for the documentation */
	const struct field *fields; /* ended by a NULL path */
};

extern const struct record_type record_types[]; /* ended by a NULL name */

/* NULL when there is no such type. */
const struct record_type *record_type_find(const char *name);

/* One defect of a record: its JSON pointer, and what was expected there, as
 * a phrase ("one of new, confirmed"). Returns non-zero to stop. */
typedef int record_defect_fn(const char *pointer, const char *expected,
	void *arg);

/* Calls fn for every defect that the record has by itself: wrong types,
 * unknown enum values, missing required fields, dates later than
 * recorded_day + 1 that may not be. References are the store's to check.
 * Returns 0 or what fn returned. */
int record_check(const struct record_type *type, const struct json *record,
	int32_t recorded_day, record_defect_fn *fn, void *arg);

/* Refuses the record at its first defect: "ISS-7: /state: expected one of …".
 * A title is asked for, too. Gives the type. */
int record_refuse(const struct record_type **type, const struct json *record,
	int32_t recorded_day);

/* Appends the record as canonical JSON: json_canonical, with one decimal in
 * every known score. type may be NULL. */
void record_canonical(struct buf *out, const struct record_type *type,
	const struct json *record);

/* Calls fn for each reference to another record that is written down: where,
 * the type wanted ("*": any) and the id as written. Returns 0 or fn's. */
typedef int record_reference_fn(const char *pointer, const char *wanted,
	const char *target, void *arg);
int record_references(const struct record_type *type,
	const struct json *record, record_reference_fn *fn, void *arg);

/* Calls fn for each file that the record names; sha256 is NULL for signature
 * and manifest files, which have none recorded. Returns 0 or fn's. */
typedef int record_file_fn(const char *pointer, const char *name,
	const char *sha256, void *arg);
int record_files(const struct record_type *type, const struct json *record,
	record_file_fn *fn, void *arg);

/* Sets what `path` names from the text of a command line: `state=closed`,
 * `owner.name=…`, `items[]=IT-1` (appends), `severity=` (removes), or JSON
 * where the value begins with "{" or "[". Refuses unknown values. */
int record_assign(const struct record_type *type, struct json *record,
	const char *path, const char *value);

/* Value of one leaf below `owner` (the record, or one element of its list;
 * the path is relative to it). NULL when it is not there. */
const struct json *field_value(const struct json *owner, const char *path);

/* The folder of its kind that an activity is filed under, "other" where its
 * kind is none of those known; NULL for other types. */
const char *record_kind(const struct record_type *type,
	const struct json *record);

/* The year folder a record is filed under: "2024", "undated", or NULL for
 * types that are not filed by year. */
const char *record_year(const struct record_type *type,
	const struct json *record, char year[8]);

#endif
