/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The records that the verdicts of each clause judge: which came or went since
 * they were last looked at.
 */
#include "dossierfs/assess.h"
#include "dossierfs/err.h"
#include "dossierfs/store.h"
#include "dossierfs/view.h"

static const char sql_make[] =
	"create temp table if not exists judged_record_state ("
	" line integer not null, gen integer not null, seq integer not null,"
	" day integer not null);"
	/* What came or went with the last state. */
	"create temp table if not exists judged_turned (clause text not null,"
	" folder text not null, id text not null,"
	" primary key (clause, folder, id)) without rowid;";

static const char sql_there[] =
	"select 1 from temp.judged_record_state where seq = ?1 and day = ?2";

#define TURNED(index) \
	"insert or ignore into temp.judged_turned" \
	" select s.clause, s.folder, s.id from cache.judged_subject s " index
#define AT(row, gen) row ".from_gen <= " gen " and " row ".to_gen > " gen
#define NOT_AT(line, gen) \
	" and not exists (select 1 from cache.judged_subject w" \
	"  where w.line = " line " and w.clause = s.clause" \
	"  and w.folder = s.folder and w.id = s.id and " AT("w", gen) ")"
#define CAME AT("s", "?4") NOT_AT("?1", "?2")
#define WENT AT("s", "?2") NOT_AT("?3", "?4")

/* ?1 and ?2: the line and generation that were shown; ?3 and ?4: those that
 * are. The few are found by when they came or went. */
static const char *const sql_turned[] = {
	TURNED("indexed by judged_subject_new")
	" where s.line = ?3 and s.from_gen > ?2 and s.from_gen > 1 and " CAME,
	TURNED("indexed by judged_subject_past")
	" where s.line = ?1 and s.to_gen <= ?4"
	" and s.to_gen < 9223372036854775807 and " WENT,
};
static const char *const sql_turned_apart[] = {
	TURNED("") " where s.line = ?3 and " CAME,
	TURNED("") " where s.line = ?1 and " WENT,
};
/* What was is not kept: any record may be gone from where its type stands. */
static const char sql_turned_all[] =
	"insert or ignore into temp.judged_turned"
	" select c.clause, f.folder, h.id"
	" from (select distinct clause from temp.verdict) c"
	" cross join (select distinct id, type from record_history) h"
	" join temp.type_folder f on f.type = h.type"
	" where ?1 <> ?3 or ?2 <> ?4";

/* Where the turned ones stand, and where verdicts do: lines and generations. */
struct step {
	int64_t line, gen;
	int64_t now_line, now_gen;
};

/* The tables are made when they are first asked for. */
static int there(struct store *st)
{
	auto_query q = NULL;
	int rc;

	if (!query_ready(st, sql_there))
		return store_run(st, sql_make);
	rc = query_open(&q, st, sql_there, "ii", store_seq(st),
		(int64_t)store_day(st));
	return rc ? rc : query_next(q);
}

/* 1, 0 when nothing was shown, or negative. */
static int find_step(struct step *out, struct store *st)
{
	static const char sql[] =
		"select s.line, s.gen, f.line, f.gen"
		"  from temp.judged_for f, temp.judged_record_state s";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	if (rc == 0)
		rc = query_next(q);
	if (rc > 0)
		*out = (struct step){ query_int(q, 0), query_int(q, 1),
			query_int(q, 2), query_int(q, 3) };
	return rc;
}

static int is_kept(struct store *st, const struct step *s)
{
	static const char sql[] =
		"select 1 from cache.judged where line = ?1 and gen = ?2";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "ii", s->line, s->gen);

	return rc < 0 ? rc : query_next(q);
}

static int run(struct store *st, const char *sql, const struct step *s)
{
	return query_run(st, sql, "iiii", s->line, s->gen, s->now_line,
		s->now_gen);
}

static int fill(struct store *st, const struct step *s)
{
	const char *const *sql = s->line == s->now_line &&
		s->gen <= s->now_gen ? sql_turned : sql_turned_apart;
	int rc = is_kept(st, s);

	if (rc == 0)
		return run(st, sql_turned_all, s);
	for (int i = 0; rc >= 0 && i < 2; i++)
		rc = run(st, sql[i], s);
	return rc < 0 ? rc : 0;
}

static int stand(struct store *st)
{
	static const char forget[] = "delete from temp.judged_record_state";
	static const char sql[] =
		"insert into temp.judged_record_state"
		" select line, gen, ?1, ?2 from temp.judged_for";
	int rc = query_run(st, forget, "");

	return rc ? rc : query_run(st, sql, "ii", store_seq(st),
		(int64_t)store_day(st));
}

int view_judge(struct store *st)
{
	static const char forget[] = "delete from temp.judged_turned";
	struct step s = { 0 };
	int rc = there(st);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = assess(st, NULL);
	if (rc == 0)
		rc = query_run(st, forget, "");
	if (rc == 0)
		rc = find_step(&s, st);
	if (rc > 0)
		rc = fill(st, &s);
	return rc < 0 ? rc : stand(st);
}
