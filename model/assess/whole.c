/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything from nothing: what needs few of the terms is found on one connection
 * while another makes them; then the rules run on two.
 */
#include "dossierfs/query.h"
#include "dossierfs/scope.h"
#include "judge.h"

/* What is found beside the terms, on the connection `at`. */
struct early {
	struct store *at;
	const struct catalog *catalog;
};

static int find_early(void *arg)
{
	const struct early *e = arg;
	int rc = chain_find(e->at);

	if (!rc)
		rc = assess_signals(e->at, e->catalog);
	if (!rc)
		rc = store_cache_settle(e->at);
	return rc ? rc : terms_make_apart(e->at);
}

static int find_terms(void *at)
{
	return terms_make(at);
}

/* One at a time writes to the cache: first this side, then the other. */
static int prepare(const struct early *e, struct store *at)
{
	struct early there = *e;
	int rc = beside(find_early, &there, find_terms, at);

	if (!rc)
		rc = assess_signatures(at);
	return rc ? rc : store_cache_settle(at);
}

static int take_signals(const struct judging *j, struct store *at)
{
	static const char all[] =
		"select clause, document, name, result, near from temp.signal";
	static const char clauses[] = "select clause from temp.signal_asked";
	static const char put[] = "insert into cache.judged_signal values"
		" (?6, ?1, ?2, ?3, ?4, ?5, ?7, 9223372036854775807)";
	static const char ask[] =
		"insert into cache.judged_asked values (?1, ?2)";
	auto_query q = NULL;
	auto_query p = NULL;
	int rc = query_open(&q, at, all, "");

	while (!rc && (rc = query_next(q)) > 0)
		rc = query_run(j->st, put, "ssssiii", query_text(q, 0),
			query_text(q, 1), query_text(q, 2), query_text(q, 3),
			query_int(q, 4), j->line, j->gen);
	if (!rc)
		rc = query_open(&p, at, clauses, "");
	while (!rc && (rc = query_next(p)) > 0)
		rc = query_run(j->st, ask, "is", j->line, query_text(p, 0));
	return rc;
}

static int take_all(struct judging *j, struct store *early)
{
	int rc = judged_begin(j);

	if (!rc)
		rc = take_signals(j, early);
	return rc ? rc : rules_run(j, early);
}

static int find_defects(void *at)
{
	return store_find_defects(at);
}

static int begin_terms(void *at)
{
	return terms_begin(at);
}

static int begin(struct store *at)
{
	auto_store twin = NULL;
	int rc = store_twin(&twin, at);

	if (!rc)
		rc = beside(find_defects, twin, begin_terms, at);
	return rc ? rc : store_take_defects(at, twin);
}

int judge_all(struct judging *j)
{
	auto_store early = NULL;
	int rc = begin(j->at);

	if (!rc)
		rc = store_twin(&early, j->at);
	if (!rc)
		rc = prepare(&(struct early){ early, j->catalog }, j->at);
	if (!rc)
		rc = store_cache_take(j->st);
	if (rc)
		return rc;
	rc = take_all(j, early);
	return rc ? (store_cache_free(j->st, false), rc) :
		store_cache_free(j->st, true);
}
