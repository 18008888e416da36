/* SPDX-License-Identifier: Apache-2.0 */
/*
 * by/: which issues have which value in the fields that people ask for. One
 * temporary table holds a row an issue and value, under the name that the tree
 * shows; listings and intersections are then read from its index. The rows of
 * a name are made when it is first asked for.
 */
#include <string.h>

#include "dossierfs/asked.h"
#include "dossierfs/name.h"
#include "filter.h"
#include "page.h"

enum { ROWS_MAX = 50 };

static const char sql_make[] =
	"create temp table if not exists filter (name text not null,"
	" id text not null, recorded integer not null,"
	" primary key (name, id)) without rowid;"
	"create temp table if not exists filter_state ("
	" seq integer not null, day integer not null);"
	/* The names whose rows are there. */
	"create temp table if not exists filter_filled (what text primary key)"
	" without rowid;"
	"create temp table if not exists filter_again (id text primary key,"
	" changed integer not null) without rowid;"
	"create temp table if not exists filter_told (name text not null,"
	" id text not null, primary key (name, id)) without rowid;";

static const char sql_least[] =
	"select min(name) from temp.filter where name > ?1 and name < ?2";

static int least_after(struct store *st, struct buf *name, const char *end)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, sql_least, "ss", buf_text(name), end);

	if (rc == 0)
		rc = query_next(q);
	if (rc <= 0 || query_null(q, 0))
		return rc < 0 ? rc : 0;
	buf_cut(name, 0);
	buf_puts(name, query_text(q, 0));
	rc = buf_done(name);
	return rc < 0 ? rc : 1;
}

/* Appends the name as the tree shows it. */
static int make_safe(struct buf *out, const char *raw)
{
	const char *value = strchr(raw, '=') + 1;

	buf_put(out, raw, (size_t)(value - raw));
	name_safe(out, value);
	return buf_done(out);
}

/* Values of a field as they are recorded become names; two that are shown alike
 * share one. What was renamed can come by again and stays as it is. */
static int name_values(struct store *st, const char *field)
{
	auto_buf name = BUF_INIT;
	auto_buf end = BUF_INIT;
	auto_buf safe = BUF_INIT;
	int rc;

	buf_printf(&name, "%s=", field);
	buf_printf(&end, "%s>", field); /* which follows '=' */
	rc = name.err ? buf_done(&name) : buf_done(&end);
	while (rc == 0 && (rc = least_after(st, &name, end.data)) == 1) {
		buf_cut(&safe, 0);
		rc = make_safe(&safe, buf_text(&name));
		if (rc == 0 && strcmp(safe.data, name.data) != 0)
			rc = query_run(st, "update or replace temp.filter"
				" set name = ?2 where name = ?1", "ss",
				name.data, safe.data);
	}
	return rc;
}

static int there(struct store *st)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, "select 1 from temp.filter_state"
		" where seq = ?1 and day = ?2", "ii", store_seq(st),
		(int64_t)store_day(st));

	return rc < 0 ? rc : query_next(q);
}

static int holds_this(struct store *st)
{
	return query_run(st, "insert into temp.filter_state values (?1, ?2)",
		"ii", store_seq(st), (int64_t)store_day(st));
}

/* Without rows, unless it is this state's already. */
static int begin(struct store *st)
{
	int rc = store_run(st, sql_make);

	if (rc == 0)
		rc = there(st);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = store_run(st, "drop index if exists temp.filter_id;"
		"delete from temp.filter;"
		"delete from temp.filter_filled;"
		"delete from temp.filter_state;");
	return rc == 0 ? holds_this(st) : rc;
}

static int is_filled(struct store *st, const char *what)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, "select 1 from temp.filter_filled"
		" where what = ?1", "s", what);

	return rc < 0 ? rc : query_next(q);
}

static int note_filled(struct store *st, const char *what)
{
	return query_run(st, "insert or ignore into temp.filter_filled"
		" values (?1)", "s", what);
}

