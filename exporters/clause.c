/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The folders of standards and clauses: what a clause asks in our own words,
 * how it stands, what is missing, which clauses of other standards it meets.
 */
#include <errno.h>
#include <string.h>

#include "clause.h"
#include "dossierfs/assess.h"
#include "page.h"

const struct clause *page_clause(struct buf *out, const struct page *p)
{
	const struct catalog *cat = NULL;

	page_fail(out, catalog_open(&cat, p->store));
	return out->err ? NULL :
		catalog_find_clause(cat, p->standard, p->clause);
}

void clause_name(struct buf *out, const struct clause *c)
{
	buf_printf(out, "%s/%s", c->standard, c->id);
}

static void clause_row(struct buf *out, struct page *p,
	const struct clause *c)
{
	static const char sql[] =
		"select sum(verdict = 'not-met'), sum(verdict = 'partly'),"
		" sum(verdict = 'unknown'), sum(verdict = 'met'),"
		" sum(verdict = 'not-applicable') from temp.verdict"
		" where clause = ?1"
		"  or substr(clause, 1, length(?1) + 1) = ?1 || '.'";
	auto_buf name = BUF_INIT;
	auto_query q = NULL;

	clause_name(&name, c);
	page_fail(out, name.err);
	buf_printf(out, "| [%s](%s/README.md) | ", c->id, c->id);
	md_cell(out, c->title);
	page_query(out, &q, p, sql, "s", buf_text(&name));
	if (page_next(out, q))
		for (int i = 0; i < 5; i++) {
			buf_puts(out, " | ");
			md_cell(out, query_text(q, i));
		}
	page_fact_end(out);
}

static void clause_table(struct buf *out, struct page *p,
	const struct catalog *cat, const char *standard)
{
	const struct clause *c;

	buf_puts(out, "| Clause | What | Not met | Partly | Unknown | Met |"
		" Not applicable |\n|---|---|---:|---:|---:|---:|---:|\n");
	for (size_t i = 0; (c = catalog_clause(cat, i)); i++)
		if (strcmp(c->standard, standard) == 0)
			clause_row(out, p, c);
	buf_putc(out, '\n');
}

/* A dossier's own clauses of a standard stand behind all that are shipped. */
static bool is_first(const struct catalog *cat, size_t i)
{
	const char *standard = catalog_clause(cat, i)->standard;

	while (i-- > 0)
		if (strcmp(catalog_clause(cat, i)->standard, standard) == 0)
			return false;
	return true;
}

void clause_words(struct buf *out, const char *catalog, const char *words)
{
	if (words && catalog)
		md_block(out, words);
	else if (words)
		buf_printf(out, "%s\n\n", words);
}

/* Catalogues on record: what each brings, or why it is not read. */
static void catalogues(struct buf *out, struct page *p,
	const struct catalog *cat)
{
	const struct catalog_source *s;
	bool any = false;

	for (size_t i = 0; (s = catalog_source(cat, i)); i++) {
		buf_puts(out, any ? "" : "\n## Catalogues of this dossier\n\n"
			"| Catalogue | Clauses | Words of clauses | Constraints "
			"| Not read |\n|---|---:|---:|---:|---|\n");
		any = true;
		buf_puts(out, "| ");
		page_id(out, p, s->id);
		if (s->fault)
			buf_puts(out, " | – | – | – | ");
		else
			buf_printf(out, " | %zu | %zu | %zu | ", s->clauses,
				s->words, s->constraints);
		md_cell(out, s->fault ? s->fault : "");
		page_fact_end(out);
	}
	if (catalog_left_out(cat))
		buf_printf(out, "\n%zu more are not read, for %d catalogues are "
			"the most.\n", catalog_left_out(cat), CATALOGS_MAX);
}

