/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every field of a record, from the table of record types: facts in one
 * table, lists of objects in one each, and at the end what no type knows.
 */
#include "page.h"

#include <stdio.h>
#include <string.h>

enum { PATH_MAX_FIELD = 128, COLUMNS_MAX = 5 };

/* "disclosure.advisory.published_on" as "Disclosure, advisory, published on" */
static void label(struct buf *out, const char *path, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (path[i] == '.')
			buf_puts(out, ", ");
		else if (i == 0 && path[i] >= 'a' && path[i] <= 'z')
			buf_putc(out, (char)(path[i] - 'a' + 'A'));
		else if (path[i] != '[' && path[i] != ']')
			buf_putc(out, path[i] == '_' ? ' ' : path[i]);
}

static void json_value(struct buf *out, const struct json *value)
{
	auto_buf line = BUF_INIT;

	if (json_text(value) || json_number(value)) {
		md_cell(out, json_text(value) ? json_text(value) :
			json_number(value));
		return;
	}
	json_line(&line, value);
	page_fail(out, line.err);
	md_span(out, buf_text(&line));
}

static const char sql_file[] =
	"select safe, size from evidence where id = ?1 and name = ?2";

static void file_link(struct buf *out, struct page *p, const char *name)
{
	auto_buf target = BUF_INIT;
	auto_query q = NULL;

	page_query(out, &q, p, sql_file, "ss", p->id, name);
	if (!page_next(out, q)) {
		md_text(out, name);
		buf_puts(out, " (bytes not on record)");
		return;
	}
	buf_printf(&target, "%s/%s", p->id, query_text(q, 0));
	page_fail(out, target.err);
	md_link(out, name, buf_text(&target));
	buf_printf(out, ", %lld bytes", (long long)query_int(q, 1));
}

static bool value_known(struct buf *out, struct page *p,
	const struct field *f, const struct json *value)
{
	const char *text = json_text(value);

	switch (f->kind) {
	case FIELD_REF:
		if (text)
			page_ref(out, p, text);
		return text;
	case FIELD_PERSON:
		page_person(out, value);
		return text || json_kind(value) == JSON_OBJECT;
	case FIELD_BOOL:
		if (json_kind(value) == JSON_BOOL)
			buf_puts(out, json_true(value) ? "yes" : "no");
		return json_kind(value) == JSON_BOOL;
	case FIELD_FILE:
		text = json_text_at(value, "name");
		if (text)
			file_link(out, p, text);
		return text;
	case FIELD_NAME:
		if (text)
			file_link(out, p, text);
		return text;
	case FIELD_SHA256:
		if (text)
			md_span(out, text);
		return text;
	default:
		return false;
	}
}

void page_value(struct buf *out, struct page *p, const struct field *f,
	const struct json *value)
{
	size_t len = out->len;

	if (value_known(out, p, f, value))
		return;
	if (!out->err)
		buf_cut(out, len);
	json_value(out, value);
}

/* Whether `path` is that of `above`, or lies in it. */
static bool is_above(const char *above, const char *path)
{
	while (*above && *above == *path) {
		above++;
		path++;
	}
	return !*above && (!*path || *path == '.' || *path == '[');
}

static bool is_skipped(const char *path, const char *const *skip)
{
	for (; skip && *skip; skip++)
		if (is_above(*skip, path))
			return true;
	return false;
}

/* The part of a path in front of "[]"; false when no list is in it. */
static bool list_path(char list[PATH_MAX_FIELD], const char *path)
{
	const char *mark = strstr(path, "[]");

	if (!mark || (size_t)(mark - path) >= PATH_MAX_FIELD)
		return false;
	memcpy(list, path, (size_t)(mark - path));
	list[mark - path] = '\0';
	return true;
}

static void plain_list(struct buf *out, struct page *p,
	const struct field *f, const struct json *list)
{
	bool first = true;

	if (json_kind(list) != JSON_LIST) {
		json_value(out, list);
		return;
	}
	for (const struct json *j = json_first(list); j; j = json_next(j)) {
		if (!first)
			buf_puts(out, ", ");
		first = false;
		page_value(out, p, f, j);
	}
	if (first)
		buf_puts(out, "none");
}

/* The table of facts: single values, and lists of single values. */
static bool facts(struct buf *out, struct page *p,
	const struct record_type *type, const struct json *rec,
	const char *const *skip)
{
	bool any = false;

	for (const struct field *f = type->fields; f->path; f++) {
		char list[PATH_MAX_FIELD];
		bool many = list_path(list, f->path);
		const struct json *v;

		if (is_skipped(f->path, skip) ||
			(many && f->path[strlen(list) + 2]))
			continue;
		v = field_value(rec, many ? list : f->path);
		if (!v)
			continue;
		buf_puts(out, any ? "| " : "| Field | Value |\n|---|---|\n| ");
		any = true;
		label(out, f->path, strlen(f->path));
		buf_puts(out, " | ");
		if (many)
			plain_list(out, p, f, v);
		else
			page_value(out, p, f, v);
		page_fact_end(out);
	}
	if (any)
		buf_putc(out, '\n');
	return any;
}

/* The columns of a list of objects: fields that follow the first of them. */
static bool same_list(const char *path, const char *list)
{
	size_t len = strlen(list);

	return strncmp(path, list, len) == 0 &&
		strncmp(path + len, "[].", 3) == 0;
}

static bool has_column(const struct json *list, const char *path)
{
	for (const struct json *j = json_first(list); j; j = json_next(j))
		if (field_value(j, path))
			return true;
	return false;
}

static int count_columns(const struct field *first, const char *list,
	const struct json *values)
{
	size_t skip = strlen(list) + 3;
	int columns = 0;

	for (const struct field *f = first; f->path && same_list(f->path, list);
		f++)
		columns += has_column(values, f->path + skip);
	return columns;
}

