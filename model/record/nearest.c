/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Distance of two names: letters to insert, remove or replace (Levenshtein).
 */
#include "nearest.h"

#include <string.h>

#include "field.h"

static size_t least(size_t a, size_t b, size_t c)
{
	if (b < a)
		a = b;
	return c < a ? c : a;
}

static size_t distance(const char *a, const char *b)
{
	size_t row[PATH_MAX_FIELD + 1], n = strnlen(b, PATH_MAX_FIELD);
	size_t i, j, above, left;

	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 1; a[i - 1] && i <= PATH_MAX_FIELD; i++) {
		above = row[0];
		row[0] = i;
		for (j = 1; j <= n; j++) {
			left = above + (a[i - 1] != b[j - 1]);
			above = row[j];
			row[j] = least(left, row[j] + 1, row[j - 1] + 1);
		}
	}
	return row[n];
}

/* The last name is what people remember: score for severity.score. */
static size_t far_from(const char *path, const char *known)
{
	const char *last = strrchr(known, '.');
	size_t whole = distance(path, known), part;

	if (!last)
		return whole;
	part = distance(path, last + 1) + 1;
	return part < whole ? part : whole;
}

const char *nearest_field(const struct record_type *type, const char *path)
{
	const struct field *f, *best = type->fields;
	size_t d, least_far = (size_t)-1;

	for (f = type->fields; f->path; f++) {
		d = far_from(path, f->path);
		if (d < least_far) {
			least_far = d;
			best = f;
		}
	}
	return least_far < distance(path, "title") ? best->path : "title";
}
