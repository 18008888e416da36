/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worst verdict over each issue. That of most is not-met, which is found
 * for each at once; the others are kept by generations, as members are.
 */
#include "dossierfs/query.h"
#include "judge.h"

/* The worst has the least rank. */
#define RANKED \
	"case m.verdict when 'not-met' then 1 when 'partly' then 2" \
	" when 'unknown' then 3 when 'met' then 4 else 5 end || m.verdict"
#define IS_ISSUE(id) \
	"exists (select 1 from record r where r.id = " id \
	" and r.type = 'issue')"

int worst_find(const struct judging *j)
{
	static const char sql[] =
		"insert into cache.judged_worst"
		" select ?1, substr(w.verdict, 2), w.id, ?2,"
		"  9223372036854775807"
		"  from (select m.record as id, min(" RANKED ") as verdict"
		"   from cache.judged_member m indexed by judged_member_record"
		"   where m.line = ?1 and m.record is not null"
		"   group by m.record) w"
		" where w.verdict > '2' and " IS_ISSUE("w.id");

	return query_run(j->st, sql, "ii", j->line, j->gen);
}

int worst_judge(const struct judging *j)
{
	static const char forget[] = "delete from temp.fresh_worst";
	static const char fresh[] =
		"insert into temp.fresh_worst"
		" select substr(min(" RANKED "), 2), n.id"
		"  from temp.subject_near n"
		"  cross join temp.member m on m.record = n.id"
		" where " IS_ISSUE("n.id")
		" group by n.id having min(" RANKED ") > '2'";
	static const char past[] =
		"update cache.judged_worst as w indexed by judged_worst_of"
		" set to_gen = ?2"
		" where w.line = ?1 and w.to_gen = 9223372036854775807"
		"   and w.id in (select id from temp.subject_near)"
		"   and not exists (select 1 from temp.fresh_worst f"
		"        where f.id = w.id and f.verdict = w.verdict)";
	static const char come[] =
		"insert into cache.judged_worst"
		" select ?1, f.verdict, f.id, ?2, 9223372036854775807"
		"  from temp.fresh_worst f"
		" where not exists (select 1 from cache.judged_worst w"
		"        where w.line = ?1 and w.id = f.id"
		"          and w.to_gen = 9223372036854775807)";
	int rc = query_run(j->st, forget, "");

	if (!rc)
		rc = query_run(j->st, fresh, "");
	if (!rc)
		rc = query_run(j->st, past, "ii", j->line, j->gen);
	return rc ? rc : query_run(j->st, come, "ii", j->line, j->gen);
}
