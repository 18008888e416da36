/* SPDX-License-Identifier: Apache-2.0 */
#include "tree-verdicts.h"

#include "dossierfs/assess.h"
#include "tree-row.h"

/* Verdicts are kept in lines of generations, of which the rows say from which
 * to which they count: what came and went between two. */
static const char sql_rejudged[] =
	"insert or ignore into temp.tree_rejudged " ASSESS_DIFFERING;

/* Between lines, what a page says of its record's verdicts is compared. */
#define SQL_SAID(line, gen) \
	" select record, constraint_id, id, verdict, why, until, since" \
	"  from cache.judged_member where line = " line \
	"  and from_gen <= " gen " and to_gen > " gen " and record is not null"
static const char sql_rejudged_apart[] =
	"insert or ignore into temp.tree_rejudged"
	" select record from (select * from (" SQL_SAID("?1", "?2") ")"
	"  except select * from (" SQL_SAID("?3", "?4") "))"
	" union select record from (select * from (" SQL_SAID("?3", "?4") ")"
	"  except select * from (" SQL_SAID("?1", "?2") "))";

/* Of those before nothing is known any more. */
static const char sql_rejudged_all[] =
	"insert or ignore into temp.tree_rejudged select id from record";

/* Where the verdicts stand that a tree shows. */
struct kept_at {
	int64_t line; /* 0: none */
	int64_t gen;
};

static int find_kept(struct kept_at *out, struct tree *t)
{
	auto_query q = NULL;
	int rc = query_open(&q, t->store,
		"select line, gen from temp.judged_for", "");

	*out = (struct kept_at){ 0 };
	if (rc == 0)
		rc = query_next(q);
	if (rc == 1)
		*out = (struct kept_at){ query_int(q, 0), query_int(q, 1) };
	return rc < 0 ? rc : 0;
}

static int is_kept(struct tree *t, const struct kept_at *at)
{
	auto_query q = NULL;
	int rc = query_open(&q, t->store, "select 1 from cache.judged"
		" where line = ?1 and gen = ?2", "ii", at->line, at->gen);

	return rc < 0 ? rc : query_next(q);
}

/* Which records' verdicts differ from those before. */
static int find_rejudged(struct tree *t, const struct kept_at *before)
{
	struct kept_at now;
	int rc = find_kept(&now, t);
	int kept = rc < 0 ? rc : is_kept(t, before);

	if (kept < 0)
		return kept;
	if (!kept || !now.line)
		return query_run(t->store, sql_rejudged_all, "");
	if (now.line == before->line && now.gen >= before->gen)
		return query_run(t->store, sql_rejudged, "iii", now.line,
			before->gen, now.gen);
	return query_run(t->store, sql_rejudged_apart, "iiii", before->line,
		before->gen, now.line, now.gen);
}

/* Whether verdicts differ, or none can tell: they are on another line where
 * other bytes can be read than before. */
static int is_turned(bool *out, struct tree *t, const struct kept_at *before)
{
	struct kept_at now;
	auto_query q = NULL;
	int rc = find_kept(&now, t);

	if (rc == 0)
		rc = query_open(&q, t->store,
			"select 1 from temp.tree_rejudged limit 1", "");
	if (rc == 0)
		rc = query_next(q);
	*out = rc != 0 || now.line != before->line || now.gen < before->gen;
	return rc < 0 ? rc : 0;
}

int verdicts_anew(bool *turned, struct tree *t, bool judged)
{
	struct kept_at before;
	int rc = find_kept(&before, t);

	if (rc == 0)
		rc = assess(t->store, NULL);
	if (rc == 0)
		rc = find_rejudged(t, &before);
	if (rc == 0)
		rc = is_turned(turned, t, &before);
	if (rc == 0 && judged)
		rc = state_judge(t);
	return rc;
}
