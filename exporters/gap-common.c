/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gaps behind which no single constraint stands: no procedure; and the two
 * common ones (RULES.md): the first missing link of each issue's
 * chain, with the share of whole ones; and updates whose recipient cannot
 * verify them, with what is known of the channel.
 */
#include "gap.h"

#include <string.h>

#include "dossierfs/chain.h"
#include "mend.h"

enum { ROWS_SHOWN = 1000 };

/* Inside its terms, what an issue lacks may still come. */
#define UNDER_WAY \
	"exists (select 1 from temp.member m" \
	"  where m.constraint_id = '9.5-1' and m.id = f.id" \
	"   and m.verdict = 'unknown' and m.until is not null)"

/* Emptied rather than dropped: a page in the making has a query open, and
 * SQLite drops no table then. */
static const char sql_make[] =
	"create temp table if not exists chain_seen"
	" (id, identified_on, step, under_way);"
	"delete from temp.chain_seen;"
	"insert into temp.chain_seen"
	" select f.id, f.identified_on, f.step, f.step is not null and "
	UNDER_WAY " from temp.missing_link f;";

static const char sql_share[] =
	"select count(*), total(step is null), total(under_way),"
	" total(step = 0) from temp.chain_seen";

static const char sql_links[] =
	"select step, count(*), min(id) from temp.chain_seen"
	" where step > 0 group by step order by step";

static const char sql_issues[] =
	"select id, step, identified_on, under_way from temp.chain_seen"
	" where step is not null order by under_way, step, id";

static void share(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	long long all;
	long long whole;

	page_query(out, &q, p, sql_share, "");
	if (!page_next(out, q))
		return;
	all = (long long)query_int(q, 0);
	whole = (long long)query_int(q, 1);
	buf_printf(out, "## Share of whole chains\n\n**%lld of %lld** issues "
		"have a whole chain", whole, all);
	if (all)
		buf_printf(out, " (%lld %%)", whole * 100 / all);
	buf_printf(out, ". Under way inside their terms: %lld",
		(long long)query_int(q, 2));
	if (query_int(q, 3))
		buf_printf(out, "; with a defective record: %lld",
			(long long)query_int(q, 3));
	buf_puts(out, ". Duplicates follow what they duplicate and are not "
		"counted.\n\nidentified → analysed → routed → changed → impact "
		"reviewed → verified → disclosure decided → notified → closed"
		"\n\n");
}

static void links(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	auto_buf text = BUF_INIT;
	bool any = false;

	page_query(out, &q, p, sql_links, "");
	while (page_next(out, q)) {
		enum chain_step step = (enum chain_step)(query_int(q, 0) - 1);

		if (!any)
			buf_puts(out, "| First missing link | Issues |\n"
				"|---|---:|\n");
		any = true;
		buf_printf(out, "| %lld. %s | %lld |\n",
			(long long)query_int(q, 0), chain_step_name(step),
			(long long)query_int(q, 1));
		mend_fill(&text, chain_step_command(step),
			(struct mend_word[]){ { "issue", query_text(q, 2) },
			{ NULL, NULL } });
		buf_putc(&text, '\n');
	}
	page_fail(out, text.err);
	if (!any)
		return;
	buf_puts(out, "\nThe command for each, here with the first issue that "
		"lacks it:\n\n");
	md_code(out, "sh", buf_text(&text));
}

static void issues(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	int n = 0;

	page_query(out, &q, p, sql_issues, "");
	while (page_next(out, q)) {
		int64_t step = query_int(q, 1);

		if (n == 0)
			buf_puts(out, "## For which records\n\n| Issue | First "
				"missing link | Identified | |\n"
				"|---|---|---|---|\n");
		if (++n > ROWS_SHOWN) {
			buf_puts(out, "| … | the issues' own pages say it of "
				"each | | |\n");
			break;
		}
		buf_puts(out, "| ");
		page_id(out, p, query_text(q, 0));
		buf_puts(out, " | ");
		buf_puts(out, step ? chain_step_name((enum chain_step)(step -
			1)) : "its record is defective");
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 2));
		buf_printf(out, " | %s", query_int(q, 3) ? "under way inside "
			"its terms" : "");
		page_fact_end(out);
	}
	if (n > 0)
		buf_putc(out, '\n');
}

