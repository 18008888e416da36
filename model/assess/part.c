/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A part of a state, which scope.c has found: it is judged anew by the same
 * rules; what comes out takes the place of what was there.
 */
#include <string.h>

#include "dossierfs/query.h"
#include "dossierfs/scope.h"
#include "judge.h"

/* A constraint that is not here is judged whole. */
static const struct reach_of reaches[] = {
	{ "6.3-1", "update", 0 },
	{ "6.3-2", "notification", 0 },
	{ "6.3-3", "update", 0 },
	{ "6.3-4", "issue", 0 },
	{ "6.3-5", "update", 0 },
	{ "9.5-1", "issue", 0 },
	{ "9.5-2", "issue", 0 },
	{ "9.5-3", "issue", 0 },
	{ "9.5-4", "change", 0 },
	{ "9.5-5", "issue", 0 },
	{ "9.5-6", "issue", 0 },
	{ "9.5-7", "issue", PART_REVIEWS },
	{ "9.5-8", NULL, PART_TESTS | PART_SILENT },
	{ "9.5-9", NULL, PART_TESTS },
	{ "9.5-10", NULL, PART_TESTS },
	{ "9.5-11", NULL, PART_TESTS },
	{ "9.5-12", "activity", 0 },
};

const struct reach_of *scope_reach_of(const struct constraint *c)
{
	for (size_t i = 0; i < sizeof(reaches) / sizeof(*reaches); i++)
		if (!c->catalog && !strcmp(reaches[i].constraint, c->id))
			return &reaches[i];
	return NULL;
}

/* Whether records of a type are judged anew; files that are no record may be
 * of any. */
static int is_again(struct store *st, const char *type)
{
	static const char sql[] =
		"select 1 from temp.again a cross join dossier.span s"
		"  on s.id = a.id and s.type = ?1"
		" union all"
		" select 1 from temp.turn t cross join dossier.span s"
		"  on s.from_seq > t.from_seq and s.from_seq <= t.to_seq"
		"   and s.type = 'defect' limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", type);

	return rc ? rc : query_next(q);
}

static int is_whole(struct store *st, int parts)
{
	static const char sql[] =
		"select 1 from temp.whole where part & ?1 limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "i", (int64_t)parts);

	return rc ? rc : query_next(q);
}

/* Whether the issues' reports of a rule that looks at products are others. */
static int is_graded(struct store *st)
{
	int64_t some;
	int rc = query_one(&some, 0, st, "select count(*) from temp.graded",
		"");

	return rc ? rc : some > 0;
}

/* The rules that look at records. */
static int judge_records(struct judging *j, struct counts *n)
{
	static const char seen[] = "select id, deep from temp.seen union all"
		" select id, 0 from temp.hit where type = 'document'";
	const struct constraint *c;
	int rc = scope_look(j, seen, terms_make_narrow);

	for (size_t i = 0; (c = catalog_constraint(j->catalog, i)) && !rc; i++) {
		const struct reach_of *r = scope_reach_of(c);

		if (!r || !r->type || (rc = is_again(j->st, r->type)) <= 0 ||
		    (r->parts && (rc = is_graded(j->st)) <= 0))
			continue;
		rc = r->parts ? 0 : rule_members(j, c);
		if (!rc && !r->parts)
			rc = replace_members(j, c, PART_RECORDS, &n[i]);
		if (!rc)
			rc = rule_reported(j, c);
		if (!rc)
			rc = replace_reported(j, c, PART_RECORDS);
	}
	return rc < 0 ? rc : 0;
}

/* The rules that look at a product as a whole. */
static int judge_products(struct judging *j, struct counts *n)
{
	static const char seen[] = "select id, deep from temp.seen_whole";
	const struct constraint *c;
	int rc = scope_look(j, seen, terms_make_narrow);

	for (size_t i = 0; (c = catalog_constraint(j->catalog, i)) && !rc; i++) {
		const struct reach_of *r = scope_reach_of(c);

		if (!r || !r->parts || (rc = is_whole(j->st, r->parts)) <= 0)
			continue;
		rc = rule_members(j, c);
		if (!rc)
			rc = replace_members(j, c, r->parts, &n[i]);
		if (!rc)
			rc = rule_reported(j, c);
		if (!rc)
			rc = replace_reported(j, c, r->parts);
	}
	return rc < 0 ? rc : 0;
}

