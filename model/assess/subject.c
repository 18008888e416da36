/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The records that the verdicts of each clause judge, and the documents that
 * those name: what the clause's folders show. Kept by generations, as members
 * are, so that a listing reads what it lists and nothing else.
 */
#include "dossierfs/assess.h"
#include "dossierfs/query.h"
#include "dossierfs/record.h"
#include "judge.h"

static int name_folders(struct store *st)
{
	static const char sql[] =
		"insert or ignore into temp.type_folder values (?1, ?2)";
	int rc = 0;

	for (const struct record_type *t = record_types; !rc && t->name; t++)
		rc = query_run(st, sql, "ss", t->name, t->folder);
	return rc;
}

/* Members are records, or say which record they are of. What is none is taken
 * out again: that is found once for all clauses. */
int subjects_find(const struct judging *j)
{
	static const char members[] =
		"insert or ignore into cache.judged_subject"
		" select ?1, v.clause, f.folder, m.record, ?2,"
		"  9223372036854775807"
		"  from cache.judged_member m indexed by judged_member_record"
		"  cross join temp.verdict v"
		"   on v.constraint_id = m.constraint_id"
		"  join temp.type_folder f on f.type = m.type"
		" where m.line = ?1 and m.record is not null";
	static const char none[] =
		"delete from cache.judged_subject as s where s.line = ?1"
		"   and not exists (select 1 from record r where r.id = s.id)";
	static const char documents[] =
		"insert or ignore into cache.judged_subject"
		" select ?1, s.clause, 'evidence', r.target, ?2,"
		"  9223372036854775807"
		"  from cache.judged_subject s"
		"  cross join reference r on r.id = s.id"
		" where s.line = ?1 and s.folder <> 'evidence'"
		"   and r.type = 'document' and exists (select 1 from record d"
		"        where d.id = r.target and d.type = 'document')";
	int rc = name_folders(j->st);

	if (!rc)
		rc = query_run(j->st, members, "ii", j->line, j->gen);
	if (!rc)
		rc = query_run(j->st, none, "i", j->line);
	return rc ? rc : query_run(j->st, documents, "ii", j->line, j->gen);
}

/* The records whose members differ from those of the generation before, or
 * that changed themselves; and the documents that these name or named. */
static int find_near(const struct judging *j)
{
	static const char forget[] = "delete from temp.subject_near";
	static const char members[] =
		"insert or ignore into temp.subject_near " ASSESS_DIFFERING;
	static const char changed[] =
		"insert or ignore into temp.subject_near"
		" select coalesce(owner, id) from touched where seq > ?1";
	static const char documents[] =
		"insert or ignore into temp.subject_near"
		" select r.target from (select id from temp.subject_near) n"
		" cross join record_history h on h.id = n.id"
		" cross join dossier.d_reference r on r.version = h.version"
		" where r.type = 'document'";
	int rc = query_run(j->st, forget, "");

	if (!rc)
		rc = query_run(j->st, members, "iii", j->line, j->gen - 1,
			j->gen);
	if (!rc)
		rc = query_run(j->st, changed, "i", j->since);
	return rc ? rc : query_run(j->st, documents, "");
}

#define NAMES_NEAR \
	" where r.target in (select n.id from temp.subject_near n" \
	"   cross join record d on d.id = n.id where d.type = 'document')" \
	"  and r.type = 'document' and r.dangling = 0" \
	"  and s.folder <> 'evidence'"

static int find_fresh(const struct judging *j)
{
	static const char forget[] = "delete from temp.fresh_subject";
	static const char members[] =
		"insert or ignore into temp.fresh_subject"
		" select v.clause, f.folder, m.record from temp.subject_near n"
		"  cross join temp.member m on m.record = n.id"
		"  join temp.verdict v on v.constraint_id = m.constraint_id"
		"  join temp.type_folder f on f.type = m.type"
		" where exists (select 1 from record r where r.id = m.record)";
	/* Who names a document need not be near to it. */
	static const char documents[] =
		"insert or ignore into temp.fresh_subject"
		" select s.clause, 'evidence', r.target from reference r"
		"  cross join temp.fresh_subject s on s.id = r.id" NAMES_NEAR;
	static const char others[] =
		"insert or ignore into temp.fresh_subject"
		" select s.clause, 'evidence', r.target from reference r"
		"  cross join temp.judged_record_of s on s.id = r.id" NAMES_NEAR
		"  and s.id not in (select id from temp.subject_near)";
	int rc = query_run(j->st, forget, "");

	if (!rc)
		rc = query_run(j->st, members, "");
	if (!rc)
		rc = query_run(j->st, documents, "");
	return rc ? rc : query_run(j->st, others, "");
}

int subjects_judge(const struct judging *j)
{
	static const char past[] =
		"update cache.judged_subject indexed by judged_subject_of"
		" set to_gen = ?2"
		" where line = ?1 and to_gen = 9223372036854775807"
		"   and id in (select id from temp.subject_near)"
		"   and not exists (select 1 from temp.fresh_subject f"
		"        where f.clause = judged_subject.clause"
		"          and f.folder = judged_subject.folder"
		"          and f.id = judged_subject.id)";
	static const char come[] =
		"insert into cache.judged_subject"
		" select ?1, f.clause, f.folder, f.id, ?2, 9223372036854775807"
		"  from temp.fresh_subject f"
		" where not exists (select 1 from cache.judged_subject s"
		"        where s.line = ?1 and s.clause = f.clause"
		"          and s.folder = f.folder and s.id = f.id"
		"          and s.to_gen = 9223372036854775807)";
	int rc = name_folders(j->st);

	if (!rc)
		rc = find_near(j);
	if (!rc)
		rc = find_fresh(j);
	if (!rc)
		rc = query_run(j->st, past, "ii", j->line, j->gen);
	return rc ? rc : query_run(j->st, come, "ii", j->line, j->gen);
}
