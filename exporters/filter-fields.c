/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What by/ is asked for, field by field. Most values have an index, in which
 * the next one is found without reading the issues that have it.
 */
#include "filter.h"

#include <stddef.h>

#include "dossierfs/view.h"

#define INSERT "insert or ignore into temp.filter "
#define AGAIN "temp.filter_again x cross join issue i on i.id = x.id"
#define VALUE "substr(?1, instr(?1, '=') + 1)"

/* Names in an index, one after the other. */
#define EACH(name, from) \
	"with recursive each (name) as (select min(" name ") from " from \
	" union all select (select min(" name ") from " from \
	"   and " name " > each.name) from each where each.name is not null)" \
	" select name from each where name is not null"
/* The newest version of all that had it is the likeliest to be there still. */
#define HAS_NEWEST(table, is) \
	" and (select d.version from dossier." table " d" \
	"  cross join record r on r.version = d.version where " is \
	"  order by d.version desc limit 1) is not null"
#define NAMES(field, values) "select '" field "=' || name from (" values ")"

/* Over the versions that there were of the issues in filter_again. */
#define EVER(name, from) "select distinct " name ", h.id from " \
	"temp.filter_again x cross join record_history h on h.id = x.id " from
#define OF_VERSIONS(table) \
	"cross join dossier." table " d on d.version = h.version"
/* Of which it is not known what they were. */
#define ANY_OF(field, values) EVER("'" field "=' || v.value", \
	"cross join (with v (value) as (values " values ")" \
	" select value from v) v" \
	" where h.type = 'issue'")

/* All the issues that have a name, or any. */
#define ISSUES(sql) sql, sql " limit 1"
#define TEXT(number) #number
#define TEXT_OF(number) TEXT(number)
#define MANY TEXT_OF(FILTER_MANY)
#define COUNTED(from) \
	"select count(*) from (select 1 from " from " limit " MANY ")"

/* A column of issues whose names stand in an index (indexes.sql). */
#define COLUMN(field, what, column) COLUMN_ONE(field, NULL, what, column, \
	INSERT "select ?2, i.id, i.recorded from issue i" \
	COLUMN_THERE("i." column, "'" field "=' || i." column) " = ?1", \
	COUNTED("dossier.d_issue" \
		COLUMN_THERE(column, "'" field "=' || " column) " = ?1"))
#define COLUMN_ONE(field, ready, what, column, one, rows) COLUMN_OF(field, \
	ready, what, column, "'" field "=' || " column, \
	"'" field "=' || i." column, one, rows)
#define COLUMN_OF(field, ready, what, column, raw, name, one, rows) \
	{ field, ready, what, COLUMN_ROWS(column, name), \
	  EVER("'" field "=' || d." column, OF_VERSIONS("d_issue") \
		" where x.changed = 1 and d." column " is not null"), \
	  COLUMN_EACH(column, raw) HAS_NEWEST("d_issue", "d." column \
		" is not null and '" field "=' || d." column " = each.name"), \
	  COLUMN_EACH(column, raw), ISSUES(one), rows }
#define COLUMN_ROWS(column, name) \
	INSERT "select " name ", i.id, i.recorded from " AGAIN \
	" where i." column " is not null"
#define COLUMN_EACH(column, raw) \
	EACH(raw, "dossier.d_issue where " column " is not null")
#define COLUMN_THERE(column, name) \
	" where " column " is not null and " name

#define EACH_PRODUCT EACH("product", "dossier.d_issue where product is not null")
#define OF_PRODUCTS \
	INSERT "select 'product=' || i.product, i.id, i.recorded from " AGAIN \
	" where i.product is not null"

#define EACH_RELEASE \
	EACH("value", "dossier.d_issue_affected where value is not null")
#define OF_RELEASES \
	INSERT "select 'release=' || v.value, i.id, i.recorded from " AGAIN \
	" cross join issue_affected v on v.id = i.id where v.value is not null"

#define EACH_YEAR \
	EACH("year", "record where type = 'issue' and kind is null")
#define OF_YEARS \
	INSERT "select 'year=' || r.year, i.id, i.recorded from " AGAIN \
	" cross join record r on r.id = i.id where r.year is not null"

