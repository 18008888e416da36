/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one spelling of a record: known scores with one decimal, known integers
 * without ornament, everything else as it is written.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/json.h"
#include "dossierfs/record.h"
#include "field.h"

/* The spelling of a known number; false where it is right already. */
static bool respelled(
	char out[32], const struct field *f, const struct json *value)
{
	char room[8];
	int64_t n;

	if (value_fault(f, value, room, sizeof(room)))
		return false;
	if (f->kind == FIELD_INT && json_int(&n, value))
		snprintf(out, 32, "%" PRId64, n);
	else if (f->kind == FIELD_SCORE)
		snprintf(out, 32, "%.1f", strtod(json_number(value), NULL));
	else
		return false;
	return strcmp(out, json_number(value)) != 0;
}

static int is_misspelled(const struct field *f, enum place place,
	const char *pointer, int64_t n, const struct json *value, void *arg)
{
	char text[32];

	(void)pointer;
	(void)n;
	(void)arg;
	return place == PLACE_LEAF && respelled(text, f, value);
}

/* Respells one number of the copy that arg is. */
static int respell(const struct field *f, enum place place, const char *pointer,
	int64_t n, const struct json *value, void *arg)
{
	struct json *copy = arg;
	const struct json *owner;
	char text[32], path[POINTER_MAX];
	char *slash;

	(void)n;
	if (place != PLACE_LEAF || !respelled(text, f, value))
		return 0;
	snprintf(path, sizeof(path), "%s", pointer);
	slash = strrchr(path, '/');
	*slash = '\0';
	owner = json_at(copy, path);
	/* It is part of the copy, which is ours to change. */
	return json_set((struct json *)(uintptr_t)owner, slash + 1,
		json_new_number(text));
}

void record_canonical(struct buf *out, const struct record_type *type,
	const struct json *record)
{
	auto_json copy = NULL;

	if (!type || !field_walk(type, record, is_misspelled, NULL)) {
		json_canonical(out, record);
		return;
	}
	copy = json_copy(record);
	if (!copy || field_walk(type, copy, respell, copy))
		out->err = out->err ? out->err : -ENOMEM;
	else
		json_canonical(out, copy);
}
