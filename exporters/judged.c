/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The records that the verdicts of each clause judge, as a table for listings.
 */
#include "dossierfs/assess.h"
#include "dossierfs/store.h"
#include "dossierfs/record.h"
#include "dossierfs/view.h"

static const char sql_make[] =
	"create temp table if not exists judged_record (clause text not null,"
	" folder text not null, id text not null,"
	" primary key (clause, folder, id)) without rowid;"
	"create temp table if not exists judged_record_state ("
	" seq integer not null, day integer not null);"
	"create temp table if not exists judged_folder ("
	" type text primary key, folder text not null) without rowid;";

static const char sql_there[] =
	"select 1 from temp.judged_record_state where seq = ?1 and day = ?2";

/* Members are records, or say which record they are of. */
static const char sql_members[] =
	"insert or ignore into temp.judged_record"
	" select v.clause, f.folder, m.record"
	"  from temp.member m join temp.verdict v"
	"   on v.constraint_id = m.constraint_id"
	"  join temp.judged_folder f on f.type = m.type"
	" where exists (select 1 from record r where r.id = m.record)";

static const char sql_proof[] =
	"insert or ignore into temp.judged_record"
	" select j.clause, 'evidence', r.target"
	"  from temp.judged_record j cross join reference r on r.id = j.id"
	" where r.type = 'document' and r.dangling = 0";

static int there(struct store *st)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, sql_there, "ii", store_seq(st),
		(int64_t)store_day(st));

	return rc < 0 ? rc : query_next(q);
}

static int folders(struct store *st)
{
	static const char sql[] =
		"insert or ignore into temp.judged_folder values (?1, ?2)";
	int rc = 0;

	for (const struct record_type *t = record_types; rc == 0 && t->name;
		t++)
		rc = query_run(st, sql, "ss", t->name, t->folder);
	return rc;
}

static int fill(struct store *st)
{
	int rc = store_run(st, "delete from temp.judged_record;"
		"delete from temp.judged_record_state;");

	if (rc == 0)
		rc = folders(st);
	if (rc == 0)
		rc = query_run(st, sql_members, "");
	if (rc == 0)
		rc = query_run(st, sql_proof, "");
	if (rc == 0)
		rc = query_run(st, "insert into temp.judged_record_state"
			" values (?1, ?2)", "ii", store_seq(st),
			(int64_t)store_day(st));
	return rc;
}

int view_judge(struct store *st)
{
	int rc = store_run(st, sql_make);

	if (rc == 0)
		rc = there(st);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = assess(st, NULL);
	return rc < 0 ? rc : fill(st);
}
