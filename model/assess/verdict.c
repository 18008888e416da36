/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From members to the verdict of a constraint (RULES.md, "Verdicts" 1 and 2),
 * with the cap of a missing procedure and the gap that is left.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "judge.h"

enum { GAP_NAME = 76 };

/* What a constraint comes to. */
struct tally {
	struct counts n;
	const char *verdict;
	bool fault; /* the rule could not be run */
	struct buf why;
};

static int64_t judged(const struct tally *t)
{
	return t->n.met + t->n.partly + t->n.not_met + t->n.unknown;
}

static const char *fold(const struct tally *t)
{
	if (t->n.not_met)
		return t->n.met + t->n.partly ? "partly" : "not-met";
	if (t->n.partly)
		return "partly";
	return t->n.unknown ? "unknown" : "met";
}

/* The record by which the constraint is said not to apply: without product,
 * of the product asked for, or one for every product in support. */
static int exempt(struct buf *why, struct store *st, const char *id,
	const char *product)
{
	static const char sql[] =
		"select e.reason, e.by, e.on_day from temp.exemption e"
		" where e.subject = ?1"
		"   and (e.product is null or e.product = ?2"
		"        or (?2 is null"
		"            and not exists (select 1 from temp.product_in_support p"
		"                 where p.id not in (select coalesce(x.product, p.id)"
		"                       from temp.exemption x where x.subject = ?1))"
		"            and exists (select 1 from temp.product_in_support)))"
		" order by e.product is not null, e.id limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "ss", id, product);

	if (!rc)
		rc = query_next(q);
	if (rc > 0)
		buf_printf(why, "%s, says %s on %s", query_text(q, 0),
			query_text(q, 1), query_text(q, 2));
	return rc;
}

static int contradiction(const struct judging *j, const char *id,
	const char *record, const char *product)
{
	static const char sql[] =
		"insert into cache.judged_reported select ?4, ?1, ?2,"
		" printf('contradicted: it says that %s does not apply, and"
		" members are on record', ?1), ?3, 1, ?5, 9223372036854775807"
		" where exists (select 1 from temp.member m"
		"                where m.constraint_id = ?1"
		"                  and m.verdict <> 'not-applicable'"
		"                  and (?3 is null or instr("
		"                       ' ' || m.product || ' ',"
		"                       ' ' || ?3 || ' ')))";

	return query_run(j->st, sql, "sssii", id, record, product, j->line,
		j->gen);
}

/* Says of records that exempt a constraint that members stand against it. */
static int contradicted(const struct judging *j, const char *id)
{
	static const char exemptions[] =
		"select e.id, e.product from temp.exemption e"
		" where e.subject = ?1"
		"   and (?2 is null or coalesce(e.product, ?2) = ?2)";
	static const char past[] =
		"update cache.judged_reported"
		" indexed by judged_reported_folded set to_gen = ?3"
		" where line = ?2 and constraint_id = ?1 and folded"
		"   and to_gen > ?3";
	auto_query q = NULL;
	int rc = query_run(j->st, past, "sii", id, j->line, j->gen);

	if (!rc)
		rc = query_open(&q, j->at, exemptions, "ss", id, j->product);
	while (!rc && (rc = query_next(q)) > 0)
		rc = contradiction(j, id, query_text(q, 0), query_text(q, 1));
	return rc;
}

/* Where a procedure is registered that is approved, if only once; or none is
 * asked for, as a dossier's own clause may do. */
static int has_procedure(bool *out, struct store *st, const struct clause *c)
{
	static const char sql[] =
		"select 1 from temp.signal"
		" where (?1 = clause or substr(?1, 1, length(clause) + 1)"
		"                        = clause || '.') and not near"
		"   and result in ('approved', 'stale')"
		" union all"
		" select 1 where not exists (select 1 from temp.signal_asked"
		"   where ?1 = clause or substr(?1, 1, length(clause) + 1)"
		"                         = clause || '.') limit 1";
	auto_buf name = BUF_INIT;
	auto_query q = NULL;
	int rc;

	buf_printf(&name, "%s/%s", c->standard, c->id);
	if (name.err)
		return buf_done(&name);
	rc = query_open(&q, st, sql, "s", buf_text(&name));
	if (!rc)
		rc = query_next(q);
	*out = rc > 0;
	return rc < 0 ? rc : 0;
}

