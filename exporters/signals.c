/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The evidence signals of 6.3 and 9.5: which documents speak of the clause by
 * name, and what persons attest of what stands in them. A hit is a hint.
 */
#include <string.h>

#include "clause.h"

static const char sql_signals[] =
	"select s.document, s.name, s.result, s.near, r.recorded"
	" from temp.signal s join record r on r.id = s.document"
	" where s.clause = ?1 order by s.near, s.document, s.name";

/* An attestation holds for the bytes that were read. */
static const char sql_attested[] =
	"select a.id, a.aspect, a.document, a.answer, a.\"by\", a.by_role,"
	" a.\"on\", a.expires_on, a.document_sha256 is not d.file_sha256,"
	" coalesce(a.expires_on < (select as_of from judged), 0), a.location"
	" from attestation a left join document d on d.id = a.document"
	" where a.signal = ?1 order by a.aspect, a.id";

/* The questions of RULES.md, in their order. */
static const char *const aspects_63[] = { "how updates are communicated",
	"compatibility information", "a means of integrity in the package",
	"how the user verifies", NULL };
static const char *const aspects_95[] = {
	"handling of confirmed vulnerabilities", "disclosure decision",
	"remediation or environment of use", "change impact review",
	"periodic review of open issues", "tied to product releases", NULL };

static const char *standing(struct query *q)
{
	if (query_int(q, 8))
		return "void: the document's bytes are others now";
	return query_int(q, 9) ? "expired" : "current";
}

static void documents(struct buf *out, struct page *p, const char *clause)
{
	auto_query q = NULL;
	bool any = false;

	buf_puts(out, "## Documents that speak of it by name\n\n");
	page_query(out, &q, p, sql_signals, "s", clause);
	while (page_next(out, q)) {
		if (!any)
			buf_puts(out, "| Document | Name | State |\n"
				"|---|---|---|\n");
		any = true;
		buf_puts(out, "| ");
		page_id(out, p, query_text(q, 0));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 1));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 2));
		buf_puts(out, query_int(q, 3) ? ", near miss" : "");
		page_fact_end(out);
	}
	buf_puts(out, any ? "\nA hit is a hint: alone it makes nothing met.\n\n"
			  : "absent: no registered document's file name or "
			    "title matches.\n\n");
}

static void attestations(struct buf *out, struct page *p, const char *signal,
	const char *const *aspects)
{
	auto_query q = NULL;
	bool any = false;

	buf_puts(out, "## What persons attest\n\nAspects:\n\n");
	for (int i = 0; aspects[i]; i++)
		buf_printf(out, "%d. %s\n", i + 1, aspects[i]);
	buf_putc(out, '\n');
	page_query(out, &q, p, sql_attested, "s", signal);
	while (page_next(out, q)) {
		if (!any)
			buf_puts(out, "| Aspect | Answer | Document | By | On |"
				" Stands | Record |\n"
				"|---|---|---|---|---|---|---|\n");
		any = true;
		buf_puts(out, "| ");
		md_cell(out, query_text(q, 1));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 3));
		buf_puts(out, " | ");
		page_id(out, p, query_text(q, 2));
		buf_puts(out, " | ");
		page_name(out, query_text(q, 4), query_text(q, 5));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 6));
		buf_printf(out, " | %s | ", standing(q));
		page_id(out, p, query_text(q, 0));
		page_fact_end(out);
	}
	buf_puts(out, any ? "\n" : "No attestation is on record.\n\n");
}

static bool is_updates(const struct clause *c)
{
	return strcmp(c->id, "6.3") == 0;
}

int view_signals(struct buf *out, struct page *p)
{
	const struct clause *c = page_clause(out, p);
	auto_buf name = BUF_INIT;

	page_judge_all(out, p);
	if (out->err || !c)
		return page_done(out);
	clause_name(&name, c);
	page_fail(out, name.err);
	buf_printf(out, "# Evidence signals of clause [%s](README.md)\n\n",
		c->id);
	documents(out, p, buf_text(&name));
	attestations(out, p, is_updates(c) ? "6.3-content" : "9.5-content",
		is_updates(c) ? aspects_63 : aspects_95);
	return page_done(out);
}

static void field(struct buf *out, const char *before, const char *key,
	const char *value)
{
	buf_printf(out, "%s\"%s\": ", before, key);
	json_string(out, value);
}

static void documents_json(struct buf *out, struct page *p, const char *clause)
{
	auto_query q = NULL;
	bool first = true;

	buf_puts(out, "{\n  \"file_exists\": [");
	page_query(out, &q, p, sql_signals, "s", clause);
	while (page_next(out, q)) {
		field(out, first ? "\n    {" : ",\n    {", "document",
			query_text(q, 0));
		field(out, ", ", "name", query_text(q, 1));
		field(out, ", ", "result", query_text(q, 2));
		buf_printf(out, ", \"near_miss\": %s}",
			query_int(q, 3) ? "true" : "false");
		first = false;
	}
	buf_puts(out, first ? "]" : "\n  ]");
}

static void attestations_json(struct buf *out, struct page *p,
	const char *signal)
{
	auto_query q = NULL;
	bool first = true;

	buf_puts(out, ",\n  \"attestations\": [");
	page_query(out, &q, p, sql_attested, "s", signal);
	while (page_next(out, q)) {
		field(out, first ? "\n    {" : ",\n    {", "id",
			query_text(q, 0));
		field(out, ", ", "aspect", query_text(q, 1));
		field(out, ", ", "document", query_text(q, 2));
		field(out, ", ", "answer", query_text(q, 3));
		field(out, ", ", "by", query_text(q, 4));
		field(out, ", ", "on", query_text(q, 6));
		field(out, ", ", "stands", standing(q));
		buf_putc(out, '}');
		first = false;
	}
	buf_puts(out, first ? "]\n}\n" : "\n  ]\n}\n");
}

int view_signals_json(struct buf *out, struct page *p)
{
	const struct clause *c = page_clause(out, p);
	auto_buf name = BUF_INIT;

	page_judge_all(out, p);
	if (out->err || !c)
		return page_done(out);
	clause_name(&name, c);
	page_fail(out, name.err);
	documents_json(out, p, buf_text(&name));
	attestations_json(out, p, is_updates(c) ? "6.3-content" :
		"9.5-content");
	return page_done(out);
}
