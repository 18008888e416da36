/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages of record types that say more than their fields: what stands in other
 * records and belongs to the reading of this one.
 */
#include <string.h>

#include "page.h"

/* Opens a page: its record is read and its head written. */
static const struct json *begin(struct buf *out, struct page *p,
	struct json **rec, const struct record_type **type)
{
	if (!page_record(out, p, rec, type))
		return NULL;
	page_top(out, p, *rec);
	return *rec;
}

/* A list of links under a heading, of ids that a query about this gives. */
static void listed(struct buf *out, struct page *p, const char *head,
	const char *sql)
{
	auto_query q = NULL;
	int n = 0;

	page_query(out, &q, p, sql, "s", p->id);
	while (page_next(out, q)) {
		if (n++ == 0)
			buf_printf(out, "## %s\n\n", head);
		if (n > 100) {
			buf_puts(out, "- … and others\n");
			break;
		}
		buf_puts(out, "- ");
		page_ref(out, p, query_text(q, 0));
		if (query_columns(q) > 1 && !query_null(q, 1)) {
			buf_puts(out, ", ");
			md_text(out, query_text(q, 1));
		}
		buf_putc(out, '\n');
	}
	if (n > 0)
		buf_putc(out, '\n');
}

int view_release(struct buf *out, struct page *p)
{
	static const char sql[] =
		"select r.product from release r join product d"
		" on d.id = r.product where r.id = ?1";
	auto_json rec = NULL;
	auto_query q = NULL;
	const struct record_type *type;

	if (!begin(out, p, &rec, &type))
		return page_done(out);
	page_query(out, &q, p, sql, "s", p->id);
	if (page_next(out, q))
		buf_printf(out, "What is open in it and what was done for it: "
			"[%s](../products/%s/releases/%s/README.md)\n\n",
			p->id, query_text(q, 0), p->id);
	page_fields(out, p, type, rec, NULL);
	listed(out, p, "Installations counted", "select id, count || ' on '"
		" || \"on\" from install_base where release = ?1"
		" order by \"on\", id");
	page_files(out, p);
	page_verdicts(out, p);
	page_changes(out, p);
	return page_done(out);
}

int view_item(struct buf *out, struct page *p)
{
	auto_json rec = NULL;
	const struct record_type *type;

	if (!begin(out, p, &rec, &type))
		return page_done(out);
	page_fields(out, p, type, rec, NULL);
	listed(out, p, "Issues in it", "select i.id, i.state from reference r"
		" cross join issue i on i.id = r.id where r.target = ?1"
		" and r.pointer glob '/items/*' order by i.identified_on, i.id");
	listed(out, p, "Updates of it", "select u.id, u.available_on"
		" from reference r cross join \"update\" u on u.id = r.id"
		" where r.target = ?1 and r.pointer = '/item'"
		" order by u.available_on, u.id");
	page_end(out, p);
	return page_done(out);
}

int view_update(struct buf *out, struct page *p)
{
	auto_json rec = NULL;
	const struct record_type *type;

	if (!begin(out, p, &rec, &type))
		return page_done(out);
	page_fields(out, p, type, rec, NULL);
	listed(out, p, "Users were told by", "select n.id, n.sent_on"
		" from reference r cross join notification n on n.id = r.id"
		" where r.target = ?1 and r.pointer glob '/updates/*'"
		" order by n.sent_on, n.id");
	listed(out, p, "Replaced by", "select u.id, u.available_on"
		" from reference r cross join \"update\" u on u.id = r.id"
		" where r.target = ?1 and r.pointer = '/supersedes'"
		" order by u.available_on, u.id");
	page_end(out, p);
	return page_done(out);
}

static const char sql_findings[] =
	"select coalesce(f.level, f.class), count(*),"
	" sum(f.suppressed is not null), sum(exists (select 1"
	"  from disposition d where d.fingerprint = f.fingerprint))"
	" from finding f where f.activity = ?1 group by 1 order by 1";

static const char sql_some[] =
	"select f.line, f.level, f.rule, f.vulnerability, f.message,"
	" coalesce(f.location, f.purl) from finding f"
	" where f.activity = ?1 order by f.line limit 101";

static void some_findings(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	int n = 0;

	page_query(out, &q, p, sql_some, "s", p->id);
	while (page_next(out, q)) {
		if (n == 0)
			buf_puts(out, "| # | Level | Rule | Message | Where |\n"
				"|---:|---|---|---|---|\n");
		if (++n > 100) {
			buf_printf(out, "| … | | | all of them stand in "
				"[%s.findings.jsonl](%s.findings.jsonl) | |\n",
				p->id, p->id);
			break;
		}
		buf_printf(out, "| %lld | ", (long long)query_int(q, 0));
		md_cell(out, query_text(q, 1));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, query_null(q, 3) ? 2 : 3));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 4));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 5));
		page_fact_end(out);
	}
	if (n > 0)
		buf_putc(out, '\n');
}

/* No findings file and an empty one are two things. */
static void findings(struct buf *out, struct page *p)
{
	static const char sql_file[] =
		"select recorded from findings_file where activity = ?1";
	auto_query f = NULL;
	auto_query q = NULL;
	bool any = false;

	buf_puts(out, "## Findings\n\n");
	page_query(out, &f, p, sql_file, "s", p->id);
	if (!page_next(out, f)) {
		buf_puts(out, "None are stored.\n\n");
		return;
	}
	page_seen(p, query_int(f, 0));
	page_query(out, &q, p, sql_findings, "s", p->id);
	while (page_next(out, q)) {
		if (!any)
			buf_puts(out, "| Level | Findings | Suppressed | "
				"Decided on |\n|---|---:|---:|---:|\n");
		any = true;
		buf_puts(out, "| ");
		md_cell(out, query_text(q, 0));
		buf_printf(out, " | %lld | %lld | %lld |\n",
			(long long)query_int(q, 1), (long long)query_int(q, 2),
			(long long)query_int(q, 3));
	}
	buf_puts(out, any ? "\n" : "The file is there and has none.\n\n");
	some_findings(out, p);
}

int view_activity(struct buf *out, struct page *p)
{
	auto_json rec = NULL;
	const struct record_type *type;

	if (!begin(out, p, &rec, &type))
		return page_done(out);
	page_fields(out, p, type, rec, NULL);
	findings(out, p);
	page_end(out, p);
	return page_done(out);
}
