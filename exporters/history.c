/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a record came to be as it is: every change of it and of its files with
 * who, when and why, and the old and new values. What a merge brought was
 * written by others, who are named with it.
 */
#include <stdio.h>
#include <string.h>

#include "page.h"

enum { SHOWN_MAX = 20 }; /* on the record's page */

static const char sql_changes[] =
	"select h.seq, max(iif(h.withdrawn = 0, h.version, null)),"
	" min(h.withdrawn), c.recorded, c.recorded_on, c.author, c.reason"
	" from record_change h join changeset c"
	"  on c.seq = h.seq and c.mainline = 1"
	" where h.id = ?1 group by h.seq order by h.seq";
static const char sql_merged[] =
	"select distinct n, recorded_on, author, reason from merged"
	" where id = ?1 and seq = ?2 order by n";
static const char sql_files[] =
	"select coalesce(name, 'findings'), was_size, was_sha256,"
	" iif(withdrawn, null, size), iif(withdrawn, null, sha256)"
	" from file_history where id = ?1 and seq = ?2"
	" and iif(withdrawn, null, sha256) is not was_sha256 order by name";

static void first_line(struct buf *out, const char *reason)
{
	auto_buf subject = BUF_INIT;

	reason = reason ? reason : "";
	buf_put(&subject, reason, strcspn(reason, "\n"));
	page_fail(out, subject.err);
	md_cell(out, buf_text(&subject));
}

static void heading(struct buf *out, struct page *p, struct query *q)
{
	page_seen(p, query_int(q, 3));
	buf_printf(out, "## %s, ", query_text(q, 4));
	md_cell(out, query_text(q, 5));
	buf_puts(out, "\n\n");
	md_block(out, query_text(q, 6));
}

static void merged(struct buf *out, struct page *p, int64_t seq)
{
	auto_query q = NULL;
	bool any = false;

	page_query(out, &q, p, sql_merged, "si", p->id, seq);
	while (page_next(out, q)) {
		buf_printf(out, "%s- %s, ", any ? "" : "Merged:\n\n",
			query_text(q, 1));
		md_cell(out, query_text(q, 2));
		buf_puts(out, ": ");
		first_line(out, query_text(q, 3));
		buf_putc(out, '\n');
		any = true;
	}
	if (any)
		buf_putc(out, '\n');
}

static void file(struct buf *out, struct query *q, int size)
{
	if (query_null(q, size)) {
		buf_puts(out, "–");
		return;
	}
	buf_printf(out, "%lld bytes, SHA-256 ",
		(long long)query_int(q, size));
	md_span(out, query_text(q, size + 1));
}

static int files(struct buf *out, struct page *p, int64_t seq)
{
	auto_query q = NULL;
	int rows = 0;

	page_query(out, &q, p, sql_files, "si", p->id, seq);
	while (page_next(out, q)) {
		if (rows++ == 0)
			buf_puts(out, "| File | Before | After |\n"
				"|---|---|---|\n");
		buf_puts(out, "| ");
		md_cell(out, query_text(q, 0));
		buf_puts(out, " | ");
		file(out, q, 1);
		buf_puts(out, " | ");
		file(out, q, 3);
		page_fact_end(out);
	}
	if (rows > 0)
		buf_putc(out, '\n');
	return rows;
}

/* One version against the last that could be read, which *last holds and takes
 * over: how many rows tell of it. */
static int version(struct buf *out, struct page *p, int64_t version,
	struct json **last)
{
	struct json *now = NULL;
	int rows = 1;

	if (page_version(out, p, version, &now) < 0)
		return rows;
	if (*last)
		rows = page_compare(out, *last, now, NULL);
	else
		buf_puts(out, "First recorded.\n\n");
	json_free(*last);
	*last = now;
	return rows;
}

static void change(struct buf *out, struct page *p, struct query *q,
	struct json **last)
{
	int64_t seq = query_int(q, 0);
	int rows = 1;

	heading(out, p, q);
	merged(out, p, seq);
	if (query_int(q, 2))
		buf_puts(out, "Withdrawn.\n\n");
	else if (!query_null(q, 1))
		rows = version(out, p, query_int(q, 1), last);
	if (files(out, p, seq) + rows == 0)
		buf_puts(out, "No field differs.\n\n");
}

/* The latest first: that is what is asked for. Who wrote on a branch stands
 * under who merged it. */
static const char sql_latest[] =
	"select recorded, recorded_on, author, reason, prefix from ("
	" select h.seq, c.n, c.recorded, c.recorded_on, c.author, c.reason,"
	"  iif(min(h.withdrawn), 'withdrawn: ', '') as prefix, 0 as branch"
	" from record_change h join changeset c"
	"  on c.seq = h.seq and c.mainline = 1 where h.id = ?1 group by h.seq"
	" union select seq, n, recorded, recorded_on, author, reason,"
	"  'on a branch: ', 1 from merged where id = ?1)"
	" order by seq desc, branch, n desc limit 21";

void page_changes(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	int n = 0;

	page_query(out, &q, p, sql_latest, "s", p->id);
	while (page_next(out, q)) {
		page_seen(p, query_int(q, 0));
		if (n == 0)
			buf_puts(out, "## History\n\n"
				"| Recorded | By | Why |\n|---|---|---|\n");
		if (++n > SHOWN_MAX) {
			buf_printf(out, "| … | | [all of it](%s.history.md)"
				" |\n", p->id);
			break;
		}
		buf_printf(out, "| %s | ", query_text(q, 1));
		md_cell(out, query_text(q, 2));
		buf_printf(out, " | %s", query_text(q, 4));
		first_line(out, query_text(q, 3));
		page_fact_end(out);
	}
	if (n > 0)
		buf_putc(out, '\n');
}

int view_history(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	auto_json last = NULL;

	buf_printf(out, "# History of [%s](%s.md)\n\n", p->id, p->id);
	page_query(out, &q, p, sql_changes, "s", p->id);
	while (page_next(out, q))
		change(out, p, q, &last);
	return page_done(out);
}
