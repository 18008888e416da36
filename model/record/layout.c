/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The derived tables, laid out once from the table of record types. Their
 * number is fixed with that table, so they stand in fixed arrays.
 */
#include "layout.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "dossierfs/hash.h"

enum { LAYOUTS_MAX = 96, COLUMNS_MAX = 640 };

static struct layout layouts[LAYOUTS_MAX];
static struct column columns[COLUMNS_MAX];
static const char *names[COLUMNS_MAX];
static size_t n_layouts, n_columns;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static struct layout *begin_table(
	const struct record_type *type, const char *list)
{
	struct layout *l = &layouts[n_layouts++];

	assert(n_layouts < LAYOUTS_MAX);
	snprintf(l->name, sizeof(l->name), list ? "d_%s_%s" : "d_%s",
		type->name, list);
	l->table.name = l->name;
	l->table.type = type;
	l->table.columns = &names[n_columns];
	l->columns = &columns[n_columns];
	if (!list)
		return l;
	snprintf(l->list, sizeof(l->list), "%s", list);
	l->table.list = l->list;
	return l;
}

/* Every column of a table is added before the next table begins. */
static void add_column(struct layout *l, const struct field *f,
	const char *path, enum part part, const char *name, const char *suffix)
{
	struct column *c = &columns[n_columns];

	assert(n_columns + 1 < COLUMNS_MAX &&
		l->table.count < TABLE_COLUMNS_MAX);
	snprintf(c->name, sizeof(c->name), "%s%s", name, suffix);
	c->f = f;
	c->path = path;
	c->part = part;
	names[n_columns++] = c->name;
	l->table.count++;
}

static void add_leaf(struct layout *l, const struct field *f, const char *path,
	const char *name)
{
	switch (f->kind) {
	case FIELD_PERSON:
		add_column(l, f, path, PART_NAME, name, "");
		add_column(l, f, path, PART_ROLE, name, "_role");
		add_column(l, f, path, PART_KEY, name, "_key");
		break;
	case FIELD_FILE:
		add_column(l, f, path, PART_NAME, name, "_name");
		add_column(l, f, path, PART_SHA256, name, "_sha256");
		add_column(l, f, path, PART_SIZE, name, "_size");
		add_column(l, f, path, PART_MEDIA_TYPE, name, "_media_type");
		break;
	default:
		add_column(l, f, path, PART_WHOLE, name, "");
	}
}

static void plain_name(char out[64], const char *path)
{
	size_t i;

	for (i = 0; path[i] && i < 63; i++)
		out[i] = path[i] == '.' ? '_' : path[i];
	out[i] = '\0';
}

/* The key's own names: a version's number, and in the views the owner's id. */
static const char *unlike_key(const struct field *f, const char *name)
{
	if (!strcmp(name, "version"))
		return "version_name";
	if (!strcmp(name, "id") && f->kind == FIELD_REF)
		return f->arg;
	return name;
}

static void lay_out_own(const struct record_type *type)
{
	struct layout *l = begin_table(type, NULL);
	char list[64], column[64], last[64] = "";
	const struct field *f;

	for (f = type->fields; f->path; f++) {
		if (!field_in_list(f, list, column)) {
			plain_name(column, f->path);
			add_leaf(l, f, f->path, unlike_key(f, column));
		} else if (strcmp(list, last) != 0) {
			add_column(l, f, f->path, PART_LISTED, list, "_listed");
			strcpy(last, list);
		}
	}
}

static void lay_out_lists(const struct record_type *type)
{
	char list[64], column[64], last[64] = "";
	const struct field *f;
	struct layout *l = NULL;
	const char *rest;

	for (f = type->fields; f->path; f++) {
		if (!field_in_list(f, list, column))
			continue;
		if (strcmp(list, last) != 0) {
			l = begin_table(type, list);
			l->list_path = f->path;
			strcpy(last, list);
		}
		assert(l);
		rest = strstr(f->path, "[]") + 2;
		add_leaf(l, f, rest + (*rest == '.'), unlike_key(f, column));
	}
}

