/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What differs between two states. Records are compared where they were
 * touched in between, verdicts as they were judged for the two days; those of
 * the earlier state are copied here, for no query sees two connections.
 */
#include "diff.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dossierfs/assess.h"

static const char sql_tables[] =
	"create temp table if not exists diff_record (type text not null,"
	" id text not null, title text, what text not null, old integer,"
	" new integer, recorded integer, decided integer, closed integer,"
	" replaced integer, primary key (type, id)) without rowid;"
	"create temp table if not exists diff_verdict_before ("
	" constraint_id text primary key, place integer, verdict text)"
	" without rowid;"
	"create temp table if not exists diff_member_before ("
	" constraint_id text not null, id text not null, verdict text,"
	" primary key (constraint_id, id)) without rowid;"
	"create temp table if not exists diff_verdict (constraint_id text"
	" primary key, place integer, old text, new text, why text)"
	" without rowid;"
	"create temp table if not exists diff_member (constraint_id text,"
	" id text, old text, new text, why text, record text,"
	" primary key (constraint_id, id)) without rowid;"
	"delete from temp.diff_record; delete from temp.diff_verdict_before;"
	"delete from temp.diff_member_before; delete from temp.diff_verdict;"
	"delete from temp.diff_member;";

#define DIFFERS(path) \
	"json_extract(n.body, '" path "') is not json_extract(o.body, '" \
	path "')"

/* Files that are no part of a record's body, as they were in a state. */
#define FILES(there) \
	"(select group_concat(f.name || '/' || f.sha256) from" \
	" (select coalesce(name, '') as name, sha256 from file_history" \
	"  where id = d.id and withdrawn = 0 and " there " order by 1) f)"

/* What was touched after the earlier state and is not as it was then. */
static const char sql_records[] =
	"insert or ignore into temp.diff_record"
	" select coalesce(n.type, o.type), d.id, coalesce(n.title, o.title),"
	"  iif(o.version is null, 'new',"
	"   iif(n.version is null, 'withdrawn', 'changed')),"
	"  o.version, n.version, n.recorded,"
	"  n.type = 'issue' and (" DIFFERS("$.route") " or "
	DIFFERS("$.disclosure") " or " DIFFERS("$.acceptance") "),"
	"  n.type = 'issue' and json_extract(n.body, '$.state') = 'closed'"
	"   and json_extract(o.body, '$.state') is not 'closed',"
	"  n.type = 'document' and o.version is not null and ("
	DIFFERS("$.version") " or " DIFFERS("$.file") ")"
	" from (select distinct coalesce(owner, id) as id from touched"
	"  where seq > ?1 and type <> 'defect') d"
	" left join record n on n.id = d.id"
	" left join record_history o on o.id = d.id and o.seq <= ?1"
	"  and o.to_seq > ?1 and o.withdrawn = 0"
	" where (n.version is not null or o.version is not null)"
	"  and (n.body is not o.body"
	"   or " FILES("seq <= ?1 and to_seq > ?1")
	"   is not " FILES("to_seq = 9223372036854775807") ")";

/* A member is judged once, or several times by parts of a rule. */
#define MEMBERS \
	"select constraint_id, id, group_concat(verdict, ', ') as verdict," \
	" min(why) as why, min(record) as record from" \
	" (select constraint_id, id, verdict, min(why) as why," \
	"   min(record) as record from temp.member" \
	"  group by constraint_id, id, verdict" \
	"  order by constraint_id, id, verdict) group by constraint_id, id"

static const char *const sql_differing[] = {
	"insert into temp.diff_verdict select v.constraint_id, v.place,"
	" b.verdict, v.verdict, v.why from temp.verdict v"
	" left join temp.diff_verdict_before b"
	"  on b.constraint_id = v.constraint_id"
	" where b.verdict is not v.verdict",
	"insert into temp.diff_verdict select b.constraint_id, b.place,"
	" b.verdict, null, null from temp.diff_verdict_before b"
	" where b.constraint_id not in"
	"  (select constraint_id from temp.verdict)",
	"insert into temp.diff_member select m.constraint_id, m.id, b.verdict,"
	" m.verdict, m.why, m.record from (" MEMBERS ") m"
	" left join temp.diff_member_before b"
	"  on b.constraint_id = m.constraint_id and b.id = m.id"
	" where b.verdict is not m.verdict",
	"insert into temp.diff_member select b.constraint_id, b.id, b.verdict,"
	" null, null, null from temp.diff_member_before b where not exists"
	"  (select 1 from temp.member m where m.constraint_id ="
	"   b.constraint_id and m.id = b.id)",
};

static int copy_verdicts(struct page *p)
{
	auto_query q = NULL;
	int rc = query_open(&q, p->before, "select constraint_id, place,"
		" verdict from temp.verdict", "");

	while (rc == 0 && (rc = query_next(q)) == 1)
		rc = query_run(p->store, "insert or ignore into"
			" temp.diff_verdict_before values (?1, ?2, ?3)", "sis",
			query_text(q, 0), query_int(q, 1), query_text(q, 2));
	return rc;
}

static int copy_members(struct page *p)
{
	auto_query q = NULL;
	int rc = query_open(&q, p->before, MEMBERS, "");

	while (rc == 0 && (rc = query_next(q)) == 1)
		rc = query_run(p->store, "insert or ignore into"
			" temp.diff_member_before values (?1, ?2, ?3)", "sss",
			query_text(q, 0), query_text(q, 1), query_text(q, 2));
	return rc;
}

int diff_fill(struct page *p)
{
	size_t n = sizeof(sql_differing) / sizeof(*sql_differing);
	int rc = store_run(p->store, sql_tables);

	if (rc == 0)
		rc = assess(p->before, NULL);
	if (rc == 0)
		rc = assess(p->store, NULL);
	if (rc == 0)
		rc = query_run(p->store, sql_records, "i",
			store_seq(p->before));
	if (rc == 0)
		rc = copy_verdicts(p);
	if (rc == 0)
		rc = copy_members(p);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = query_run(p->store, sql_differing[i], "");
	return rc;
}

static void end(struct diff_end *e, struct store *st, const char *word)
{
	e->word = word;
	day_format(e->date, store_day(st));
	snprintf(e->below, sizeof(e->below), "at/%s/", e->date);
	e->store = st;
}

void diff_ends(const struct page *p, struct diff_end *from,
	struct diff_end *to)
{
	end(from, p->before, p->from);
	end(to, p->store, p->to);
}
