/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `field=value` of a command line, taken into a record. The table says what
 * kind of value the text is; names it does not have are refused.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "dossierfs/name.h"
#include "field.h"
#include "nearest.h"

enum { STEPS_MAX = 8, APPEND = -1, NO_INDEX = -2 };

/* One name of a path, and the place in its list: "artifacts[2]". */
struct step {
	char name[PATH_MAX_FIELD];
	long index; /* APPEND for "[]", NO_INDEX where there is no bracket */
};

struct path {
	struct step steps[STEPS_MAX];
	int count;
	char plain[PATH_MAX_FIELD]; /* as the table writes it, "[]" for "[2]" */
};

/* What a path names: a leaf, or what leaves are below. */
enum target { TARGET_LEAF, TARGET_LIST, TARGET_GROUP, TARGET_MEMBER };

/* The record is the caller's to change, and so is what is found in it. */
static struct json *own(const struct json *j)
{
	return (struct json *)(uintptr_t)j;
}

/* Reads "[]" or "[12]" at s; NULL when it is neither. */
static const char *read_index(struct step *step, const char *s)
{
	char *end;

	step->index = NO_INDEX;
	if (*s != '[')
		return s;
	step->index = APPEND;
	if (s[1] == ']')
		return s + 2;
	if (s[1] < '0' || s[1] > '9' || strlen(s) > PATH_MAX_FIELD)
		return NULL;
	step->index = strtol(s + 1, &end, 10);
	return *end == ']' ? end + 1 : NULL;
}

static bool read_path(struct path *p, const char *s)
{
	struct step *step;
	size_t n, len = 0;

	p->count = 0;
	for (;;) {
		n = strcspn(s, ".[");
		if (!n || p->count == STEPS_MAX ||
			len + n + 4 >= sizeof(p->plain))
			return false;
		step = &p->steps[p->count++];
		snprintf(step->name, sizeof(step->name), "%.*s", (int)n, s);
		s = read_index(step, s + n);
		if (!s || (*s && *s != '.'))
			return false;
		len += (size_t)snprintf(p->plain + len, sizeof(p->plain) - len,
			"%s%s%s", step->name,
			step->index == NO_INDEX ? "" : "[]", *s ? "." : "");
		if (!*s)
			return true;
		s++;
	}
}

/* Whether `path` is what stands before the rest of the field's path. */
static bool is_before(const struct field *f, const char *path, char next)
{
	size_t n = strlen(path);

	return !strncmp(f->path, path, n) && f->path[n] == next;
}

/* owner.name, content.sha256: members that the kind has, not the table. */
static bool is_member(const struct field *f, const char *path)
{
	const char *rest;

	if (strncmp(path, f->path, strlen(f->path)) != 0)
		return false;
	rest = path + strlen(f->path);
	if (f->kind == FIELD_PERSON)
		return !strcmp(rest, ".name") || !strcmp(rest, ".role");
	return f->kind == FIELD_FILE &&
	       (!strcmp(rest, ".name") || !strcmp(rest, ".sha256") ||
		       !strcmp(rest, ".size") || !strcmp(rest, ".media_type"));
}

static const struct field title = { "title", FIELD_TEXT, 0, NULL, "its name" };

/* The field that the path names or is part of; NULL when there is none. */
static const struct field *find_field(
	const struct record_type *type, const char *path, enum target *target)
{
	const struct field *f;

	*target = TARGET_LEAF;
	if (!strcmp(path, "title"))
		return &title;
	for (f = type->fields; f->path; f++) {
		if (!strcmp(f->path, path))
			return f;
		*target = is_before(f, path, '[')   ? TARGET_LIST
			  : is_before(f, path, '.') ? TARGET_GROUP
						    : TARGET_MEMBER;
		if (*target != TARGET_MEMBER || is_member(f, path))
			return f;
		*target = TARGET_LEAF;
	}
	return NULL;
}

static int unknown_field(const struct record_type *type, const char *path)
{
	const char *near = nearest_field(type, path);

	if (!strcmp(path, "id") || !strcmp(path, "type"))
		return refuse(-EINVAL, "%s: the %s of a record cannot change",
			path, path);
	return refuse(-EINVAL, "%.64s: %s has no such field, the nearest is %s",
		path, type->name, near);
}

