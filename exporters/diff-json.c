/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff/<from>..<to>.json: what the page beside it says, as data.
 */
#include "diff.h"

#include <string.h>

#include "dossierfs/asked.h"

static struct json *end(const struct diff_end *e)
{
	struct json *j = json_object();

	json_set_text(j, "name", e->word);
	json_set_text(j, "date", e->date);
	json_set_int(j, "seq", store_seq(e->store));
	json_set_text(j, "commit", store_commit_id(e->store));
	return j;
}

/* One row of what differs, its columns by name; NULL is left out. */
static void add_row(struct buf *out, struct json *list, struct query *q)
{
	struct json *j = json_object();

	for (int i = 0; i < query_columns(q); i++)
		page_fail(out, json_set_text(j, query_column(q, i),
			query_text(q, i)));
	page_fail(out, json_append(list, j));
}

static void rows(struct buf *out, struct page *p, struct json *j,
	const char *key, const char *sql)
{
	struct json *list = json_list();
	auto_query q = NULL;

	page_query(out, &q, p, sql, "");
	while (page_next(out, q))
		add_row(out, list, q);
	page_fail(out, json_set(j, key, list));
}

static void set_copy(struct buf *out, struct json *j, const char *key,
	const struct json *value)
{
	if (value)
		page_fail(out, json_set(j, key, json_copy(value)));
}

static bool alike(const struct json *a, const struct json *b)
{
	auto_buf left = BUF_INIT;
	auto_buf right = BUF_INIT;

	if (!a || !b)
		return a == b;
	json_line(&left, a);
	json_line(&right, b);
	return left.len == right.len &&
		memcmp(buf_text(&left), buf_text(&right), left.len) == 0;
}

static void add_field(struct buf *out, struct json *fields, const char *key,
	const struct json *a, const struct json *b)
{
	struct json *j;

	if (alike(a, b))
		return;
	j = json_object();
	set_copy(out, j, "from", a);
	set_copy(out, j, "to", b);
	page_fail(out, json_set(fields, key, j));
}

/* The members of a record that differ; none where a version cannot be read, of
 * which page_version says something. */
static void fields(struct buf *out, struct page *p, struct query *q,
	struct json *record)
{
	auto_buf none = BUF_INIT;
	auto_json a = NULL;
	auto_json b = NULL;
	struct json *of = json_object();

	page_version(&none, p, query_int(q, 3), &a);
	page_version(&none, p, query_int(q, 4), &b);
	page_fail(out, json_set(record, "fields", of));
	if (none.len > 0) {
		page_fail(out, json_set(record, "unread", json_new_bool(true)));
		return;
	}
	for (const struct json *x = json_first(a); x; x = json_next(x))
		add_field(out, of, json_key(x), x, json_get(b, json_key(x)));
	for (const struct json *y = json_first(b); y; y = json_next(y))
		if (!json_get(a, json_key(y)))
			add_field(out, of, json_key(y), NULL, y);
}

static void what(struct buf *out, struct query *q, struct json *record)
{
	static const char *const more[] = { "decided", "closed", "replaced" };
	struct json *list = json_list();

	page_fail(out, json_append(list, json_new_text(query_text(q, 5))));
	for (int i = 0; i < 3; i++)
		if (query_int(q, 7 + i))
			page_fail(out, json_append(list,
				json_new_text(more[i])));
	page_fail(out, json_set(record, "what", list));
}

static void path(struct buf *out, struct store *st, const char *below,
	const char *id, struct json *record)
{
	auto_buf at = BUF_INIT;

	buf_printf(&at, "%s", below);
	page_fail(out, view_path(&at, st, id));
	page_fail(out, json_set_text(record, "path", buf_text(&at)));
}

static const char sql_records[] =
	"select type, id, title, old, new, what, recorded, decided, closed,"
	" replaced from temp.diff_record order by type, id";

static void records(struct buf *out, struct page *p, struct json *j,
	const struct diff_end *from, const struct diff_end *to)
{
	struct json *list = json_list();
	auto_query q = NULL;

	page_query(out, &q, p, sql_records, "");
	while (page_next(out, q)) {
		struct json *r = json_object();
		const struct diff_end *e = query_null(q, 4) ? from : to;

		json_set_text(r, "type", query_text(q, 0));
		json_set_text(r, "id", query_text(q, 1));
		json_set_text(r, "title", query_text(q, 2));
		path(out, e->store, e->below, query_text(q, 1), r);
		what(out, q, r);
		if (!query_null(q, 3) && !query_null(q, 4))
			fields(out, p, q, r);
		page_fail(out, json_append(list, r));
	}
	page_fail(out, json_set(j, "records", list));
}

int view_diff_json(struct buf *out, struct page *p)
{
	struct diff_end from;
	struct diff_end to;
	auto_json j = json_object();

	diff_ends(p, &from, &to);
	page_fail(out, diff_fill(p));
	page_seen_all(out, p);
	page_seen(p, (int64_t)store_day(p->store) * 86400);
	page_fail(out, json_set(j, "from", end(&from)));
	page_fail(out, json_set(j, "to", end(&to)));
	if (out->err)
		return page_done(out);
	rows(out, p, j, "verdicts", "select constraint_id as \"constraint\","
		" old as \"from\", new as \"to\", why from temp.diff_verdict"
		" order by place, constraint_id");
	records(out, p, j, &from, &to);
	rows(out, p, j, "members", "select constraint_id as \"constraint\","
		" id as member, record, old as \"from\", new as \"to\", why"
		" from temp.diff_member order by constraint_id, id");
	json_canonical(out, j);
	return page_done(out);
}
