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

/* What is asked of the field, whole and without the field's name. An index on
 * an expression is not used for what has the affinity of a column. */
#define RAW(field) ASKED(field, "+a.raw")
#define VALUE(field) ASKED(field, "a.value")
#define ASKED(field, column) "(select " column \
	" from temp.filter_asked a where a.field = '" field "')"

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

/* The issues of some versions, which are so many: all of them, or any. */
#define ISSUES(versions, rows) \
	versions, ONE(versions), ONE(versions) " limit 1", rows
#define ONE(versions) \
	INSERT "select ?1, r.id, r.recorded from (" versions ") d" \
	" cross join record r on r.version = d.version and r.type = 'issue'"
#define INDEXED(versions) ISSUES(versions, COUNTED("(" versions ")"))
#define TEXT(number) #number
#define TEXT_OF(number) TEXT(number)
#define MANY TEXT_OF(FILTER_MANY)
#define COUNTED(from) \
	"select count(*) from (select 1 from " from " limit " MANY ")"

/* A column of the issue r. */
#define OF_ISSUE(column) "(select " column \
	" from dossier.d_issue d where d.version = r.version)"

/* A column of issues whose names stand in an index (indexes.sql). */
#define COLUMN(field, what, column) COLUMN_OF(field, NULL, what, column, \
	INDEXED("select version from dossier.d_issue where " column \
		" is not null and '" field "=' || " column " = " RAW(field)), \
	OF_ISSUE("'" field "=' || d." column) " = " RAW(field))
#define COLUMN_OF(field, ready, what, column, issues, test) \
	{ field, ready, what, COLUMN_ROWS(column, "'" field "=' || i." column), \
	  EVER("'" field "=' || d." column, OF_VERSIONS("d_issue") \
		" where x.changed = 1 and d." column " is not null"), \
	  COLUMN_EACH(column, "'" field "=' || " column) \
		HAS_NEWEST("d_issue", "d." column " is not null and '" field \
			"=' || d." column " = each.name"), \
	  COLUMN_EACH(column, "'" field "=' || " column), issues, test }
#define COLUMN_ROWS(column, name) \
	INSERT "select " name ", i.id, i.recorded from " AGAIN \
	" where i." column " is not null"
#define COLUMN_EACH(column, raw) \
	EACH(raw, "dossier.d_issue where " column " is not null")

#define EACH_PRODUCT EACH("product", "dossier.d_issue where product is not null")
#define OF_PRODUCTS \
	INSERT "select 'product=' || i.product, i.id, i.recorded from " AGAIN \
	" where i.product is not null"
#define VERSIONS_OF_PRODUCT \
	"select version from dossier.d_issue where product = " VALUE("product")

#define EACH_RELEASE \
	EACH("value", "dossier.d_issue_affected where value is not null")
#define OF_RELEASES \
	INSERT "select 'release=' || v.value, i.id, i.recorded from " AGAIN \
	" cross join issue_affected v on v.id = i.id where v.value is not null"
#define VERSIONS_OF_RELEASE \
	"select version from dossier.d_issue_affected where value = " \
	VALUE("release")
#define AFFECTS_RELEASE "exists (select 1 from dossier.d_issue_affected v" \
	" where v.version = r.version and v.value = " VALUE("release") ")"

#define EACH_YEAR \
	EACH("year", "record where type = 'issue' and kind is null")
#define OF_YEARS \
	INSERT "select 'year=' || r.year, i.id, i.recorded from " AGAIN \
	" cross join record r on r.id = i.id where r.year is not null"
#define VERSIONS_OF_YEAR "select r.version from record r" \
	" where r.type = 'issue' and r.kind is null and r.year = " VALUE("year")

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
#define VERSIONS_OF_CLASS \
	"with said (id, class) as materialized (" \
	" select id, class from item where class is not null)" \
	" select r.version from record r" \
	" cross join dossier.d_issue_items v on v.version = r.version" \
	" where r.type = 'issue' and coalesce(" \
	"  (select s.class from said s where s.id = v.value)," \
	"  (select " ITEM_CLASS("i") " from issue i where i.id = r.id)) = " \
	VALUE("class") " union all select i.version from issue i" \
	" where not exists (select 1 from dossier.d_issue_items v" \
	"  where v.version = i.version)" \
	" and " CLASS("i.product", "") " = " VALUE("class")
#define ITEMS_OF "dossier.d_issue d" \
	" cross join dossier.d_issue_items v on v.version = d.version"
#define IS_OF_CLASS \
	"(exists (select 1 from " ITEMS_OF " where d.version = r.version and " \
	ITEM_CLASS("d") " = " VALUE("class") ") or not exists (select 1 from " \
	ITEMS_OF " where d.version = r.version) and " \
	CLASS(OF_ISSUE("d.product"), "") " = " VALUE("class") ")"

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
#define VERSIONS_OF_CLAUSE \
	"select r.version from (select distinct clause from temp.verdict) j" \
	" cross join temp.judged_record k on k.clause = j.clause" \
	"  and k.folder = 'issues'" \
	" cross join record r on r.id = k.id and r.type = 'issue'" \
	" where " CLAUSE " = " VALUE("clause")
