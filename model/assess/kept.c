/* SPDX-License-Identifier: Apache-2.0 */
/*
 * States of verdicts as they are kept in cache.db (judged.sql says how). The
 * row of `judged` is written last: what has none was not kept.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "dossierfs/query.h"
#include "dossierfs/scope.h"
#include "judge.h"

/* Another layout of judged.sql: the tables are made anew. */
enum { LAYOUT = 12 };

static int layout_make(struct store *st)
{
	static const char drop[] =
		"drop table if exists cache.judged_line;"
		"drop table if exists cache.judged;"
		"drop table if exists cache.judged_verdict;"
		"drop table if exists cache.judged_member;"
		"drop table if exists cache.judged_reported;"
		"drop table if exists cache.judged_gap;"
		"drop table if exists cache.judged_signal;"
		"drop table if exists cache.judged_asked;"
		"drop table if exists cache.judged_link;"
		"drop table if exists cache.judged_subject;"
		"drop table if exists cache.judged_worst;"
		"drop table if exists cache.judged_standing;";
	auto_buf mark = BUF_INIT;
	int rc;

	buf_printf(&mark, "pragma cache.user_version = %d", LAYOUT);
	rc = store_cache_make(st, drop);
	if (!rc)
		rc = assess_script(st, "model/assess/judged.sql");
	return rc ? rc : store_cache_make(st, buf_text(&mark));
}

int judged_ready(struct store *st)
{
	static const char probe[] = "select 1 from temp.signal_asked";
	static const char layout[] = "pragma cache.user_version";
	auto_query q = NULL;
	int rc = store_cache(st);
	bool made;

	if (!rc)
		rc = query_open(&q, st, layout, "");
	if (!rc)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	made = query_int(q, 0) == LAYOUT;
	query_auto_close(&q);
	rc = made ? 0 : layout_make(st);
	return rc ? rc : assess_make(st, probe, "model/assess/tables.sql");
}

static int show(struct store *st, const char *state, int64_t line, int64_t gen)
{
	static const char forget[] = "delete from temp.judged_for";
	static const char sql[] =
		"insert into temp.judged_for values (?1, ?2, ?3, '', 0)";
	int rc = query_run(st, forget, "");

	return rc ? rc : query_run(st, sql, "sii", state, line, gen);
}

/* What may have changed besides is looked at every other second. */
int judged_shown(bool *out, struct store *st, const char *asked)
{
	static const char sql[] =
		"select 1 from temp.judged_for f"
		"  join cache.judged j on j.line = f.line and j.gen = f.gen"
		" where f.asked = ?1 and f.looked >= ?2";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "si", asked, (int64_t)time(NULL) - 1);

	if (!rc)
		rc = query_next(q);
	*out = rc > 0;
	return rc < 0 ? rc : 0;
}

int judged_line(struct store *st, int64_t *line, int64_t *gen)
{
	static const char sql[] = "select line, gen from temp.judged_for";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	if (!rc)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	*line = query_int(q, 0);
	*gen = query_int(q, 1);
	return 0;
}

int judged_asked(struct store *st, const char *asked)
{
	static const char sql[] =
		"update temp.judged_for set asked = ?1, looked = ?2";

	return query_run(st, sql, "si", asked, (int64_t)time(NULL));
}

int judged_find(bool *found, struct store *st, const char *state)
{
	static const char sql[] =
		"select line, gen from cache.judged where state = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", state);

	if (!rc)
		rc = query_next(q);
	*found = rc > 0;
	return rc <= 0 ? rc :
		show(st, state, query_int(q, 0), query_int(q, 1));
}

int judged_base(bool *found, struct base *out, struct store *st,
	const char *rules)
{
	static const char sql[] =
		"select b.line, b.gen, b.seq, b.as_of"
		"  from cache.judged b"
		"  join judged j on b.seq <= j.seq and b.as_of <= j.as_of"
		" where b.rules = ?1"
		"   and exists (select 1 from dossier.changeset c"
		"                where c.seq = b.seq and c.mainline = 1"
		"                  and c.commit_id = b.commit_id)"
		"   and not exists (select 1 from cache.judged l"
		"                    where l.line = b.line and l.gen > b.gen)"
		" order by b.seq desc, b.as_of desc limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", rules);

	if (!rc)
		rc = query_next(q);
	*found = rc > 0;
	if (rc <= 0)
		return rc;
	out->line = query_int(q, 0);
	out->gen = query_int(q, 1);
	out->seq = query_int(q, 2);
	snprintf(out->day, sizeof(out->day), "%s", query_text(q, 3));
	return 0;
}

int judged_begin(struct judging *j)
{
	static const char number[] = "select abs(random() >> 1)";
	static const char sql[] = "insert into cache.judged_line values (?1,"
		" cast(strftime('%s', 'now') as integer), 0)";
	auto_query q = NULL;
	int rc = query_open(&q, j->st, number, "");

	if (!rc)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	j->line = query_int(q, 0);
	j->gen = 1;
	query_auto_close(&q);
	rc = query_run(j->st, sql, "i", j->line);
	return rc ? rc : show(j->st, "", j->line, j->gen);
}

