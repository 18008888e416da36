/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two common gaps: no end-to-end process, update without integrity. They
 * are there while a record shows them, and gone with the last of those.
 */
#include "dossierfs/chain.h"

#include "dossierfs/query.h"
#include "judge.h"

/* clang-format off */
static const struct {
	const char *name;
	const char *command;
} steps[STEP_COUNT] = {
	{ "identified", "dossierfs set ISSUE identified_on=DATE" },
	{ "analysed", "dossierfs set ISSUE state=confirmed confirmed_on=DATE owner=NAME" },
	{ "routed", "dossierfs set ISSUE route.way[]=resolution route.reason=TEXT route.by=NAME route.on=DATE" },
	{ "changed", "dossierfs add change issues[]=ISSUE release=RELEASE author=NAME made_on=DATE" },
	{ "impact reviewed", "dossierfs set CHANGE impact.safety=TEXT impact.security=TEXT impact.effectiveness=TEXT impact.reviewer=NAME impact.reviewed_on=DATE" },
	{ "verified", "dossierfs set ISSUE verification.by=NAME verification.on=DATE verification.result=pass verification.evidence[]=DOCUMENT" },
	{ "disclosure decided", "dossierfs set ISSUE disclosure.decision=disclose disclosure.impact=TEXT disclosure.residual_risk=TEXT disclosure.by=NAME disclosure.on=DATE" },
	{ "notified", "dossierfs add notification issues[]=ISSUE sent_on=DATE channel=CHANNEL audience=AUDIENCE proof[]=DOCUMENT" },
	{ "closed", "dossierfs set ISSUE state=closed closed_on=DATE" },
};
/* clang-format on */

const char *chain_step_name(enum chain_step step)
{
	return steps[step].name;
}

const char *chain_step_command(enum chain_step step)
{
	return steps[step].command;
}

int assess_chain(struct store *st)
{
	return assess_make(st, "select 1 from first_missing",
		"model/assess/chain.sql");
}

#define LINK "id, product, identified_on, step"
#define PUT \
	"insert into cache.judged_link" \
	" select ?1, ?2, ?3, ?4, cast(?5 as integer), ?6, 9223372036854775807"

static const char missing[] = "select " LINK " from first_missing";

int chain_prepare(struct store *at)
{
	int rc = assess_chain(at);

	return rc ? rc : statement_prepare(at, missing);
}

int chain_find(struct store *at)
{
	static const char find[] =
		"create temp table link as select " LINK " from first_missing";
	int rc = assess_chain(at);

	return rc ? rc : store_run(at, find);
}

int chain_keep(const struct judging *j, struct store *at)
{
	static const char found[] = "select " LINK " from temp.link";
	static const char put[] = PUT;
	auto_query q = NULL;
	int rc = query_open(&q, at, found, "");

	while (!rc && (rc = query_next(q)) > 0) {
		turn_take(j);
		rc = query_run(j->st, put, "issssi", j->line, query_text(q, 0),
			query_text(q, 1), query_text(q, 2), query_text(q, 3),
			j->gen);
		turn_give(j);
	}
	return rc;
}

int chain_judge(const struct judging *j)
{
	static const char past[] =
		"update cache.judged_link set to_gen = ?2"
		" where line = ?1 and to_gen = 9223372036854775807"
		"   and id in (select id from temp.again)";
	static const char put[] =
		PUT " where ?2 in (select id from temp.again)";
	auto_query q = NULL;
	int rc = assess_chain(j->at);

	if (!rc)
		rc = query_run(j->st, past, "ii", j->line, j->gen);
	if (!rc)
		rc = query_open(&q, j->at, missing, "");
	while (!rc && (rc = query_next(q)) > 0)
		rc = query_run(j->st, put, "issssi", j->line, query_text(q, 0),
			query_text(q, 1), query_text(q, 2), query_text(q, 3),
			j->gen);
	return rc;
}

int chain_copy(const struct judging *j, int64_t line, int64_t gen)
{
	static const char sql[] =
		"insert into cache.judged_link"
		" select ?3, id, product, identified_on, step, 1,"
		"  9223372036854775807"
		"  from cache.judged_link"
		" where line = ?1 and from_gen <= ?2 and to_gen > ?2"
		"   and product = ?4";

	return query_run(j->st, sql, "iiis", line, gen, j->line, j->product);
}

/* An issue inside its terms is under way: what it lacks may still come. */
static const char sql_broken[] =
	"select f.id, f.step from temp.missing_link f"
	" where f.step is not null"
	"   and not exists (select 1 from temp.member m"
	"        where m.constraint_id = '9.5-1' and m.id = f.id"
	"          and m.verdict = 'unknown' and m.until is not null)"
	" order by f.id limit 1";

static const char sql_gap[] =
	"insert into cache.judged_gap values (?7, ?8, ?1, ?2, null, ?3, ?4,"
	" ?5, ?6)";

static int gap_chain(const struct judging *j)
{
	auto_query q = NULL;
	auto_buf why = BUF_INIT;
	int rc = query_open(&q, j->st, sql_broken, "");

	if (!rc)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	if (query_int(q, 1))
		buf_printf(&why, "issues are on record whose chain is not whole"
			"; of %s the first missing link is: %s",
			query_text(q, 0), steps[query_int(q, 1) - 1].name);
	else
		buf_printf(&why, "issues are on record whose chain is not whole"
			"; the record of %s is defective and proves nothing",
			query_text(q, 0));
	if (buf_done(&why))
		return buf_done(&why);
	return query_run(j->st, sql_gap, "ssssssii", "iec-81001-5-1/9.5",
		"no-end-to-end-process", "No end-to-end process",
		buf_text(&why), "Record the first missing link of each issue, "
		"then the next, until its chain is whole.",
		"dossierfs edit ISSUE", j->line, j->gen);
}

#define FIRST(verdict) \
	"(select id from temp.member where constraint_id = '6.3-5'" \
	"  and verdict = '" verdict "' order by id limit 1)"

static int gap_integrity(const struct judging *j)
{
	/* Counted already, as they may be many. */
	static const char sql[] =
		"select not_met + partly,"
		" coalesce(min(" FIRST("not-met") ", " FIRST("partly") "), "
		FIRST("not-met") ", " FIRST("partly") ")"
		" from temp.verdict where constraint_id = '6.3-5'";
	auto_query q = NULL;
	auto_buf why = BUF_INIT;
	int rc = query_open(&q, j->st, sql, "");

	if (!rc)
		rc = query_next(q);
	if (rc <= 0 || !query_int(q, 0))
		return rc < 0 ? rc : 0;
	buf_printf(&why, "the recipient cannot verify all that was sent "
		"out; %lld in question, first %s", (long long)query_int(q, 0),
		query_text(q, 1));
	if (buf_done(&why))
		return buf_done(&why);
	return query_run(j->st, sql_gap, "ssssssii", "iec-81001-5-1/6.3",
		"update-without-integrity", "Update without integrity",
		buf_text(&why), "Attach a signature over the artifact, name the "
		"key, say where it is had apart from the download and how the "
		"recipient verifies.",
		"dossierfs attach UPDATE FILE.minisig\n"
		"dossierfs edit UPDATE", j->line, j->gen);
}

int gap_common(const struct judging *j)
{
	int rc = gap_chain(j);

	return rc ? rc : gap_integrity(j);
}
