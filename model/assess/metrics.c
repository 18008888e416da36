/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Metrics: metrics.sql does the counting. What was counted stays in cache.db,
 * so that after a change only the issues are counted again that it can touch
 * (metrics-again.sql); here the vectors are scored that stand for a level.
 */
#include "dossierfs/metrics.h"

#include "dossierfs/assess.h"
#include "dossierfs/cvss.h"
#include "dossierfs/embed.h"
#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "dossierfs/scope.h"
#include "judge.h"

/* Another way to count, or to keep it: what is there is stale. */
#define VERSION "1"

/* What is kept of this state, or of one on which it can be made. */
enum kept { NONE, BEFORE, SAME };

static int there(struct store *st)
{
	static const char sql[] =
		"select 1 from temp.metric_state where seq = ?1 and day = ?2";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "ii", store_seq(st),
		(int64_t)store_day(st));

	return rc ? rc : query_next(q);
}

static bool any_kept(struct store *st)
{
	static const char sql[] =
		"select 1 from cache.metric_line where version = ?1 limit 1";
	auto_query q = NULL;

	return query_ready(st, sql) &&
		query_open(&q, st, sql, "s", VERSION) == 0 &&
		query_next(q) == 1;
}

static int make_kept(struct store *st)
{
	return store_cache_make(st,
		embed_find("model/assess/metrics-kept.sql", NULL));
}

/* Vectors of issues to be counted that name neither level nor score. */
static int score(struct store *st)
{
	static const char vectors[] =
		"select distinct i.severity_cvss from temp.metric_again a"
		" cross join issue i on i.id = a.id"
		" where i.severity_cvss is not null and i.severity_level is null"
		"   and i.severity_score is null";
	static const char insert[] = "insert or ignore into temp.metric_vector"
		" values (?1, ?2 / 10.0)";
	auto_query q = NULL;
	int rc = query_open(&q, st, vectors, "");

	while (!rc && (rc = query_next(q)) > 0) {
		int tenths;

		rc = cvss_score(&tenths, query_text(q, 0)) ?
			query_run(st, insert, "si", query_text(q, 0),
				(int64_t)tenths) : 0;
	}
	return rc;
}

static int count(struct store *st)
{
	int rc = score(st);

	return rc ? rc : script_run(st, "model/assess/metrics.sql");
}

/* Everything, for a line of its own. */
static int count_all(struct store *st)
{
	static const char *const sql[] = {
		"delete from temp.metric_base",
		"delete from temp.metric_now",
		"insert into temp.metric_now select abs(random() >> 1)",
		"delete from temp.metric_again",
		("insert into temp.metric_again"
		 " select distinct id from touched where type = 'issue'"),
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof(sql) / sizeof(*sql) && !rc; i++)
		rc = query_run(st, sql[i], "");
	return rc ? rc : count(st);
}

static int count_again(struct store *st)
{
	int rc = script_run(st, "model/assess/metrics-again.sql");

	return rc ? rc : count(st);
}

/* Sets metric_now and metric_base to the newest line that will do. */
static int find(enum kept *out, struct store *st)
{
	static const char *const forget[] = {
		"delete from temp.metric_now", "delete from temp.metric_base",
	};
	static const char sql[] =
		"select m.line, m.commit_id = ?1 and m.day = j.as_of, m.seq,"
		"  m.day, m.of_line, m.of_gen"
		"  from cache.metric_line m join judged j"
		"  join temp.judged_for f on f.line = m.of_line and f.gen >= m.of_gen"
		" where m.seq <= j.seq and m.day <= j.as_of"
		"   and exists (select 1 from dossier.changeset c"
		"                where c.seq = m.seq and c.mainline = 1"
		"                  and c.commit_id = m.commit_id)"
		" order by m.seq desc, m.day desc limit 1";
	static const char now[] = "insert into temp.metric_now values (?1)";
	static const char base[] =
		"insert into temp.metric_base values (?1, ?2, ?3, ?4)";
	auto_query q = NULL;
	int rc = query_run(st, forget[0], "");

	if (!rc)
		rc = query_run(st, forget[1], "");
	if (!rc)
		rc = query_open(&q, st, sql, "s", store_commit_id(st));
	*out = NONE;
	if (rc || (rc = query_next(q)) <= 0)
		return rc;
	*out = query_int(q, 1) ? SAME : BEFORE;
	rc = query_run(st, now, "i", query_int(q, 0));
	return rc ? rc : query_run(st, base, "isii", query_int(q, 2),
		query_text(q, 3), query_int(q, 4), query_int(q, 5));
}