/* What is asked of the field's raw names that are shown as the name. Adds up
 * the numbers, if any, that the query gives of them. */
static int each_raw(struct store *st, const struct filter_field *f,
	const char *name, const char *sql, int64_t *sum)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, f->raw, "");

	while (rc == 0 && (rc = query_next(q)) == 1) {
		auto_buf safe = BUF_INIT;
		int64_t n = 0;

		rc = make_safe(&safe, query_text(q, 0));
		if (rc != 0 || strcmp(safe.data, name) != 0)
			continue;
		rc = sum ? query_one(&n, 0, st, sql, "s", query_text(q, 0)) :
			query_run(st, sql, "ss", query_text(q, 0), name);
		if (sum)
			*sum += n;
	}
	return rc < 0 ? rc : 0;
}

static int make_ready(struct store *st, const struct filter_field *f)
{
	return f->ready ? f->ready(st) : 0;
}

static int fill_name(struct store *st, const struct filter_field *f,
	const char *name)
{
	int rc = is_filled(st, name);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = make_ready(st, f);
	if (rc == 0)
		rc = each_raw(st, f, name, f->one, NULL);
	return rc ? rc : note_filled(st, name);
}

static const struct filter_field *field_of(const char *name)
{
	size_t len = strcspn(name, "=");

	for (const struct filter_field *f = filter_fields; f->name; f++)
		if (strlen(f->name) == len && name[len] == '=' &&
			memcmp(f->name, name, len) == 0)
			return f;
	return NULL;
}

/* The next of names with slashes between; its field, or NULL at the end. */
static const struct filter_field *next_name(struct buf *name,
	const char **names)
{
	const struct filter_field *f = NULL;

	while (!f && **names) {
		size_t len = strcspn(*names, "/");

		buf_cut(name, 0);
		buf_put(name, *names, len);
		f = field_of(buf_text(name));
		*names += len + ((*names)[len] == '/');
	}
	return f;
}

/* How many rows are to be read for the name. */
static int count_rows(struct store *st, const struct filter_field *f,
	const char *name, int64_t *n)
{
	int rc = is_filled(st, name);

	*n = 0;
	if (rc == 1)
		return query_one(n, 0, st, "select count(*) from temp.filter"
			" where name = ?1", "s", name);
	if (rc == 0)
		rc = make_ready(st, f);
	if (rc == 0 && f->rows)
		return each_raw(st, f, name, f->rows, n);
	*n = FILTER_MANY;
	return rc;
}

/* The name that few have; "" when many have each. */
static int find_least(struct store *st, struct buf *least, const char *names)
{
	auto_buf name = BUF_INIT;
	const struct filter_field *f;
	int64_t fewest = FILTER_MANY;
	int rc = 0;

	while (rc == 0 && (f = next_name(&name, &names))) {
		int64_t n;

		rc = count_rows(st, f, buf_text(&name), &n);
		if (rc != 0 || n >= fewest)
			continue;
		fewest = n;
		buf_cut(least, 0);
		buf_puts(least, buf_text(&name));
	}
	rc = rc ? rc : buf_done(&name);
	return rc ? rc : buf_done(least);
}

static int has_row(struct store *st, const char *name)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, "select 1 from temp.filter"
		" where name = ?1 limit 1", "s", name);

	return rc < 0 ? rc : query_next(q);
}

/* What the issues in filter_again have in the field. */
static int narrow(struct store *st, const struct filter_field *f,
	const char *name)
{
	int rc = is_filled(st, name);

	if (rc == 0)
		rc = make_ready(st, f);
	if (rc == 0)
		rc = query_run(st, f->again, "");
	if (rc == 0)
		rc = name_values(st, f->name);
	return rc < 0 ? rc : 0;
}

