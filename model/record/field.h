/* SPDX-License-Identifier: Apache-2.0 */
/*
 * field - walking a record by the table of its fields.
 */
#ifndef DOSSIERFS_FIELD_H
#define DOSSIERFS_FIELD_H

#include "dossierfs/record.h"

enum {
	PATH_MAX_FIELD = 64, /* longest path of the table, and a NUL */
	POINTER_MAX = 96,    /* the same with a list's index */
};

/* What a walk finds on its way to the leaves. */
enum place {
	PLACE_LEAF,   /* a value of the field */
	PLACE_OBJECT, /* something where an object belongs */
	PLACE_LIST,   /* something where a list belongs */
};

/* One value; n is the place in its list, or -1. Returns non-zero to stop. */
typedef int field_fn(const struct field *f, enum place place,
	const char *pointer, int64_t n, const struct json *value, void *arg);

/* Calls fn for each value that field f has in the record, and for what stands
 * in the way of one: a text where an object belongs. */
int field_each(const struct field *f, const struct json *record, field_fn *fn,
	void *arg);

/* Calls fn for the values of all fields. What stands in the way of several
 * fields is told once. */
int field_walk(const struct record_type *type, const struct json *record,
	field_fn *fn, void *arg);

/* Whether one of the words between "|" is `word`. */
bool choice_has(const char *words, const char *word);

/* NULL, or what was expected of a value of this kind. PERSON and FILE are
 * looked at from outside only. The phrase stands in room or is a literal. */
const char *value_fault(const struct field *f, const struct json *value,
	char *room, size_t size);

bool is_sha256(const char *s); /* false for NULL */
bool is_count(const struct json *value);

/* NULL, or what was expected of the name of a file. */
const char *name_expected(const struct json *value, char *room, size_t size);

#endif