/* What has no line, and the line that was not asked for longest. */
static int drop_past(struct store *st)
{
	enum { LINES = 4 };
	static const char past[] =
		"delete from cache.metric_line where line not in (select line"
		"  from cache.metric_line order by used desc limit ?1)";
	static const char *const rest[] = {
#define REST(table) "delete from cache." table " where line in (select" \
	" distinct line from cache.metric_share where line not in" \
	" (select line from cache.metric_line))"
		REST("metric_case"), REST("metric_sum"), REST("metric_chain"),
		REST("metric_time"), REST("metric_open"), REST("metric_share"),
#undef REST
	};
	int rc = query_run(st, past, "i", (int64_t)LINES);

	for (size_t i = 0; i < sizeof(rest) / sizeof(*rest) && !rc; i++)
		rc = query_run(st, rest[i], "");
	return rc;
}

static int keep(struct store *st)
{
	static const char sql[] =
		"insert or replace into cache.metric_line"
		" select n.line, ?1, ?2, j.seq, j.as_of, f.line, f.gen,"
		"  (select coalesce(max(used), 0) + 1 from cache.metric_line)"
		"  from temp.metric_now n join judged j join temp.judged_for f";
	int rc = script_run(st, "model/assess/metrics-sum.sql");

	return rc ? rc : query_run(st, sql, "ss", VERSION,
		store_commit_id(st));
}

static int show(struct store *st)
{
	return script_run(st, "model/assess/metrics-show.sql");
}

/* With the cache taken: another may have been here meanwhile. A whole count
 * was made before, for it takes long. */
static int move(struct store *st, bool counted)
{
	enum kept kept = NONE;
	int rc = counted ? 0 : find(&kept, st);

	if (!rc && kept == BEFORE)
		rc = count_again(st);
	else if (!rc && kept == NONE && !counted)
		rc = count_all(st);
	if (!rc && kept != SAME)
		rc = keep(st);
	if (!rc && kept == NONE)
		rc = drop_past(st);
	return rc ? rc : show(st);
}

static int move_alone(struct store *st, bool counted)
{
	int rc = store_cache_take(st);

	if (rc)
		return rc;
	rc = move(st, counted);
	return rc ? (store_cache_free(st, false), rc) :
		store_cache_free(st, true);
}

static int find_or_count(struct store *st)
{
	enum kept kept;
	int rc = find(&kept, st);

	if (rc)
		return rc;
	if (kept == SAME)
		return show(st);
	if (kept == NONE)
		rc = count_all(st);
	return rc ? rc : move_alone(st, kept == NONE);
}

int assess_metrics(struct store *st)
{
	static const char shown[] =
		"insert into temp.metric_state values (?1, ?2)";
	int rc = assess_make(st, "select 1 from temp.metric_state",
		"model/assess/metrics-tables.sql");

	if (!rc)
		rc = there(st);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = query_run(st, "delete from temp.metric_state", "");
	if (!rc)
		rc = assess(st, NULL);
	if (!rc && !any_kept(st))
		rc = make_kept(st);
	if (!rc)
		rc = find_or_count(st);
	return rc ? rc : query_run(st, shown, "ii", store_seq(st),
		(int64_t)store_day(st));
}