/* Most names are shown as they are recorded; others are found the long way. */
static int find_any(struct store *st, const char *name)
{
	const struct filter_field *f = field_of(name);
	int rc = make_ready(st, f);
	auto_buf safe = BUF_INIT;

	if (rc == 0)
		rc = make_safe(&safe, name);
	if (rc == 0 && strcmp(safe.data, name) == 0)
		rc = query_run(st, f->any, "ss", name, name);
	if (rc == 0)
		rc = has_row(st, name);
	if (rc != 0)
		return rc;
	rc = each_raw(st, f, name, f->any, NULL);
	return rc ? rc : has_row(st, name);
}

int view_filter_has(struct store *st, const char *name)
{
	int rc = begin(st);

	if (rc == 0)
		rc = has_row(st, name);
	if (rc != 0)
		return rc;
	rc = is_filled(st, name);
	return rc == 0 ? find_any(st, name) : rc < 0 ? rc : 0;
}

static int focus_on(struct store *st, const char *name)
{
	int rc = fill_name(st, field_of(name), name);

	if (rc == 0)
		rc = query_run(st, "delete from temp.filter_again", "");
	return rc ? rc : query_run(st, "insert into temp.filter_again"
		" select id, 0 from temp.filter where name = ?1", "s", name);
}

static int each_name(struct store *st, const char *names,
	int (*fill)(struct store *, const struct filter_field *, const char *))
{
	auto_buf name = BUF_INIT;
	const struct filter_field *f;
	int rc = 0;

	while (rc == 0 && (f = next_name(&name, &names)))
		rc = fill(st, f, buf_text(&name));
	return rc ? rc : buf_done(&name);
}

/* Of several names that which few have, and the others of its issues: who asks
 * for several wants those that have all. */
static int fill_names(struct store *st, const char *names)
{
	auto_buf least = BUF_INIT;
	int rc = 0;

	if (strchr(names, '/'))
		rc = find_least(st, &least, names);
	if (rc == 0 && !least.len)
		return each_name(st, names, fill_name);
	if (rc == 0)
		rc = focus_on(st, least.data);
	return rc ? rc : each_name(st, names, narrow);
}

int view_filter_of(struct store *st, const char *names, const char *more)
{
	auto_buf all = BUF_INIT;
	int rc = begin(st);

	if (rc != 0 || !names)
		return rc;
	buf_printf(&all, "%s%s%s", names, more && *more ? "/" : "",
		more ? more : "");
	rc = buf_done(&all);
	if (rc == 0)
		rc = is_filled(st, all.data);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = fill_names(st, all.data);
	return rc ? rc : note_filled(st, all.data);
}

/* Whether the rows of one of its names are there. */
static int is_touched(struct store *st, const struct filter_field *f)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, "select 1 from temp.filter_filled"
		" where instr('/' || what, '/' || ?1 || '=')", "s", f->name);

	return rc < 0 ? rc : query_next(q);
}

/* What this adds to names that are not filled is told again when they are. */
static int fill_again(struct store *st, const struct filter_field *f)
{
	int rc = is_touched(st, f);

	if (rc <= 0)
		return rc;
	rc = query_run(st, f->again, "");
	return rc ? rc : name_values(st, f->name);
}

static int tell(struct store *st, const char *raw, const char *id)
{
	auto_buf safe = BUF_INIT;
	int rc = make_safe(&safe, raw);

	return rc ? rc : query_run(st, "insert or ignore into"
		" temp.filter_told values (?1, ?2)", "ss", safe.data, id);
}

static int tell_field(struct store *st, const struct filter_field *f)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, f->ever, "");

	while (rc == 0 && (rc = query_next(q)) == 1)
		rc = tell(st, query_text(q, 0), query_text(q, 1));
	return rc < 0 ? rc : 0;
}

int view_filter_told(struct store *st)
{
	int rc = store_run(st, "delete from temp.filter_told");

	for (const struct filter_field *f = filter_fields; rc == 0 && f->name;
		f++)
		rc = tell_field(st, f);
	return rc;
}

