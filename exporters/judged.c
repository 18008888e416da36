/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The records that the verdicts of each clause judge, as a table for listings.
 */
#include "dossierfs/assess.h"
#include "dossierfs/err.h"
#include "dossierfs/record.h"
#include "dossierfs/store.h"
#include "dossierfs/view.h"

static const char sql_make[] =
	"create temp table if not exists judged_record (clause text not null,"
	" folder text not null, id text not null,"
	" primary key (clause, folder, id)) without rowid;"
	"create index if not exists temp.judged_record_id"
	" on judged_record (id, folder);"
	"create temp table if not exists judged_record_state ("
	" line integer not null, gen integer not null, seq integer not null,"
	" day integer not null);"
	"create temp table if not exists judged_folder ("
	" type text primary key, folder text not null) without rowid;"
	/* What came or went with the last state; which records that can touch;
	 * and how it was. */
	"create temp table if not exists judged_turned (clause text not null,"
	" folder text not null, id text not null,"
	" primary key (clause, folder, id)) without rowid;"
	"create temp table if not exists judged_near ("
	" id text primary key) without rowid;"
	"create temp table if not exists judged_was (clause text not null,"
	" folder text not null, id text not null,"
	" primary key (clause, folder, id)) without rowid;";

static const char sql_there[] =
	"select 1 from temp.judged_record_state where seq = ?1 and day = ?2";

/* Members are records, or say which record they are of. What is none is taken
 * out again: that is found once for all clauses. */
#define MEMBERS \
	"insert or ignore into temp.judged_record" \
	" select v.clause, f.folder, m.record" \
	"  from temp.member m join temp.verdict v" \
	"   on v.constraint_id = m.constraint_id" \
	"  join temp.judged_folder f on f.type = m.type" \
	" where m.record is not null"

static const char *const sql_all[] = {
	"delete from temp.judged_was",
	"insert into temp.judged_was select * from temp.judged_record",
	"delete from temp.judged_record",
	MEMBERS,
	"insert or ignore into temp.judged_record"
	" select j.clause, 'evidence', r.target"
	"  from temp.judged_record j cross join reference r on r.id = j.id"
	" where r.type = 'document'",
	"delete from temp.judged_record as j where not exists"
	" (select 1 from record r where r.id = j.id"
	"   and (j.folder <> 'evidence' or r.type = 'document'))",
};

/* The records whose members differ from those of the generation before, or
 * that changed themselves; and the documents that these name or named. */
static const char sql_near_members[] =
	"insert or ignore into temp.judged_near " ASSESS_DIFFERING;
static const char sql_near_changed[] =
	"insert or ignore into temp.judged_near"
	" select coalesce(owner, id) from touched where seq > ?1";
static const char sql_near_documents[] =
	"insert or ignore into temp.judged_near"
	" select r.target from (select id from temp.judged_near) n"
	" cross join record_history h on h.id = n.id"
	" cross join dossier.d_reference r on r.version = h.version"
	" where r.type = 'document'";

static const char *const sql_part[] = {
	"delete from temp.judged_was",
	"insert into temp.judged_was select j.* from temp.judged_near n"
	" cross join temp.judged_record j on j.id = n.id",
	"delete from temp.judged_record"
	" where id in (select id from temp.judged_near)",
	"insert or ignore into temp.judged_record"
	" select v.clause, f.folder, m.record"
	"  from temp.judged_near n cross join temp.member m on m.record = n.id"
	"  join temp.verdict v on v.constraint_id = m.constraint_id"
	"  join temp.judged_folder f on f.type = m.type"
	" where exists (select 1 from record r where r.id = m.record)",
	"insert or ignore into temp.judged_record"
	" select j.clause, 'evidence', r.target from reference r"
	"  cross join temp.judged_record j on j.id = r.id"
	" where r.target in (select n.id from temp.judged_near n"
	"   cross join record d on d.id = n.id where d.type = 'document')"
	"  and r.type = 'document' and r.dangling = 0"
	"  and j.folder <> 'evidence'",
};

static const char *const sql_turned[] = {
	"delete from temp.judged_turned",
	"insert into temp.judged_turned select * from temp.judged_was w"
	" where not exists (select 1 from temp.judged_record j"
	"  where j.clause = w.clause and j.folder = w.folder and j.id = w.id)",
	"insert or ignore into temp.judged_turned"
	" select j.* from temp.judged_record j where not exists"
	"  (select 1 from temp.judged_was w where w.clause = j.clause"
	"    and w.folder = j.folder and w.id = j.id)",
};
static const char sql_turned_near[] =
	"insert or ignore into temp.judged_turned"
	" select j.* from temp.judged_near n"
	"  cross join temp.judged_record j on j.id = n.id where not exists"
	"  (select 1 from temp.judged_was w where w.clause = j.clause"
	"    and w.folder = j.folder and w.id = j.id)";

/* The tables are made when they are first asked for. */
static int there(struct store *st)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, sql_there, "ii", store_seq(st),
		(int64_t)store_day(st));

	if (rc == 0)
		return query_next(q);
	err_clear();
	return store_run(st, sql_make);
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

static int run_all(struct store *st, const char *const *sql, size_t n)
{
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++)
		rc = query_run(st, sql[i], "");
	return rc;
}

static int fill_all(struct store *st)
{
	int rc = folders(st);

	if (rc == 0)
		rc = run_all(st, sql_all, sizeof(sql_all) / sizeof(*sql_all));
	return rc ? rc : run_all(st, sql_turned, 3);
}

/* Where the table stands, and where verdicts do: lines and generations. */
struct step {
	int64_t line, gen, seq;
	int64_t now_line, now_gen;
};

static int fill_part(struct store *st, const struct step *s)
{
	static const char empty[] = "delete from temp.judged_near";
	int rc = query_run(st, empty, "");

	if (rc == 0)
		rc = query_run(st, sql_near_members, "iii", s->line, s->gen,
			s->now_gen);
	if (rc == 0)
		rc = query_run(st, sql_near_changed, "i", s->seq);
	if (rc == 0)
		rc = query_run(st, sql_near_documents, "");
	if (rc == 0)
		rc = run_all(st, sql_part, sizeof(sql_part) / sizeof(*sql_part));
	if (rc == 0)
		rc = run_all(st, sql_turned, 2);
	return rc ? rc : query_run(st, sql_turned_near, "");
}

static int find_step(struct step *out, struct store *st)
{
	static const char sql[] =
		"select s.line, s.gen, s.seq, f.line, f.gen"
		"  from temp.judged_for f, temp.judged_record_state s";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	*out = (struct step){ .line = -1 };
	if (rc == 0)
		rc = query_next(q);
	if (rc > 0)
		*out = (struct step){ query_int(q, 0), query_int(q, 1),
			query_int(q, 2), query_int(q, 3), query_int(q, 4) };
	return rc < 0 ? rc : 0;
}

static int fill(struct store *st)
{
	static const char stands[] =
		"insert into temp.judged_record_state"
		" select line, gen, ?1, ?2 from temp.judged_for";
	static const char forget[] = "delete from temp.judged_record_state";
	struct step s;
	int rc = find_step(&s, st);

	if (rc == 0)
		rc = query_run(st, forget, "");
	if (rc == 0)
		rc = s.line == s.now_line && s.gen <= s.now_gen ?
			fill_part(st, &s) : fill_all(st);
	return rc ? rc : query_run(st, stands, "ii", store_seq(st),
		(int64_t)store_day(st));
}

int view_judge(struct store *st)
{
	int rc = there(st);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = assess(st, NULL);
	return rc < 0 ? rc : fill(st);
}
