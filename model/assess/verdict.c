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
	int64_t met, partly, not_met, unknown, not_applicable;
	int64_t waiting; /* unknown, for a term */
	const char *verdict;
	bool fault; /* the rule could not be run */
	struct buf why;
};

static int count(struct tally *t, struct store *st, const char *id)
{
	static const char sql[] =
		"select total(verdict = 'met'), total(verdict = 'partly'),"
		" total(verdict = 'not-met'), total(verdict = 'unknown'),"
		" total(verdict = 'not-applicable'), count(until)"
		"  from temp.member where constraint_id = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", id);

	if (!rc)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	t->met = query_int(q, 0);
	t->partly = query_int(q, 1);
	t->not_met = query_int(q, 2);
	t->unknown = query_int(q, 3);
	t->not_applicable = query_int(q, 4);
	t->waiting = query_int(q, 5);
	return 0;
}

static int64_t judged(const struct tally *t)
{
	return t->met + t->partly + t->not_met + t->unknown;
}

static const char *fold(const struct tally *t)
{
	if (t->not_met)
		return t->met + t->partly ? "partly" : "not-met";
	if (t->partly)
		return "partly";
	return t->unknown ? "unknown" : "met";
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

/* Says of records that exempt a constraint that members stand against it. */
static int contradicted(struct store *st, const char *id, const char *product)
{
	static const char sql[] =
		"insert into temp.reported"
		" select ?1, e.id, printf('contradicted: it says that %s does"
		" not apply, and members are on record', ?1)"
		"  from temp.exemption e where e.subject = ?1"
		"   and (?2 is null or coalesce(e.product, ?2) = ?2)"
		"   and exists (select 1 from temp.member m"
		"                where m.constraint_id = ?1"
		"                  and m.verdict <> 'not-applicable'"
		"                  and (e.product is null"
		"                       or instr(' ' || m.product || ' ',"
		"                                ' ' || e.product || ' ')))";

	return query_run(st, sql, "ss", id, product);
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
	static const char sql[] = "select min(until) from temp.member"
		" where constraint_id = ?1 and verdict = 'unknown'";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", id);

	if (!rc)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	buf_printf(&t->why, "%lld of %lld cannot be told yet",
		(long long)t->unknown, (long long)judged(t));
	if (!query_null(q, 0))
		buf_printf(&t->why, ", the first term ends on %s",
			query_text(q, 0));
	return t->waiting == t->unknown ? 0 :
		add_first(t, st, id, "unknown");
}

static void say_failing(struct tally *t)
{
	long long all = judged(t);

	if (t->not_met)
		buf_printf(&t->why, "%lld of %lld not met",
			(long long)t->not_met, all);
	if (t->not_met && t->partly)
		buf_printf(&t->why, ", %lld partly", (long long)t->partly);
	else if (t->partly)
		buf_printf(&t->why, "%lld of %lld partly met",
			(long long)t->partly, all);
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
	return add_first(t, st, c->id, t->not_met ? "not-met" : "partly");
}

/* Where no member is left. */
static int say_none(struct tally *t, struct store *st,
	const struct constraint *c, const char *product)
{
	int rc;

	t->verdict = "unknown";
	if (!c->sql) {
		buf_puts(&t->why, "no rule yet");
		return 0;
	}
	rc = exempt(&t->why, st, c->id, product);
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
static int gap_add(struct store *st, const struct clause *clause,
	const struct constraint *c, const char *title, const char *why,
	const char *mend, const char *command)
{
	static const char sql[] = "insert into temp.gap"
		" values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
	auto_buf name = BUF_INIT, file = BUF_INIT;

	buf_printf(&name, "%s/%s", clause->standard, clause->id);
	if (c && c->catalog)
		buf_printf(&file, "%s-", c->file);
	slug(&file, title);
	if (file.len > GAP_NAME)
		buf_cut(&file, GAP_NAME);
	if (name.err || file.err)
		return name.err ? buf_done(&name) : buf_done(&file);
	return query_run(st, sql, "sssssss", buf_text(&name), buf_text(&file),
		c ? c->id : NULL, title, why, mend, command);
}

static int keep(const struct tally *t, struct store *st,
	const struct constraint *c, int place)
{
	static const char sql[] = "insert into temp.verdict"
		" values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
	auto_buf clause = BUF_INIT;

	buf_printf(&clause, "%s/%s", c->clause->standard, c->clause->id);
	if (clause.err || t->why.err)
		return clause.err ? buf_done(&clause) : buf_done(&t->why);
	return query_run(st, sql, "sissssiiiii", c->id, (int64_t)place,
		buf_text(&clause), t->verdict, c->rule, buf_text(&t->why),
		t->met, t->partly, t->not_met, t->unknown, t->not_applicable);
}

/* What waits for a term, or has no member, misses nothing. */
static bool leaves_gap(const struct tally *t)
{
	if (t->fault)
		return true;
	return !strcmp(t->verdict, "not-met") ||
		!strcmp(t->verdict, "partly") || t->unknown > t->waiting;
}

int verdict_fold(struct store *st, const struct constraint *c, int place,
	const char *product)
{
	struct tally t = { .why = BUF_INIT };
	bool procedure = false;
	int rc = count(&t, st, c->id);

	if (!rc)
		rc = has_procedure(&procedure, st, c->clause);
	if (!rc)
		rc = say_fault(&t, st, c);
	if (!rc && t.fault) {
		t.verdict = "unknown";
	} else if (!rc && judged(&t)) {
		t.verdict = fold(&t);
		rc = say(&t, st, c, procedure);
		if (!rc)
			rc = contradicted(st, c->id, product);
	} else if (!rc) {
		rc = say_none(&t, st, c, product);
	}
	if (!rc)
		rc = keep(&t, st, c, place);
	if (!rc && leaves_gap(&t))
		rc = gap_add(st, c->clause, c, c->gap, buf_text(&t.why),
			c->mend, c->command);
	buf_free(&t.why);
	return rc;
}

int gap_procedures(struct store *st, const struct catalog *catalog)
{
	static const char *const clauses[] = { "6.3", "9.5" };
	int rc = 0;

	for (int i = 0; i < 2 && !rc; i++) {
		const struct clause *c = catalog_find_clause(catalog,
			"iec-81001-5-1", clauses[i]);
		bool there = false;

		if (!c)
			continue;
		rc = has_procedure(&there, st, c);
		if (!rc && !there)
			rc = gap_add(st, c, NULL, "No approved procedure",
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
