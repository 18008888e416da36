/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The root of the tree: what this dossier is, as of when, and how it stands.
 * Only here, in revision and in status do state and date stand.
 */
#include <string.h>

#include "dossierfs/assess.h"
#include "dossierfs/catalog.h"
#include "dossierfs/date.h"
#include "page.h"

/* A page that names the day judged for is as young as that day. */
static void seen_day(struct buf *out, struct page *p)
{
	page_seen_all(out, p);
	page_seen(p, (int64_t)store_day(p->store) * 86400);
}


int view_revision(struct buf *out, struct page *p)
{
	char day[DAY_TEXT];
	const char *commit = store_commit_id(p->store);

	seen_day(out, p);
	buf_printf(out, "%lld %s %s\n", (long long)store_seq(p->store),
		*commit ? commit : "-", day_format(day, store_day(p->store)));
	return page_done(out);
}

static void as_of(struct buf *out, struct page *p)
{
	char day[DAY_TEXT];
	const char *commit = store_commit_id(p->store);

	buf_printf(out, "As of %s", day_format(day, store_day(p->store)));
	if (*commit)
		buf_printf(out, "; state %lld, commit `%.12s`",
			(long long)store_seq(p->store), commit);
	buf_puts(out, ".\n\n");
}

int view_status_json(struct buf *out, struct page *p)
{
	page_judge(out, p);
	seen_day(out, p);
	if (!out->err)
		page_fail(out, assess_json(out, p->store));
	return page_done(out);
}

static const char sql_verdicts[] =
	"select constraint_id, verdict, why, met, partly, not_met, unknown,"
	" not_applicable from temp.verdict"
	" where ?1 is null or clause = ?1"
	"  or substr(clause, 1, length(?1) + 1) = ?1 || '.' order by place";

void page_status(struct buf *out, struct page *p, const char *clause)
{
	auto_query q = NULL;

	buf_puts(out, "| Constraint | Verdict | Why | Met | Partly | Not met |"
		" Unknown | Not applicable |\n"
		"|---|---|---|---:|---:|---:|---:|---:|\n");
	page_query(out, &q, p, sql_verdicts, "s", clause);
	while (page_next(out, q)) {
		buf_puts(out, "| ");
		page_constraint(out, p, query_text(q, 0));
		buf_puts(out, " | ");
		page_verdict(out, query_text(q, 1));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 2));
		for (int i = 3; i < 8; i++)
			buf_printf(out, " | %lld", (long long)query_int(q, i));
		page_fact_end(out);
	}
	buf_putc(out, '\n');
}

int view_status(struct buf *out, struct page *p)
{
	page_judge(out, p);
	seen_day(out, p);
	buf_puts(out, "# Status\n\n");
	as_of(out, p);
	if (!out->err)
		page_status(out, p, NULL);
	buf_puts(out, "The same as [JSON](status.json), with every member and "
		"its reason. Nothing is met by absence: a constraint without a "
		"record is `unknown`.\n");
	return page_done(out);
}

static const char sql_products[] =
	"select id, title from product order by id limit 100";
static const char sql_counts[] =
	"select type, sum(n), sum(defective) from temp.page_count"
	" group by type";
static const char sql_summary[] =
	"select verdict, count(*) from temp.verdict group by verdict"
	" order by case verdict when 'not-met' then 0 when 'partly' then 1"
	"  when 'unknown' then 2 when 'met' then 3 else 4 end";

static void products(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	bool any = false;

	page_query(out, &q, p, sql_products, "");
	while (page_next(out, q)) {
		any = true;
		buf_printf(out, "- [%s](products/%s/README.md) ",
			query_text(q, 0), query_text(q, 0));
		md_text(out, query_text(q, 1));
		buf_putc(out, '\n');
	}
	buf_puts(out, any ? "\n" : "No product is on record.\n\n");
}

static void verdicts(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	const char *between = "Constraints: ";

	page_query(out, &q, p, sql_summary, "");
	while (page_next(out, q)) {
		buf_puts(out, between);
		buf_printf(out, "%lld ", (long long)query_int(q, 1));
		page_verdict(out, query_text(q, 0));
		between = ", ";
	}
	buf_puts(out, ".\n\n");
}

/* In the order of the record types, each with its folder. */
static void counts(struct buf *out, struct page *p)
{
	auto_query q = NULL;

	page_counts(out, p);
	buf_puts(out, "| Folder | What | Records | Defective |\n"
		"|---|---|---:|---:|\n");
	page_query(out, &q, p, sql_counts, "");
	while (page_next(out, q)) {
		const struct record_type *t =
			record_type_find(query_text(q, 0));

		if (!t)
			continue;
		buf_printf(out, "| [%s](%s/README.md) | %s | %lld | %lld |\n",
			t->folder, t->folder, t->what,
			(long long)query_int(q, 1), (long long)query_int(q, 2));
	}
	buf_putc(out, '\n');
}

static void defects(struct buf *out, struct page *p)
{
	auto_query q = NULL;

	page_query(out, &q, p, "select count(*) from defective", "");
	if (page_next(out, q) && query_int(q, 0) > 0)
		buf_printf(out, "%lld files came by git that can be no "
			"record: [defects](defects/README.md).\n\n",
			(long long)query_int(q, 0));
}

int view_root(struct buf *out, struct page *p)
{
	page_judge(out, p);
	seen_day(out, p);
	buf_puts(out, "# Security dossier\n\n");
	as_of(out, p);
	buf_puts(out, "Every file here is written from the records at the "
		"moment it is read. Nothing is claimed that no record "
		"supports.\n\n## Products\n\n");
	products(out, p);
	buf_puts(out, "## How it stands\n\n");
	if (!out->err)
		verdicts(out, p);
	buf_puts(out, "- [status.md](status.md): every verdict in one table\n"
		"- [clauses](clauses/README.md): the standards, clause by "
		"clause, with what is missing\n"
		"- [metrics.md](metrics.md): shares and times, with what is "
		"unknown\n\n## What is on record\n\n");
	counts(out, p);
	defects(out, p);
	buf_puts(out, "Each folder has a `README.md` and an `index.json`. A "
		"record is a page (`.md`), its recorded form (`.json`) and, "
		"where it changed, its history (`.history.md`).\n");
	return page_done(out);
}

int view_clause_status(struct buf *out, struct page *p)
{
	auto_buf clause = BUF_INIT;

	buf_printf(&clause, "%s/%s", p->standard, p->clause);
	page_fail(out, clause.err);
	page_judge(out, p);
	seen_day(out, p);
	buf_puts(out, "# Status of ");
	md_text(out, buf_text(&clause));
	buf_puts(out, "\n\n");
	as_of(out, p);
	if (!out->err)
		page_status(out, p, buf_text(&clause));
	buf_puts(out, "The same as [JSON](status.json), with every member.\n");
	return page_done(out);
}

int view_clause_status_json(struct buf *out, struct page *p)
{
	auto_buf clause = BUF_INIT;

	buf_printf(&clause, "%s/%s", p->standard, p->clause);
	page_fail(out, clause.err);
	page_judge(out, p);
	seen_day(out, p);
	if (!out->err)
		page_fail(out, assess_clause_json(out, p->store,
			buf_text(&clause)));
	return page_done(out);
}
