/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A constraint: the rule in words, its verdict and members, the rule itself.
 */
#include <errno.h>
#include <string.h>

#include "clause.h"

enum { MEMBERS_MAX = 1000 };

/* The constraint whose file the path names; NULL after a failure. */
static const struct constraint *constraint_of(struct buf *out,
	const struct page *p)
{
	const struct catalog *cat = NULL;
	const struct constraint *k = NULL;

	page_fail(out, catalog_open(&cat, p->store));
	for (size_t i = 0; !out->err && (k = catalog_constraint(cat, i)); i++)
		if (strcmp(k->file, p->constraint) == 0 &&
			strcmp(k->clause->id, p->clause) == 0 &&
			strcmp(k->clause->standard, p->standard) == 0)
			return k;
	page_fail(out, -ENOENT);
	return NULL;
}

static const char sql_verdict[] =
	"select verdict, why, rule, met, partly, not_met, unknown,"
	" not_applicable from temp.verdict where constraint_id = ?1";

/* What is in question first, then what is in order. */
static const char sql_members[] =
	"select id, verdict, why, until, since, record from temp.member"
	" where constraint_id = ?1 order by case verdict when 'not-met' then 0"
	"  when 'partly' then 1 when 'unknown' then 2 when 'met' then 3"
	"  else 4 end, id limit 1001";

static const char sql_reported[] =
	"select distinct id, what from temp.reported"
	" where constraint_id = ?1 order by id, what limit 1000";

static void verdict(struct buf *out, struct page *p,
	const struct constraint *k)
{
	auto_query q = NULL;

	page_query(out, &q, p, sql_verdict, "s", k->id);
	if (!page_next(out, q))
		return;
	buf_puts(out, "## Verdict\n\n**");
	md_cell(out, query_text(q, 0));
	buf_puts(out, "**: ");
	md_text(out, query_text(q, 1));
	buf_puts(out, "\n\nRule ");
	md_span(out, query_text(q, 2));
	buf_printf(out, ". Members: %lld met, %lld partly, %lld not met, "
		"%lld unknown, %lld not applicable.\n\n",
		(long long)query_int(q, 3), (long long)query_int(q, 4),
		(long long)query_int(q, 5), (long long)query_int(q, 6),
		(long long)query_int(q, 7));
}

static void member(struct buf *out, struct page *p, struct query *q)
{
	const char *id = query_text(q, 0);
	const char *record = query_text(q, 5);

	buf_puts(out, "| ");
	if (record) {
		page_id(out, p, record);
		if (strcmp(record, id) != 0) {
			buf_puts(out, " as ");
			md_text(out, id);
		}
	} else {
		md_cell(out, id);
	}
	buf_puts(out, " | ");
	page_verdict(out, query_text(q, 1));
	buf_puts(out, " | ");
	for (int i = 2; i < 5; i++) {
		md_cell(out, query_text(q, i));
		buf_puts(out, i < 4 ? " | " : "");
	}
	page_fact_end(out);
}

static void members(struct buf *out, struct page *p,
	const struct constraint *k)
{
	auto_query q = NULL;
	int n = 0;

	page_query(out, &q, p, sql_members, "s", k->id);
	while (page_next(out, q)) {
		if (n == 0)
			buf_puts(out, "## Members\n\n| Member | Verdict | Why |"
				" Until | Since |\n|---|---|---|---|---|\n");
		if (++n > MEMBERS_MAX) {
			buf_puts(out, "| … | | all of them stand in the JSON | "
				"| |\n");
			break;
		}
		member(out, p, q);
	}
	if (n > 0)
		buf_putc(out, '\n');
}

static void reported(struct buf *out, struct page *p,
	const struct constraint *k)
{
	auto_query q = NULL;
	bool any = false;

	page_query(out, &q, p, sql_reported, "s", k->id);
	while (page_next(out, q)) {
		buf_puts(out, any ? "- " : "## Reported\n\nTo be known; it "
			"changes no verdict.\n\n- ");
		any = true;
		md_text(out, query_text(q, 0));
		buf_puts(out, ": ");
		md_text(out, query_text(q, 1));
		buf_putc(out, '\n');
	}
	if (any)
		buf_putc(out, '\n');
}

