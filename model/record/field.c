/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths of the table, followed into a record.
 */
#include "field.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dossierfs/date.h"
#include "dossierfs/derive.h"
#include "dossierfs/json.h"

/* One walk along one path. */
struct walk {
	const struct field *f;
	field_fn *fn;
	void *arg;
	size_t told; /* what stands within this many bytes was told before */
	int64_t n;
	char pointer[POINTER_MAX];
};

const struct record_type *record_type_find(const char *name)
{
	const struct record_type *t;

	for (t = record_types; name && t->name; t++)
		if (!strcmp(t->name, name))
			return t;
	return NULL;
}

bool choice_has(const char *words, const char *word)
{
	size_t len = strlen(word), n;

	for (;;) {
		n = strcspn(words, "|");
		if (n == len && !memcmp(words, word, n))
			return true;
		if (!words[n])
			return false;
		words += n + 1;
	}
}

static int follow(struct walk *w, const char *path, const struct json *owner);

static int tell(struct walk *w, enum place place, const char *path,
	const struct json *value)
{
	if (place != PLACE_LEAF && (size_t)(path - w->f->path) <= w->told)
		return 0;
	return w->fn(w->f, place, w->pointer, w->n, value, w->arg);
}

/* What follows a list's "[]" in each of its elements. */
static int follow_list(
	struct walk *w, const char *path, const struct json *list)
{
	size_t len = strlen(w->pointer);
	const struct json *e = json_first(list);
	int rc = 0;

	if (json_kind(list) != JSON_LIST)
		return tell(w, PLACE_LIST, path, list);
	for (w->n = 0; e && !rc; e = json_next(e), w->n++) {
		snprintf(w->pointer + len, sizeof(w->pointer) - len,
			"/%" PRId64, w->n);
		if (!*path)
			rc = tell(w, PLACE_LEAF, path, e);
		else
			rc = follow(w, path + 1, e);
	}
	w->n = -1;
	w->pointer[len] = '\0';
	return rc;
}

/* Follows path, of which `owner` is to have the first name. */
static int follow(struct walk *w, const char *path, const struct json *owner)
{
	size_t len = strlen(w->pointer), n = strcspn(path, ".[");
	const struct json *child;
	char name[PATH_MAX_FIELD];
	int rc;

	if (json_kind(owner) != JSON_OBJECT)
		return tell(w, PLACE_OBJECT, path, owner);
	snprintf(name, sizeof(name), "%.*s", (int)n, path);
	child = json_get(owner, name);
	if (!child)
		return 0;
	snprintf(w->pointer + len, sizeof(w->pointer) - len, "/%s", name);
	path += n;
	if (*path == '[')
		rc = follow_list(w, path + 2, child);
	else if (*path == '.')
		rc = follow(w, path + 1, child);
	else
		rc = tell(w, PLACE_LEAF, path, child);
	w->pointer[len] = '\0';
	return rc;
}

int field_each(const struct field *f, const struct json *record, field_fn *fn,
	void *arg)
{
	struct walk w = { .f = f, .fn = fn, .arg = arg, .n = -1 };

	return follow(&w, f->path, record);
}

/* How far the path repeats that of the field before. */
static size_t shared(const struct field *fields, const struct field *f)
{
	size_t n = 0;

	if (f == fields)
		return 0;
	while (f->path[n] && f->path[n] == f[-1].path[n])
		n++;
	return n;
}

int field_walk(const struct record_type *type, const struct json *record,
	field_fn *fn, void *arg)
{
	const struct field *f;
	int rc = 0;

	for (f = type->fields; f->path && !rc; f++) {
		struct walk w = { .f = f,
			.fn = fn,
			.arg = arg,
			.n = -1,
			.told = shared(type->fields, f) };

		rc = follow(&w, f->path, record);
	}
	return rc;
}

const struct json *field_value(const struct json *owner, const char *path)
{
	char name[PATH_MAX_FIELD];
	size_t n;

	for (;;) {
		n = strcspn(path, ".[");
		if (n >= sizeof(name))
			return NULL;
		memcpy(name, path, n);
		name[n] = '\0';
		owner = json_get(owner, name);
		if (path[n] != '.')
			return owner;
		path += n + 1;
	}
}

static void underscores(char out[64], const char *path, size_t len)
{
	size_t i;

	for (i = 0; i < len && i < 63; i++)
		out[i] = path[i];
	out[i] = '\0';
	while (i--)
		if (out[i] == '.')
			out[i] = '_';
}

bool field_in_list(const struct field *f, char list[64], char column[64])
{
	const char *mark = strstr(f->path, "[]");

	if (!mark)
		return false;
	underscores(list, f->path, (size_t)(mark - f->path));
	if (mark[2])
		underscores(column, mark + 3, strlen(mark + 3));
	else
		strcpy(column, "value");
	return true;
}

const char *record_kind(
	const struct record_type *type, const struct json *record)
{
	const char *kind = json_text_at(record, "kind");
	const struct field *f;

	if (!type || strcmp(type->name, "activity") != 0)
		return NULL;
	for (f = type->fields; strcmp(f->path, "kind") != 0; f++)
		;
	return kind && choice_has(f->arg, kind) ? kind : "other";
}

const char *record_year(
	const struct record_type *type, const struct json *record, char year[8])
{
	const char *date;
	int32_t day;

	if (!type || !type->year_by)
		return NULL;
	date = json_text_at(record, type->year_by);
	if (!day_parse(&day, date))
		return "undated";
	snprintf(year, 8, "%.4s", date);
	return year;
}
