/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a record may be by itself: its shape and the values of known fields.
 * Unknown fields are nobody's business.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/date.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/name.h"
#include "field.h"

struct check {
	const struct json *record;
	int32_t recorded_day;
	record_defect_fn *fn;
	void *arg;
};

static int defect(const struct check *c, const char *pointer,
	const char *member, const char *expected)
{
	char path[POINTER_MAX + 16];

	snprintf(path, sizeof(path), "%s%s", pointer, member);
	return c->fn(path, expected, c->arg);
}

static int check_person(
	const struct check *c, const char *pointer, const struct json *value)
{
	const struct json *role = json_get(value, "role");
	int rc = 0;

	if (json_kind(value) != JSON_OBJECT)
		return 0;
	if (!json_text_at(value, "name"))
		rc = defect(c, pointer, "/name", "a name");
	if (!rc && role && !json_text(role))
		rc = defect(c, pointer, "/role", "a text");
	return rc;
}

static int check_file(
	const struct check *c, const char *pointer, const struct json *value)
{
	const struct json *size = json_get(value, "size");
	const struct json *media_type = json_get(value, "media_type");
	const char *expected;
	char room[128];
	int rc = 0;

	expected = name_expected(json_get(value, "name"), room, sizeof(room));
	if (expected)
		rc = defect(c, pointer, "/name", expected);
	if (!rc && !is_sha256(json_text_at(value, "sha256")))
		rc = defect(c, pointer, "/sha256", "64 lower-case hex digits");
	if (!rc && size && !is_count(size))
		rc = defect(c, pointer, "/size", "an integer from 0");
	if (!rc && media_type && !json_text(media_type))
		rc = defect(c, pointer, "/media_type", "a text");
	return rc;
}

/* A day may lie one ahead: the next has begun somewhere. */
static int check_date(const struct check *c, const struct field *f,
	const char *pointer, const struct json *value)
{
	char expected[64], last[DAY_TEXT];
	int32_t day;

	if (f->flags & FIELD_AHEAD || !day_parse(&day, json_text(value)) ||
		day <= c->recorded_day + 1)
		return 0;
	snprintf(expected, sizeof(expected), "a day no later than %s",
		day_format(last, c->recorded_day + 1));
	return c->fn(pointer, expected, c->arg);
}

static int check_value(const struct field *f, enum place place,
	const char *pointer, int64_t n, const struct json *value, void *arg)
{
	const struct check *c = arg;
	const char *expected;
	char room[512];

	(void)n;
	if (place == PLACE_OBJECT)
		return c->fn(pointer, "an object", c->arg);
	if (place == PLACE_LIST)
		return c->fn(pointer, "a list", c->arg);
	expected = value_fault(f, value, room, sizeof(room));
	if (expected)
		return c->fn(pointer, expected, c->arg);
	if (f->kind == FIELD_PERSON)
		return check_person(c, pointer, value);
	if (f->kind == FIELD_FILE)
		return check_file(c, pointer, value);
	return f->kind == FIELD_DATE ? check_date(c, f, pointer, value) : 0;
}

static bool is_blank(const struct json *value)
{
	const char *text = json_text(value);

	return text && !text[strspn(text, " \t\r\n")];
}

/* Required fields stand at the top of the record. */
static int check_required(const struct check *c, const struct field *f)
{
	const struct json *value = field_value(c->record, f->path);
	char pointer[POINTER_MAX], expected[PATH_MAX_FIELD + 160];
	char name[PATH_MAX_FIELD];

	if (!(f->flags & FIELD_REQUIRED))
		return 0;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(f->path, "["),
		f->path);
	if (value && !is_blank(value) &&
		(json_kind(value) != JSON_LIST || json_first(value)))
		return 0;
	snprintf(pointer, sizeof(pointer), "/%s", name);
	snprintf(expected, sizeof(expected), "%s (%s)", name, f->what);
	return c->fn(pointer, expected, c->arg);
}

static int check_head(const struct check *c, const struct record_type *type)
{
	const struct json *title = json_get(c->record, "title");
	const char *id = json_text_at(c->record, "id");
	const char *named = json_text_at(c->record, "type");
	const char *fault = id ? id_fault(id) : "";
	char expected[160];
	int rc = 0;

	if (!named || strcmp(named, type->name) != 0) {
		snprintf(expected, sizeof(expected), "\"%s\"", type->name);
		rc = c->fn("/type", expected, c->arg);
	}
	if (!rc && fault) {
		snprintf(expected, sizeof(expected), "an id%s%s",
			*fault ? ", this one " : "", fault);
		rc = c->fn("/id", expected, c->arg);
	}
	if (!rc && title && !json_text(title))
		rc = c->fn("/title", "a text", c->arg);
	return rc;
}

