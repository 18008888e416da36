/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What closes a record's page: its files, who names it, the verdicts over it,
 * and the latest changes.
 */
#include "page.h"

#include <string.h>

#include "dossierfs/assess.h"
#include "dossierfs/catalog.h"
#include "dossierfs/date.h"

enum { SHOWN_MAX = 100 };

static const char sql_files[] =
	"select safe, name, size, sha256, recorded from evidence"
	" where id = ?1 order by safe";

void page_files(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	bool any = false;

	page_query(out, &q, p, sql_files, "s", p->id);
	while (page_next(out, q)) {
		auto_buf target = BUF_INIT;

		if (!any)
			buf_puts(out, "## Files\n\n| File | Bytes | SHA-256 |\n"
				"|---|---:|---|\n");
		any = true;
		buf_printf(&target, "%s/%s", p->id, query_text(q, 0));
		page_fail(out, target.err);
		buf_puts(out, "| ");
		md_link(out, query_text(q, 1), buf_text(&target));
		buf_printf(out, " | %lld | ", (long long)query_int(q, 2));
		md_span(out, query_text(q, 3));
		page_fact_end(out);
		page_seen(p, query_int(q, 4));
	}
	if (any)
		buf_putc(out, '\n');
}

/* One line a record however often it names this one. */
static const char sql_named_by[] =
	"select r.id, min(r.pointer), count(*) from reference r"
	" where r.target = ?1 and r.id <> ?1 group by r.id"
	" order by r.id limit 101";

void page_named_by(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	int n = 0;

	page_query(out, &q, p, sql_named_by, "s", p->id);
	while (page_next(out, q)) {
		if (n == 0)
			buf_puts(out, "## Named by\n\n");
		if (++n > SHOWN_MAX) {
			buf_puts(out, "- … and others\n");
			break;
		}
		buf_puts(out, "- ");
		page_ref(out, p, query_text(q, 0));
		buf_puts(out, ", in ");
		md_span(out, query_text(q, 1));
		buf_putc(out, '\n');
	}
	if (n > 0)
		buf_putc(out, '\n');
}

void page_judge(struct buf *out, struct page *p)
{
	if (!out->err)
		page_fail(out, assess(p->store, NULL));
}

void page_constraint(struct buf *out, const struct page *p, const char *id)
{
	const struct catalog *cat;
	const struct constraint *k = NULL;

	if (catalog_open(&cat, p->store) == 0)
		k = catalog_find(cat, id);
	if (!k) {
		md_text(out, id);
		return;
	}
	buf_putc(out, '[');
	md_text(out, id);
	buf_puts(out, "](");
	page_up(out, p);
	buf_printf(out, "clauses/%s/%s/constraints/%s.md)",
		k->clause->standard, k->clause->id, k->file);
}

void page_verdict(struct buf *out, const char *verdict)
{
	if (verdict && strcmp(verdict, "not-met") == 0)
		buf_puts(out, "**not met**");
	else if (verdict && strcmp(verdict, "not-applicable") == 0)
		buf_puts(out, "not applicable");
	else
		md_cell(out, verdict);
}

static const char sql_verdicts[] =
	"select m.constraint_id, m.id, m.verdict, m.why, m.until,"
	" " PAGE_TERM("m.why")
	" from temp.member m join temp.verdict v"
	"  on v.constraint_id = m.constraint_id"
	" where m.record = ?1 order by v.clause, m.constraint_id, m.id"
	" limit 101";

static void verdict_row(struct buf *out, struct page *p, struct query *q)
{
	const char *member = query_text(q, 1);

	buf_puts(out, "| ");
	page_constraint(out, p, query_text(q, 0));
	if (member && strcmp(member, p->id) != 0) {
		buf_puts(out, " for ");
		md_text(out, member);
	}
	buf_puts(out, " | ");
	page_verdict(out, query_text(q, 2));
	buf_puts(out, " | ");
	md_cell(out, query_text(q, 3));
	if (!query_null(q, 4))
		buf_printf(out, " (until %s)", query_text(q, 4));
	page_fact_end(out);
	page_seen_term(p, query_text(q, 5));
}

void page_verdicts(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	int n = 0;

	page_judge(out, p);
	if (out->err)
		return;
	page_query(out, &q, p, sql_verdicts, "s", p->id);
	while (page_next(out, q)) {
		if (n == 0)
			buf_puts(out, "## Verdicts\n\n| Constraint | "
				"Verdict | Why |\n|---|---|---|\n");
		if (++n > SHOWN_MAX) {
			buf_puts(out, "| … | | more than is shown here |\n");
			break;
		}
		verdict_row(out, p, q);
	}
	if (n > 0)
		buf_putc(out, '\n');
}

void page_end(struct buf *out, struct page *p)
{
	page_files(out, p);
	page_named_by(out, p);
	page_verdicts(out, p);
	page_changes(out, p);
}
