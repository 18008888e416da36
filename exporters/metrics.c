/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The metrics of RULES.md, of the dossier, of each product and of each
 * release, each with its denominator and what is unknown.
 */
#include "dossierfs/metrics.h"

#include <string.h>

#include "page.h"

enum { ROWS_SHOWN = 1000 };

struct timer {
	const char *name; /* of the JSON member and in metric_time */
	const char *what;
};

static const struct timer timers[] = {
	{ "identified_to_fix", "From identification to the fix" },
	{ "fix_to_deployed", "From the fix to the first installation counted "
		"of a release that has it" },
	{ "time_to_triage", "From identification to confirmation" },
	{ NULL, NULL },
};

/* All rows of a table, ordered so that what is of all comes first; or those of
 * one scope, of which there may be hundreds: each is found by its key. */
#define BY_SCOPE " order by product, release"
#define OF_SCOPE " and product = ?1 and release = ?2"

#define SHARE \
	"select product, release, of, fixed, otherwise, open, unknown" \
	" from temp.metric_share where true"
#define CHAIN \
	"select product, release, of, whole, unknown from temp.metric_chain" \
	" where true"
#define TIME(name) \
	"select product, release, of, measured, median, ninth, longest," \
	" of - measured from temp.metric_time where name = " name
#define OPEN \
	"select product, release, level, of, to_30, to_90, to_365, over_365," \
	" unknown from temp.metric_open where true"
#define LEVELS \
	", case level when 'critical' then 0 when 'high' then 1" \
	"  when 'medium' then 2 when 'low' then 3 when 'none' then 4 else 5 end"

enum { PRODUCT, RELEASE, FIRST };

static bool is_empty(const char *text)
{
	return !text || !*text;
}

/* The first two cells of a row: whose numbers these are. */
static void put_scope(struct buf *out, struct page *p, struct query *q)
{
	buf_puts(out, "| ");
	if (is_empty(query_text(q, PRODUCT)))
		buf_puts(out, "all");
	else
		page_id(out, p, query_text(q, PRODUCT));
	buf_puts(out, " | ");
	if (is_empty(query_text(q, RELEASE)))
		buf_puts(out, "all");
	else
		page_id(out, p, query_text(q, RELEASE));
}

static void put_numbers(struct buf *out, struct query *q, int from, int to)
{
	for (int i = from; i < to; i++) {
		if (query_null(q, i))
			buf_puts(out, " | –");
		else
			buf_printf(out, " | %lld", (long long)query_int(q, i));
	}
}

/* A share in percent, cut and not rounded: never more than there is. */
static void put_percent(struct buf *out, int64_t part, int64_t of)
{
	if (of)
		buf_printf(out, " | %lld %%", (long long)(part * 100 / of));
	else
		buf_puts(out, " | –");
}

/* The rows of one table; `row` writes what stands behind the scope. */
static void put_table(struct buf *out, struct page *p, struct query *q,
	void (*row)(struct buf *out, struct query *q))
{
	int n = 0;

	while (page_next(out, q)) {
		if (++n > ROWS_SHOWN) {
			buf_puts(out, "\nThe rest stands in "
				"[metrics.json](metrics.json).\n");
			break;
		}
		put_scope(out, p, q);
		row(out, q);
		page_fact_end(out);
	}
	buf_putc(out, '\n');
}

static void share_row(struct buf *out, struct query *q)
{
	put_numbers(out, q, FIRST, FIRST + 2);
	put_percent(out, query_int(q, FIRST + 1), query_int(q, FIRST));
	put_numbers(out, q, FIRST + 2, FIRST + 5);
}

static void chain_row(struct buf *out, struct query *q)
{
	put_numbers(out, q, FIRST, FIRST + 2);
	put_percent(out, query_int(q, FIRST + 1), query_int(q, FIRST));
	put_numbers(out, q, FIRST + 2, FIRST + 3);
}

static void time_row(struct buf *out, struct query *q)
{
	put_numbers(out, q, FIRST, FIRST + 6);
}

static void open_row(struct buf *out, struct query *q)
{
	buf_puts(out, " | ");
	md_cell(out, query_text(q, FIRST));
	put_numbers(out, q, FIRST + 1, FIRST + 7);
}

