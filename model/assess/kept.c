/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verdicts kept in cache.db, by what they depend on: commit, day, catalogue
 * and rules, product. The row of assess_state is written last and only when
 * all the others are there; a state without it was not kept.
 */
#include "dossierfs/query.h"
#include "judge.h"

#define STRINGIFY(x) #x
#define TEXT(x) STRINGIFY(x)

/* States kept: the live one, and what a few readers asked of other days. */
#define KEPT_STATES 48

/* Asked first: making what is there would wait for another's writing. */
static int has_tables(struct store *st)
{
	static const char sql[] = "select 1 from cache.sqlite_schema"
		" where name = 'assess_row_of'";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	return rc ? rc : query_next(q);
}

static int make_tables(struct store *st)
{
	int rc = store_cache(st);

	if (rc || (rc = has_tables(st)))
		return rc < 0 ? rc : 0;
	rc = store_cache_make(st,
		"create table if not exists cache.assess_state ("
		" state text primary key, n integer not null);"
		"create table if not exists cache.assess_row ("
		" state text not null, kind text not null, a, b, c, d, e, f,"
		" g, h, i, j, k);"
		"create index if not exists cache.assess_row_of"
		" on assess_row (state, kind);");
	return rc ? rc : store_cache_settle(st);
}

int kept_load(bool *found, struct store *st, const char *state)
{
	static const char there[] =
		"select 1 from cache.assess_state where state = ?1";
	static const char *const load[] = {
		"insert into temp.verdict select a, b, c, d, e, f, g, h, i, j,"
		" k from cache.assess_row"
		" where state = ?1 and kind = 'verdict' order by rowid",
		"insert into temp.member select a, b, c, d, e, f, g, h, i"
		" from cache.assess_row"
		" where state = ?1 and kind = 'member' order by rowid",
		"insert into temp.reported select a, b, c"
		" from cache.assess_row"
		" where state = ?1 and kind = 'reported' order by rowid",
		"insert into temp.gap select a, b, c, d, e, f, g"
		" from cache.assess_row"
		" where state = ?1 and kind = 'gap' order by rowid",
		"insert into temp.signal select a, b, c, d, e"
		" from cache.assess_row"
		" where state = ?1 and kind = 'signal' order by rowid",
	};
	auto_query q = NULL;
	int rc = make_tables(st);

	if (!rc)
		rc = query_open(&q, st, there, "s", state);
	if (!rc)
		rc = query_next(q);
	*found = rc > 0;
	if (rc <= 0)
		return rc;
	rc = 0;
	for (size_t i = 0; i < sizeof(load) / sizeof(*load) && !rc; i++)
		rc = query_run(st, load[i], "s", state);
	return rc;
}

/* What cannot be read or verified here may be once pdftotext or gpgv is
 * installed; a rule that took too long may end on another machine. */
static int is_unsure(struct store *st)
{
	static const char sql[] =
		"select 1 from temp.text_wanted w join temp.text_known k"
		" on k.sha256 = w.sha256 and k.format = w.format"
		" where k.answer = 'unable'"
		" union all select 1 from temp.signature_unable"
		" union all select 1 from temp.rule_fault where here limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	return rc ? rc : query_next(q);
}

int kept_save(struct store *st, const char *state)
{
	static const char *const save[] = {
		"delete from cache.assess_row where state = ?1",
		"insert into cache.assess_row select ?1, 'verdict', * from"
		" temp.verdict",
		"insert into cache.assess_row select ?1, 'member', *, null,"
		" null from temp.member",
		"insert into cache.assess_row select ?1, 'reported', *, null,"
		" null, null, null, null, null, null, null from temp.reported",
		"insert into cache.assess_row select ?1, 'gap', *, null, null,"
		" null, null from temp.gap",
		"insert into cache.assess_row select ?1, 'signal', *, null,"
		" null, null, null, null, null from temp.signal",
		"insert or replace into cache.assess_state"
		" select ?1, (select coalesce(max(n), 0) + 1"
		"               from cache.assess_state)"
		"  where (select count(*) from cache.assess_row"
		"          where state = ?1) ="
		"        (select count(*) from temp.verdict)"
		"      + (select count(*) from temp.member)"
		"      + (select count(*) from temp.reported)"
		"      + (select count(*) from temp.gap)"
		"      + (select count(*) from temp.signal)",
		"delete from cache.assess_state where ?1 is not null and n <="
		" (select max(n) from cache.assess_state) - " TEXT(KEPT_STATES),
		"delete from cache.assess_row where ?1 is not null and state"
		" not in (select state from cache.assess_state)",
	};
	int rc = is_unsure(st);

	if (rc)
		return rc < 0 ? rc : 0;
	for (size_t i = 0; i < sizeof(save) / sizeof(*save) && !rc; i++)
		rc = query_run(st, save[i], "s", state);
	return rc ? rc : store_cache_settle(st);
}
