/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From one state to the next: what scope-*.sql find is looked at in a narrow
 * scope, and judged anew there (part.c).
 */
#include "dossierfs/scope.h"

#include "dossierfs/assess.h"
#include "dossierfs/query.h"
#include "judge.h"

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
	int rc = query_one(&read, 0, st, sql_read, "");

	*out = false;
	if (rc || read < FEW)
		return rc;
	rc = query_one(&all, 0, st, sql_all, "");
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
	int rc = query_one(&everything, 0, st, count, "");

	*all = everything;
	for (size_t i = 0; !rc && !*all && i < SCRIPTS; i++) {
		rc = script_run(st, scripts[i]);
		if (!rc)
			rc = query_one(&everything, 0, st, count, "");
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
		rc = query_one(&some, 0, st, found, "");
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

int scope_look(struct judging *j, const char *seen,
	int (*terms)(struct store *at))
{
	int rc = store_narrow(&j->at, j->st);

	if (!rc)
		rc = put_focus(j->at, j->st, seen);
	return rc ? rc : terms(j->at);
}

int scope_exemptions(struct judging *j)
{
	static const char nothing[] = "select id, deep from temp.seen where 0";
	int rc = script_run(j->st, "model/assess/scope-tables.sql");

	return rc ? rc : scope_look(j, nothing, terms_make_narrow);
}

/* The statements that a change of an issue mostly runs. */
static int prepare_rules(const struct judging *j)
{
	const struct constraint *c;
	int rc = 0;

	for (size_t i = 0; (c = catalog_constraint(j->catalog, i)) && !rc; i++) {
		const struct reach_of *r = scope_reach_of(c);
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
	int64_t moved;
	int rc = catalog_open(&j.catalog, st);

	if (!rc)
		rc = judged_ready(st);
	/* Where no other connection sees the cache a change is judged whole. */
	if (!rc && !store_cache_shared(st))
		return 0;
	if (!rc)
		rc = assess_moved(&moved, NULL, st);
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
		rc = scope_look(j, seen, terms_make_narrow);
	if (!rc)
		rc = release_concerns(j->at, release, j->product);
	if (!rc)
		rc = query_open(&q, j->at, concern, "");
	while (!rc && (rc = query_next(q)) > 0)
		rc = query_run(j->st, put, "s", query_text(q, 0));
	return rc;
}
