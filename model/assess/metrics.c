/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Metrics: metrics.sql does the counting; here the tables are made, and the
 * vectors scored that stand for a level. Which chains are whole was found when
 * the state was judged. Tables are emptied and not dropped: a page in the making
 * may have a query open, and SQLite drops no table then.
 */
#include "dossierfs/metrics.h"

#include "dossierfs/assess.h"
#include "dossierfs/cvss.h"
#include "dossierfs/query.h"
#include "judge.h"

static const char sql_make[] =
	"create temp table if not exists metric_state (seq, day);"
	"create temp table if not exists metric_vector"
	" (vector text primary key, score real) without rowid;"
	"create temp table if not exists metric_issue (n integer primary key,"
	" id text unique, version, product, identified_on, lost, ended, state,"
	" level, confirmed_on);"
	"create temp table if not exists metric_fix"
	" (issue integer, day, release, applies);"
	"create index if not exists temp.metric_fix_of on metric_fix (issue);"
	"create temp table if not exists metric_installed (release, day);"
	"create index if not exists temp.metric_installed_of"
	" on metric_installed (release);"
	"create temp table if not exists metric_scope"
	" (scope integer primary key, product, release);"
	"create index if not exists temp.metric_scope_of"
	" on metric_scope (release, product);"
	"create temp table if not exists metric_scoped (scope integer,"
	" issue integer, fixed_on, primary key (scope, issue)) without rowid;"
	"create temp table if not exists metric_case (scope integer, class,"
	" is_open, level, age, to_triage, to_fix, to_deployed);"
	"create index if not exists temp.metric_case_of on metric_case (scope);"
	"create temp table if not exists metric_whole"
	" (issue integer primary key);"
	"create temp table if not exists metric_days (scope integer,"
	" name, days, n);"
	"create index if not exists temp.metric_days_of"
	" on metric_days (scope, name);"
	"create temp table if not exists metric_share (product, release, of,"
	" fixed, otherwise, open, unknown, primary key (product, release))"
	" without rowid;"
	"create temp table if not exists metric_chain (product, release, of,"
	" whole, unknown, primary key (product, release)) without rowid;"
	"create temp table if not exists metric_time (product, release, name,"
	" of, measured, median, ninth, longest,"
	" primary key (product, release, name)) without rowid;"
	"create temp table if not exists metric_open (product, release, level,"
	" of, to_30, to_90, to_365, over_365, unknown,"
	" primary key (product, release, level)) without rowid;";

static int there(struct store *st)
{
	static const char sql[] =
		"select 1 from temp.metric_state where seq = ?1 and day = ?2";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "ii", store_seq(st),
		(int64_t)store_day(st));

	return rc ? rc : query_next(q);
}

/* The vectors of issues that name neither level nor score. */
static int score(struct store *st)
{
	static const char vectors[] =
		"select distinct severity_cvss from issue"
		" where severity_cvss is not null and severity_level is null"
		"   and severity_score is null";
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

int assess_metrics(struct store *st)
{
	int rc = store_run(st, sql_make);

	if (!rc)
		rc = there(st);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = store_run(st, "delete from temp.metric_state;");
	if (!rc)
		rc = score(st);
	if (!rc)
		rc = assess(st, NULL);
	if (!rc)
		rc = assess_script(st, "model/assess/metrics.sql");
	return rc ? rc : query_run(st,
		"insert into temp.metric_state values (?1, ?2)", "ii",
		store_seq(st), (int64_t)store_day(st));
}
