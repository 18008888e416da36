/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The evidence signals of 6.3 and 9.5: which documents speak of the clause by
 * name, what a search finds in them, and what persons attest. The answers
 * stand side by side; none is made of another.
 */
#include "signals.h"

#include <string.h>

const char sql_signal_names[] =
	"select s.document, s.name, s.result"
	" from temp.signal s where s.clause = ?1 and s.near = ?2"
	" order by s.document, s.name";

/* Aspects with the number of documents that the query finds, and whether a
 * person attests yes, currently, who is not the document's author. */
const char sql_signal_aspects[] =
	"select a.signal, a.aspect, a.title,"
	" (select count(*) from temp.content_hit h"
	"   where h.signal = a.signal and h.aspect = a.aspect),"
	" exists (select 1 from temp.attested t where t.signal = a.signal"
	"   and t.aspect = a.aspect and t.answer = 'yes'"
	"   and t.stands = 'current')"
	" from temp.aspect a where a.clause = ?1"
	" order by length(a.aspect), a.aspect";

const char sql_signal_hits[] =
	"select document, place, paged, passage from temp.content_hit"
	" where signal = ?1 and aspect = ?2 order by document";

const char sql_signal_attested[] =
	"select id, document, answer, \"by\", by_role, \"on\", expires_on,"
	" location, stands from temp.attested"
	" where signal = ?1 and aspect = ?2 order by \"on\", id";

const char sql_signal_unread[] =
	"select document, why from temp.content_file"
	" where answer <> 'read' order by document";

static const char sql_counts[] =
	"select count(*), coalesce(sum(answer = 'read'), 0)"
	" from temp.content_file";

int64_t signal_searched(struct buf *out, struct page *p)
{
	auto_query q = NULL;

	page_query(out, &q, p, sql_counts, "");
	return page_next(out, q) ? query_int(q, 1) : 0;
}

const char *signal_machine(int64_t hits, int64_t searched)
{
	if (hits)
		return "found";
	return searched ? "not-found" : "not-searchable";
}

bool signal_is_met(struct buf *out, struct page *p, const char *clause,
	int64_t *attested, int64_t *all)
{
	auto_query q = NULL;

	*attested = *all = 0;
	page_query(out, &q, p, sql_signal_aspects, "s", clause);
	while (page_next(out, q)) {
		++*all;
		*attested += query_int(q, 4);
	}
	return *all && *attested == *all;
}

/* Hits, or near misses. Whether there was any. */
static bool names(struct buf *out, struct page *p, const char *clause,
	bool near)
{
	auto_query q = NULL;
	bool any = false;

	page_query(out, &q, p, sql_signal_names, "si", clause, (int64_t)near);
	while (page_next(out, q)) {
		if (!any && near)
			buf_puts(out, "Near misses: only when `_`, `-`, dots "
				"and blanks are taken as alike. They count for "
				"nothing.\n\n");
		if (!any)
			buf_puts(out, "| Document | Name | Result |\n"
				"|---|---|---|\n");
		any = true;
		buf_puts(out, "| ");
		page_id(out, p, query_text(q, 0));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 1));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 2));
		page_fact_end(out);
	}
	if (any)
		buf_putc(out, '\n');
	return any;
}

static void file_exists(struct buf *out, struct page *p, const char *clause)
{
	auto_query q = NULL;

	buf_puts(out, "## Documents that speak of it by name\n\n");
	page_query(out, &q, p, "select pattern from temp.content_signal"
		" where clause = ?1", "s", clause);
	if (page_next(out, q)) {
		buf_puts(out, "File names and titles of registered documents, "
			"by the pattern (case ignored)\n\n");
		md_code(out, "", query_text(q, 0));
	}
	if (names(out, p, clause, false))
		buf_puts(out, "A hit is a hint: alone it makes nothing met."
			"\n\n");
	else
		buf_puts(out, "**absent**: no registered document's file name "
			"or title matches.\n\n");
	names(out, p, clause, true);
}

void signal_place(struct buf *out, struct query *hit)
{
	buf_printf(out, "%s %lld", query_int(hit, 2) ? "page" : "line",
		(long long)query_int(hit, 1));
}

enum { HITS_SHOWN = 10 };

