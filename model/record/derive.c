/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record's values as columns: placeholders and what is of the wrong type
 * become NULL, so that a rule asks one question only: is it there?
 */
#include "dossierfs/derive.h"

#include <stdlib.h>
#include <string.h>

#include "dossierfs/json.h"
#include "dossierfs/name.h"
#include "field.h"
#include "layout.h"

/* Words that a reason has at least (RULES.md, verdicts 5). */
enum { WORDS_ASKED = 3 };

/* One row in the making. Texts that are made here stand in `room`, which
 * moves as it grows: at[i] is one more than where the i-th begins. */
struct row {
	struct derived_value values[TABLE_COLUMNS_MAX];
	size_t at[TABLE_COLUMNS_MAX];
	struct buf room;
};

static struct derived_value null_value(void)
{
	return (struct derived_value){ .kind = DERIVED_NULL };
}

static struct derived_value text_value(const char *s)
{
	if (!s)
		return null_value();
	return (struct derived_value){ .kind = DERIVED_TEXT, .text = s };
}

static struct derived_value integer_value(int64_t n)
{
	return (struct derived_value){ .kind = DERIVED_INT, .integer = n };
}

static struct derived_value real_value(double d)
{
	return (struct derived_value){ .kind = DERIVED_REAL, .real = d };
}

static struct derived_value size_value(const struct json *j)
{
	int64_t n;

	return is_count(j) && json_int(&n, j) ? integer_value(n) : null_value();
}

/* NULL for a placeholder. */
static const char *said(const char *s)
{
	return text_is_placeholder(s) ? NULL : s;
}

static const char *person_name(const struct json *j)
{
	return said(json_text(j) ? json_text(j) : json_text_at(j, "name"));
}

static void made_text(struct row *r, size_t i)
{
	r->at[i]++;
	buf_putc(&r->room, '\0');
	r->values[i] = text_value("");
}

static void person_key(struct row *r, size_t i, const char *name)
{
	if (!name)
		return;
	r->at[i] = r->room.len;
	name_fold(&r->room, name);
	made_text(r, i);
}

static void any_value(struct row *r, size_t i, const struct json *j)
{
	switch (json_kind(j)) {
	case JSON_TEXT:
		r->values[i] = text_value(said(json_text(j)));
		return;
	case JSON_NUMBER:
		r->values[i] = text_value(json_number(j));
		return;
	case JSON_BOOL:
		r->values[i] = text_value(json_true(j) ? "true" : NULL);
		return;
	case JSON_LIST:
	case JSON_OBJECT:
		if (!json_first(j))
			return;
		r->at[i] = r->room.len;
		json_line(&r->room, j);
		made_text(r, i);
		return;
	case JSON_NULL:
		return;
	}
}

/* A value that is of its field's kind. */
static struct derived_value whole_value(
	const struct field *f, const struct json *j)
{
	const char *text;

	switch (f->kind) {
	case FIELD_TEXT:
		return text_value(said(json_text(j)));
	case FIELD_WORDS:
		text = said(json_text(j));
		return text_value(
			text && text_words(text) >= WORDS_ASKED ? text : NULL);
	case FIELD_INT:
		return size_value(j);
	case FIELD_BOOL:
		return integer_value(json_true(j));
	case FIELD_SCORE:
		return real_value(strtod(json_number(j), NULL));
	default:
		return text_value(json_text(j));
	}
}

static struct derived_value sha256_value(const struct json *file)
{
	const char *sha256 = json_text_at(file, "sha256");

	return text_value(is_sha256(sha256) ? sha256 : NULL);
}

static void fill_whole(
	struct row *r, size_t i, const struct field *f, const struct json *j)
{
	char room[512];

	if (!j || value_fault(f, j, room, sizeof(room)))
		return;
	if (f->kind == FIELD_ANY)
		any_value(r, i, j);
	else
		r->values[i] = whole_value(f, j);
}

static void fill(struct row *r, size_t i, const struct column *c,
	const struct json *owner)
{
	const struct json *j = *c->path ? field_value(owner, c->path) : owner;

	switch (c->part) {
	case PART_WHOLE:
		fill_whole(r, i, c->f, j);
		break;
	case PART_LISTED:
		r->values[i] = integer_value(json_kind(j) == JSON_LIST);
		break;
	case PART_KEY:
		person_key(r, i, person_name(j));
		break;
	case PART_ROLE:
		r->values[i] = text_value(said(json_text_at(j, "role")));
		break;
	case PART_NAME:
		r->values[i] = c->f->kind == FIELD_PERSON
				       ? text_value(person_name(j))
				       : text_value(json_text_at(j, "name"));
		break;
	case PART_SHA256:
		r->values[i] = sha256_value(j);
		break;
	case PART_SIZE:
		r->values[i] = size_value(json_get(j, "size"));
		break;
	case PART_MEDIA_TYPE:
		r->values[i] = text_value(json_text_at(j, "media_type"));
		break;
	}
}

static int derive_row(struct row *r, const struct layout *l, int64_t n,
	const struct json *owner, record_row_fn *fn, void *arg)
{
	int count = l->table.count, i;

	buf_cut(&r->room, 0);
	for (i = 0; i < count; i++) {
		r->values[i] = null_value();
		r->at[i] = 0;
		fill(r, (size_t)i, &l->columns[i], owner);
	}
	if (r->room.err)
		return buf_done(&r->room);
	for (i = 0; i < count; i++)
		if (r->at[i])
			r->values[i].text = r->room.data + r->at[i] - 1;
	return fn(&l->table, n, r->values, arg);
}

static int derive_list(struct row *r, const struct layout *l,
	const struct json *record, record_row_fn *fn, void *arg)
{
	const struct json *list = field_value(record, l->list_path), *e;
	int64_t n = 0;
	int rc = 0;

	if (json_kind(list) != JSON_LIST)
		return 0;
	for (e = json_first(list); e && !rc; e = json_next(e))
		rc = derive_row(r, l, n++, e, fn, arg);
	return rc;
}

int record_derive(const struct record_type *type, const struct json *record,
	record_row_fn *fn, void *arg)
{
	const struct layout *l = layout_of(type);
	struct row r = { .room = BUF_INIT };
	size_t i;
	int rc;

	rc = derive_row(&r, l, -1, record, fn, arg);
	for (i = (size_t)(l - layout_at(0)) + 1; !rc && layout_at(i); i++) {
		l = layout_at(i);
		if (l->table.type != type)
			break;
		rc = derive_list(&r, l, record, fn, arg);
	}
	buf_free(&r.room);
	return rc;
}