void gap_chains(struct buf *out, struct page *p)
{
	page_fail(out, assess_chain(p->store));
	if (!out->err)
		page_fail(out, store_run(p->store, sql_make));
	if (out->err)
		return;
	share(out, p);
	links(out, p);
	issues(out, p);
}

/* Documents that come near to being the procedure: not approved, or not quite
 * of its name. */
static const char sql_named[] =
	"select s.document, s.name, iif(s.near, 'near miss', s.result),"
	" r.first_on from temp.signal s join record r on r.id = s.document"
	" where s.clause = ?1 order by s.near, s.document limit 1000";

void gap_candidates(struct buf *out, struct page *p, const char *clause)
{
	auto_query q = NULL;
	bool any = false;

	page_query(out, &q, p, sql_named, "s", clause);
	while (page_next(out, q)) {
		if (!any)
			buf_puts(out, "## For which records\n\n| Document | "
				"Name | Result | On record since |\n"
				"|---|---|---|---|\n");
		any = true;
		buf_puts(out, "| ");
		page_id(out, p, query_text(q, 0));
		for (int i = 1; i < 4; i++) {
			buf_puts(out, " | ");
			md_cell(out, query_text(q, i));
		}
		page_fact_end(out);
	}
	buf_puts(out, any ? "\n" : "No document comes near to it: "
		"[signals](../signals.md) shows which names are looked for.\n");
}

/* What the channel's name says of it: whoever changes bytes on an open way
 * can change a hash that travels with them. */
static const char sql_updates[] =
	"select m.id, m.record, m.verdict, m.why, m.since,"
	" (select group_concat(a.channel || case"
	"   when lower(a.channel) glob '*https://*' then ' (encrypted)'"
	"   when lower(a.channel) glob '*sftp:*' then ' (encrypted)'"
	"   when lower(a.channel) glob '*http://*' then ' (not protected)'"
	"   when lower(a.channel) glob '*ftp:*' then ' (not protected)'"
	"   else ' (nothing says that it is protected)' end, '; ')"
	"  from update_availability a"
	"  where a.id = m.record and a.channel is not null)"
	" from temp.member m"
	" where m.constraint_id = '6.3-5'"
	"  and m.verdict in ('not-met', 'partly')"
	" order by m.verdict <> 'not-met', m.id limit 1001";

void gap_integrity(struct buf *out, struct page *p)
{
	auto_query q = NULL;
	int n = 0;

	page_query(out, &q, p, sql_updates, "");
	while (page_next(out, q)) {
		if (n == 0)
			buf_puts(out, "## For which records\n\n| Update or "
				"artifact | Verdict | What is missing | Since |"
				" Channel |\n|---|---|---|---|---|\n");
		if (++n > ROWS_SHOWN)
			break;
		buf_puts(out, "| ");
		page_id(out, p, query_text(q, 1));
		if (strcmp(query_text(q, 0), query_text(q, 1)) != 0) {
			buf_puts(out, " as ");
			md_text(out, query_text(q, 0));
		}
		buf_puts(out, " | ");
		page_verdict(out, query_text(q, 2));
		for (int i = 3; i < 5; i++) {
			buf_puts(out, " | ");
			md_cell(out, query_text(q, i));
		}
		buf_puts(out, " | ");
		md_cell(out, query_null(q, 5) ? "no channel is on record" :
			query_text(q, 5));
		page_fact_end(out);
	}
	if (n > 0)
		buf_puts(out, "\nOf constraint ");
	if (n > 0)
		page_constraint(out, p, "6.3-5");
	if (n > 0)
		buf_puts(out, ". A protected channel is no substitute: the "
			"recipient must be able to verify the file itself.\n");
}