/* So that a printed page is whole: the rule itself is on it. */
static void sql(struct buf *out, const struct constraint *k)
{
	if (!k->sql)
		return;
	buf_printf(out, "## The rule as SQL\n\nOver the views of dossier(5). "
		"With `dossierfs explain %s --sql` it becomes a script that "
		"gives the same rows in the sqlite3 shell.\n\n", k->id);
	md_code(out, "sql", k->sql);
}

int view_constraint(struct buf *out, struct page *p)
{
	const struct constraint *k = constraint_of(out, p);

	page_judge_all(out, p);
	if (out->err)
		return page_done(out);
	buf_printf(out, "# %s ", k->id);
	md_text(out, k->title);
	buf_printf(out, "\n\nOf clause [%s](../README.md) · [JSON](%s.json)",
		k->clause->id, k->file);
	if (k->sql)
		buf_printf(out, " · [the rule as SQL](%s.sql)", k->file);
	buf_puts(out, "\n\n");
	verdict(out, p, k);
	buf_puts(out, "## The rule in words\n\n");
	clause_words(out, k->catalog, k->text);
	members(out, p, k);
	reported(out, p, k);
	sql(out, k);
	return page_done(out);
}

static void field(struct buf *out, const char *before, const char *key,
	const char *value)
{
	buf_printf(out, "%s\"%s\": ", before, key);
	json_string(out, value);
}

static void members_json(struct buf *out, struct page *p, const char *id)
{
	static const char sql[] =
		"select id, verdict, why, until, since, record, type"
		" from temp.member"
		" where constraint_id = ?1 order by id, verdict";
	static const char *const keys[] = { "verdict", "why", "until", "since",
		"record", "type" };
	auto_query q = NULL;
	bool first = true;

	buf_puts(out, ",\n  \"members\": [");
	page_query(out, &q, p, sql, "s", id);
	while (page_next(out, q)) {
		field(out, first ? "\n    {" : ",\n    {", "id",
			query_text(q, 0));
		first = false;
		for (int i = 1; i < 7; i++)
			if (!query_null(q, i))
				field(out, ", ", keys[i - 1],
					query_text(q, i));
		buf_putc(out, '}');
	}
	buf_puts(out, first ? "]" : "\n  ]");
}

static void reported_json(struct buf *out, struct page *p, const char *id)
{
	auto_query q = NULL;
	bool first = true;

	buf_puts(out, ",\n  \"reported\": [");
	page_query(out, &q, p, sql_reported, "s", id);
	while (page_next(out, q)) {
		field(out, first ? "\n    {" : ",\n    {", "id",
			query_text(q, 0));
		first = false;
		field(out, ", ", "what", query_text(q, 1));
		buf_putc(out, '}');
	}
	buf_puts(out, first ? "]\n}\n" : "\n  ]\n}\n");
}

int view_constraint_json(struct buf *out, struct page *p)
{
	const struct constraint *k = constraint_of(out, p);
	auto_query q = NULL;

	page_judge_all(out, p);
	if (out->err)
		return page_done(out);
	field(out, "{\n  ", "id", k->id);
	field(out, ",\n  ", "title", k->title);
	field(out, ",\n  ", "text", k->text);
	page_query(out, &q, p, sql_verdict, "s", k->id);
	if (page_next(out, q)) {
		field(out, ",\n  ", "verdict", query_text(q, 0));
		field(out, ",\n  ", "why", query_text(q, 1));
		field(out, ",\n  ", "rule", query_text(q, 2));
	}
	members_json(out, p, k->id);
	reported_json(out, p, k->id);
	return page_done(out);
}

int view_constraint_sql(struct buf *out, struct page *p)
{
	const struct constraint *k = constraint_of(out, p);

	if (k)
		page_seen(p, k->recorded);
	if (k)
		buf_printf(out, "%s", k->sql);
	return page_done(out);
}

int view_constraints(struct buf *out, struct page *p)
{
	const struct clause *c = page_clause(out, p);
	auto_buf name = BUF_INIT;

	page_judge_all(out, p);
	if (out->err || !c)
		return page_done(out);
	clause_name(&name, c);
	page_fail(out, name.err);
	buf_printf(out, "# Constraints of clause [%s](../README.md) ", c->id);
	md_text(out, c->title);
	buf_puts(out, "\n\nEach is the rule in words with its verdict and "
		"members (`.md`, `.json`), and the rule itself (`.sql`).\n\n");
	page_status(out, p, buf_text(&name));
	return page_done(out);
}
