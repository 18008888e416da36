/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Full text over records, in cache.db, by version: what was indexed for one
 * state serves every other. A first search over 100,000 records takes a few
 * seconds, a later one what was recorded since.
 *
 * What is found and its order depend on the records alone: never on what else
 * the index holds, as a rank by FTS5's bm25 would.
 */
#include <string.h>

#include "dossierfs/asked.h"
#include "dossierfs/err.h"
#include "dossierfs/text.h"
#include "page.h"
#include "search.h"

#define TABLES(place) \
	"create virtual table if not exists " place ".search_text" \
	" using fts5 (id, title, body, " TEXT_WORDS ");" \
	"create table if not exists " place ".search_version (" \
	" version integer primary key, sha256 text not null);"

static const char sql_make[] = TABLES("temp")
	"create temp view if not exists search_known as"
	" select version, sha256 from cache.search_version"
	" union all select version, sha256 from temp.search_version;"
	"create temp table if not exists search_unknown ("
	" version integer primary key, id text not null,"
	" sha256 text not null);"
	/* What was found; hits: how often, in the text that was counted. */
	"create temp table if not exists found (words text not null,"
	" place integer not null, id text not null, version integer,"
	" primary key (words, id)) without rowid;"
	"create temp table if not exists found_words ("
	" words text primary key, n integer not null, at integer not null);"
	"create temp table if not exists found_hit (id text primary key,"
	" version integer, rank integer not null, hits integer not null)"
	" without rowid;"
	"create temp table if not exists found_first ("
	" version integer primary key, id text not null,"
	" rank integer not null);"
	"create temp table if not exists found_state (seq integer not null);";

static int has_tables(struct store *st)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, "select 1 from cache.sqlite_schema"
		" where name = 'search_version'", "");

	return rc < 0 ? rc : query_next(q);
}

static int make(struct store *st)
{
	int rc = store_cache(st);

	if (rc == 0)
		rc = has_tables(st);
	if (rc == 0)
		rc = store_cache_make(st, TABLES("cache"));
	if (rc >= 0)
		rc = store_run(st, sql_make);
	return rc < 0 ? rc : store_cache_settle(st);
}

/* A version is known once its text is there; a cache that belonged to another
 * dossier knows none. */
static const char sql_unknown[] =
	"insert into temp.search_unknown select r.version, r.id, r.sha256"
	" from record r where not exists (select 1 from temp.search_known k"
	"  where k.version = r.version and k.sha256 = r.sha256)";

/* A record's words: every text in it but its name. */
#define SQL_INDEX(place) \
	"insert or replace into " place ".search_text" \
	" (rowid, id, title, body)" \
	" select r.version, r.id, r.title, (select group_concat(j.atom," \
	"  char(10)) from json_tree(r.body) j where j.type = 'text'" \
	"  and j.fullkey not in ('$.id', '$.title', '$.type'))" \
	" from temp.search_unknown u cross join record r" \
	"  on r.version = u.version"
#define SQL_KNOW(place) \
	"insert or replace into " place ".search_version" \
	" select u.version, u.sha256 from temp.search_unknown u" \
	"  cross join " place ".search_text t" \
	"  on t.rowid = u.version and t.id = u.id"
static const char sql_forget[] =
	"delete from temp.search_unknown as u where exists (select 1"
	"  from temp.search_known k"
	"  where k.version = u.version and k.sha256 = u.sha256)";

/* Into the cache; into a table of one's own where another is writing there. */
static int index_records(struct store *st)
{
	static const char *const sql[] = { sql_unknown, SQL_INDEX("cache"),
		SQL_KNOW("cache"), sql_forget, SQL_INDEX("temp"),
		SQL_KNOW("temp"), "delete from temp.search_unknown" };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(sql) / sizeof(*sql); i++)
		rc = query_run(st, sql[i], "");
	return rc == 0 ? store_cache_settle(st) : rc;
}

static int holds(struct store *st, const char *sql, const char *types,
	int64_t seq, const char *words)
{
	auto_query q = NULL;
	int rc = words ? query_open(&q, st, sql, types, words) :
		query_open(&q, st, sql, types, seq);

	return rc < 0 ? rc : query_next(q);
}

/* Begins anew in another state. */
static int begin(struct store *st)
{
	int rc = make(st);

	if (rc == 0)
		rc = holds(st, "select 1 from temp.found_state where seq = ?1",
			"i", store_seq(st), NULL);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = store_run(st, "delete from temp.found;"
		"delete from temp.found_words; delete from temp.found_state;");
	if (rc == 0)
		rc = index_records(st);
	if (rc == 0)
		rc = query_run(st, "insert into temp.found_state values (?1)",
			"i", store_seq(st));
	return rc;
}

