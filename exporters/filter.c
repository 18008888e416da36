/* SPDX-License-Identifier: Apache-2.0 */
/*
 * by/: which issues have which value in the fields that people ask for. One
 * temporary table holds a row an issue and name, as the tree shows that; of
 * several names one after the other, a row for each issue that has all. The
 * rows are made when the folder is first asked for.
 */
#include <string.h>

#include "dossierfs/asked.h"
#include "dossierfs/name.h"
#include "dossierfs/query.h"
#include "dossierfs/store.h"
#include "dossierfs/view.h"
#include "filter.h"

static const char sql_make[] =
	"create temp table if not exists filter (name text not null,"
	" id text not null, recorded integer not null,"
	" primary key (name, id)) without rowid;"
	/* The names whose rows are there. */
	"create temp table if not exists filter_filled (what text primary key)"
	" without rowid;"
	/* What is asked of each field: as it is recorded, and without the
	 * field's name. */
	"create temp table if not exists filter_asked (field text primary key,"
	" raw text not null, value text not null) without rowid;"
	"create temp table if not exists filter_again (id text primary key,"
	" changed integer not null) without rowid;"
	"create temp table if not exists filter_told (name text not null,"
	" id text not null, primary key (name, id)) without rowid;"
	/* Last: where it stands, all do. */
	"create temp table if not exists filter_state ("
	" seq integer not null, day integer not null);";

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
	int rc = query_ready(st, "select 1 from temp.filter_state") ?
		there(st) : store_run(st, sql_make);

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

static int ask(struct store *st, const char *field, const char *raw)
{
	return query_run(st, "insert or replace into temp.filter_asked"
		" values (?1, ?2, substr(?2, instr(?2, '=') + 1))", "ss", field,
		raw);
}

/* Asks for the field's raw names that are shown as the name, one after the
 * other, and runs what is to be run of each. */
static int ask_each(struct store *st, const struct filter_field *f,
	const char *name, const char *sql, int *asked)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, f->raw, "");

	*asked = 0;
	while (rc == 0 && (rc = query_next(q)) == 1) {
		auto_buf safe = BUF_INIT;

		rc = make_safe(&safe, query_text(q, 0));
		if (rc != 0 || strcmp(safe.data, name) != 0)
			continue;
		++*asked;
		rc = ask(st, f->name, query_text(q, 0));
		if (rc == 0 && sql)
			rc = query_run(st, sql, "s", name);
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
	int asked;

	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = make_ready(st, f);
	if (rc == 0)
		rc = ask_each(st, f, name, f->one, &asked);
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

static int has_row(struct store *st, const char *name)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, "select 1 from temp.filter"
		" where name = ?1 limit 1", "s", name);

	return rc < 0 ? rc : query_next(q);
}

/* Most names are shown as they are recorded; others are found the long way. */
static int find_any(struct store *st, const char *name)
{
	const struct filter_field *f = field_of(name);
	auto_buf safe = BUF_INIT;
	int rc = make_ready(st, f);
	int asked;

	if (rc == 0)
		rc = make_safe(&safe, name);
	if (rc == 0)
		rc = ask(st, f->name, name);
	if (rc == 0 && strcmp(safe.data, name) == 0)
		rc = query_run(st, f->any, "s", name);
	if (rc == 0)
		rc = has_row(st, name);
	if (rc != 0)
		return rc;
	rc = ask_each(st, f, name, f->any, &asked);
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

/* Several names, and what leads to the issues that have each: the field of
 * which there are few, or all that have an index, or the first. */
struct joint {
	const char *names; /* with slashes between */
	const struct filter_field *first, *least;
	int64_t fewest;
	bool indexed;
	bool plain;        /* each is recorded in one way only */
};

static int look_at(struct joint *j, struct store *st,
	const struct filter_field *f, const char *name)
{
	int64_t rows = FILTER_MANY;
	int rc = make_ready(st, f);
	int asked = 0;

	if (rc == 0)
		rc = ask_each(st, f, name, NULL, &asked);
	if (rc == 0 && f->rows && asked == 1)
		rc = query_one(&rows, 0, st, f->rows, "");
	j->first = j->first ? j->first : f;
	j->indexed = j->indexed || f->rows;
	j->plain = j->plain && asked == 1;
	if (rows < j->fewest) {
		j->fewest = rows;
		j->least = f;
	}
	return rc;
}

static bool is_lead(const struct joint *j, const struct filter_field *f)
{
	return j->least ? f == j->least : j->indexed ? f->rows != NULL :
		f == j->first;
}

/* The rows of an index are in the order of versions, and two are merged so, if
 * the order is not left out, which it is not under a limit. */
static int put_joint(struct buf *sql, const struct joint *j)
{
	auto_buf name = BUF_INIT;
	const struct filter_field *f;
	const char *names = j->names;
	int leads = 0;

	buf_puts(sql, "insert or ignore into temp.filter select a.raw, r.id,"
		" r.recorded from temp.filter_asked a cross join (");
	while ((f = next_name(&name, &names)))
		if (is_lead(j, f))
			buf_printf(sql, "%sselect version from (%s)",
				leads++ ? " intersect " : "", f->versions);
	buf_printf(sql, "%s) d cross join record r on r.version = d.version"
		" and r.type = 'issue' where a.field = ''",
		leads > 1 ? " order by 1 limit -1" : "");
	names = j->names;
	while ((f = next_name(&name, &names)))
		if (!is_lead(j, f))
			buf_printf(sql, " and %s", f->test);
	return name.err ? buf_done(&name) : buf_done(sql);
}

static int fill_joint(struct store *st, const struct joint *j)
{
	auto_buf sql = BUF_INIT;
	int rc = put_joint(&sql, j);

	if (rc == 0)
		rc = ask(st, "", j->names);
	return rc ? rc : store_run(st, sql.data);
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

/* Of the rows of each name. */
static int fill_by_rows(struct store *st, const char *names)
{
	int rc = each_name(st, names, fill_name);

	return rc ? rc : query_run(st, "insert or ignore into temp.filter"
		" select ?1, f.id, f.recorded from temp.filter f"
		" where f.name = ?2 and not exists (select 1 from json_each("
		"  '[\"' || replace(?1, '/', '\",\"') || '\"]') a"
		"  where not exists (select 1 from temp.filter g"
		"   where g.name = a.value and g.id = f.id))", "st", names,
		names, strcspn(names, "/"));
}

static int fill_names(struct store *st, const char *names)
{
	struct joint j = { .names = names, .fewest = FILTER_MANY,
		.plain = true };
	auto_buf name = BUF_INIT;
	const struct filter_field *f;
	int rc = 0;

	if (!strchr(names, '/'))
		return fill_name(st, field_of(names), names);
	while (rc == 0 && (f = next_name(&name, &names)))
		rc = look_at(&j, st, f, buf_text(&name));
	if (rc == 0)
		rc = buf_done(&name);
	if (rc != 0)
		return rc;
	return j.plain ? fill_joint(st, &j) : fill_by_rows(st, j.names);
}

int filter_join(struct buf *all, const char *names, const char *more)
{
	buf_printf(all, "%s%s%s", names, more && *more ? "/" : "",
		more ? more : "");
	return buf_done(all);
}

int view_filter_of(struct store *st, const char *names, const char *more)
{
	auto_buf all = BUF_INIT;
	int rc = begin(st);

	if (rc != 0 || !names)
		return rc;
	rc = filter_join(&all, names, more);
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
			"delete from temp.filter where name in"
			" (select what from temp.filter_filled"
			"  where instr(what, '/'));"
			"delete from temp.filter_filled where instr(what, '/');"
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
