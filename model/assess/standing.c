/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where each issue stands, as by/ names it: the worst verdict over it, and its
 * state. Most have a member that is not met, or are closed: these are found at
 * once. The others are kept by generations, as members are.
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

int standing_find(const struct judging *j)
{
	static const char worst[] =
		"insert into cache.judged_standing"
		" select ?1, 'verdict=' || substr(w.verdict, 2), w.id, ?2,"
		"  9223372036854775807"
		"  from (select m.record as id, min(" RANKED ") as verdict"
		"   from cache.judged_member m indexed by judged_member_record"
		"   where m.line = ?1 and m.record is not null"
		"   group by m.record) w"
		" where w.verdict > '2' and " IS_ISSUE("w.id");
	static const char states[] =
		"insert into cache.judged_standing"
		" select ?1, 'state=' || i.state, i.id, ?2,"
		"  9223372036854775807 from issue i where i.state <> 'closed'";
	int rc = query_run(j->st, worst, "ii", j->line, j->gen);

	return rc ? rc : query_run(j->st, states, "ii", j->line, j->gen);
}

static int find_fresh(const struct judging *j)
{
	static const char forget[] = "delete from temp.fresh_standing";
	static const char worst[] =
		"insert into temp.fresh_standing"
		" select 'verdict=' || substr(min(" RANKED "), 2), n.id"
		"  from temp.subject_near n"
		"  cross join temp.member m on m.record = n.id"
		" where " IS_ISSUE("n.id")
		" group by n.id having min(" RANKED ") > '2'";
	static const char states[] =
		"insert into temp.fresh_standing"
		" select 'state=' || i.state, i.id from temp.subject_near n"
		"  cross join issue i on i.id = n.id where i.state <> 'closed'";
	int rc = query_run(j->st, forget, "");

	if (!rc)
		rc = query_run(j->st, worst, "");
	return rc ? rc : query_run(j->st, states, "");
}

int standing_judge(const struct judging *j)
{
	static const char past[] =
		"update cache.judged_standing as s"
		" indexed by judged_standing_of set to_gen = ?2"
		" where s.line = ?1 and s.to_gen = 9223372036854775807"
		"   and s.id in (select id from temp.subject_near)"
		"   and not exists (select 1 from temp.fresh_standing f"
		"        where f.id = s.id and f.name = s.name)";
	static const char come[] =
		"insert into cache.judged_standing"
		" select ?1, f.name, f.id, ?2, 9223372036854775807"
		"  from temp.fresh_standing f"
		" where not exists (select 1 from cache.judged_standing s"
		"        where s.line = ?1 and s.id = f.id and s.name = f.name"
		"          and s.to_gen = 9223372036854775807)";
	int rc = find_fresh(j);

	if (!rc)
		rc = query_run(j->st, past, "ii", j->line, j->gen);
	return rc ? rc : query_run(j->st, come, "ii", j->line, j->gen);
}
