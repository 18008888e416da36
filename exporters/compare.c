/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two versions of a record, field by field, as a table of what differs.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "page.h"

static bool is_unread(struct buf *out, struct page *p, int64_t version)
{
	auto_query q = NULL;

	page_query(out, &q, p, "select unread from record_change"
		" where version = ?1 and unread is not null", "i", version);
	if (!page_next(out, q))
		return false;
	buf_puts(out, "**Nothing can be read of this version:** ");
	md_text(out, query_text(q, 0));
	buf_puts(out, "\n\n");
	return true;
}

int page_version(struct buf *out, struct page *p, int64_t version,
	struct json **rec)
{
	auto_buf text = BUF_INIT;
	int rc;

	*rec = NULL;
	if (is_unread(out, p, version))
		return -EINVAL;
	rc = store_version(p->store, version, &text);
	if (rc == 0)
		rc = json_parse(rec, buf_text(&text), text.len, 0);
	if (rc < 0 && rc != -ENOMEM)
		buf_puts(out, "*This version cannot be read: its bytes are "
			"not those recorded.*\n\n");
	return rc;
}

struct changed {
	struct buf *out;
	int rows;
};

/* A list of texts is read better without its brackets. */
static bool words(struct buf *out, const struct json *list)
{
	if (json_kind(list) != JSON_LIST || !json_first(list))
		return false;
	for (const struct json *j = json_first(list); j; j = json_next(j))
		if (!json_text(j))
			return false;
	for (const struct json *j = json_first(list); j; j = json_next(j)) {
		md_cell(out, json_text(j));
		buf_puts(out, json_next(j) ? ", " : "");
	}
	return true;
}

static void value(struct buf *out, const struct json *j)
{
	auto_buf line = BUF_INIT;

	if (!j) {
		buf_puts(out, "–");
		return;
	}
	if (json_kind(j) == JSON_TEXT) {
		md_cell(out, json_text(j));
		return;
	}
	if (words(out, j))
		return;
	json_line(&line, j);
	page_fail(out, line.err);
	md_span(out, buf_text(&line));
}

/* Whether both are written alike, which they mostly are: then they are the
 * same, and need not be written. */
static bool alike(const struct json *a, const struct json *b)
{
	const char *text = json_text(a) ? json_text(a) : json_number(a);
	const char *other = json_text(b) ? json_text(b) : json_number(b);
	const struct json *x = json_first(a);
	const struct json *y = json_first(b);

	if (json_kind(a) != json_kind(b) || json_true(a) != json_true(b))
		return false;
	if (text)
		return strcmp(text, other) == 0;
	for (; x && y; x = json_next(x), y = json_next(y)) {
		const char *key = json_key(x);

		if ((key && strcmp(key, json_key(y)) != 0) || !alike(x, y))
			return false;
	}
	return !x && !y;
}

static bool same(const struct json *a, const struct json *b)
{
	auto_buf left = BUF_INIT;
	auto_buf right = BUF_INIT;

	if (alike(a, b))
		return true;
	json_line(&left, a);
	json_line(&right, b);
	return left.len == right.len && !left.err && !right.err &&
		memcmp(buf_text(&left), buf_text(&right), left.len) == 0;
}

static void row(struct changed *c, const char *path, const struct json *a,
	const struct json *b)
{
	if (c->rows++ == 0)
		buf_puts(c->out, "| Field | Before | After |\n|---|---|---|\n");
	buf_puts(c->out, "| ");
	md_cell(c->out, path);
	buf_puts(c->out, " | ");
	value(c->out, a);
	buf_puts(c->out, " | ");
	value(c->out, b);
	buf_puts(c->out, " |\n");
}

static void compare(struct changed *c, const char *path, const struct json *a,
	const struct json *b);

static void compare_member(struct changed *c, const char *path,
	const char *key, const struct json *a, const struct json *b)
{
	auto_buf below = BUF_INIT;

	buf_printf(&below, "%s%s%s", path, *path ? ", " : "", key);
	page_fail(c->out, below.err);
	compare(c, buf_text(&below), a, b);
}

/* Objects, of which one may be absent: by key. */
static void compare_objects(struct changed *c, const char *path,
	const struct json *a, const struct json *b)
{
	for (const struct json *x = json_first(a); x; x = json_next(x))
		compare_member(c, path, json_key(x), x,
			json_get(b, json_key(x)));
	for (const struct json *y = json_first(b); y; y = json_next(y))
		if (!json_get(a, json_key(y)))
			compare_member(c, path, json_key(y), NULL, y);
}

static bool has_objects(const struct json *list)
{
	return json_kind(json_first(list)) == JSON_OBJECT;
}

/* Lists of objects: by place, counted from 1 as people do. */
static void compare_lists(struct changed *c, const char *path,
	const struct json *a, const struct json *b)
{
	const struct json *x = json_first(a);
	const struct json *y = json_first(b);
	char place[24];

	for (int n = 1; x || y; n++) {
		snprintf(place, sizeof(place), "%d", n);
		compare_member(c, path, place, x, y);
		x = x ? json_next(x) : NULL;
		y = y ? json_next(y) : NULL;
	}
}

static void compare(struct changed *c, const char *path, const struct json *a,
	const struct json *b)
{
	const struct json *some = a ? a : b;
	bool of_a_kind = !a || !b || json_kind(a) == json_kind(b);

	if (c->out->err || (a && b && same(a, b)))
		return;
	if (of_a_kind && json_kind(some) == JSON_OBJECT && json_first(some))
		compare_objects(c, path, a, b);
	else if (of_a_kind && json_kind(some) == JSON_LIST && has_objects(some))
		compare_lists(c, path, a, b);
	else
		row(c, path, a, b);
}

static bool is_among(const char *key, const char *const *keys)
{
	for (; keys && *keys; keys++)
		if (strcmp(*keys, key) == 0)
			return true;
	return false;
}

static bool is_chosen(const char *key, const struct page_choice *of)
{
	return !of || ((!of->only || is_among(key, of->only)) &&
		!is_among(key, of->but));
}

int page_compare(struct buf *out, const struct json *a, const struct json *b,
	const struct page_choice *of)
{
	struct changed c = { out, 0 };

	for (const struct json *x = json_first(a); x; x = json_next(x))
		if (is_chosen(json_key(x), of))
			compare(&c, json_key(x), x, json_get(b, json_key(x)));
	for (const struct json *y = json_first(b); y; y = json_next(y))
		if (!json_get(a, json_key(y)) && is_chosen(json_key(y), of))
			compare(&c, json_key(y), NULL, y);
	if (c.rows > 0)
		buf_putc(out, '\n');
	return c.rows;
}