static void shares(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	auto_query c = NULL;

	buf_puts(out, "## Share fixed\n\nFixed is what a release that is out, "
		"or an update that is available, has fixed; of a release, if "
		"the update is for it. Otherwise: accepted, or closed by the "
		"environment of use. Unknown: called resolved or closed, and "
		"no fix is on record; a defective record; one withdrawn while "
		"it was open.\n\n"
		"| Product | Release | Issues | Fixed | Share | Otherwise | "
		"Open | Unknown |\n|---|---|---:|---:|---:|---:|---:|---:|\n");
	page_query(out, &q, p, SHARE BY_SCOPE, "");
	put_table(out, p, q, share_row);
	buf_puts(out, "## Share of whole chains\n\nFrom identified to closed, "
		"without a missing link; rejected issues are among them.\n\n"
		"| Product | Release | Issues | Whole | Share | Unknown |\n"
		"|---|---|---:|---:|---:|---:|\n");
	page_query(out, &c, p, CHAIN BY_SCOPE, "");
	put_table(out, p, c, chain_row);
}

static void times(struct buf *out, struct page *p)
{
	for (const struct timer *t = timers; t->name; t++) {
		auto_query q = NULL;

		buf_printf(out, "## %s, in days\n\n"
			"| Product | Release | Issues | Measured | Median | "
			"Nine in ten | Longest | Unknown |\n"
			"|---|---|---:|---:|---:|---:|---:|---:|\n", t->what);
		page_query(out, &q, p, TIME("?1") BY_SCOPE, "s", t->name);
		put_table(out, p, q, time_row);
	}
}

static void open_issues(struct buf *out, struct page *p)
{
	auto_query q = NULL;

	buf_puts(out, "## Open by age and level\n\nDays since identification. "
		"Products and releases without a row have no open issue.\n\n"
		"| Product | Release | Level | Open | To 30 days | To 90 | To "
		"365 | Over 365 | Age unknown |\n"
		"|---|---|---|---:|---:|---:|---:|---:|---:|\n");
	page_query(out, &q, p, OPEN BY_SCOPE LEVELS, "");
	put_table(out, p, q, open_row);
}

/* What both pages read: what is judged, and ages on the day. */
static void look(struct buf *out, struct page *p)
{
	page_seen_judged(out, p);
	page_seen(p, (int64_t)store_day(p->store) * 86400);
	if (!out->err)
		page_fail(out, assess_metrics(p->store));
}

int view_metrics(struct buf *out, struct page *p)
{
	look(out, p);
	buf_puts(out, "# Metrics\n\nOver issues that were identified, without "
		"those that were rejected or repeat another; of a release, over "
		"those that affect it. A time that lacks an end is unknown. "
		"[The same as JSON](metrics.json).\n\n");
	if (!out->err) {
		shares(out, p);
		times(out, p);
		open_issues(out, p);
	}
	return page_done(out);
}

/* One scope on its way into JSON; `in` is the indentation. */
struct scope {
	const char *product;
	const char *release;
	const char *in;
};

static void put_number(struct buf *out, const char *before, const char *name,
	struct query *q, int column)
{
	buf_printf(out, "%s\"%s\": ", before, name);
	if (query_null(q, column))
		buf_puts(out, "null");
	else
		buf_printf(out, "%lld", (long long)query_int(q, column));
}

static void put_members(struct buf *out, struct query *q,
	const char *const *names)
{
	for (int i = 0; names[i]; i++)
		put_number(out, i ? ", " : "", names[i], q, FIRST + i);
}

static void put_share(struct buf *out, struct query *q)
{
	int64_t of = query_int(q, FIRST);

	if (of)
		buf_printf(out, ", \"percent\": %lld}",
			(long long)(query_int(q, FIRST + 1) * 100 / of));
	else
		buf_puts(out, ", \"percent\": null}");
}

static void put_shares(struct buf *out, struct page *p,
	const struct scope *s)
{
	static const char *const fixed[] = { "of", "fixed", "otherwise",
		"open", "unknown", NULL };
	static const char *const whole[] = { "of", "whole", "unknown", NULL };
	auto_query q = NULL;
	auto_query c = NULL;

	buf_printf(out, "%s\"share_fixed\": {", s->in);
	page_query(out, &q, p, SHARE OF_SCOPE, "ss", s->product, s->release);
	if (page_next(out, q)) {
		put_members(out, q, fixed);
		put_share(out, q);
	}
	buf_printf(out, ",\n%s\"whole_chains\": {", s->in);
	page_query(out, &c, p, CHAIN OF_SCOPE, "ss", s->product, s->release);
	if (page_next(out, c)) {
		put_members(out, c, whole);
		put_share(out, c);
	}
}

