/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tree knows of the state that its store looks at: where records are
 * filed, whether verdicts are there. Temporary tables, filled when first asked
 * for and emptied when the store moves.
 */
#include "tree-row.h"

#include <stdlib.h>
#include <string.h>

#include "dossierfs/assess.h"
#include "dossierfs/catalog.h"
#include "dossierfs/err.h"
#include "dossierfs/record.h"
#include "tree-at.h"
#include "tree-hurry.h"

static const char sql_tables[] =
	/* Where a record is filed; "" where its type has no kinds or years. */
	"create temp table place ("
	" type text not null, kind text not null, year text not null,"
	" id text not null, owner text, history integer not null,"
	" defect integer not null, files integer not null,"
	" findings integer not null,"
	" primary key (type, kind, year, id)) without rowid;"
	"create temp table placed (type text not null, kind text not null,"
	" year text not null, primary key (type, kind, year)) without rowid;"
	"create index temp.place_owner on place (owner, id)"
	" where owner is not null;"
	"create index temp.place_history on place (type, kind, year, id)"
	" where history = 1;"
	"create index temp.place_defect on place (type, kind, year, id)"
	" where defect = 1;"
	"create index temp.place_files on place (type, kind, year, id)"
	" where files = 1;"
	"create index temp.place_findings on place (type, kind, year, id)"
	" where findings = 1;"
	"create index temp.place_id on place (id);"
	"create temp table tree_type (type text primary key,"
	" folder text not null, linked integer not null) without rowid;"
	"create temp table tree_clause (standard text not null,"
	" clause text not null, owns integer not null,"
	" defended integer not null,"
	" primary key (standard, clause)) without rowid;"
	"create temp table tree_constraint (standard text not null,"
	" clause text not null, file text not null, rule integer not null,"
	" primary key (standard, clause, file)) without rowid;"
	"create temp table tree_rejudged (record text primary key)"
	" without rowid;"
	"create temp table tree_named (path text primary key) without rowid;"
	"create temp table tree_near (id text primary key) without rowid;"
	"create temp table tree_delta (id text primary key) without rowid;";

/* Types of which a release's folder holds links. */
static bool is_linked(const char *type)
{
	static const char *const linked[] = { "review", "change", "activity",
		"update", "issue", "notification", "surface", "notice" };

	for (size_t i = 0; i < sizeof(linked) / sizeof(*linked); i++)
		if (strcmp(linked[i], type) == 0)
			return true;
	return false;
}

