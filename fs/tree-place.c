/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where records are filed: in a folder of their type, some by kind and many by
 * year. What a folder's names follow from, beside the ids, is found out for
 * one folder at a time, when it is first asked for.
 */
#include "tree-row.h"

#include <stdio.h>
#include <string.h>

#include "dossierfs/err.h"
#include "dossierfs/record.h"

enum {
	FOLDER_MAX = 16, /* a kind or a year */
	ALONE_MAX = 64,  /* records looked up before their folder is placed */
};

/* Whether there is such a file now: the views of files would look up each. */
#define HAS(file) \
	"exists (select 1 from dossier.span f where " file \
	" and f.withdrawn = 0 and f.from_seq <= (select seq from judged)" \
	" and f.to_seq > (select seq from judged))"

/* Whether there was another change-set before or after it that changed the
 * record or its files, which keep their version when only their name in the
 * tree is another. The views would go through all that there are. */
#define CHANGED \
	"(exists (select 1 from dossier.span f where f.id = r.id" \
	"  and f.from_seq <> r.seq and f.from_seq <= (select seq from judged))" \
	" or exists (select 1 from dossier.span f where f.owner = r.id" \
	"  and f.from_seq <> r.seq and f.from_seq <= (select seq from judged)" \
	"  and not exists (select 1 from dossier.span b" \
	"   where b.entry = f.entry and b.to_seq = f.from_seq" \
	"   and b.version = f.version)))"

/* "" stands for no kind and no year. */
#define SQL_PLACE(defective) \
	"insert or replace into temp.place" \
	" select r.type, coalesce(r.kind, ''), coalesce(r.year, ''), r.id," \
	" case when r.type = 'release' then (" \
	"  select l.product from release l where l.id = r.id) end," \
	" " CHANGED "," \
	" " defective "," \
	" " HAS("f.owner = r.id") "," \
	" r.type = 'activity' and " HAS("f.id = r.id and f.type = 'findings'") \
	" from record r"

#define SQL_FOLDER \
	" where r.type = ?1" \
	" and r.kind is nullif(?2, '') and r.year is nullif(?3, '')" \
	" order by r.id"
static const char sql_folder[] = SQL_PLACE("r.defect is not null") SQL_FOLDER;
static const char sql_folder_listed[] = SQL_PLACE(
	"exists (select 1 from temp.page_defect d where d.id = r.id)")
	SQL_FOLDER;

static int is_placed(struct tree *t, const char *type, const char *kind,
	const char *year)
{
	auto_query q = NULL;
	int rc = query_open(&q, t->store, "select 1 from temp.placed"
		" where type = ?1 and kind = ?2 and year = ?3", "sss", type,
		kind, year);

	return rc < 0 ? rc : query_next(q);
}

int state_place(struct tree *t, const char *type, const char *kind,
	const char *year)
{
	int rc = is_placed(t, type, kind, year);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	t->alone = 0;
	rc = view_defective(t->store);
	if (rc >= 0)
		rc = query_run(t->store, rc ? sql_folder_listed : sql_folder,
			"sss", type, kind, year);
	return rc ? rc : query_run(t->store,
		"insert into temp.placed values (?1, ?2, ?3)", "sss", type,
		kind, year);
}

/* No index of folders helps with one record. */
static const char sql_alone[] = SQL_PLACE("r.defect is not null")
	" where r.id = ?4 and +r.type = ?1"
	" and +r.kind is nullif(?2, '') and +r.year is nullif(?3, '')";

int state_place_one(struct tree *t, const char *type, const char *kind,
	const char *year, const char *id)
{
	int rc = is_placed(t, type, kind, year);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	if (++t->alone > ALONE_MAX)
		return state_place(t, type, kind, year);
	return query_run(t->store, sql_alone, "ssss", type, kind, year, id);
}

static const char sql_again[] = SQL_PLACE("r.defect is not null")
	" where r.id in (select id from temp.tree_delta)"
	" and exists (select 1 from temp.placed p where p.type = r.type"
	"  and p.kind = coalesce(r.kind, '') and p.year = coalesce(r.year, ''))";

/* Who reads what changed is not on his way through a folder. */
int place_again(struct tree *t)
{
	int rc = query_run(t->store, "delete from temp.place where id in"
		" (select id from temp.tree_delta)", "");

	t->alone = 0;
	return rc ? rc : query_run(t->store, sql_again, "");
}

/* Goes on to the next folder; "" behind the last. */
static int next_folder(struct tree *t, const char *sql, const char *type,
	const char *kind, char folder[FOLDER_MAX])
{
	auto_query q = NULL;
	int rc = query_open(&q, t->store, sql, "sss", type, folder, kind);

	if (rc == 0)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	snprintf(folder, FOLDER_MAX, "%s",
		rc == 1 && query_text(q, 0) ? query_text(q, 0) : "");
	return 0;
}

static const char sql_year[] = "select min(year) from record"
	" where type = ?1 and kind is ?3 and year > ?2";
static const char sql_kind[] = "select min(kind) from record"
	" where type = ?1 and ?3 is null and kind > ?2";

/* Change-sets are numbered as time passes. */
static int newest_in(struct tree *t, const char *type, const char *kind,
	const char *year, int64_t *out)
{
	auto_query q = NULL;
	int rc = query_open(&q, t->store, "select recorded from record"
		" where type = ?1 and kind is ?2 and year is ?3"
		" order by seq desc limit 1", "sss", type, kind, year);

	if (rc == 0)
		rc = query_next(q);
	if (rc == 1 && *out < query_int(q, 0))
		*out = query_int(q, 0);
	return rc < 0 ? rc : 0;
}

static int newest_of_years(struct tree *t, const char *type, const char *kind,
	int64_t *out)
{
	char year[FOLDER_MAX] = "";
	int rc;

	if (!record_type_find(type)->year_by)
		return newest_in(t, type, kind, NULL, out);
	do {
		rc = next_folder(t, sql_year, type, kind, year);
		if (rc == 0 && *year)
			rc = newest_in(t, type, kind, year, out);
	} while (rc == 0 && *year);
	return rc;
}

int state_newest(struct tree *t, const char *type, const char *kind,
	const char *year, int64_t *out)
{
	char each[FOLDER_MAX] = "";
	int rc;

	*out = 0;
	if (year)
		return newest_in(t, type, kind, year, out);
	if (kind)
		return newest_of_years(t, type, kind, out);
	rc = newest_of_years(t, type, NULL, out);
	do {
		if (rc == 0)
			rc = next_folder(t, sql_kind, type, NULL, each);
		if (rc == 0 && *each)
			rc = newest_of_years(t, type, each, out);
	} while (rc == 0 && *each);
	return rc;
}
