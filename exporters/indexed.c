/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of records, in cache.db, by version: what was indexed for one state
 * serves every other. Which states are there whole is kept beside, so that of a
 * later one only what was recorded since is looked at.
 */
#include "dossierfs/asked.h"
#include "dossierfs/progress.h"
#include "dossierfs/query.h"
#include "dossierfs/store.h"
#include "dossierfs/text.h"
#include "search.h"

enum { BATCH = 4096 }; /* records between which others may write */

/* Between two texts stands a word that nobody can ask for: words that follow
 * each other do so in one text. */
#define BREAK "char(10, 30, 10)"
#define RECORD_WORDS \
	"tokenize = \"unicode61 remove_diacritics 2 tokenchars '\036'\""

/* Without what marks passages in an answer, and the break. */
#define PLAIN(text) \
	"replace(replace(replace(" text ", char(2), ' '), char(3), ' ')," \
	" char(30), ' ')"

#define TABLES(place) \
	"create virtual table if not exists " place ".search_record" \
	" using fts5 (id, title, body, " RECORD_WORDS ");" \
	"create table if not exists " place ".search_recorded (" \
	" version integer primary key, sha256 text not null);"

static const char words[] = "records";

#define WAITING(name) \
	"create temp table if not exists " name " (" \
	" version integer primary key, id text not null, sha256 text not null);"

static const char sql_make[] = TABLES("temp")
	"create temp view if not exists search_known as"
	" select version, sha256 from cache.search_recorded"
	" union all select version, sha256 from temp.search_recorded;"
	WAITING("search_unknown") WAITING("search_batch");

static int has_tables(struct store *st)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, "select 1 from cache.sqlite_schema"
		" where name = 'search_recorded'", "");

	return rc < 0 ? rc : query_next(q);
}

/* What is of this state, and not of the known one before it. A version is known
 * once its text is there. */
static const char sql_unknown[] =
	"insert into temp.search_unknown select r.version, r.id, r.sha256"
	" from record r where r.seq > ?1 and not exists (select 1"
	"  from temp.search_known k"
	"  where k.version = r.version and k.sha256 = r.sha256)";

static const char sql_batch[] =
	"insert into temp.search_batch select * from temp.search_unknown"
	" order by version limit ?1";

/* A record's words: every text in it but its name. */
#define SQL_INDEX(place) \
	"insert or replace into " place ".search_record" \
	" (rowid, id, title, body)" \
	" select r.version, r.id, r.title, (select" \
	"  group_concat(" PLAIN("j.atom") ", " BREAK ")" \
	"  from json_tree(r.body) j where j.type = 'text'" \
	"  and (j.parent <> 0 or j.key not in ('id', 'title', 'type')))" \
	" from temp.search_batch u cross join record r" \
	"  on r.version = u.version"
#define SQL_KNOW(place) \
	"insert or replace into " place ".search_recorded" \
	" select u.version, u.sha256 from temp.search_batch u" \
	"  cross join " place ".search_record t" \
	"  on t.rowid = u.version and t.id = u.id"

/* Into the cache; into a table of one's own where another is writing there. */
static int index_batch(struct store *st)
{
	static const char *const sql[] = { SQL_INDEX("cache"),
		SQL_KNOW("cache"),
		"delete from temp.search_unknown where version in"
		" (select version from temp.search_batch)",
		"delete from temp.search_batch as u where exists (select 1"
		"  from temp.search_known k"
		"  where k.version = u.version and k.sha256 = u.sha256)",
		SQL_INDEX("temp"), SQL_KNOW("temp"),
		"delete from temp.search_batch" };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(sql) / sizeof(*sql); i++)
		rc = query_run(st, sql[i], "");
	return rc;
}

static int index_all(struct store *st)
{
	int64_t all;
	int64_t left;
	int rc = query_one(&all, 0, st,
		"select count(*) from temp.search_unknown", "");

	for (left = all; rc == 0 && left > 0; left -= BATCH) {
		progress("indexing words", (size_t)(all - left), (size_t)all);
		rc = store_cache_anew(st);
		if (rc == 0)
			rc = query_run(st, sql_batch, "i", (int64_t)BATCH);
		if (rc == 0)
			rc = index_batch(st);
	}
	return rc;
}

/* Unless some are here alone. */
static int know(struct store *st)
{
	int64_t here;
	int rc = query_one(&here, 0, st,
		"select count(*) from temp.search_recorded", "");

	return rc || here ? rc : store_know(st, words);
}

static int index_since(struct store *st, int64_t known)
{
	int rc = known == store_seq(st) ? 0 :
		query_run(st, sql_unknown, "i", known);

	if (rc != 0 || known == store_seq(st))
		return rc;
	rc = index_all(st);
	if (rc == 0)
		rc = know(st);
	return rc ? rc : store_cache_settle(st);
}

int view_index(struct store *st)
{
	int64_t known;
	int rc = store_cache(st);

	if (rc == 0)
		rc = has_tables(st);
	if (rc == 0)
		rc = store_cache_make(st, TABLES("cache"));
	if (rc >= 0)
		rc = store_run(st, sql_make);
	if (rc == 0)
		rc = store_cache_settle(st);
	if (rc == 0)
		rc = store_known(&known, st, words);
	return rc ? rc : index_since(st, known);
}

int view_index_next(struct store *st)
{
	int64_t known;
	int rc = store_known(&known, st, words);

	return rc || known < 0 ? rc : view_index(st);
}