static int fill_types(struct store *st)
{
	for (const struct record_type *r = record_types; r->name; r++) {
		auto_query q = NULL;
		int rc = query_open(&q, st,
			"insert into temp.tree_type values (?1, ?2, ?3)",
			"ssi", r->name, r->folder, (int64_t)is_linked(r->name));

		if (rc == 0)
			rc = query_next(q);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int fill_constraint(struct store *st, const struct constraint *k)
{
	auto_query q = NULL;
	int rc = query_open(&q, st,
		"insert into temp.tree_constraint values (?1, ?2, ?3, ?4)",
		"sssi", k->clause->standard, k->clause->id, k->file,
		(int64_t)(k->sql != NULL));

	return rc == 0 ? query_next(q) : rc;
}

/* The two clauses that RULES.md gives evidence signals and a statement. */
static bool is_defended(const struct clause *c)
{
	return strcmp(c->standard, "iec-81001-5-1") == 0 &&
		(strcmp(c->id, "6.3") == 0 || strcmp(c->id, "9.5") == 0);
}

static bool owns_any(const struct catalog *c, const struct clause *clause)
{
	const struct constraint *k;

	for (size_t i = 0; (k = catalog_constraint(c, i)); i++)
		if (k->clause == clause)
			return true;
	return false;
}

static int fill_clause(struct store *st, const struct catalog *cat,
	const struct clause *c)
{
	auto_query q = NULL;
	int rc = query_open(&q, st,
		"insert into temp.tree_clause values (?1, ?2, ?3, ?4)", "ssii",
		c->standard, c->id, (int64_t)owns_any(cat, c),
		(int64_t)is_defended(c));

	return rc == 0 ? query_next(q) : rc;
}

/* What shows the catalogue that was: it may be gone. */
static const char sql_unclause[] =
	"insert or ignore into temp.tree_named select 'clauses'"
	" union select 'clauses/' || standard from temp.tree_clause"
	" union select 'clauses/' || standard || '/' || clause || e.value"
	"  from temp.tree_clause,"
	"  json_each('[\"\", \"/clause.json\", \"/constraints/index.json\"]') e"
	" union select 'clauses/' || standard || '/' || clause ||"
	"  '/constraints' from temp.tree_constraint"
	" union select 'clauses/' || standard || '/' || clause ||"
	"  '/constraints/' || file || e.value from temp.tree_constraint,"
	"  json_each('[\".md\", \".json\", \".sql\"]') e;"
	"delete from temp.tree_clause;"
	"delete from temp.tree_constraint;";

/* Clauses and constraints of the catalogue of this state. */
static int fill_clauses(struct tree *t)
{
	struct store *st = t->store;
	const struct catalog *cat;
	const struct clause *c;
	const struct constraint *k;
	int rc = catalog_open(&cat, st);

	if (rc || !strcmp(t->catalog, catalog_digest(cat)))
		return rc;
	strcpy(t->catalog, catalog_digest(cat));
	rc = store_run(st, sql_unclause);
	for (size_t i = 0; rc >= 0 && (c = catalog_clause(cat, i)); i++)
		rc = fill_clause(st, cat, c);
	for (size_t i = 0; rc >= 0 && (k = catalog_constraint(cat, i)); i++)
		rc = fill_constraint(st, k);
	return rc < 0 ? rc : 0;
}

/* When the dossier began: the time of what shows no record; and when the last
 * change-set came, which no other is younger than. */
static int find_ends(struct tree *t)
{
	static const char first[] =
		"select recorded from changeset where mainline = 1"
		" order by seq limit 1";
	static const char last[] =
		"select recorded from changeset where mainline = 1"
		" order by seq desc limit 1";
	int rc = query_one(&t->birth, 0, t->store, first, "");

	return rc ? rc : query_one(&t->newest, 0, t->store, last, "");
}

static void look(struct tree *t)
{
	at_close(t);
	t->seq = store_seq(t->store);
	t->day = store_day(t->store);
	kept_look(t);
}

static int forget(struct tree *t)
{
	int rc = store_run(t->store,
		"delete from temp.place; delete from temp.placed;");

	t->judged = false;
	t->filtered = false;
	t->verdicts = false;
	t->unkept = false;
	cache_clear(t->cache);
	return rc;
}

int state_sync(struct tree *t)
{
	int rc;

	if (t->seq == store_seq(t->store) && t->day == store_day(t->store))
		return 0;
	rc = forget(t);
	if (rc == 0)
		rc = fill_clauses(t);
	if (rc == 0)
		rc = find_ends(t);
	if (rc == 0)
		look(t);
	return rc;
}

int state_open(struct tree *t)
{
	int rc = store_run(t->store, sql_tables);

	if (rc == 0)
		rc = fill_types(t->store);
	if (rc >= 0)
		rc = fill_clauses(t);
	if (rc == 0)
		rc = find_ends(t);
	if (rc == 0)
		rc = hurry_open(t);
	look(t);
	return rc;
}

int state_replace(struct tree *t)
{
	int rc = place_again(t);

	if (rc == 0)
		rc = fill_clauses(t);
	if (rc == 0)
		rc = find_ends(t);
	look(t);
	return rc;
}

int state_assess(struct tree *t)
{
	int rc = hurry_for(t, HURRY_VERDICTS);

	if (rc == 0 && !t->verdicts)
		rc = assess(t->store, NULL);
	t->verdicts = t->verdicts || rc == 0;
	return rc;
}

int state_judge(struct tree *t)
{
	int rc = hurry_for(t, HURRY_VERDICTS);

	if (rc < 0 || t->judged)
		return rc;
	rc = view_judge(t->store);
	t->judged = rc == 0;
	t->verdicts = t->verdicts || rc == 0;
	return rc;
}