static void lay_out(void)
{
	const struct record_type *type;

	for (type = record_types; type->name; type++) {
		lay_out_own(type);
		lay_out_lists(type);
	}
}

const struct layout *layout_at(size_t i)
{
	pthread_once(&once, lay_out);
	return i < n_layouts ? &layouts[i] : NULL;
}

const struct layout *layout_of(const struct record_type *type)
{
	size_t i = 0;

	while (layout_at(i) && layout_at(i)->table.type != type)
		i++;
	return layout_at(i);
}

const struct derived_table *derived_table(size_t i)
{
	const struct layout *l = layout_at(i);

	return l ? &l->table : NULL;
}

const char *column_sql(const struct column *c)
{
	if (c->part == PART_LISTED || c->part == PART_SIZE)
		return "integer";
	if (c->part != PART_WHOLE)
		return "text";
	switch (c->f->kind) {
	case FIELD_INT:
	case FIELD_BOOL:
		return "integer";
	case FIELD_SCORE:
		return "real";
	default:
		return "text";
	}
}

/* What rules join on. */
static bool is_joined(const struct column *c)
{
	return c->part == PART_WHOLE &&
	       (c->f->kind == FIELD_REF || strstr(c->f->path, "fingerprint"));
}

/* Most records leave most columns out; who asks for these is not to go by the
 * index, which would bring all in no order. */
static void put_index(struct buf *out, const struct layout *l,
	const char *column, const char *schema)
{
	buf_printf(out, "create index %s%s\"i%s_%s\" on \"%s\" (\"%s\")"
		" where \"%s\" is not null;\n", schema, *schema ? "." : "",
		l->name + 1, column, l->name, column, column);
}

static void table_schema(struct buf *out, const struct layout *l,
	const char *schema)
{
	const char *dot = *schema ? "." : "";
	int i;

	buf_printf(out, "create table %s%s\"%s\" (\n", schema, dot, l->name);
	buf_printf(out, "\t\"version\" integer %s references version (version)",
		l->list_path ? "not null" : "primary key");
	if (l->list_path)
		buf_puts(out, ",\n\t\"n\" integer not null");
	for (i = 0; i < l->table.count; i++)
		buf_printf(out, ",\n\t\"%s\" %s", l->columns[i].name,
			column_sql(&l->columns[i]));
	if (l->list_path)
		buf_puts(out, ",\n\tprimary key (\"version\", \"n\")\n) "
			      "strict, without rowid;\n");
	else
		buf_puts(out, "\n) strict;\n");
	for (i = 0; i < l->table.count; i++)
		if (is_joined(&l->columns[i]))
			put_index(out, l, l->columns[i].name, schema);
}

void record_schema(struct buf *out, const char *schema)
{
	for (size_t i = 0; layout_at(i); i++)
		table_schema(out, layout_at(i), schema ? schema : "");
}

/* What a defect depends on beside the columns. */
static void put_fields(struct buf *out, const struct record_type *type)
{
	const char *year = type->year_by ? type->year_by : "";

	buf_printf(out, "%s %s\n", type->name, year);
	for (const struct field *f = type->fields; f->path; f++)
		buf_printf(out, "%s %d %u %s\n", f->path, (int)f->kind,
			f->flags, f->arg ? f->arg : "");
}

void record_schema_digest(char hex[65])
{
	char digest[HASH_HEX_MAX];
	auto_buf all = BUF_INIT;

	/* Counted up when a value becomes another column text or another
	 * defect than before. */
	buf_puts(&all, "derived 3\n");
	record_schema(&all, NULL);
	for (const struct record_type *t = record_types; t->name; t++)
		put_fields(&all, t);
	hash_bytes(digest, HASH_SHA256, buf_text(&all), all.len);
	memcpy(hex, digest, 64);
	hex[64] = '\0';
}