static int parse_json(struct json **out, const char *path, const char *text)
{
	return err_in(json_parse(out, text, strlen(text), 0), "%s", path);
}

static bool looks_like_json(const char *text)
{
	return *text == '{' || *text == '[';
}

static bool is_integer(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n && n < 19 && !s[n] && (n == 1 || *s != '0');
}

/* Any value: what cannot be anything else is a number or a truth value. */
static int any_value(struct json **out, const struct field *f, const char *path,
	const char *text)
{
	bool element = strstr(f->path, "[]") != NULL;

	if (looks_like_json(text))
		return parse_json(out, path, text);
	if (!strcmp(text, "true") || !strcmp(text, "false"))
		*out = json_new_bool(*text == 't');
	else if (is_integer(text) && !element)
		*out = json_new_number(text);
	else
		*out = json_new_text(text);
	return 0;
}

static int leaf_value(struct json **out, const struct field *f,
	const char *path, const char *text)
{
	switch (f->kind) {
	case FIELD_ANY:
		return any_value(out, f, path, text);
	case FIELD_PERSON:
	case FIELD_FILE:
		if (looks_like_json(text))
			return parse_json(out, path, text);
		break;
	case FIELD_BOOL:
		if (!strcmp(text, "true") || !strcmp(text, "false")) {
			*out = json_new_bool(*text == 't');
			return 0;
		}
		break;
	case FIELD_INT:
	case FIELD_SCORE:
		*out = json_new_number(text);
		if (*out)
			return 0;
		break;
	default:
		break;
	}
	*out = json_new_text(text);
	return 0;
}

/* Members of people and files are texts, but for a size. */
static int member_value(struct json **out, const char *path, const char *text)
{
	const char *dot = strrchr(path, '.');

	*out = dot && !strcmp(dot, ".size") ? json_new_number(text)
					    : json_new_text(text);
	if (!*out)
		return refuse(-EINVAL, "%s: expected an integer from 0", path);
	return 0;
}

/* A list or a group as a whole can only be JSON. */
static int whole_value(struct json **out, enum target target, const char *path,
	const char *text)
{
	bool list = target == TARGET_LIST;

	if (*text == (list ? '[' : '{'))
		return parse_json(out, path, text);
	if (list)
		return refuse(-EINVAL,
			"%s: expected a list as JSON, or %s[]=VALUE to add to "
			"it",
			path, path);
	return refuse(-EINVAL,
		"%s: expected an object as JSON, or %s.FIELD=VALUE", path,
		path);
}

static int make_value(struct json **out, const struct field *f,
	enum target target, const char *path, const char *text)
{
	const char *expected;
	char room[512];
	int rc;

	*out = NULL;
	if (target == TARGET_MEMBER)
		return member_value(out, path, text);
	if (target != TARGET_LEAF)
		return whole_value(out, target, path, text);
	rc = leaf_value(out, f, path, text);
	if (rc)
		return rc;
	expected = *out ? value_fault(f, *out, room, sizeof(room)) : NULL;
	return expected ? refuse(-EINVAL, "%s: expected %s", path, expected)
			: 0;
}

/* Puts an empty value where none is; it must be of the kind. */
static int enter(struct json **out, struct json *owner, const char *name,
	enum json_kind kind)
{
	const struct json *child = json_get(owner, name);
	int rc;

	if (!child) {
		rc = json_set(owner, name,
			kind == JSON_LIST ? json_list() : json_object());
		if (rc)
			return rc;
		child = json_get(owner, name);
	}
	*out = own(child);
	if (json_kind(child) == kind)
		return 0;
	return refuse(-EINVAL, "%s: is no %s in this record", name,
		kind == JSON_LIST ? "list" : "object");
}

/* The index-th element, made when it is the first that is missing. */
static int enter_element(
	struct json **out, struct json *list, const struct step *step)
{
	size_t count = json_count(list);
	const struct json *e;
	long i;
	int rc = 0;