int judged_follow(struct judging *j, const struct base *base)
{
	j->line = base->line;
	j->gen = base->gen + 1;
	j->part = true;
	j->since = base->seq;
	return show(j->st, "", j->line, j->gen);
}

static int drop_line(struct store *st, int64_t line)
{
	static const char *const sql[] = {
		"delete from cache.judged where line = ?1",
		"delete from cache.judged_line where line = ?1",
		"delete from cache.judged_verdict where line = ?1",
		"delete from cache.judged_member where line = ?1",
		"delete from cache.judged_reported where line = ?1",
		"delete from cache.judged_gap where line = ?1",
		"delete from cache.judged_signal where line = ?1",
		"delete from cache.judged_asked where line = ?1",
		"delete from cache.judged_link where line = ?1",
		"delete from cache.judged_subject where line = ?1",
		"delete from cache.judged_standing where line = ?1",
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof(sql) / sizeof(*sql) && !rc; i++)
		rc = query_run(st, sql[i], "i", line);
	return rc;
}

/* Lines that were used longest ago, and those that were begun and left. */
static int drop_lines(struct store *st, int64_t line)
{
	enum { LINES = 48, MEMBERS = 3000000, ABANDONED = 3600 };
	static const char sql[] =
		"select l.line from (select line, used,"
		"   row_number() over w as place, sum(n) over w as weight"
		"   from cache.judged_line window w as (order by used desc, line)"
		"  ) l where l.line <> ?1"
		" and (l.place > ?2 or l.weight > ?3"
		"  or l.used < cast(strftime('%s', 'now') as integer) - ?4"
		"   and not exists (select 1 from cache.judged j"
		"                    where j.line = l.line))";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "iiii", line, (int64_t)LINES,
		(int64_t)MEMBERS, (int64_t)ABANDONED);

	while (!rc && (rc = query_next(q)) > 0)
		rc = drop_line(st, query_int(q, 0));
	return rc;
}

/* Generations that nobody looks at any more; not at every change. */
static int drop_past(struct store *st, int64_t line, int64_t gen)
{
	enum { KEPT = 64, EVERY = 16 };
	static const char *const sql[] = {
		"delete from cache.judged where line = ?1 and gen < ?2",
		"delete from cache.judged_verdict where line = ?1 and gen < ?2",
		"delete from cache.judged_gap where line = ?1 and gen < ?2",
		"delete from cache.judged_member where line = ?1"
		" and to_gen <= ?2 and to_gen < 9223372036854775807",
		"delete from cache.judged_reported where line = ?1"
		" and to_gen <= ?2",
		"delete from cache.judged_signal where line = ?1"
		" and to_gen <= ?2",
		"delete from cache.judged_link where line = ?1"
		" and to_gen <= ?2",
		"delete from cache.judged_subject where line = ?1"
		" and to_gen <= ?2 and to_gen < 9223372036854775807",
		"delete from cache.judged_standing where line = ?1"
		" and to_gen <= ?2",
	};
	int rc = 0;

	if (gen <= KEPT || gen % EVERY)
		return 0;
	for (size_t i = 0; i < sizeof(sql) / sizeof(*sql) && !rc; i++)
		rc = query_run(st, sql[i], "ii", line, gen - KEPT);
	return rc;
}

static int keep_state(const struct judging *j, const char *state,
	const char *rules)
{
	static const char sql[] =
		"insert or replace into cache.judged"
		" select ?1, ?2, ?3, ?4, seq, as_of, ?5 from judged";
	int rc = query_run(j->st, sql, "siiss", state, j->line, j->gen,
		store_commit_id(j->st), rules);

	return rc ? rc : show(j->st, state, j->line, j->gen);
}

static int use_line(const struct judging *j)
{
	static const char sql[] =
		"update cache.judged_line"
		"   set used = cast(strftime('%s', 'now') as integer),"
		"       n = case when ?2 = 1 then (select count(*)"
		"            from cache.judged_member where line = ?1) else n end"
		" where line = ?1";

	return query_run(j->st, sql, "ii", j->line, j->gen);
}

/* Of many states of one generation the last few are wanted. */
static int drop_same(const struct judging *j)
{
	static const char sql[] =
		"delete from cache.judged where line = ?1 and gen = ?2"
		" and seq < (select seq from cache.judged where line = ?1"
		"  and gen = ?2 order by seq desc limit 1 offset 64)";

	return query_run(j->st, sql, "ii", j->line, j->gen);
}

int judged_again(struct judging *j, const struct base *base,
	const char *state, const char *rules)
{
	int rc;

	j->line = base->line;
	j->gen = base->gen;
	rc = use_line(j);
	if (!rc)
		rc = keep_state(j, state, rules);
	return rc ? rc : drop_same(j);
}

int judged_keep(const struct judging *j, const char *state, const char *rules)
{
	int rc = use_line(j);

	if (!rc)
		rc = keep_state(j, state, rules);
	if (!rc)
		rc = drop_past(j->st, j->line, j->gen);
	if (!rc)
		rc = drop_lines(j->st, j->line);
	return rc;
}