/* Few columns: a row an element. What an element holds beside its known
 * fields is not lost: it stands in the JSON that the page names. */
static void list_rows(struct buf *out, struct page *p,
	const struct field *first, const char *list, const struct json *values)
{
	size_t skip = strlen(list) + 3;

	for (const struct json *j = json_first(values); j; j = json_next(j)) {
		for (const struct field *f = first; f->path &&
			same_list(f->path, list); f++) {
			const struct json *v = field_value(j, f->path + skip);

			if (!has_column(values, f->path + skip))
				continue;
			buf_puts(out, "| ");
			if (v)
				page_value(out, p, f, v);
			else
				buf_puts(out, "–");
			buf_putc(out, ' ');
		}
		buf_puts(out, "|\n");
	}
	buf_putc(out, '\n');
}

static void list_table(struct buf *out, struct page *p,
	const struct field *first, const char *list, const struct json *values)
{
	size_t skip = strlen(list) + 3;
	int columns = count_columns(first, list, values);

	for (const struct field *f = first; f->path && same_list(f->path, list);
		f++) {
		if (!has_column(values, f->path + skip))
			continue;
		buf_puts(out, "| ");
		label(out, f->path + skip, strlen(f->path + skip));
		buf_putc(out, ' ');
	}
	buf_puts(out, "|\n|");
	for (int i = 0; i < columns; i++)
		buf_puts(out, "---|");
	buf_putc(out, '\n');
	list_rows(out, p, first, list, values);
}

/* Many columns: a table an element, a row a field. */
static void list_facts(struct buf *out, struct page *p,
	const struct field *first, const char *list, const struct json *values)
{
	size_t skip = strlen(list) + 3;
	int n = 0;

	for (const struct json *j = json_first(values); j; j = json_next(j)) {
		buf_printf(out, "#### %d\n\n| Field | Value |\n|---|---|\n", ++n);
		for (const struct field *f = first; f->path &&
			same_list(f->path, list); f++) {
			const struct json *v = field_value(j, f->path + skip);

			if (!v)
				continue;
			buf_puts(out, "| ");
			label(out, f->path + skip, strlen(f->path + skip));
			buf_puts(out, " | ");
			page_value(out, p, f, v);
			page_fact_end(out);
		}
		buf_putc(out, '\n');
	}
}

static void lists(struct buf *out, struct page *p,
	const struct record_type *type, const struct json *rec,
	const char *const *skip)
{
	char last[PATH_MAX_FIELD] = "";

	for (const struct field *f = type->fields; f->path; f++) {
		char list[PATH_MAX_FIELD];
		const struct json *v;

		if (!list_path(list, f->path) || !same_list(f->path, list) ||
			strcmp(list, last) == 0 || is_skipped(f->path, skip))
			continue;
		strcpy(last, list);
		v = field_value(rec, list);
		if (!v)
			continue;
		buf_puts(out, "### ");
		label(out, list, strlen(list));
		buf_puts(out, "\n\n");
		if (json_kind(v) != JSON_LIST || json_count(v) == 0) {
			json_value(out, v);
			buf_puts(out, "\n\n");
			continue;
		}
		if (count_columns(f, list, v) == 0)
			buf_puts(out, "Of no field known here.\n\n");
		else if (count_columns(f, list, v) > COLUMNS_MAX)
			list_facts(out, p, f, list, v);
		else
			list_table(out, p, f, list, v);
	}
}

/* Whether the table of fields has anything at or below the path. */
static bool is_known(const struct record_type *type, const char *path)
{
	for (const struct field *f = type->fields; f->path; f++)
		if (is_above(path, f->path))
			return true;
	return false;
}

/* Whether the path is that of a leaf or list itself, shown above. */
static bool is_leaf(const struct record_type *type, const char *path)
{
	size_t len = strlen(path);

	if (strcmp(path, "type") == 0 || strcmp(path, "id") == 0 ||
		strcmp(path, "title") == 0)
		return true;
	for (const struct field *f = type->fields; f->path; f++)
		if (is_above(path, f->path) && f->path[len] != '.')
			return true;
	return false;
}

static void unknown_row(struct buf *out, const char *path,
	const struct json *value, bool *any)
{
	if (!*any)
		buf_puts(out, "### Other fields\n\nKept as they were "
			"recorded; no rule reads them.\n\n"
			"| Field | Value |\n|---|---|\n");
	*any = true;
	buf_puts(out, "| ");
	md_text(out, path);
	buf_puts(out, " | ");
	json_value(out, value);
	page_fact_end(out);
}

/* Goes down where objects hold known fields: as deep as the type table. */
static void unknown(struct buf *out, const struct record_type *type,
	const struct json *object, const char *above, bool *any)
{
	for (const struct json *j = json_first(object); j; j = json_next(j)) {
		auto_buf path = BUF_INIT;

		buf_printf(&path, "%s%s", above, json_key(j));
		page_fail(out, path.err);
		if (out->err)
			return;
		if (is_leaf(type, buf_text(&path)))
			continue;
		if (is_known(type, buf_text(&path)) &&
			json_kind(j) == JSON_OBJECT) {
			buf_putc(&path, '.');
			unknown(out, type, j, buf_text(&path), any);
			continue;
		}
		unknown_row(out, buf_text(&path), j, any);
	}
}

void page_fields(struct buf *out, struct page *p,
	const struct record_type *type, const struct json *rec,
	const char *const *skip)
{
	bool any = false;

	facts(out, p, type, rec, skip);
	lists(out, p, type, rec, skip);
	unknown(out, type, rec, "", &any);
	if (any)
		buf_putc(out, '\n');
}
