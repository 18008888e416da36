/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When the terms of all that is judged ended last. It is looked for among all
 * members once; then among those that came since, for these are few.
 */
#include "dossierfs/date.h"
#include "page.h"

enum { STEPS_MAX = 32 }; /* generations: of those before rows may be gone */

void page_seen_term(struct page *p, const char *ended_on)
{
	int32_t day;

	if (ended_on && day_parse(&day, ended_on) && day < store_day(p->store))
		page_seen(p, ((int64_t)day + 1) * 86400);
}

/* The line and generation that this is the last term of (judged.sql). */
static const char sql_make[] =
	"create temp table if not exists page_term (line integer not null,"
	" gen integer not null, ended text);";

/* No row, where the last term of before may have gone since. */
static const char sql_step[] =
	"select f.line, f.gen, nullif(max(coalesce(t.ended, ''), coalesce("
	" (select max(" PAGE_TERM("m.why") ") from cache.judged_member m"
	"   where m.line = f.line and m.from_gen > t.gen and m.from_gen > 1"
	"    and m.from_gen <= f.gen and m.to_gen > f.gen), '')), '')"
	" from temp.judged_for f join temp.page_term t on t.line = f.line"
	" where f.gen between t.gen and t.gen + ?1 and not exists"
	"  (select 1 from cache.judged_member m where m.line = f.line"
	"   and m.to_gen > t.gen and m.to_gen <= f.gen"
	"   and m.to_gen < 9223372036854775807"
	"   and " PAGE_TERM("m.why") " = t.ended)";
static const char sql_all[] =
	"select line, gen, (select max(" PAGE_TERM("why") ") from temp.member)"
	" from temp.judged_for where ?1 > 0";
static const char sql_now[] =
	"insert into temp.page_term values (?1, ?2, ?3)";

/* Whether it was found. */
static bool find(struct buf *out, struct page *p, const char *sql)
{
	auto_query q = NULL;
	bool found;

	page_query(out, &q, p, sql, "i", (int64_t)STEPS_MAX);
	found = page_next(out, q);
	if (!found || out->err)
		return false;
	page_seen_term(p, query_text(q, 2));
	page_fail(out, query_run(p->store, "delete from temp.page_term", ""));
	page_fail(out, query_run(p->store, sql_now, "iis", query_int(q, 0),
		query_int(q, 1), query_text(q, 2)));
	return true;
}

int view_seen_verdicts(struct page *p)
{
	auto_buf nothing = BUF_INIT;

	page_judge_all(&nothing, p);
	return page_done(&nothing);
}

void page_judge_all(struct buf *out, struct page *p)
{
	page_judge(out, p);
	page_seen_judged(out, p);
	if (!out->err)
		page_fail(out, store_run(p->store, sql_make));
	if (!out->err && !find(out, p, sql_step) && !out->err)
		find(out, p, sql_all);
}