/* As RULES.md has the class of an item; without one, of the product. */
#define CLASS(product, own) \
	"coalesce(" own "(select p.default_class from product p" \
	" where p.id = " product "), 'maintained')"
#define ITEM_CLASS(issue) \
	CLASS("coalesce((select t.product from item t where t.id = v.value), " \
		issue ".product)", \
		"(select t.class from item t where t.id = v.value), ")
#define OF_CLASSES \
	INSERT "select 'class=' || " ITEM_CLASS("i") ", i.id, i.recorded from " \
	AGAIN " cross join issue_items v on v.id = i.id" \
	" union all select 'class=' || " CLASS("i.product", "") \
	", i.id, i.recorded from " AGAIN \
	" where not exists (select 1 from issue_items v where v.id = i.id)"

#define FOUND_CLASS \
	"with found (class) as (" \
	" select class from item where class is not null" \
	" union select default_class from product" \
	"  where default_class is not null union select 'maintained')" \
	" select 'class=' || f.class from found f"
/* Mostly an item says its class. */
static const char there_class[] =
	FOUND_CLASS " where exists ("
	"  select 1 from item t cross join issue_items v on v.value = t.id"
	"   where t.class = f.class)"
	" or exists (select 1 from issue i"
	"  cross join issue_items v on v.id = i.id"
	"  where " ITEM_CLASS("i") " = f.class)"
	" or exists (select 1 from issue i where not exists"
	"   (select 1 from issue_items v where v.id = i.id)"
	"  and " CLASS("i.product", "") " = f.class)";
#define ONE_CLASS \
	INSERT "with said (id, class) as materialized (" \
	" select id, class from item where class is not null)" \
	" select ?2, r.id, r.recorded from record r" \
	" cross join dossier.d_issue_items v on v.version = r.version" \
	" where r.type = 'issue' and coalesce(" \
	"  (select s.class from said s where s.id = v.value)," \
	"  (select " ITEM_CLASS("i") " from issue i where i.id = r.id)) = " VALUE \
	" union all select ?2, i.id, i.recorded from issue i" \
	" where not exists (select 1 from dossier.d_issue_items v" \
	"  where v.version = i.version)" \
	" and " CLASS("i.product", "") " = " VALUE

#define CLAUSE "substr(j.clause, instr(j.clause, '/') + 1)"
#define OF_CLAUSES \
	INSERT "select 'clause=' || " CLAUSE ", i.id, i.recorded from " AGAIN \
	" cross join temp.judged_record_of j on j.id = i.id" \
	" where j.folder = 'issues'"
#define EACH_CLAUSE \
	"select distinct 'clause=' || " CLAUSE " from temp.verdict j"
static const char there_clause[] =
	EACH_CLAUSE " where exists (select 1 from temp.judged_record r"
	"  cross join issue i on i.id = r.id"
	"  where r.clause = j.clause and r.folder = 'issues')";
static const char ever_clause[] =
	"select 'clause=' || " CLAUSE ", j.id from temp.judged_turned j"
	" where j.folder = 'issues'"
	" union select 'clause=' || " CLAUSE ", j.id from temp.filter_again x"
	"  cross join temp.judged_record_of j on j.id = x.id"
	"  where x.changed = 1 and j.folder = 'issues'";
#define ONE_CLAUSE \
	INSERT "select ?2, r.id, r.recorded" \
	" from (select distinct clause from temp.verdict) j" \
	" cross join temp.judged_record k on k.clause = j.clause" \
	"  and k.folder = 'issues'" \
	" cross join record r on r.id = k.id and r.type = 'issue'" \
	" where " CLAUSE " = " VALUE

#define STANDING \
	" union all select ?2, r.id, r.recorded from temp.standing s" \
	" cross join record r on r.id = s.id where s.name = ?1"

/* Not-met where a member is; else it is kept. */
#define NOT_MET "verdict=not-met"
#define IS_NOT_MET(id) \
	" exists (select 1 from temp.member m where m.record = " id \
	"  and m.verdict = 'not-met')"
#define OF_VERDICTS \
	INSERT "select s.name, i.id, i.recorded from " AGAIN \
	" cross join temp.standing s on s.id = i.id" \
	"  and s.name glob 'verdict=*'" \
	" union all select '" NOT_MET "', i.id, i.recorded from " AGAIN \
	" where " IS_NOT_MET("i.id")
