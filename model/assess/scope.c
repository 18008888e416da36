/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From one state to the next: what scope-*.sql find is judged anew, in a narrow
 * scope, by the same rules; what comes out takes the place of what was there.
 */
#include "dossierfs/scope.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dossierfs/assess.h"
#include "dossierfs/err.h"
#include "dossierfs/query.h"
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

static const struct reach_of *reach_of(const struct constraint *c)
{
	for (size_t i = 0; i < sizeof(reaches) / sizeof(*reaches); i++)
		if (!c->catalog && !strcmp(reaches[i].constraint, c->id))
			return &reaches[i];
	return NULL;
}

static int one(int64_t *out, struct store *st, const char *sql)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	if (!rc)
		rc = query_next(q);
	*out = rc > 0 ? query_int(q, 0) : 0;
	return rc < 0 ? rc : 0;
}

/* A good part of what there is, files included: then from nothing is as quick.
 * To count it would take longer than to judge one issue. */
static int is_much(bool *out, struct store *st)
{
	enum { FEW = 400 };
	static const char sql_read[] =
		"select (select count(*) from temp.seen) +"
		" (select count(*) from temp.seen_whole) +"
		" (select count(*) from temp.seen_reviews)";
	static const char sql_all[] = "select max(entry) from dossier.entry";
	int64_t read, all;
	int rc = one(&read, st, sql_read);

	*out = false;
	if (rc || read < FEW)
		return rc;
	rc = one(&all, st, sql_all);
	*out = 6 * read > all;
	return rc;
}

static const char *const scripts[] = {
	"model/assess/scope-hit.sql",
	"model/assess/scope-frame.sql",
	"model/assess/scope.sql",
};

enum { SCRIPTS = sizeof(scripts) / sizeof(*scripts) };

/* Runs the scripts one by one while not too much is found. */
static int find_all(bool *all, struct store *st)
{
	static const char count[] = "select count(*) from temp.everything";
	int64_t everything = 0;
	int rc = one(&everything, st, count);

	*all = everything;
	for (size_t i = 0; !rc && !*all && i < SCRIPTS; i++) {
		rc = script_run(st, scripts[i]);
		if (!rc)
			rc = one(&everything, st, count);
		if (!rc)
			rc = is_much(all, st);
		*all |= everything != 0;
	}
	return rc;
}

int scope_find(enum reach *out, struct store *st, const struct base *base)
{
	static const char turn[] =
		"insert into temp.turn select ?1, seq from judged";
	static const char found[] =
		"select (select count(*) from temp.again) +"
		" (select count(*) from temp.whole) +"
		" (select count(*) from temp.hit where type = 'document') +"
		" (select count(*) from temp.turn t join dossier.span s"
		"   on s.from_seq > t.from_seq and s.from_seq <= t.to_seq"
		"  where s.type = 'defect')";
	int64_t some = 0;
	bool all = true;
	int rc = script_run(st, "model/assess/scope-tables.sql");

	*out = REACH_ALL;
	if (!rc)
		rc = query_run(st, turn, "i", base->seq);
	if (!rc)
		rc = scope_wake(st, base);
	if (!rc)
		rc = find_all(&all, st);
	if (!rc && !all)
		rc = one(&some, st, found);
	if (!rc && !all)
		*out = some ? REACH_PART : REACH_NOTHING;
	return rc;
}

static int put_focus(struct store *at, struct store *st, const char *seen)
{
	static const char empty[] = "delete from temp.focus";
	static const char put[] =
		"insert or ignore into temp.focus values (?1, ?2)";
	auto_query q = NULL;
	int rc = query_run(at, empty, "");

	if (!rc)
		rc = query_open(&q, st, seen, "");
	while (!rc && (rc = query_next(q)) > 0)
		rc = query_run(at, put, "si", query_text(q, 0), query_int(q, 1));
	return rc;
}

int scope_terms(struct store **at, struct store *st)
{
	int rc = store_narrow(at, st);

	return rc ? rc : terms_make_narrow(*at);
}