int view_filter_again(struct store *st)
{
	int rc = view_judge(st);

	if (rc == 0)
		rc = store_run(st, "create index if not exists temp.filter_id"
			" on filter (id);"
			"delete from temp.filter where id in"
			" (select id from temp.filter_again);"
			"delete from temp.filter_state;");
	for (const struct filter_field *f = filter_fields; rc == 0 && f->name;
		f++)
		rc = fill_again(st, f);
	return rc == 0 ? holds_this(st) : rc;
}

bool view_filter_knows(const char *name)
{
	return field_of(name);
}

int view_fields(struct buf *out, struct page *p)
{
	(void)p;
	buf_puts(out, "# Issues by field\n\n"
		"A folder for each value on record, with links to the issues "
		"that have it. More fields nest by name, in any order, each "
		"once: `by/level=high/state=confirmed/` is not listed and "
		"holds the issues that have both.\n\n"
		"A value whose characters are not safe in a name is shown "
		"with dashes in their place, and people, who are compared "
		"without case, in lower case: `owner=ann-bell`.\n\n"
		"| Field | Value |\n|---|---|\n");
	for (const struct filter_field *f = filter_fields; f->name; f++)
		buf_printf(out, "| `%s` | %s |\n", f->name, f->what);
	buf_puts(out, "\nThese folders are in a mount only: exported folders "
		"and packages leave them out.\n");
	return page_done(out);
}

/* Issues that have ?1 and all of ?2, a list with slashes between or NULL. */
#define OF_FILTER \
	" where f.name = ?1 and not exists (select 1 from json_each(" \
	"  '[\"' || replace(?2, '/', '\",\"') || '\"]') a" \
	"  where not exists (select 1 from temp.filter g" \
	"   where g.name = a.value and g.id = f.id))"

static const char sql_count[] =
	"select count(*), max(f.recorded) from temp.filter f" OF_FILTER;

static const char sql_rows[] =
	"select i.id, i.title, i.state, i.severity_level, i.product,"
	" i.identified_on from temp.filter f"
	" cross join issue i on i.id = f.id" OF_FILTER
	" order by f.id limit 50";

static void issue_rows(struct buf *out, struct page *p, int64_t n)
{
	auto_query q = NULL;

	buf_puts(out, "\n| Id | Title | State | Level | Product |"
		" Identified |\n"
		"|---|---|---|---|---|---|\n");
	page_query(out, &q, p, sql_rows, "ss", p->value, p->filter);
	while (page_next(out, q)) {
		buf_printf(out, "| [%s](%s.md)", query_text(q, 0),
			query_text(q, 0));
		for (int i = 1; i < 6; i++) {
			buf_puts(out, " | ");
			md_cell(out, query_text(q, i));
		}
		page_fact_end(out);
	}
	if (n > ROWS_MAX)
		buf_printf(out, "\nThe first %d; the folder has a link to "
			"each.\n", ROWS_MAX);
}

static void filter_title(struct buf *out, const struct page *p)
{
	buf_printf(out, "# Issues by `%s`", p->value);
	for (const char *s = p->filter; s && *s;) {
		size_t len = strcspn(s, "/");

		buf_puts(out, " and `");
		buf_put(out, s, len);
		buf_putc(out, '`');
		s += len + (s[len] == '/');
	}
	buf_puts(out, "\n\n");
}

int view_filtered(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	int64_t n = 0;

	page_fail(out, view_filter_of(p->store, p->value, p->filter));
	filter_title(out, p);
	page_query(out, &q, p, sql_count, "ss", p->value, p->filter);
	if (page_next(out, q)) {
		n = query_int(q, 0);
		page_seen(p, query_int(q, 1));
	}
	buf_printf(out, "%lld on record.\n", (long long)n);
	if (n > 0)
		issue_rows(out, p, n);
	return page_done(out);
}