/* The rule on reviews, for those of a few releases. What it reports hangs on
 * other things. */
static int judge_reviews(struct judging *j, struct counts *n)
{
	static const char seen[] = "select id, deep from temp.seen_reviews";
	const struct constraint *c;
	int rc = scope_look(j, seen, terms_make_reviews);

	for (size_t i = 0; (c = catalog_constraint(j->catalog, i)) && !rc; i++) {
		const struct reach_of *r = scope_reach_of(c);

		if (!r || !(r->parts & PART_REVIEWS))
			continue;
		rc = rule_members(j, c);
		if (!rc)
			rc = replace_members(j, c, PART_RELEASES, &n[i]);
	}
	return rc;
}

/* Rules from outside may read anything: they see everything. */
static int judge_foreign(struct judging *j, struct counts *n)
{
	const struct constraint *c;
	auto_store whole = NULL;
	int rc = 0;

	for (size_t i = 0; (c = catalog_constraint(j->catalog, i)) && !rc; i++) {
		if (scope_reach_of(c) || !c->sql)
			continue;
		if (!whole) {
			rc = store_whole(&whole, j->st);
			if (!rc)
				rc = terms_make_whole(whole);
			j->at = whole;
		}
		if (!rc)
			rc = rule_run(j, c);
		if (!rc)
			rc = replace_members(j, c, PART_ALL, &n[i]);
		if (!rc)
			rc = replace_reported(j, c, PART_ALL);
	}
	return rc;
}

/* Documents that changed may speak of a clause now, or no longer. */
static int judge_signals(struct judging *j)
{
	static const char touched[] =
		"select 1 from temp.hit where type = 'document' limit 1";
	static const char past[] =
		"update cache.judged_signal set to_gen = ?2"
		" where line = ?1 and to_gen = 9223372036854775807"
		"   and document in (select id from temp.hit)";
	static const char all[] =
		"select clause, document, name, result, near from temp.signal";
	static const char put[] =
		"insert into cache.judged_signal"
		" select ?6, ?1, ?2, ?3, ?4, ?5, ?7, 9223372036854775807"
		"  where ?2 in (select id from temp.hit)";
	auto_query q = NULL;
	int64_t some = 0;
	int rc = query_one(&some, 0, j->st, touched, "");

	if (rc || !some)
		return rc;
	rc = assess_signals(j->at, j->catalog);
	if (!rc)
		rc = query_run(j->st, past, "ii", j->line, j->gen);
	if (!rc)
		rc = query_open(&q, j->at, all, "");
	while (!rc && (rc = query_next(q)) > 0)
		rc = query_run(j->st, put, "ssssiii", query_text(q, 0),
			query_text(q, 1), query_text(q, 2), query_text(q, 3),
			query_int(q, 4), j->line, j->gen);
	return rc;
}

static int forget_fresh(struct store *st)
{
	int rc = query_run(st, "delete from temp.fresh_member", "");

	return rc ? rc : query_run(st, "delete from temp.fresh_reported", "");
}

/* What is looked at as a whole, or by its reviews. */
static int judge_parts(struct judging *j, struct counts *n)
{
	static const char whole[] = "select count(*) from temp.whole";
	static const char again[] = "select count(*) from temp.reviewed_again";
	int64_t products = 0, releases = 0;
	int rc = query_one(&products, 0, j->st, whole, "");

	if (!rc)
		rc = query_one(&releases, 0, j->st, again, "");
	if (!rc && products)
		rc = judge_products(j, n);
	if (!rc)
		rc = forget_fresh(j->st);
	return rc || !releases ? rc : judge_reviews(j, n);
}

int scope_judge(struct judging *j, enum reach reach, struct counts *n)
{
	int rc = forget_fresh(j->st);

	if (!rc)
		rc = judge_foreign(j, n);
	if (!rc)
		rc = judge_parts(j, n);
	if (!rc)
		rc = reach == REACH_PART ? judge_records(j, n) :
			scope_exemptions(j);
	if (!rc)
		rc = chain_judge(j);
	return rc ? rc : judge_signals(j);
}