#define IS_JUDGED_BY \
	"exists (select 1 from temp.judged_record_of j where j.id = r.id" \
	" and j.folder = 'issues' and " CLAUSE " = " VALUE("clause") ")"

/* What stands there is another, and current. */
#define VERSIONS_BUT(field, name) "select r.version from temp.standing s" \
	" cross join record r on r.id = s.id" \
	" where s.name = " RAW(field) " and s.name <> '" name "'"
#define STANDS(field) "exists (select 1 from temp.standing s" \
	" where s.id = r.id and s.name = " RAW(field) ")"

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
#define VERSIONS_OF_VERDICT \
	"select r.version from (select distinct m.record as id" \
	"  from temp.filter_asked a cross join temp.verdict v" \
	"  cross join temp.member m on m.constraint_id = v.constraint_id" \
	"   and m.verdict = 'not-met'" \
	"  where a.field = 'verdict' and a.raw = '" NOT_MET "') n" \
	" cross join record r on r.id = n.id" \
	" union all " VERSIONS_BUT("verdict", NOT_MET)
#define HAS_VERDICT "iif(" RAW("verdict") " = '" NOT_MET "'," \
	IS_NOT_MET("r.id") ", " STANDS("verdict") ")"

/* As good as any other, but most issues are closed. */
#define CLOSED "state=closed"
#define VERSIONS_OF_STATE \
	"select version from dossier.d_issue where state is not null" \
	" and 'state=' || state = iif(" RAW("state") " = '" CLOSED "', '" CLOSED \
	"', null) union all " VERSIONS_BUT("state", CLOSED)
#define ROWS_OF_STATE \
	"select iif(" RAW("state") " = '" CLOSED "', " MANY ", (" \
	COUNTED("temp.standing s where s.name = " RAW("state")) "))"
#define IS_OF_STATE "iif(" RAW("state") " = '" CLOSED "', " \
	OF_ISSUE("d.state") " = 'closed', " STANDS("state") ")"

/* clang-format off */
const struct filter_field filter_fields[] = {
	{ "clause", view_judge, "a verdict of the clause judges it",
	  OF_CLAUSES, ever_clause, there_clause, EACH_CLAUSE,
	  ISSUES(VERSIONS_OF_CLAUSE, NULL), IS_JUDGED_BY },
	{ "class", NULL, "class of its items", OF_CLASSES,
	  ANY_OF("class", "('maintained'), ('supported'), ('required')"),
	  there_class, FOUND_CLASS, ISSUES(VERSIONS_OF_CLASS, NULL),
	  IS_OF_CLASS },
	COLUMN("level", "severity", "severity_level"),
	COLUMN("origin", "proactive or reactive", "origin_kind"),
	COLUMN("owner", "person, in lower case", "owner_key"),
	{ "product", NULL, "id", OF_PRODUCTS,
	  EVER("'product=' || d.product", OF_VERSIONS("d_issue")
		" where x.changed = 1 and d.product is not null"),
	  NAMES("product", EACH_PRODUCT
		HAS_NEWEST("d_issue", "d.product = each.name")),
	  NAMES("product", EACH_PRODUCT), INDEXED(VERSIONS_OF_PRODUCT),
	  OF_ISSUE("d.product") " = " VALUE("product") },
	{ "release", NULL, "id of one that is affected", OF_RELEASES,
	  EVER("'release=' || d.value", OF_VERSIONS("d_issue_affected")
		" where x.changed = 1 and d.value is not null"),
	  NAMES("release", EACH_RELEASE
		HAS_NEWEST("d_issue_affected", "d.value = each.name")),
	  NAMES("release", EACH_RELEASE), INDEXED(VERSIONS_OF_RELEASE),
	  AFFECTS_RELEASE },
	COLUMN_OF("state", view_judge, "what was decided", "state",
		ISSUES(VERSIONS_OF_STATE, ROWS_OF_STATE), IS_OF_STATE),
	{ "verdict", view_judge, "the worst over it", OF_VERDICTS,
	  ANY_OF("verdict", "('not-met'), ('partly'), ('unknown'), ('met'),"
		" ('not-applicable')"),
	  there_verdict, EACH_WORST " union all select '" NOT_MET "'",
	  ISSUES(VERSIONS_OF_VERDICT, NULL), HAS_VERDICT },
	{ "year", NULL, "of identification, or undated", OF_YEARS,
	  EVER("'year=' || h.year", "where x.changed = 1"
		" and h.type = 'issue' and h.year is not null"),
	  NAMES("year", EACH_YEAR), NAMES("year", EACH_YEAR),
	  ISSUES(VERSIONS_OF_YEAR, NULL), "r.year = " VALUE("year") },
	{ NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
	  NULL },
};
/* clang-format on */
