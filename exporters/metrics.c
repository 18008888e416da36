/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The metrics of RULES.md, each with its denominator and what is unknown. A
 * time that lacks an end is unknown, never 0 days.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/err.h"
#include "page.h"

/* Issues that count: none that was rejected or repeats another. */
#define COUNTED \
	"with counted as (select * from issue where duplicate_of is null" \
	" and coalesce(state, '') <> 'rejected' and identified_on <=" \
	" (select as_of from judged)), " \
	/* The first day on which a fix could be had. */ \
	"fixed as (select id, min(day) as day from (" \
	" select r.target as id, u.available_on as day from reference r" \
	"  join \"update\" u on u.id = r.id where r.pointer glob '/fixes/*'" \
	"   and u.available_on <= (select as_of from judged)" \
	" union all select r.id, l.released_on from reference r" \
	"  join release l on l.id = r.target" \
	"  where r.pointer glob '/fixed_in/*'" \
	"   and l.released_on <= (select as_of from judged)) group by id) "

struct times {
	const char *name; /* of the JSON member */
	const char *what;
	const char *sql;  /* rows of days, NULL where an end lacks */
};

/* clang-format off */
static const struct times times[] = {
	{ "identified_to_fix", "From identification to the fix, of fixed issues",
	  COUNTED "select julianday(f.day) - julianday(c.identified_on)"
	  " from counted c join fixed f on f.id = c.id"
	  " union all select null from counted c where c.state in"
	  " ('resolved', 'closed') and c.id not in (select id from fixed)" },
	{ "time_to_triage", "From identification to confirmation, of issues that are confirmed or later",
	  COUNTED "select julianday(confirmed_on) - julianday(identified_on)"
	  " from counted where coalesce(state, 'new') <> 'new'" },
	{ "fix_to_deployed", "From a release that fixes an issue to the first installation counted of it",
	  "select (select min(julianday(b.\"on\")) from install_base b"
	  "  where b.release = l.id and b.count > 0) - julianday(l.released_on)"
	  " from release l where l.id in (select r.target from reference r"
	  "  where r.pointer glob '/fixed_in/*')"
	  " and l.released_on <= (select as_of from judged)" },
	{ NULL, NULL, NULL },
};
/* clang-format on */

static const char sql_fixed[] =
	COUNTED "select count(*), coalesce(sum(id in (select id from fixed)),"
	" 0), coalesce(sum(id not in (select id from fixed) and state in"
	" ('resolved', 'closed')), 0) from counted";

static const char sql_open[] =
	COUNTED ", aged as (select julianday((select as_of from judged))"
	"  - julianday(identified_on) as age, coalesce(severity_level,"
	"  case when severity_score is null then null"
	"   when severity_score >= 9.0 then 'critical'"
	"   when severity_score >= 7.0 then 'high'"
	"   when severity_score >= 4.0 then 'medium'"
	"   when severity_score > 0.0 then 'low' else 'none' end,"
	"  'unknown') as level"
	" from counted where coalesce(state, 'new') in"
	"  ('new', 'confirmed', 'resolved', 'accepted'))"
	" select level, count(*), sum(age <= 30), sum(age > 30 and age <= 90),"
	"  sum(age > 90 and age <= 365), sum(age > 365) from aged"
	" group by level order by case level when 'critical' then 0"
	"  when 'high' then 1 when 'medium' then 2 when 'low' then 3"
	"  when 'none' then 4 else 5 end";

static const char *const ages[] = { "to_30_days", "to_90_days", "to_365_days",
	"over_365_days" };

/* Days in order, and how many have no end. */
struct measured {
	int64_t n;
	int64_t unknown;
	int64_t median, ninth, most; /* of n > 0 */
};

static int ascending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void measure(struct buf *out, struct page *p, const struct times *t,
	struct measured *m)
{
	auto_query q = NULL;
	auto_buf days = BUF_INIT;
	int64_t *d;

	memset(m, 0, sizeof(*m));
	page_query(out, &q, p, t->sql, "");
	while (page_next(out, q)) {
		int64_t n = query_int(q, 0);

		if (query_null(q, 0) || n < 0)
			m->unknown++;
		else
			buf_put(&days, &n, sizeof(n));
	}
	page_fail(out, days.err);
	m->n = (int64_t)(days.len / sizeof(int64_t));
	if (m->n == 0 || out->err)
		return;
	/* malloc's memory, and every append was of whole numbers */
	d = (void *)days.data;
	qsort(d, (size_t)m->n, sizeof(*d), ascending);
	m->median = d[(m->n - 1) / 2];
	m->ninth = d[(m->n * 9 + 9) / 10 - 1];
	m->most = d[m->n - 1];
}

