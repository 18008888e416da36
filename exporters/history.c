/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a record came to be as it is: every change with who, when and why, and
 * the fields with their old and new values.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "page.h"

struct changed {
	struct buf *out;
	int rows;
};

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
	json_line(&line, j);
	page_fail(out, line.err);
	md_span(out, buf_text(&line));
}

static bool same(const struct json *a, const struct json *b)
{
	auto_buf left = BUF_INIT;
	auto_buf right = BUF_INIT;

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

/* Members of objects by key, elements of lists by place. */
static void compare_members(struct changed *c, const char *path,
	const struct json *a, const struct json *b)
{
	bool keyed = json_kind(a) == JSON_OBJECT;
	const struct json *y = json_first(b);
	int n = 0;

	for (const struct json *x = json_first(a); x; x = json_next(x), n++) {
		auto_buf below = BUF_INIT;
		const char *key = json_key(x);

		buf_printf(&below, "%s%s", path, *path ? "/" : "");
		if (keyed)
			buf_printf(&below, "%s", key);
		else
			buf_printf(&below, "%d", n);
		page_fail(c->out, below.err);
		compare(c, buf_text(&below), x, keyed ? json_get(b, key) : y);
		y = json_next(y);
	}
	for (; !keyed && y; y = json_next(y), n++) {
		auto_buf below = BUF_INIT;

		buf_printf(&below, "%s/%d", path, n);
		row(c, buf_text(&below), NULL, y);
	}
	for (y = keyed ? json_first(b) : NULL; y; y = json_next(y)) {
		auto_buf below = BUF_INIT;

		if (json_get(a, json_key(y)))
			continue;
		buf_printf(&below, "%s%s%s", path, *path ? "/" : "",
			json_key(y));
		row(c, buf_text(&below), NULL, y);
	}
}

static void compare(struct changed *c, const char *path, const struct json *a,
	const struct json *b)
{
	enum json_kind kind = json_kind(a);

	if (c->out->err || same(a, b))
		return;
	if (b && kind == json_kind(b) &&
		(kind == JSON_OBJECT || kind == JSON_LIST))
		compare_members(c, path, a, b);
	else
		row(c, path, a, b);
}

/* A version that cannot be read is said to be so; the others are shown. */
static int read_version(struct buf *out, struct page *p, int64_t version,
	struct json **rec)
{
	auto_buf text = BUF_INIT;
	int rc = store_version(p->store, version, &text);

	*rec = NULL;
	if (rc == 0)
		rc = json_parse(rec, buf_text(&text), text.len, 0);
	if (rc < 0 && rc != -ENOMEM)
		buf_puts(out, "*This version cannot be read: its bytes are "
			"not those recorded.*\n\n");
	return rc;
}

static void heading(struct buf *out, struct page *p, struct query *q)
{
	char when[24];
	const char *t = query_text(q, 1);

	page_seen(p, query_int(q, 5));
	snprintf(when, sizeof(when), "%.10s", t ? t : "");
	buf_printf(out, "## %s, ", when);
	md_cell(out, query_text(q, 2));
	buf_puts(out, "\n\n");
	md_block(out, query_text(q, 3));
}

static const char sql_versions[] =
	"select h.version, h.recorded_on, c.author, c.reason, h.withdrawn,"
	" h.recorded from record_history h join changeset c"
	"  on c.seq = h.seq and c.mainline = 1"
	" where h.id = ?1 order by h.seq";

/* One version against the one before, which *last holds and takes over. */
static void version(struct buf *out, struct page *p, struct query *q,
	struct json **last)
{
	struct json *now = NULL;
	struct changed c = { out, 0 };

	heading(out, p, q);
	if (query_int(q, 4)) {
		buf_puts(out, "Withdrawn.\n\n");
		return;
	}
	if (read_version(out, p, query_int(q, 0), &now) < 0)
		return;
	if (*last)
		compare(&c, "", *last, now);
	else
		buf_puts(out, "First recorded.\n\n");
	if (c.rows > 0)
		buf_putc(out, '\n');
	else if (*last)
		buf_puts(out, "No field differs.\n\n");
	json_free(*last);
	*last = now;
}

int view_history(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	auto_json last = NULL;

	buf_printf(out, "# History of [%s](%s.md)\n\n", p->id, p->id);
	page_query(out, &q, p, sql_versions, "s", p->id);
	while (page_next(out, q))
		version(out, p, q, &last);
	return page_done(out);
}
