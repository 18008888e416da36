/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who judges from nothing has looked at every reference, which is how records
 * are found defective. What came out is kept for pages and listings, so that
 * none of them has to look again.
 */
#include "dossierfs/assess.h"
#include "dossierfs/query.h"
#include "judge.h"

#define PLACE(r) r ".type, coalesce(" r ".kind, ''), coalesce(" r ".year, '')"

static int forget(struct store *st)
{
	static const char *const sql[] = {
		"delete from cache.record_count_state",
		"delete from cache.record_count",
		"delete from cache.record_defect",
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof(sql) / sizeof(*sql) && !rc; i++)
		rc = query_run(st, sql[i], "");
	return rc;
}

static int keep_counts(const struct judging *j)
{
	static const char all[] =
		"select " PLACE("r") ", count(*), total(exists (select 1"
		"   from temp.defect_found f where f.version = r.version))"
		"  from record r group by 1, 2, 3";
	static const char put[] =
		"insert into cache.record_count values (?1, ?2, ?3, ?4, ?5)";
	auto_query q = NULL;
	int rc = query_open(&q, j->at, all, "");

	while (!rc && (rc = query_next(q)) > 0)
		rc = query_run(j->st, put, "sssii", query_text(q, 0),
			query_text(q, 1), query_text(q, 2), query_int(q, 3),
			query_int(q, 4));
	return rc;
}

static int keep_defects(const struct judging *j)
{
	static const char all[] =
		"select r.id, " PLACE("r") " from temp.defect_found f"
		"  cross join dossier.span s on s.version = f.version"
		"  cross join record r on r.id = s.id and r.version = f.version";
	static const char put[] =
		"insert into cache.record_defect values (?1, ?2, ?3, ?4)";
	auto_query q = NULL;
	int rc = query_open(&q, j->at, all, "");

	while (!rc && (rc = query_next(q)) > 0)
		rc = query_run(j->st, put, "ssss", query_text(q, 0),
			query_text(q, 1), query_text(q, 2), query_text(q, 3));
	return rc;
}

int counts_ready(struct store *st)
{
	return store_cache_make(st, ASSESS_COUNTED);
}

int counts_keep(const struct judging *j)
{
	static const char state[] =
		"insert into cache.record_count_state values (?1, ?2)";
	int rc;

	if (!store_is_live(j->st) || store_seq(j->st) < 0)
		return 0;
	rc = forget(j->st);
	if (!rc)
		rc = keep_counts(j);
	if (!rc)
		rc = keep_defects(j);
	return rc ? rc : query_run(j->st, state, "is", store_seq(j->st),
		store_commit_id(j->st));
}