	if (step->index == APPEND)
		return refuse(-EINVAL,
			"%s[]: expected a place, as %s[%zu] for a new one",
			step->name, step->name, count);
	if ((size_t)step->index > count)
		return refuse(-EINVAL, "%s[%ld]: the list has %zu", step->name,
			step->index, count);
	if ((size_t)step->index == count)
		rc = json_append(list, json_object());
	if (rc)
		return rc;
	e = json_first(list);
	for (i = step->index; i; i--)
		e = json_next(e);
	*out = own(e);
	return 0;
}

/* owner="Ann B." becomes an object when owner.role is set. */
static int make_person(struct json *owner, const char *name)
{
	const char *called = json_text_at(owner, name);
	struct json *person;
	int rc;

	if (!called)
		return 0;
	person = json_object();
	rc = person ? json_set_text(person, "name", called) : 0;
	if (!rc)
		return json_set(owner, name, person);
	json_free(person);
	return rc;
}

/* Goes to what holds the last name of the path, making what lacks. */
static int enter_owner(struct json **out, struct json *record,
	const struct path *p, enum target target)
{
	const struct step *s = p->steps, *last = s + p->count - 1;
	struct json *j = record;
	bool list;
	int rc = 0;

	for (; s < last && !rc; s++) {
		list = s->index != NO_INDEX;
		if (target == TARGET_MEMBER && s + 1 == last)
			rc = make_person(j, s->name);
		if (!rc)
			rc = enter(
				&j, j, s->name, list ? JSON_LIST : JSON_OBJECT);
		if (!rc && list)
			rc = enter_element(&j, j, s);
	}
	*out = j;
	return rc;
}

/* Takes the value. */
static int put_value(struct json *record, const struct path *p,
	enum target target, struct json *value)
{
	const struct step *last = &p->steps[p->count - 1];
	struct json *owner, *list;
	int rc = enter_owner(&owner, record, p, target);

	if (!rc && last->index == NO_INDEX)
		return json_set(owner, last->name, value);
	if (!rc && last->index != APPEND)
		rc = refuse(-EINVAL, "%s[%ld]: an element is set with its list",
			last->name, last->index);
	if (!rc)
		rc = enter(&list, owner, last->name, JSON_LIST);
	if (!rc)
		return json_append(list, value);
	json_free(value);
	return rc;
}

/* Removes the last name of the path, and objects that this leaves empty. */
static int remove_value(struct json *owner, const struct path *p, int at)
{
	const struct step *s = &p->steps[at];
	const struct json *child = json_get(owner, s->name);
	int i, rc;

	if (!child)
		return 0;
	if (at + 1 == p->count) {
		if (s->index != NO_INDEX)
			return refuse(-EINVAL,
				"%s: to remove from a list set it anew",
				s->name);
		return json_remove(owner, s->name);
	}
	if (s->index == APPEND)
		return refuse(-EINVAL, "%s[]: expected a place", s->name);
	if (s->index != NO_INDEX) {
		child = json_first(child);
		for (i = 0; child && i < s->index; i++)
			child = json_next(child);
		return child ? remove_value(own(child), p, at + 1) : 0;
	}
	if (json_kind(child) != JSON_OBJECT)
		return 0;
	rc = remove_value(own(child), p, at + 1);
	if (!rc && !json_first(child))
		rc = json_remove(owner, s->name);
	return rc;
}

int record_assign(const struct record_type *type, struct json *record,
	const char *path, const char *value)
{
	const struct field *f;
	enum target target;
	struct json *made;
	struct path p;
	int rc;

	if (!read_path(&p, path))
		return refuse(-EINVAL,
			"%.64s: expected the name of a field, as "
			"severity.level",
			path);
	if (!utf8_valid(value, strlen(value)))
		return refuse(-EINVAL, "%s: expected UTF-8", path);
	f = find_field(type, p.plain, &target);
	if (!f)
		return unknown_field(type, path);
	if (!*value)
		return remove_value(record, &p, 0);
	rc = make_value(&made, f, target, path, value);
	if (rc) {
		json_free(made);
		return rc;
	}
	return put_value(record, &p, target, made);
}