static int look(struct judging *j, const char *seen,
	int (*terms)(struct store *at))
{
	int rc = store_narrow(&j->at, j->st);

	if (!rc)
		rc = put_focus(j->at, j->st, seen);
	return rc ? rc : terms(j->at);
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
	int rc = one(&some, st, "select count(*) from temp.graded");

	return rc ? rc : some > 0;
}

/* The rules that look at records. */
static int judge_records(struct judging *j, struct counts *n)
{
	static const char seen[] = "select id, deep from temp.seen union all"
		" select id, 0 from temp.hit where type = 'document'";
	const struct constraint *c;
	int rc = look(j, seen, terms_make_narrow);

	for (size_t i = 0; (c = catalog_constraint(j->catalog, i)) && !rc; i++) {
		const struct reach_of *r = reach_of(c);

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
	int rc = look(j, seen, terms_make_narrow);

	for (size_t i = 0; (c = catalog_constraint(j->catalog, i)) && !rc; i++) {
		const struct reach_of *r = reach_of(c);

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
	int rc = look(j, seen, terms_make_reviews);

	for (size_t i = 0; (c = catalog_constraint(j->catalog, i)) && !rc; i++) {
		const struct reach_of *r = reach_of(c);

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
		if (reach_of(c) || !c->sql)
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
	int rc = one(&some, j->st, touched);

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
	int rc = one(&products, j->st, whole);

	if (!rc)
		rc = one(&releases, j->st, again);
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

int scope_exemptions(struct judging *j)
{
	static const char nothing[] = "select id, deep from temp.seen where 0";
	int rc = script_run(j->st, "model/assess/scope-tables.sql");

	return rc ? rc : look(j, nothing, terms_make_narrow);
}

/* The statements that a change of an issue mostly runs. */
static int prepare_rules(const struct judging *j)
{
	const struct constraint *c;
	int rc = 0;

	for (size_t i = 0; (c = catalog_constraint(j->catalog, i)) && !rc; i++) {
		const struct reach_of *r = reach_of(c);
		const char *rest = r && r->type ? script_rest(c->sql) : "";

		if (r && (!r->parts || r->parts & PART_SILENT))
			rc = statement_prepare(j->at, c->sql);
		if (!rc && *rest)
			rc = statement_prepare(j->at, rest);
	}
	return rc;
}

int assess_ready(struct store *st)
{
	struct judging j = { .st = st };
	int rc = catalog_open(&j.catalog, st);

	if (!rc)
		rc = judged_ready(st);
	if (!rc)
		rc = components_ready(st);
	if (!rc)
		rc = scope_exemptions(&j);
	if (!rc)
		rc = terms_prepare(j.at);
	for (size_t i = 0; !rc && i < SCRIPTS; i++)
		rc = script_prepare(st, scripts[i], false);
	if (!rc)
		rc = prepare_rules(&j);
	return rc ? rc : chain_prepare(j.at);
}

int scope_release(struct judging *j, const char *release)
{
	static const char seen[] = "select id, deep from temp.seen";
	static const char near[] =
		"insert or ignore into temp.seen (id)"
		" select s.id from (select ?1 as id union select ?2"
		"   union select id from item where product = ?2) p"
		" cross join dossier.d_reference r on r.target = p.id"
		" cross join dossier.span s on s.version = r.version";
	static const char told[] =
		"insert or ignore into temp.seen (id)"
		" select s.id from (select id from temp.seen) p"
		" cross join dossier.d_notification_updates n"
		"   on n.value = p.id"
		" cross join dossier.span s on s.version = n.version";
	static const char concern[] = "select record from temp.concern";
	static const char put[] =
		"insert or ignore into temp.again values (?1)";
	auto_query q = NULL;
	int rc = script_run(j->st, "model/assess/scope-tables.sql");

	if (!rc)
		rc = query_run(j->st, near, "ss", release, j->product);
	if (!rc)
		rc = query_run(j->st, told, "");
	if (!rc)
		rc = look(j, seen, terms_make_narrow);
	if (!rc)
		rc = release_concerns(j->at, release, j->product);
	if (!rc)
		rc = query_open(&q, j->at, concern, "");
	while (!rc && (rc = query_next(q)) > 0)
		rc = query_run(j->st, put, "s", query_text(q, 0));
	return rc;
}