#define EACH_WORST \
	"with w (name) as (values ('verdict=partly'), ('verdict=unknown')," \
	"  ('verdict=met'), ('verdict=not-applicable'))" \
	" select w.name from w where exists" \
	"  (select 1 from temp.standing s where s.name = w.name)"
static const char there_verdict[] =
	EACH_WORST " union all select '" NOT_MET "' where exists ("
	"  select 1 from temp.verdict v cross join temp.member m"
	"    on m.constraint_id = v.constraint_id and m.verdict = 'not-met'"
	"   cross join record r on r.id = m.record and r.type = 'issue')";
#define ONE_VERDICT \
	INSERT "select ?2, i.id, i.recorded from issue i" \
	" where ?1 = '" NOT_MET "' and" IS_NOT_MET("i.id") \
	STANDING " and ?1 <> '" NOT_MET "'"

/* As good as any other, but most issues are closed. */
#define CLOSED "state=closed"
#define OF_STATES \
	INSERT "select ?2, i.id, i.recorded from issue i" \
	" where ?1 = '" CLOSED "' and i.state is not null" \
	" and 'state=' || i.state = ?1" STANDING " and ?1 <> '" CLOSED "'"

#define ROWS_OF_STATE \
	"select iif(?1 = '" CLOSED "', " MANY ", (" \
	COUNTED("temp.standing s where s.name = ?1") "))"

/* clang-format off */
const struct filter_field filter_fields[] = {
	{ "clause", view_judge, "a verdict of the clause judges it",
	  OF_CLAUSES, ever_clause, there_clause, EACH_CLAUSE,
	  ISSUES(ONE_CLAUSE), NULL },
	{ "class", NULL, "class of its items", OF_CLASSES,
	  ANY_OF("class", "('maintained'), ('supported'), ('required')"),
	  there_class, FOUND_CLASS, ISSUES(ONE_CLASS), NULL },
	COLUMN("level", "severity", "severity_level"),
	COLUMN("origin", "proactive or reactive", "origin_kind"),
	COLUMN("owner", "person, in lower case", "owner_key"),
	{ "product", NULL, "id", OF_PRODUCTS,
	  EVER("'product=' || d.product", OF_VERSIONS("d_issue")
		" where x.changed = 1 and d.product is not null"),
	  NAMES("product", EACH_PRODUCT
		HAS_NEWEST("d_issue", "d.product = each.name")),
	  NAMES("product", EACH_PRODUCT),
	  ISSUES(INSERT "select ?2, i.id, i.recorded from issue i"
		" where i.product = " VALUE),
	  COUNTED("dossier.d_issue where product = " VALUE) },
	{ "release", NULL, "id of one that is affected", OF_RELEASES,
	  EVER("'release=' || d.value", OF_VERSIONS("d_issue_affected")
		" where x.changed = 1 and d.value is not null"),
	  NAMES("release", EACH_RELEASE
		HAS_NEWEST("d_issue_affected", "d.value = each.name")),
	  NAMES("release", EACH_RELEASE),
	  ISSUES(INSERT "select ?2, i.id, i.recorded from issue_affected v"
		" cross join issue i on i.id = v.id where v.value = " VALUE),
	  COUNTED("dossier.d_issue_affected where value = " VALUE) },
	COLUMN_ONE("state", view_judge, "what was decided", "state", OF_STATES,
		ROWS_OF_STATE),
	{ "verdict", view_judge, "the worst over it", OF_VERDICTS,
	  ANY_OF("verdict", "('not-met'), ('partly'), ('unknown'), ('met'),"
		" ('not-applicable')"),
	  there_verdict, there_verdict, ISSUES(ONE_VERDICT), NULL },
	{ "year", NULL, "of identification, or undated", OF_YEARS,
	  EVER("'year=' || h.year", "where x.changed = 1"
		" and h.type = 'issue' and h.year is not null"),
	  NAMES("year", EACH_YEAR), NAMES("year", EACH_YEAR),
	  ISSUES(INSERT "select ?2, r.id, r.recorded from record r"
		" where r.type = 'issue' and r.kind is null"
		" and r.year = " VALUE), NULL },
	{ NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL },
};
/* clang-format on */
