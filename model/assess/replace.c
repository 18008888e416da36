/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a rule gave for a part takes the place of what was there for it: rows
 * that are the same stay, others end with this generation or begin with it.
 */
#include "dossierfs/query.h"
#include "judge.h"

/* Rows that a rule gave and that are judged by record, or by product. A row
 * without a record is one of a file that could not be read as any. */
#define BY_RECORD \
	"?4 = 0 and (f.record is null or f.record in" \
	" (select id from temp.again))"
#define BY_PRODUCT(row, id) \
	"(" row ".product in (select product from temp.whole" \
	"  where part & ?4) or " row ".product is null and " id " in" \
	" (select id from temp.again union select id from temp.hit))"

#define BY_RELEASE \
	"?4 = 0 and f.record in (select release from temp.reviewed_again)"

#define SAME_MEMBER \
	" o.constraint_id = f.constraint_id and o.id = f.id" \
	" and o.verdict is f.verdict and o.why is f.why" \
	" and o.until is f.until and o.since is f.since" \
	" and o.product is f.product and o.record is f.record" \
	" and o.type is f.type"

#define CLOSE_MEMBERS(which) \
	"update cache.judged_member as o set to_gen = ?2" \
	" where " which " and o.to_gen = 9223372036854775807" \
	"   and not exists (select 1 from temp.fresh_member f where" \
	SAME_MEMBER ") returning verdict, until is not null"

#define OF_CONSTRAINT "o.line = ?1 and o.constraint_id = ?3"

/* The few are found by their records; the others have none. */
#define OF_RECORDS "+o.constraint_id = ?3 and ?4 = 0 and o.rowid in (" \
	"select m.rowid from cache.judged_member m" \
	" where m.line = ?1 and m.record is null" \
	" union all select m.rowid from temp.again a" \
	" cross join cache.judged_member m" \
	" where m.line = ?1 and m.record = a.id)"

#define OPEN_MEMBERS(which) \
	"insert into cache.judged_member" \
	" select ?1, f.constraint_id, f.id, f.verdict, f.why, f.until," \
	"  f.since, f.product, f.record, f.type, ?2, 9223372036854775807" \
	"  from temp.fresh_member f where f.constraint_id = ?3 and " which \
	"   and not exists (select 1 from cache.judged_member o where" \
	"    o.line = ?1 and o.to_gen = 9223372036854775807 and" \
	SAME_MEMBER ") returning verdict, until is not null"

#define OF_RELEASES "+o.constraint_id = ?3 and ?4 = 0 and o.rowid in (" \
	"select m.rowid from temp.reviewed_again r" \
	" cross join cache.judged_member m" \
	" where m.line = ?1 and m.record = r.release)"

static int64_t *counted(struct counts *n, const char *verdict)
{
	switch (verdict[0]) {
	case 'm': return &n->met;
	case 'p': return &n->partly;
	case 'u': return &n->unknown;
	default: return verdict[4] == 'm' ? &n->not_met : &n->not_applicable;
	}
}

/* The one of four ways in which these parts are replaced. */
static int way_of(int parts)
{
	switch (parts) {
	case PART_RECORDS: return 0;
	case PART_ALL: return 2;
	case PART_RELEASES: return 3;
	default: return 1;
	}
}

static int replace(const struct judging *j, const struct constraint *c,
	const char *sql, int64_t parts, struct counts *n, int by)
{
	auto_query q = NULL;
	int rc = query_open(&q, j->st, sql, "iisi", j->line, j->gen, c->id,
		parts);

	while (!rc && (rc = query_next(q)) > 0) {
		*counted(n, query_text(q, 0)) += by;
		n->waiting += by * query_int(q, 1);
		rc = 0;
	}
	return rc;
}

/* Both change places at once; a row that stays as it was stays. */
int replace_members(const struct judging *j, const struct constraint *c,
	int parts, struct counts *n)
{
	static const char *const sql[4][2] = {
		{ CLOSE_MEMBERS(OF_RECORDS),
		  OPEN_MEMBERS(BY_RECORD) },
		{ CLOSE_MEMBERS(OF_CONSTRAINT " and " BY_PRODUCT("o", "o.record")),
		  OPEN_MEMBERS(BY_PRODUCT("f", "f.record")) },
		{ CLOSE_MEMBERS(OF_CONSTRAINT " and ?4 = 0"),
		  OPEN_MEMBERS("?4 = 0") },
		{ CLOSE_MEMBERS(OF_RELEASES), OPEN_MEMBERS(BY_RELEASE) },
	};
	int way = way_of(parts);
	int64_t bits = way == 1 ? parts : 0;
	int rc = replace(j, c, sql[way][0], bits, n, -1);

	return rc ? rc : replace(j, c, sql[way][1], bits, n, 1);
}

#define SAME_REPORT \
	" o.constraint_id = f.constraint_id and o.id = f.id" \
	" and o.what is f.what and o.product is f.product"

#define CLOSE_REPORTED(which) \
	"update cache.judged_reported as o set to_gen = ?2" \
	" where o.line = ?1 and o.constraint_id = ?3 and not o.folded" \
	"   and o.to_gen = 9223372036854775807 and " which \
	"   and not exists (select 1 from temp.fresh_reported f where" \
	SAME_REPORT ")"

#define OPEN_REPORTED(which) \
	"insert into cache.judged_reported" \
	" select ?1, f.constraint_id, f.id, f.what, f.product, 0, ?2," \
	"  9223372036854775807" \
	"  from temp.fresh_reported f where f.constraint_id = ?3 and " which \
	"   and not exists (select 1 from cache.judged_reported o where" \
	"    o.line = ?1 and o.to_gen = 9223372036854775807" \
	"    and not o.folded and" SAME_REPORT ")"

int replace_reported(const struct judging *j, const struct constraint *c,
	int parts)
{
#define REPORT_BY_ID(row) \
	"?4 = 0 and " row ".id in (select id from temp.again)"
	static const char *const sql[3][2] = {
		{ CLOSE_REPORTED(REPORT_BY_ID("o")),
		  OPEN_REPORTED(REPORT_BY_ID("f")) },
		{ CLOSE_REPORTED(BY_PRODUCT("o", "o.id")),
		  OPEN_REPORTED(BY_PRODUCT("f", "f.id")) },
		{ CLOSE_REPORTED("?4 = 0"), OPEN_REPORTED("?4 = 0") },
	};
	int way = way_of(parts);
	int64_t bits = way == 1 ? parts : 0;
	int rc = query_run(j->st, sql[way][0], "iisi", j->line, j->gen, c->id,
		bits);

	return rc ? rc : query_run(j->st, sql[way][1], "iisi", j->line,
		j->gen, c->id, bits);
}