/* rank 0: it is in id or title; 1: it is elsewhere too. */
#define SQL_RECORDS(place) \
	"insert or ignore into temp.found_hit" \
	" select r.id, r.version, t.rowid not in (select rowid" \
	"  from " place ".search_text where search_text match ?2), 0" \
	" from " place ".search_text t cross join record r" \
	"  on r.version = t.rowid and r.id = t.id" \
	" where t.search_text match ?1"

/* How often, for those that come first anyhow: counting reads each text. The
 * text of one record is looked at in one pass over all that match, for FTS5
 * seeks it from the first on. */
#define SQL_HITS(place) \
	"insert into temp.found_hit select id, version, rank," \
	"  length(marked) - length(replace(marked, char(2), ''))" \
	" from (select h.id, h.version, h.rank," \
	"   highlight(search_text, 2, char(2), char(3)) as marked" \
	"  from " place ".search_text t join temp.found_first h" \
	"   on h.version = t.rowid where t.search_text match ?1)" \
	" where marked is not null" \
	" on conflict (id) do update set hits = hits + excluded.hits"

static const char sql_first[] =
	"insert into temp.found_first select version, id, rank"
	" from temp.found_hit where version is not null"
	" order by rank, id limit 1000";

static const char sql_documents[] =
	"insert into temp.found_hit"
	" select c.document, null, 1, c.parts from temp.content_found c where 1"
	" on conflict (id) do update set hits = hits + excluded.hits";

static const char sql_found[] =
	"insert into temp.found select ?1, row_number() over"
	" (order by rank, hits desc, id), id, version"
	" from temp.found_hit order by rank, hits desc, id limit 200";

/* The searches before the latest few are forgotten. */
static const char *const sql_settle[] = {
	"insert into temp.found_words select ?1,"
	" (select count(*) from temp.found_hit),"
	" (select coalesce(max(at), 0) + 1 from temp.found_words)",
	"delete from temp.found_words where ?1 is not null and at <="
	" (select max(at) from temp.found_words) - 16",
	"delete from temp.found where ?1 is not null and words not in"
	" (select words from temp.found_words)",
};

static int search(struct store *st, const char *words, const char *query,
	const char *title)
{
	static const char *const records[] = { SQL_RECORDS("cache"),
		SQL_RECORDS("temp") };
	static const char *const hits[] = { SQL_HITS("cache"),
		SQL_HITS("temp") };
	int rc = store_run(st, "delete from temp.found_hit;"
		"delete from temp.found_first;");

	for (int i = 0; rc == 0 && i < 2; i++)
		rc = query_run(st, records[i], "ss", query, title);
	if (rc == 0)
		rc = query_run(st, sql_first, "");
	for (int i = 0; rc == 0 && i < 2; i++)
		rc = query_run(st, hits[i], "s", query);
	if (rc == 0)
		rc = assess_search(st, query);
	if (rc == 0)
		rc = query_run(st, sql_documents, "");
	if (rc == 0)
		rc = query_run(st, sql_found, "s", words);
	for (size_t i = 0; rc == 0 && i < 3; i++)
		rc = query_run(st, sql_settle[i], "s", words);
	return rc;
}

int view_search(struct store *st, const char *words)
{
	auto_buf query = BUF_INIT;
	auto_buf title = BUF_INIT;
	int rc = begin(st);

	if (rc == 0)
		rc = holds(st, "select 1 from temp.found_words where words ="
			" ?1", "s", 0, words);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	search_query(&query, words);
	buf_printf(&title, "{id title} : (%s)", buf_text(&query));
	rc = buf_done(&title);
	return rc < 0 ? rc : search(st, words, buf_text(&query),
		title.data);
}

#define SQL_PASSAGE(place) \
	"select snippet(search_text, 2, char(2), char(3), '…', 32)" \
	" from " place ".search_text where search_text match ?1 and rowid = ?2"

int search_passage(struct buf *out, struct store *st, const char *query,
	int64_t version)
{
	static const char *const sql[] = { SQL_PASSAGE("cache"),
		SQL_PASSAGE("temp") };
	int rc = 0;

	for (int i = 0; rc == 0 && i < 2; i++) {
		auto_query q = NULL;

		rc = query_open(&q, st, sql[i], "si", query, version);
		if (rc == 0)
			rc = query_next(q);
		if (rc == 1 && query_text(q, 0))
			buf_puts(out, query_text(q, 0));
	}
	return rc < 0 ? rc : buf_done(out);
}
