/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The folders of by/: which values there are, without finding all issues that
 * have each. One issue is enough, so most are found by an index.
 */
#include <string.h>

#include "dossierfs/asked.h"
#include "dossierfs/assess.h"
#include "dossierfs/name.h"
#include "page.h"

static const char sql_make[] =
	"create temp table if not exists filter_name (name text primary key)"
	" without rowid;"
	"create temp table if not exists filter_name_state ("
	" seq integer not null, day integer not null);";

/* Each value of an indexed column, and whether an issue that is there has it. */
#define EACH(name, table, column, has) \
	"with recursive each (value) as (" \
	" select min(" column ") from dossier." table \
	"  where " column " is not null" \
	" union all select (select min(" column ") from dossier." table \
	"   where " column " > each.value) from each" \
	"  where each.value is not null)" \
	" select '" name "=' || value from each where exists (" has ")"

/* These four have no index: all are found at once. */
static const char sql_plain[] =
	"with plain as materialized (select distinct severity_level as level,"
	"  origin_kind as origin, owner_key as owner, state from issue)"
	" select 'level=' || level from plain where level is not null"
	" union select 'origin=' || origin from plain where origin is not null"
	" union select 'owner=' || owner from plain where owner is not null"
	" union select 'state=' || state from plain where state is not null";

/* As in filter.c; mostly an item says its class. */
static const char sql_class[] =
	"with found (class) as ("
	" select class from item where class is not null"
	" union select default_class from product"
	"  where default_class is not null union select 'maintained')"
	" select 'class=' || f.class from found f where exists ("
	"  select 1 from item t cross join issue_items v on v.value = t.id"
	"   where t.class = f.class)"
	" or exists (select 1 from issue i"
	"  cross join issue_items v on v.id = i.id"
	"  where coalesce((select t.class from item t where t.id = v.value),"
	"   (select p.default_class from product p where p.id = coalesce("
	"    (select t.product from item t where t.id = v.value), i.product)),"
	"   'maintained') = f.class)"
	" or exists (select 1 from issue i where not exists"
	"   (select 1 from issue_items v where v.id = i.id)"
	"  and coalesce((select p.default_class from product p"
	"   where p.id = i.product), 'maintained') = f.class)";

static const char sql_clause[] =
	"select distinct 'clause=' || substr(v.clause, instr(v.clause, '/') + 1)"
	" from temp.verdict v where exists (select 1 from temp.member m"
	"  cross join issue i on i.id = m.record"
	"  where m.constraint_id = v.constraint_id and m.type = 'issue')";

/* The worst over an issue: no verdict over it is worse. */
#define RANK(verdict) \
	"case " verdict " when 'not-met' then 1 when 'partly' then 2" \
	" when 'unknown' then 3 when 'met' then 4 else 5 end"
static const char sql_verdict[] =
	"with worst (verdict) as (values ('not-met'), ('partly'), ('unknown'),"
	"  ('met'), ('not-applicable'))"
	" select 'verdict=' || w.verdict from worst w where exists ("
	"  select 1 from temp.verdict v cross join temp.member m"
	"    on m.constraint_id = v.constraint_id and m.verdict = w.verdict"
	"   cross join issue i on i.id = m.record"
	"   where not exists (select 1 from temp.member b"
	"    where b.record = i.id"
	"     and " RANK("b.verdict") " < " RANK("w.verdict") "))";

static const char *const sql_names[] = {
	sql_plain, sql_class, sql_clause, sql_verdict,
	EACH("product", "d_issue", "product",
		"select 1 from issue i where i.product = each.value"),
	EACH("release", "d_issue_affected", "value",
		"select 1 from issue_affected v where v.value = each.value"),
	"with recursive each (value) as ("
	" select min(year) from record where type = 'issue' and kind is null"
	" union all select (select min(year) from record where type = 'issue'"
	"  and kind is null and year > each.value) from each"
	"  where each.value is not null)"
	" select 'year=' || value from each where value is not null",
};

static int add(struct store *st, const char *name)
{
	auto_buf safe = BUF_INIT;
	const char *value = strchr(name, '=') + 1;

	buf_put(&safe, name, (size_t)(value - name));
	name_safe(&safe, value);
	return safe.err ? buf_done(&safe) : query_run(st,
		"insert or ignore into temp.filter_name values (?1)", "s",
		safe.data);
}

static int add_all(struct store *st, const char *sql)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	while (rc == 0 && (rc = query_next(q)) == 1)
		rc = add(st, query_text(q, 0));
	return rc < 0 ? rc : 0;
}

static int there(struct store *st)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, "select 1 from temp.filter_name_state"
		" where seq = ?1 and day = ?2", "ii", store_seq(st),
		(int64_t)store_day(st));

	return rc < 0 ? rc : query_next(q);
}

int view_filter_names(struct store *st)
{
	int rc = store_run(st, sql_make);

	if (rc == 0)
		rc = there(st);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = store_run(st, "delete from temp.filter_name;"
		"delete from temp.filter_name_state;");
	if (rc == 0)
		rc = assess(st, NULL);
	for (size_t i = 0; rc == 0 && i < sizeof(sql_names) /
		sizeof(*sql_names); i++)
		rc = add_all(st, sql_names[i]);
	return rc ? rc : query_run(st, "insert into temp.filter_name_state"
		" values (?1, ?2)", "ii", store_seq(st),
		(int64_t)store_day(st));
}