/* "; first ISS-3: why" of the first member with the verdict. */
static int add_first(struct tally *t, struct store *st, const char *id,
	const char *verdict)
{
	static const char sql[] =
		"select id, why from temp.member"
		" where constraint_id = ?1 and verdict = ?2 order by id limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "ss", id, verdict);

	if (!rc)
		rc = query_next(q);
	if (rc > 0)
		buf_printf(&t->why, "; first %s: %s", query_text(q, 0),
			query_text(q, 1));
	return rc < 0 ? rc : 0;
}

static int say_waiting(struct tally *t, struct store *st, const char *id)
{
	static const char sql[] = "select until from temp.member"
		" where constraint_id = ?1 and verdict = 'unknown'"
		"   and until is not null order by until limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", id);

	if (!rc)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	buf_printf(&t->why, "%lld of %lld cannot be told yet",
		(long long)t->n.unknown, (long long)judged(t));
	if (rc > 0)
		buf_printf(&t->why, ", the first term ends on %s",
			query_text(q, 0));
	return t->n.waiting == t->n.unknown ? 0 :
		add_first(t, st, id, "unknown");
}

static void say_failing(struct tally *t)
{
	long long all = judged(t);

	if (t->n.not_met)
		buf_printf(&t->why, "%lld of %lld not met",
			(long long)t->n.not_met, all);
	if (t->n.not_met && t->n.partly)
		buf_printf(&t->why, ", %lld partly", (long long)t->n.partly);
	else if (t->n.partly)
		buf_printf(&t->why, "%lld of %lld partly met",
			(long long)t->n.partly, all);
}

static int say(struct tally *t, struct store *st, const struct constraint *c,
	bool procedure)
{
	if (!strcmp(t->verdict, "met")) {
		if (judged(t) == 1)
			buf_puts(&t->why, "the one member is met");
		else
			buf_printf(&t->why, "all %lld members are met",
				(long long)judged(t));
		if (!procedure) {
			t->verdict = "partly";
			buf_puts(&t->why, ", but these are records without an "
				"approved procedure");
		}
		return 0;
	}
	if (!strcmp(t->verdict, "unknown"))
		return say_waiting(t, st, c->id);
	say_failing(t);
	return add_first(t, st, c->id, t->n.not_met ? "not-met" : "partly");
}

/* Where no member is left. */
static int say_none(struct tally *t, const struct judging *j,
	const struct constraint *c)
{
	int rc;

	t->verdict = "unknown";
	if (!c->sql) {
		buf_puts(&t->why, "no rule yet");
		return 0;
	}
	rc = exempt(&t->why, j->at, c->id, j->product);
	if (rc > 0)
		t->verdict = "not-applicable";
	else if (!rc)
		buf_puts(&t->why, "nothing is on record that it could be "
			"judged by");
	return rc < 0 ? rc : 0;
}

/* A rule that could not be run tells nothing. */
static int say_fault(struct tally *t, struct store *st,
	const struct constraint *c)
{
	static const char sql[] =
		"select why from temp.rule_fault where constraint_id = ?1";
	auto_query q = NULL;
	int rc = c->catalog ? query_open(&q, st, sql, "s", c->id) : 0;

	if (!rc && q)
		rc = query_next(q);
	t->fault = rc > 0;
	if (t->fault)
		buf_printf(&t->why, "its rule could not be run: %s",
			query_text(q, 0));
	return rc < 0 ? rc : 0;
}

