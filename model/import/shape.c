/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape - checks a tree of JSON against a table, in one walk.
 *
 * The walk is as deep as the file, which the gate in json.h has bounded.
 */
#include "shape.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/buf.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"

static void pointer_part(struct buf *out, const char *key)
{
	/* RFC 6901, section 3 */
	for (; *key; key++) {
		if (*key == '~')
			buf_puts(out, "~0");
		else if (*key == '/')
			buf_puts(out, "~1");
		else
			buf_putc(out, *key);
	}
}

static void place_parts(struct buf *out, const struct place *at)
{
	if (!at)
		return;
	place_parts(out, at->up);
	buf_putc(out, '/');
	if (at->key)
		pointer_part(out, at->key);
	else
		buf_printf(out, "%lld", (long long)at->index);
}

void place_write(struct buf *out, const struct place *at)
{
	if (!at)
		buf_putc(out, '/');
	place_parts(out, at);
}

int misplaced(const struct place *at, const char *expected)
{
	auto_buf pointer = BUF_INIT;

	place_write(&pointer, at);
	return refuse(-EINVAL, "%s: expected %s", buf_text(&pointer), expected);
}

static bool is_one_of(const char *words, const char *text)
{
	size_t len = strlen(text);

	for (const char *w = words; *w;) {
		size_t n = strcspn(w, "|");

		if (n == len && memcmp(w, text, n) == 0)
			return true;
		w += n + (w[n] == '|');
	}
	return false;
}

static int choice_check(const struct json *j, const struct shape *shape,
	const struct place *at)
{
	auto_buf expected = BUF_INIT;
	const char *text = json_text(j);

	if (text && is_one_of(shape->words, text))
		return 0;
	buf_puts(&expected, strchr(shape->words, '|') ? "one of " : "");
	for (const char *w = shape->words; *w; w++) {
		if (*w == '|')
			buf_puts(&expected, ", ");
		else
			buf_putc(&expected, *w);
	}
	return misplaced(at, buf_text(&expected));
}

/* 1.0 is a whole number, too (JSON Schema, 6.1.1); a line over 2^53 is none. */
static bool is_whole(const struct json *j)
{
	int64_t n;
	const char *text = json_number(j);
	double d;

	if (!text)
		return false;
	if (json_int(&n, j))
		return n >= 1;
	d = strtod(text, NULL);
	return d >= 1 && d < 9007199254740992.0 && (double)(int64_t)d == d;
}

static int list_check(const struct json *j, const struct shape *shape,
	unsigned edition, const struct place *at)
{
	struct place here = { .up = at };
	int rc = 0;

	if (json_kind(j) != JSON_LIST)
		return misplaced(at, "a list");
	if (!shape->element)
		return 0;
	for (const struct json *e = json_first(j); e && rc == 0;
		e = json_next(e), here.index++)
		rc = shape_check(e, shape->element, edition, &here);
	return rc;
}

static int member_missing(const struct shape_member *m, const struct place *at)
{
	auto_buf expected = BUF_INIT;

	buf_printf(&expected, "a member \"%s\"", m->key);
	return misplaced(at, buf_text(&expected));
}

static int object_check(const struct json *j, const struct shape *shape,
	unsigned edition, const struct place *at)
{
	uint64_t there = 0;
	struct place here = { .up = at };
	const struct shape_member *m;
	int rc = 0;

	if (json_kind(j) != JSON_OBJECT)
		return misplaced(at, "an object");
	if (!shape->members)
		return 0;
	for (const struct json *v = json_first(j); v && rc == 0;
		v = json_next(v)) {
		here.key = json_key(v);
		for (m = shape->members; m->key; m++)
			if (strcmp(m->key, here.key) == 0)
				break;
		if (!m->key || json_kind(v) == JSON_NULL)
			continue;
		there |= UINT64_C(1) << (m - shape->members);
		rc = shape_check(v, m->shape, edition, &here);
	}
	for (m = shape->members; m->key && rc == 0; m++)
		if (m->needed && edition >= m->needed &&
			!(there & UINT64_C(1) << (m - shape->members)))
			rc = member_missing(m, at);
	return rc;
}

static int kind_check(const struct json *j, const struct shape *shape,
	unsigned edition, const struct place *at)
{
	switch (shape->kind) {
	case SHAPE_TEXT:
		return json_text(j) ? 0 : misplaced(at, "a text");
	case SHAPE_FILLED:
		return json_text(j) && *json_text(j) ? 0 :
			misplaced(at, "a text that is not empty");
	case SHAPE_CHOICE:
		return choice_check(j, shape, at);
	case SHAPE_WHOLE:
		return is_whole(j) ? 0 : misplaced(at, "a whole number from 1");
	case SHAPE_NUMBER:
		return json_number(j) ? 0 : misplaced(at, "a number");
	case SHAPE_LIST:
		return list_check(j, shape, edition, at);
	case SHAPE_OBJECT:
		return object_check(j, shape, edition, at);
	}
	return 0;
}

int shape_check(const struct json *j, const struct shape *shape,
	unsigned edition, const struct place *at)
{
	int rc = kind_check(j, shape, edition, at);

	if (rc == 0 && shape->also)
		rc = shape->also(j, edition, at);
	return rc;
}