/* What the pattern of a dossier's own clause finds. */
static void documents(struct buf *out, struct page *p, const char *clause)
{
	static const char sql[] =
		"select document, name, result, near from temp.signal"
		" where clause = ?1 order by near, document, name";
	auto_query q = NULL;
	bool any = false;

	buf_puts(out, "## Documents that speak of it by name\n\n");
	page_query(out, &q, p, sql, "s", clause);
	while (page_next(out, q)) {
		any = true;
		buf_puts(out, "- ");
		page_id(out, p, query_text(q, 0));
		buf_puts(out, ", ");
		md_text(out, query_text(q, 1));
		buf_printf(out, ": %s%s\n", query_text(q, 2),
			query_int(q, 3) ? ", near miss" : "");
	}
	buf_puts(out, any ? "\n" : "absent: no registered document's file name "
		"or title matches.\n\n");
}

int view_standards(struct buf *out, struct page *p)
{
	const struct catalog *cat = NULL;
	const struct clause *c;

	page_fail(out, catalog_open(&cat, p->store));
	page_seen_judged(out, p);
	buf_puts(out, "# Clauses\n\nThe standards that this dossier is held "
		"against. The words are the project's own; those of the "
		"standards are their publishers'.\n\n");
	for (size_t i = 0; !out->err && (c = catalog_clause(cat, i)); i++)
		if (is_first(cat, i)) {
			buf_printf(out, "- [%s](%s/README.md): ", c->standard,
				c->standard);
			md_text(out, c->source);
			buf_putc(out, '\n');
		}
	if (!out->err)
		catalogues(out, p, cat);
	return page_done(out);
}

int view_standard(struct buf *out, struct page *p)
{
	const struct catalog *cat = NULL;
	const struct clause *c;

	page_fail(out, catalog_open(&cat, p->store));
	page_judge_all(out, p);
	for (size_t i = 0; !out->err && (c = catalog_clause(cat, i)); i++)
		if (is_first(cat, i) && strcmp(c->standard, p->standard) == 0) {
			buf_puts(out, "# ");
			md_text(out, c->source);
			buf_puts(out, "\n\n");
		}
	if (!out->err)
		clause_table(out, p, cat, p->standard);
	return page_done(out);
}

static void crosswalks(struct buf *out, const struct page *p,
	const struct clause *c)
{
	const struct catalog *cat = NULL;
	const struct crosswalk *x;
	bool any = false;

	page_fail(out, catalog_open(&cat, p->store));
	for (size_t i = 0; !out->err && (x = catalog_crosswalk(cat, i)); i++) {
		const struct clause *to = x->from == c ? x->to : x->from;

		if (x->from != c && x->to != c)
			continue;
		buf_puts(out, any ? "" : "## Crosswalk\n\n");
		any = true;
		buf_printf(out, "- [%s %s](", to->standard, to->id);
		page_up(out, p);
		buf_printf(out, "clauses/%s/%s/README.md) ", to->standard,
			to->id);
		md_text(out, to->title);
		if (x->note) {
			buf_puts(out, ": ");
			md_text(out, x->note);
		}
		buf_putc(out, '\n');
	}
	if (any)
		buf_putc(out, '\n');
}

static void gaps(struct buf *out, struct page *p, const char *clause)
{
	static const char sql[] =
		"select file, title, why, constraint_id from temp.gap"
		" where clause = ?1 order by file";
	auto_query q = NULL;
	bool any = false;

	page_query(out, &q, p, sql, "s", clause);
	while (page_next(out, q)) {
		if (!any)
			buf_puts(out, "## Gaps\n\n");
		any = true;
		buf_printf(out, "- [");
		md_cell(out, query_text(q, 1));
		buf_printf(out, "](gaps/%s.md): ", query_text(q, 0));
		md_text(out, query_text(q, 2));
		buf_putc(out, '\n');
	}
	if (any)
		buf_putc(out, '\n');
}

static void judged(struct buf *out, struct page *p, const char *clause)
{
	static const char sql[] =
		"select folder, count(*) from temp.judged_record"
		" where clause = ?1 group by folder order by folder";
	auto_query q = NULL;
	bool any = false;

	page_query(out, &q, p, sql, "s", clause);
	while (page_next(out, q)) {
		if (!any)
			buf_puts(out, "## What was judged\n\n");
		any = true;
		buf_printf(out, "- [%s](%s/README.md): %lld\n",
			query_text(q, 0), query_text(q, 0),
			(long long)query_int(q, 1));
	}
	if (any)
		buf_putc(out, '\n');
}