/* Lower case, other characters than letters and digits one dash. */
static void slug(struct buf *out, const char *title)
{
	for (; *title; title++) {
		char ch = *title;

		if (ch >= 'A' && ch <= 'Z')
			ch = (char)(ch - 'A' + 'a');
		if ((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9'))
			buf_putc(out, ch);
		else if (out->len && out->data[out->len - 1] != '-')
			buf_putc(out, '-');
	}
}

/* The file of a dossier's own gap is told apart by its constraint. */
static int gap_add(const struct judging *j, const struct clause *clause,
	const struct constraint *c, const char *title, const char *why,
	const char *mend, const char *command)
{
	static const char sql[] = "insert into cache.judged_gap"
		" values (?8, ?9, ?1, ?2, ?3, ?4, ?5, ?6, ?7)";
	auto_buf name = BUF_INIT, file = BUF_INIT;

	buf_printf(&name, "%s/%s", clause->standard, clause->id);
	if (c && c->catalog)
		buf_printf(&file, "%s-", c->file);
	slug(&file, title);
	if (file.len > GAP_NAME)
		buf_cut(&file, GAP_NAME);
	if (name.err || file.err)
		return name.err ? buf_done(&name) : buf_done(&file);
	return query_run(j->st, sql, "sssssssii", buf_text(&name),
		buf_text(&file), c ? c->id : NULL, title, why, mend, command,
		j->line, j->gen);
}

static int keep(const struct tally *t, const struct judging *j,
	const struct constraint *c, int place)
{
	static const char sql[] = "insert into cache.judged_verdict"
		" values (?13, ?14, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
		" ?11, ?12)";
	auto_buf clause = BUF_INIT;

	buf_printf(&clause, "%s/%s", c->clause->standard, c->clause->id);
	if (clause.err || t->why.err)
		return clause.err ? buf_done(&clause) : buf_done(&t->why);
	return query_run(j->st, sql, "sissssiiiiiiii", c->id, (int64_t)place,
		buf_text(&clause), t->verdict, c->rule, buf_text(&t->why),
		t->n.met, t->n.partly, t->n.not_met, t->n.unknown,
		t->n.not_applicable, t->n.waiting, j->line, j->gen);
}

/* What waits for a term, or has no member, misses nothing. */
static bool leaves_gap(const struct tally *t)
{
	if (t->fault)
		return true;
	return !strcmp(t->verdict, "not-met") ||
		!strcmp(t->verdict, "partly") || t->n.unknown > t->n.waiting;
}

static int tell(struct tally *t, const struct judging *j,
	const struct constraint *c)
{
	bool procedure = false;
	int rc = say_fault(t, j->st, c);

	if (rc)
		return rc;
	if (t->fault) {
		t->verdict = "unknown";
		return 0;
	}
	if (!judged(t))
		return say_none(t, j, c);
	t->verdict = fold(t);
	rc = has_procedure(&procedure, j->st, c->clause);
	return rc ? rc : say(t, j->st, c, procedure);
}

int verdict_fold(const struct judging *j, const struct constraint *c,
	int place, const struct counts *n)
{
	struct tally t = { .n = *n, .why = BUF_INIT };
	int rc = tell(&t, j, c);

	if (!rc)
		rc = contradicted(j, c->id);
	if (!rc)
		rc = keep(&t, j, c, place);
	if (!rc && leaves_gap(&t))
		rc = gap_add(j, c->clause, c, c->gap, buf_text(&t.why),
			c->mend, c->command);
	buf_free(&t.why);
	return rc;
}

int gap_procedures(const struct judging *j)
{
	static const char *const clauses[] = { "6.3", "9.5" };
	int rc = 0;

	for (int i = 0; i < 2 && !rc; i++) {
		const struct clause *c = catalog_find_clause(j->catalog,
			"iec-81001-5-1", clauses[i]);
		bool there = false;

		if (!c)
			continue;
		rc = has_procedure(&there, j->st, c);
		if (!rc && !there)
			rc = gap_add(j, c, NULL, "No approved procedure",
				"no registered document speaks of it by file "
				"name or title and is approved",
				"Register the procedure as a document, attach "
				"its file, and have it approved by someone "
				"other than its author.",
				"dossierfs add document kind=procedure "
				"title=TITLE state=approved author=NAME "
				"approved_by=NAME approved_on=DATE");
	}
	return rc;
}