static void put_times(struct buf *out, struct page *p, const struct scope *s)
{
	static const char *const names[] = { "of", "measured", "median_days",
		"nine_in_ten_days", "longest_days", "unknown", NULL };

	for (const struct timer *t = timers; t->name; t++) {
		auto_query q = NULL;

		buf_printf(out, ",\n%s\"%s\": {", s->in, t->name);
		page_query(out, &q, p, TIME("?3") OF_SCOPE, "sss", s->product,
			s->release, t->name);
		if (page_next(out, q))
			put_members(out, q, names);
		buf_putc(out, '}');
	}
}

/* Unknown is an open issue whose level or age is. */
static void put_open(struct buf *out, struct page *p, const struct scope *s)
{
	static const char *const names[] = { "open", "to_30_days",
		"to_90_days", "to_365_days", "over_365_days", "age_unknown" };
	int64_t of = 0, unknown = 0;
	auto_buf levels = BUF_INIT;
	auto_query q = NULL;

	page_query(out, &q, p, OPEN OF_SCOPE BY_SCOPE LEVELS, "ss", s->product,
		s->release);
	while (page_next(out, q)) {
		const char *level = query_text(q, FIRST);

		buf_printf(&levels, "%s\n%s  {\"level\": ",
			levels.len ? "," : "", s->in);
		json_string(&levels, level);
		for (int i = 0; i < 6; i++)
			put_number(&levels, ", ", names[i], q, FIRST + 1 + i);
		buf_putc(&levels, '}');
		of += query_int(q, FIRST + 1);
		unknown += query_int(q, strcmp(level, "unknown") == 0 ?
			FIRST + 1 : FIRST + 6);
	}
	page_fail(out, levels.err);
	buf_printf(out, ",\n%s\"open\": {\"of\": %lld, \"unknown\": %lld, "
		"\"levels\": [", s->in, (long long)of, (long long)unknown);
	buf_put(out, buf_text(&levels), levels.len);
	if (levels.len)
		buf_printf(out, "\n%s", s->in);
	buf_puts(out, "]}");
}

static void put_scope_json(struct buf *out, struct page *p, const struct scope *s)
{
	put_shares(out, p, s);
	put_times(out, p, s);
	put_open(out, p, s);
}

static void put_releases(struct buf *out, struct page *p,
	const char *product)
{
	static const char sql[] = "select release from temp.metric_scope"
		" where product = ?1 and release <> '' order by release";
	const char *comma = "";
	auto_query q = NULL;

	buf_puts(out, ",\n      \"releases\": [");
	page_query(out, &q, p, sql, "s", product);
	while (page_next(out, q)) {
		struct scope s = { product, query_text(q, 0), "          " };

		buf_printf(out, "%s\n        { \"id\": ", comma);
		json_string(out, s.release);
		buf_puts(out, ",\n");
		put_scope_json(out, p, &s);
		buf_puts(out, " }");
		comma = ",";
	}
	buf_puts(out, *comma ? "\n      ]" : "]");
}

int view_metrics_json(struct buf *out, struct page *p)
{
	static const char sql[] = "select product from temp.metric_scope"
		" where product <> '' and release = '' order by product";
	struct scope all = { "", "", "  " };
	const char *comma = "";
	auto_query q = NULL;

	look(out, p);
	if (out->err)
		return page_done(out);
	buf_puts(out, "{\n");
	put_scope_json(out, p, &all);
	buf_puts(out, ",\n  \"products\": [");
	page_query(out, &q, p, sql, "");
	while (page_next(out, q)) {
		struct scope s = { query_text(q, 0), "", "      " };

		buf_printf(out, "%s\n    { \"id\": ", comma);
		json_string(out, s.product);
		buf_puts(out, ",\n");
		put_scope_json(out, p, &s);
		put_releases(out, p, s.product);
		buf_puts(out, " }");
		comma = ",";
	}
	buf_puts(out, *comma ? "\n  ]\n}\n" : "]\n}\n");
	return page_done(out);
}
