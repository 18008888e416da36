/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a record points at: other records, and files.
 */
#include <stdio.h>
#include <string.h>

#include "dossierfs/json.h"
#include "dossierfs/record.h"
#include "field.h"

struct references {
	record_reference_fn *fn;
	void *arg;
};

static int reference(const struct field *f, enum place place,
	const char *pointer, int64_t n, const struct json *value, void *arg)
{
	const struct references *r = arg;
	const char *target = json_text(value);

	(void)n;
	if (place != PLACE_LEAF || f->kind != FIELD_REF || !target)
		return 0;
	return r->fn(pointer, f->arg, target, r->arg);
}

int record_references(const struct record_type *type, const struct json *record,
	record_reference_fn *fn, void *arg)
{
	struct references r = { fn, arg };

	return field_walk(type, record, reference, &r);
}

struct files {
	const struct json *record;
	record_file_fn *fn;
	void *arg;
};

/* The digest that stands beside the name at `pointer`. */
static const char *digest_beside(const struct json *record, const char *pointer)
{
	char owner[POINTER_MAX];
	const char *end = strrchr(pointer, '/');

	memcpy(owner, pointer, (size_t)(end - pointer));
	owner[end - pointer] = '\0';
	return json_text_at(json_at(record, owner), "sha256");
}

static bool ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

static int file(const struct field *f, enum place place, const char *pointer,
	int64_t n, const struct json *value, void *arg)
{
	const struct files *w = arg;
	const char *name, *sha256 = NULL;
	char below[POINTER_MAX + 8];

	(void)n;
	if (place != PLACE_LEAF)
		return 0;
	if (f->kind == FIELD_FILE) {
		snprintf(below, sizeof(below), "%s/name", pointer);
		name = json_text_at(value, "name");
		sha256 = json_text_at(value, "sha256");
		return name ? w->fn(below, name, sha256, w->arg) : 0;
	}
	name = json_text(value);
	if (f->kind != FIELD_NAME || !name)
		return 0;
	/* A signature's or manifest's name stands alone. */
	if (ends_in(f->path, "[].name"))
		sha256 = digest_beside(w->record, pointer);
	return w->fn(pointer, name, sha256, w->arg);
}

int record_files(const struct record_type *type, const struct json *record,
	record_file_fn *fn, void *arg)
{
	struct files w = { record, fn, arg };

	return field_walk(type, record, file, &w);
}
