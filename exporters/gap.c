/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gaps: what is missing, for which records, since when, what closes it and
 * with which command. One page a gap, gone when it is closed.
 */
#include "gap.h"

#include <string.h>

#include "mend.h"

static const char sql_gaps[] =
	"select file, title, why, constraint_id, mend, command from temp.gap"
	" where clause = ?1 and (?2 is null or file = ?2) order by file";

int view_gaps(struct buf *out, struct page *p)
{
	const struct clause *c = page_clause(out, p);
	auto_buf name = BUF_INIT;
	auto_query q = NULL;
	bool any = false;

	page_judge_all(out, p);
	if (out->err || !c)
		return page_done(out);
	clause_name(&name, c);
	page_fail(out, name.err);
	buf_printf(out, "# Gaps of clause [%s](../README.md)\n\nOne file a "
		"gap; it goes when the gap is mended.\n\n", c->id);
	page_query(out, &q, p, sql_gaps, "ss", buf_text(&name), NULL);
	while (page_next(out, q)) {
		any = true;
		buf_puts(out, "- [");
		md_cell(out, query_text(q, 1));
		buf_printf(out, "](%s.md): ", query_text(q, 0));
		md_text(out, query_text(q, 2));
		buf_putc(out, '\n');
	}
	if (!any)
		buf_puts(out, "None is known.\n");
	return page_done(out);
}

/* The members that the gap is made of; those that wait for a term miss
 * nothing yet. Where no day can be told, what is lacking is so at the latest
 * since it is on record. */
static const char sql_members[] =
	"select m.id, m.verdict, m.why, m.record, m.type, m.product,"
	" coalesce(m.since, 'on record since ' ||"
	"  (select r.first_on from record r where r.id = m.record))"
	" from temp.member m where m.constraint_id = ?1"
	"  and (m.verdict in ('not-met', 'partly')"
	"       or (m.verdict = 'unknown' and m.until is null))"
	" order by case m.verdict when 'not-met' then 0 when 'partly' then 1"
	"  else 2 end, m.id limit 1000";

enum { ID, VERDICT, WHY, RECORD, TYPE, PRODUCT, SINCE };

static void member_row(struct buf *out, struct page *p, struct query *q)
{
	const char *id = query_text(q, ID);
	const char *record = query_text(q, RECORD);

	buf_puts(out, "| ");
	if (record)
		page_id(out, p, record);
	if (!record)
		md_cell(out, id);
	if (record && strcmp(record, id) != 0) {
		buf_puts(out, " as ");
		md_text(out, id);
	}
	buf_puts(out, " | ");
	page_verdict(out, query_text(q, VERDICT));
	buf_puts(out, " | ");
	md_cell(out, query_text(q, WHY));
	buf_puts(out, " | ");
	md_cell(out, query_text(q, SINCE));
	page_fact_end(out);
}

static void members(struct buf *out, struct page *p, const char *constraint)
{
	auto_query q = NULL;
	bool any = false;

	page_query(out, &q, p, sql_members, "s", constraint);
	while (page_next(out, q)) {
		if (!any)
			buf_puts(out, "## For which records\n\n| Member | "
				"Verdict | What is missing | Since |\n"
				"|---|---|---|---|\n");
		any = true;
		member_row(out, p, q);
	}
	if (any)
		buf_putc(out, '\n');
}

static void since(struct buf *out, struct page *p, const char *constraint)
{
	static const char sql[] =
		"select min(since) from temp.member where constraint_id = ?1"
		"  and (verdict in ('not-met', 'partly')"
		"       or (verdict = 'unknown' and until is null))";
	auto_query q = NULL;

	page_query(out, &q, p, sql, "s", constraint);
	if (page_next(out, q) && !query_null(q, 0))
		buf_printf(out, "Since %s.\n\n", query_text(q, 0));
}

enum { COMMANDS_SHOWN = 10 };

/* The commands with the ids of the first records put in. */
static void commands(struct buf *out, struct page *p,
	const struct constraint *k)
{
	auto_query q = NULL;
	auto_buf text = BUF_INIT;
	auto_buf last = BUF_INIT;
	int n = 0;

	page_query(out, &q, p, sql_members, "s", k->id);
	while (n < COMMANDS_SHOWN && page_next(out, q)) {
		auto_buf line = BUF_INIT;
		struct mend m = { .id = query_text(q, ID),
			.why = query_text(q, WHY),
			.record = query_text(q, RECORD),
			.type = query_text(q, TYPE),
			.product = query_text(q, PRODUCT) };

		page_fail(out, mend_command(&line, p->store, k, &m));
		if (strcmp(buf_text(&line), buf_text(&last)) == 0)
			continue;
		buf_cut(&last, 0);
		buf_printf(&last, "%s", buf_text(&line));
		buf_printf(&text, "%s%s", n++ ? "\n" : "", buf_text(&line));
	}
	page_fail(out, last.err);
	page_fail(out, text.err);
	md_code(out, "sh", n ? buf_text(&text) : k->command);
}

/* A gap that no single constraint is behind. */
static void common(struct buf *out, struct page *p, const char *clause,
	const char *file, const char *command)
{
	if (strcmp(file, "no-end-to-end-process") == 0) {
		gap_chains(out, p);
		return;
	}
	if (command)
		md_code(out, "sh", command);
	if (strcmp(file, "update-without-integrity") == 0)
		gap_integrity(out, p);
	if (strcmp(file, "no-approved-procedure") == 0)
		gap_candidates(out, p, clause);
}

/* The constraint that the gap is of; NULL where none is behind it. */
static const struct constraint *constraint_of(struct buf *out, struct page *p,
	const char *id)
{
	const struct catalog *cat = NULL;

	page_fail(out, catalog_open(&cat, p->store));
	return out->err || !id ? NULL : catalog_find(cat, id);
}

int view_gap(struct buf *out, struct page *p)
{
	const struct clause *c = page_clause(out, p);
	const struct constraint *k;
	auto_buf name = BUF_INIT;
	auto_query q = NULL;

	page_judge_all(out, p);
	if (out->err || !c)
		return page_done(out);
	clause_name(&name, c);
	page_fail(out, name.err);
	page_query(out, &q, p, sql_gaps, "ss", buf_text(&name), p->gap);
	if (!page_next(out, q))
		return page_done(out);
	buf_puts(out, "# ");
	md_text(out, query_text(q, 1));
	buf_printf(out, "\n\nOf clause [%s](../README.md)", c->id);
	k = constraint_of(out, p, query_text(q, 3));
	if (k) {
		buf_puts(out, ", constraint ");
		page_constraint(out, p, k->id);
	}
	buf_puts(out, "\n\n");
	md_text(out, query_text(q, 2));
	buf_puts(out, "\n\n");
	if (k)
		since(out, p, k->id);
	buf_puts(out, "## What closes it\n\n");
	clause_words(out, k ? k->catalog : NULL, query_text(q, 4));
	if (k) {
		commands(out, p, k);
		members(out, p, k->id);
	} else {
		common(out, p, buf_text(&name), query_text(q, 0),
			query_text(q, 5));
	}
	return page_done(out);
}