static void parts(struct buf *out, const struct page *p,
	const struct clause *c)
{
	const struct catalog *cat = NULL;
	const struct clause *k;
	size_t len = strlen(c->id);
	bool any = false;

	page_fail(out, catalog_open(&cat, p->store));
	for (size_t i = 0; !out->err && (k = catalog_clause(cat, i)); i++) {
		if (strcmp(k->standard, c->standard) != 0 ||
			strncmp(k->id, c->id, len) != 0 || k->id[len] != '.')
			continue;
		buf_puts(out, any ? "" : "## Parts\n\n");
		any = true;
		buf_printf(out, "- [%s](../%s/README.md) ", k->id, k->id);
		md_text(out, k->title);
		buf_putc(out, '\n');
	}
	if (any)
		buf_putc(out, '\n');
}

bool clause_is_defended(const struct clause *c)
{
	return strcmp(c->standard, "iec-81001-5-1") == 0 &&
		(strcmp(c->id, "6.3") == 0 || strcmp(c->id, "9.5") == 0);
}

static bool has_verdicts(struct buf *out, struct page *p, const char *clause)
{
	static const char sql[] =
		"select 1 from temp.verdict where clause = ?1"
		" or substr(clause, 1, length(?1) + 1) = ?1 || '.' limit 1";
	auto_query q = NULL;

	page_query(out, &q, p, sql, "s", clause);
	return page_next(out, q);
}

int view_clause(struct buf *out, struct page *p)
{
	const struct clause *c = page_clause(out, p);
	auto_buf name = BUF_INIT;

	if (!out->err)
		page_fail(out, view_judge(p->store));
	page_judge_all(out, p);
	if (out->err || !c)
		return page_done(out);
	clause_name(&name, c);
	page_fail(out, name.err);
	buf_printf(out, "# %s ", c->id);
	md_text(out, c->title);
	buf_puts(out, "\n\n*");
	md_text(out, c->source);
	buf_puts(out, "*\n\n");
	clause_words(out, c->catalog, c->text);
	clause_words(out, c->catalog, c->note);
	if (c->catalog) {
		buf_puts(out, "These words are those of the catalogue ");
		page_id(out, p, c->catalog);
		buf_puts(out, ".\n\n");
	}
	if (has_verdicts(out, p, buf_text(&name))) {
		buf_puts(out, "## How it stands\n\n");
		page_status(out, p, buf_text(&name));
	}
	if (clause_is_defended(c))
		buf_puts(out, "- [defence.md](defence.md): what the records "
			"support\n- [signals.md](signals.md): which documents "
			"speak of it\n\n");
	if (c->pattern)
		documents(out, p, buf_text(&name));
	gaps(out, p, buf_text(&name));
	parts(out, p, c);
	judged(out, p, buf_text(&name));
	crosswalks(out, p, c);
	return page_done(out);
}

int view_clause_json(struct buf *out, struct page *p)
{
	const struct clause *c = page_clause(out, p);
	auto_json j = NULL;

	if (!c)
		return page_done(out);
	j = json_object();
	page_fail(out, j ? 0 : -ENOMEM);
	page_fail(out, json_set_text(j, "standard", c->standard));
	page_fail(out, json_set_text(j, "source", c->source));
	page_fail(out, json_set_text(j, "clause", c->id));
	page_fail(out, json_set_text(j, "title", c->title));
	page_fail(out, json_set_text(j, "text", c->text));
	page_fail(out, json_set_text(j, "note", c->note));
	page_fail(out, json_set_text(j, "catalog", c->catalog));
	page_seen(p, c->recorded);
	json_canonical(out, j);
	return page_done(out);
}

/* A folder of links to what verdicts judged. */
int view_judged(struct buf *out, struct page *p)
{
	page_seen_judged(out, p);
	buf_printf(out, "# Links to %s\n\n", p->folder);
	buf_printf(out, "Records in [%s](", p->folder);
	page_up(out, p);
	buf_printf(out, "%s/README.md) that the verdicts of clause "
		"[%s](../README.md) judge, or that prove what they judge. Each "
		"entry is a link to the record's page; [index.json](index.json) "
		"lists them.\n", p->folder, p->clause);
	return page_done(out);
}