static void hits(struct buf *out, struct page *p, struct query *aspect)
{
	auto_query q = NULL;
	int n = 0;

	page_query(out, &q, p, sql_signal_hits, "ss", query_text(aspect, 0),
		query_text(aspect, 1));
	while (page_next(out, q)) {
		if (++n > HITS_SHOWN) {
			buf_puts(out, "- … all of them stand in "
				"[the JSON](signals.json)\n");
			break;
		}
		buf_puts(out, "- ");
		page_id(out, p, query_text(q, 0));
		buf_puts(out, ", ");
		signal_place(out, q);
		buf_puts(out, ": “");
		md_text(out, query_text(q, 3));
		buf_puts(out, "”\n");
	}
	if (n > 0)
		buf_putc(out, '\n');
}

static void attestations(struct buf *out, struct page *p, struct query *aspect)
{
	auto_query q = NULL;
	bool any = false;

	page_query(out, &q, p, sql_signal_attested, "ss", query_text(aspect, 0),
		query_text(aspect, 1));
	while (page_next(out, q)) {
		buf_puts(out, any ? "" : "| Answer | Document | Where | By | "
			"On | Until | Stands | Record |\n"
			"|---|---|---|---|---|---|---|---|\n");
		any = true;
		buf_puts(out, "| ");
		md_cell(out, query_text(q, 2));
		buf_puts(out, " | ");
		page_id(out, p, query_text(q, 1));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 7));
		buf_puts(out, " | ");
		page_name(out, query_text(q, 3), query_text(q, 4));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 5));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 6));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 8));
		buf_puts(out, " | ");
		page_id(out, p, query_text(q, 0));
		page_fact_end(out);
	}
	buf_puts(out, any ? "\n" : "No attestation is on record.\n\n");
}

static void aspects(struct buf *out, struct page *p, const char *clause,
	int64_t searched)
{
	auto_query q = NULL;

	page_query(out, &q, p, sql_signal_aspects, "s", clause);
	while (page_next(out, q)) {
		buf_printf(out, "### %s. %s\n\nMachine: **%s**\n\n",
			query_text(q, 1), query_text(q, 2),
			signal_machine(query_int(q, 3), searched));
		hits(out, p, q);
		buf_printf(out, "Attested yes: **%s**\n\n",
			query_int(q, 4) ? "yes" : "no");
		attestations(out, p, q);
	}
}

static void unread(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	bool any = false;

	page_query(out, &q, p, sql_signal_unread, "");
	while (page_next(out, q)) {
		buf_puts(out, any ? "- " : "## Not searchable\n\n- ");
		any = true;
		page_id(out, p, query_text(q, 0));
		buf_puts(out, ": ");
		md_text(out, query_text(q, 1));
		buf_putc(out, '\n');
	}
	if (any)
		buf_putc(out, '\n');
}

static void content(struct buf *out, struct page *p, const char *clause)
{
	int64_t searched = signal_searched(out, p);
	int64_t attested;
	int64_t all;
	bool met = signal_is_met(out, p, clause, &attested, &all);

	buf_printf(out, "## What they say\n\n**%s**: %lld of %lld aspects are "
		"attested yes, currently, by someone other than the document's "
		"author. %lld documents were searched, those of data (JSON, "
		"XML, SBOMs) left out; that the search finds words "
		"makes nothing met.\n\n", met ? "met" : "not met",
		(long long)attested, (long long)all, (long long)searched);
	aspects(out, p, clause, searched);
	unread(out, p);
}

/* Searches, and gives the clause's name; NULL after a failure. */
const struct clause *signal_begin(struct buf *out, struct page *p,
	struct buf *name)
{
	const struct clause *c = page_clause(out, p);

	page_judge_all(out, p);
	if (!out->err)
		page_fail(out, assess_content(p->store));
	if (out->err || !c)
		return NULL;
	clause_name(name, c);
	page_fail(out, name->err);
	return out->err ? NULL : c;
}

int view_signals(struct buf *out, struct page *p)
{
	auto_buf name = BUF_INIT;
	const struct clause *c = signal_begin(out, p, &name);

	if (!c)
		return page_done(out);
	buf_printf(out, "# Evidence signals of clause [%s](README.md)\n\n"
		"[JSON](signals.json)\n\n", c->id);
	file_exists(out, p, buf_text(&name));
	content(out, p, buf_text(&name));
	return page_done(out);
}