static void open_table(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	bool any = false;

	buf_puts(out, "## Open by age and level\n\n");
	page_query(out, &q, p, sql_open, "");
	while (page_next(out, q)) {
		if (!any)
			buf_puts(out, "| Level | Open | To 30 days | To 90 | "
				"To 365 | Over 365 |\n"
				"|---|---:|---:|---:|---:|---:|\n");
		any = true;
		buf_puts(out, "| ");
		md_cell(out, query_text(q, 0));
		for (int i = 1; i < 6; i++)
			buf_printf(out, " | %lld", (long long)query_int(q, i));
		page_fact_end(out);
	}
	buf_puts(out, any ? "\n" : "No issue is open.\n\n");
}

static void time_row(struct buf *out, const char *what,
	const struct measured *m)
{
	buf_printf(out, "| %s | %lld | ", what, (long long)m->n);
	if (m->n > 0)
		buf_printf(out, "%lld | %lld | %lld | ", (long long)m->median,
			(long long)m->ninth, (long long)m->most);
	else
		buf_puts(out, "– | – | – | ");
	buf_printf(out, "%lld |\n", (long long)m->unknown);
}

int view_metrics(struct buf *out, struct page *p)
{
	auto_query q = NULL;

	page_seen_all(out, p);
	page_seen(p, (int64_t)store_day(p->store) * 86400);
	buf_puts(out, "# Metrics\n\nOver issues that were identified, without "
		"those that were rejected or repeat another. A time that lacks "
		"an end is unknown.\n\n## Share fixed\n\n");
	page_query(out, &q, p, sql_fixed, "");
	if (page_next(out, q))
		buf_printf(out, "%lld of %lld issues have a fix that is "
			"released or an update that is available; of %lld more "
			"that are called resolved or closed it is unknown "
			"where.\n\n", (long long)query_int(q, 1),
			(long long)query_int(q, 0), (long long)query_int(q, 2));
	buf_puts(out, "## Times, in days\n\n"
		"| From … to | Of | Median | Nine in ten | Longest | Unknown |"
		"\n|---|---:|---:|---:|---:|---:|\n");
	for (const struct times *t = times; t->name; t++) {
		struct measured m;

		measure(out, p, t, &m);
		time_row(out, t->what, &m);
	}
	buf_putc(out, '\n');
	open_table(out, p);
	return page_done(out);
}

static void time_json(struct buf *out, const char *name,
	const struct measured *m)
{
	buf_printf(out, ",\n  \"%s\": {\"of\": %lld, \"unknown\": %lld", name,
		(long long)m->n, (long long)m->unknown);
	if (m->n > 0)
		buf_printf(out, ", \"median_days\": %lld, "
			"\"nine_in_ten_days\": %lld, \"longest_days\": %lld",
			(long long)m->median, (long long)m->ninth,
			(long long)m->most);
	buf_putc(out, '}');
}

int view_metrics_json(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	auto_query o = NULL;
	bool first = true;

	page_seen_all(out, p);
	page_seen(p, (int64_t)store_day(p->store) * 86400);
	page_query(out, &q, p, sql_fixed, "");
	if (page_next(out, q))
		buf_printf(out, "{\n  \"share_fixed\": {\"of\": %lld, "
			"\"fixed\": %lld, \"unknown\": %lld}",
			(long long)query_int(q, 0), (long long)query_int(q, 1),
			(long long)query_int(q, 2));
	for (const struct times *t = times; t->name; t++) {
		struct measured m;

		measure(out, p, t, &m);
		time_json(out, t->name, &m);
	}
	buf_puts(out, ",\n  \"open\": [");
	page_query(out, &o, p, sql_open, "");
	while (page_next(out, o)) {
		buf_puts(out, first ? "\n    {\"level\": " :
			",\n    {\"level\": ");
		first = false;
		json_string(out, query_text(o, 0));
		buf_printf(out, ", \"open\": %lld", (long long)query_int(o, 1));
		for (int i = 0; i < 4; i++)
			buf_printf(out, ", \"%s\": %lld", ages[i],
				(long long)query_int(o, i + 2));
		buf_putc(out, '}');
	}
	buf_puts(out, first ? "]\n}\n" : "\n  ]\n}\n");
	return page_done(out);
}
