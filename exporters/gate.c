/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gate: what was judged, as cases that passed, failed or were skipped,
 * and for each that failed what would mend it.
 */
#include "dossierfs/gate.h"

#include "dossierfs/catalog.h"
#include "dossierfs/query.h"
#include "dossierfs/store.h"
#include "mend.h"

static const char tables[] =
	"drop table if exists temp.gate_case;"
	"create temp table gate_case (place integer not null,"
	" n integer not null, constraint_id text not null,"
	" clause text not null, id text not null, record text, type text,"
	" path text, verdict text not null, why text not null, until text,"
	" outcome text not null, product text, mend text, command text);";

/* ?1 the constraint, ?2 strict, ?3 the release or null. Whether it fails: */
#define FAILS " case when ?2 then v.verdict not in ('met', 'not-applicable')" \
	"  and (?3 is null or v.met + v.partly + v.not_met + v.unknown > 0)" \
	" when ?3 is null then v.verdict = 'not-met'" \
	" else v.not_met > 0 end "

static const char add_members[] =
	"insert into temp.gate_case"
	" select v.place, row_number() over (order by m.id, m.verdict),"
	"  v.constraint_id, v.clause, m.id, m.record, m.type, r.path,"
	"  m.verdict, m.why, m.until,"
	"  case when" FAILS "and (m.verdict = 'not-met'"
	"    or (?2 and m.verdict in ('partly', 'unknown'))) then 'failed'"
	"   when m.verdict in ('unknown', 'not-applicable') then 'skipped'"
	"   else 'passed' end, m.product, null, null"
	"  from temp.verdict v"
	"  join temp.member m on m.constraint_id = v.constraint_id"
	"  left join record r on r.id = m.record"
	" where v.constraint_id = ?1";

/* The constraint itself: it has no members, or it fails for another reason
 * than one of them, as for a procedure that is missing. */
static const char add_constraint[] =
	"insert into temp.gate_case"
	" select v.place, 0, v.constraint_id, v.clause, v.constraint_id,"
	"  null, null, null, v.verdict, v.why, null,"
	"  case when" FAILS "then 'failed' else 'skipped' end, null, null, null"
	"  from temp.verdict v"
	" where v.constraint_id = ?1"
	"   and not exists (select 1 from temp.gate_case g"
	"                    where g.constraint_id = ?1"
	"                      and (g.outcome = 'failed' or not" FAILS "))";

/* A release that is not out is no member of the constraints on releases. */
static const char add_release[] =
	"insert into temp.gate_case"
	" select -1, 0, 'release', 'release', r.id, r.id, 'release', c.path,"
	"  'not-met', coalesce('it is not out by ' || j.as_of || ', but on '"
	"   || r.released_on, 'no day is recorded on which it is out')"
	"  || ', so nothing is asked of it as a release',"
	"  null, 'failed', r.product, 'Record the day on which it goes out, on or before"
	" the day that is judged for.',"
	"  'dossierfs set ' || r.id || ' released_on=' || j.as_of"
	"  from release r join judged j join record c on c.id = r.id"
	" where r.id = ?1 and coalesce(r.released_on, '9999-12-31') > j.as_of";

/* What a defect says is mended in the record. */
static const char mend_members[] =
	"update temp.gate_case set mend = case"
	"  when why glob 'defective: *' then 'Mend the defect in the record.'"
	"  when verdict = 'unknown' and until is not null"
	"  then 'Nothing is missing before ' || until || '. ' || ?2"
	"  else ?2 end"
	" where constraint_id = ?1 and n > 0 and outcome = 'failed'";

static const char sql_failed[] =
	"select rowid, id, why, record, type, product from temp.gate_case"
	" where constraint_id = ?1 and n > 0 and outcome = 'failed'";

/* The command that mends each member that failed. */
static int command_members(struct store *st, const struct constraint *k)
{
	static const char sql[] =
		"update temp.gate_case set command = ?2 where rowid = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql_failed, "s", k->id);

	while (!rc && (rc = query_next(q)) > 0) {
		auto_buf command = BUF_INIT;
		struct mend m = { .id = query_text(q, 1),
			.why = query_text(q, 2), .record = query_text(q, 3),
			.type = query_text(q, 4), .product = query_text(q, 5) };

		rc = mend_command(&command, st, k, &m);
		if (!rc)
			rc = query_run(st, sql, "is", query_int(q, 0),
				buf_text(&command));
	}
	return rc;
}

static const char mend_constraint[] =
	"update temp.gate_case set (mend, command) ="
	" (select coalesce(p.mend, ?2), coalesce(p.command, ?3)"
	"   from (select 1) left join temp.gap p"
	"    on p.constraint_id is null and verdict = 'partly'"
	"    and (p.clause = gate_case.clause or"
	"     substr(gate_case.clause, 1, length(p.clause) + 1)"
	"      = p.clause || '.') limit 1)"
	" where constraint_id = ?1 and n = 0 and outcome = 'failed'";

static int add_cases(struct store *st, const struct gate *g,
	const struct constraint *k)
{
	int64_t strict = g->strict;
	int rc = query_run(st, add_members, "sis", k->id, strict, g->release);

	if (!rc)
		rc = query_run(st, add_constraint, "sis", k->id, strict,
			g->release);
	if (!rc)
		rc = query_run(st, mend_members, "ss", k->id, k->mend);
	if (!rc)
		rc = command_members(st, k);
	return rc ? rc : query_run(st, mend_constraint, "sss", k->id, k->mend,
		k->command);
}

static int count(struct gate *g, struct store *st)
{
	static const char sql[] = "select count(*), total(outcome = 'failed')"
		" from temp.gate_case";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	if (!rc)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	g->cases = query_int(q, 0);
	g->failed = query_int(q, 1);
	return 0;
}

int gate_judge(struct gate *g, struct store *st)
{
	const struct catalog *catalog;
	const struct constraint *k;
	int rc = catalog_open(&catalog, st);

	if (!rc)
		rc = store_run(st, tables);
	if (!rc && g->release)
		rc = query_run(st, add_release, "s", g->release);
	for (size_t i = 0; !rc && (k = catalog_constraint(catalog, i)); i++)
		rc = add_cases(st, g, k);
	return rc ? rc : count(g, st);
}