/* The files of a record, for one look at all their names. */
struct named {
	char *pointer;
	char *folded;
	const char *name;
	bool own; /* it has an entry of its own, a signature has not */
};

struct names {
	struct named *list;
	size_t n;
	size_t cap;
};

static void names_free(struct names *all)
{
	while (all->n--) {
		free(all->list[all->n].pointer);
		free(all->list[all->n].folded);
	}
	free(all->list);
}

static int names_add(
	const char *pointer, const char *name, const char *sha256, void *arg)
{
	struct names *all = arg;
	const char *last = strrchr(pointer, '/');
	auto_buf folded = BUF_INIT;
	struct named *new;

	if (all->n == all->cap) {
		all->cap = all->cap ? all->cap * 2 : 16;
		new = realloc(all->list, all->cap * sizeof(*new));
		if (!new)
			return fail(-ENOMEM, "no memory left");
		all->list = new;
	}
	new = &all->list[all->n++];
	name_fold(&folded, name);
	buf_puts(&folded, "");
	*new = (struct named){ .pointer = strdup(pointer),
		.folded = buf_take(&folded, NULL),
		.name = name,
		.own = !strcmp(last, "/name") };
	(void)sha256;
	if (!new->pointer || !new->folded)
		return fail(-ENOMEM, "no memory left");
	return 0;
}

static int names_order(const void *pa, const void *pb)
{
	const struct named *a = pa, *b = pb;
	int order = strcmp(a->folded, b->folded);

	if (order)
		return order;
	if (a->own != b->own)
		return a->own ? -1 : 1;
	return strcmp(a->pointer, b->pointer);
}

/* No two files of a record may have one name; a signature or manifest may be
 * named often, but always spelled alike. */
static int check_names(const struct check *c, const struct record_type *type)
{
	struct names all __attribute__((cleanup(names_free))) = { 0 };
	int rc = record_files(type, c->record, names_add, &all);
	size_t i, first = 0;

	if (rc || !all.n)
		return rc;
	qsort(all.list, all.n, sizeof(*all.list), names_order);
	for (i = 1; i < all.n && !rc; i++) {
		if (strcmp(all.list[i].folded, all.list[first].folded) != 0)
			first = i;
		else if ((all.list[i].own && all.list[first].own) ||
			 strcmp(all.list[i].name, all.list[first].name) != 0)
			rc = c->fn(all.list[i].pointer,
				"a name that no other file of the record has",
				c->arg);
	}
	return rc;
}

int record_check(const struct record_type *type, const struct json *record,
	int32_t recorded_day, record_defect_fn *fn, void *arg)
{
	struct check c = { record, recorded_day, fn, arg };
	const struct field *f;
	int rc;

	if (json_kind(record) != JSON_OBJECT)
		return fn("", "an object", arg);
	rc = check_head(&c, type);
	for (f = type->fields; f->path && !rc; f++)
		rc = check_required(&c, f);
	if (!rc)
		rc = field_walk(type, record, check_value, &c);
	return rc ? rc : check_names(&c, type);
}

/* How a refusal calls the record. */
static const char *called(const struct json *record, char room[96])
{
	const char *id = json_text_at(record, "id");

	snprintf(room, 96, "%.80s", id && *id ? id : "a record without id");
	return room;
}

static int refuse_defect(const char *pointer, const char *expected, void *arg)
{
	const struct json *record = arg;
	char room[96];

	return refuse(-EINVAL, "%s: %s: expected %s", called(record, room),
		*pointer ? pointer : "/", expected);
}

int record_refuse(const struct record_type **type, const struct json *record,
	int32_t recorded_day)
{
	const char *named = json_text_at(record, "type");
	const struct json *title = json_get(record, "title");
	char room[96];

	*type = record_type_find(named);
	if (json_kind(record) != JSON_OBJECT)
		return refuse(-EINVAL, "expected a record, that is an object "
				       "with type, id and title");
	if (!*type)
		return refuse(-EINVAL,
			"%s: /type: expected a record type, not \"%.40s\"",
			called(record, room), named ? named : "");
	if (!title || is_blank(title))
		return refuse(-EINVAL, "%s: /title: expected a title",
			called(record, room));
	return record_check(*type, record, recorded_day, refuse_defect,
		(void *)(uintptr_t)record);
}
