/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searches the words of records and of documents.
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

static const char sql_make[] =
	/* What was found, and its passages, in a record and in its file. */
	"create temp table if not exists found (words text not null,"
	" place integer not null, id text not null, record text, file text,"
	" primary key (words, id)) without rowid;"
	"create temp table if not exists found_words ("
	" words text primary key, n integer not null, at integer not null);"
	/* While it is being searched; hits: how often, in the text. */
	"create temp table if not exists found_hit ("
	" version integer primary key, id text not null,"
	" rank integer not null, hits integer not null);"
	"create temp table if not exists found_best ("
	" version integer primary key, place integer not null,"
	" id text not null);"
	"create temp table if not exists found_passage ("
	" version integer primary key, passage text not null);"
	/* Last: where it stands, all do. */
	"create temp table if not exists found_state (seq integer not null,"
	" commit_id text not null);";

static int there(struct store *st)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, "select 1 from temp.found_state"
		" where seq = ?1 and commit_id = ?2", "is", store_seq(st),
		store_commit_id(st));

	return rc < 0 ? rc : query_next(q);
}

/* Begins anew in another state. */
static int begin(struct store *st)
{
	int rc = query_ready(st, "select 1 from temp.found_state") ?
		there(st) : store_run(st, sql_make);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = store_run(st, "delete from temp.found;"
		"delete from temp.found_words; delete from temp.found_state;");
	if (rc == 0)
		rc = store_match(st);
	if (rc == 0)
		rc = view_index(st);
	return rc ? rc : query_run(st, "insert into temp.found_state"
		" values (?1, ?2)", "is", store_seq(st), store_commit_id(st));
}

/* rank 0: it is in id or title; 1: it is elsewhere too. */
#define SQL_RECORDS(place) \
	"insert or ignore into temp.found_hit select r.version, r.id," \
	"  not match_within(search_record, 2), match_times(search_record, 2)" \
	" from " place ".search_record t cross join record r" \
	"  on r.version = t.rowid" \
	" where t.search_record match ?1"

static const char sql_documents[] =
	"insert into temp.found_hit select version, id, 1, parts"
	" from temp.content_found where 1 on conflict (version) do update set"
	" hits = hits + excluded.hits";

static const char *const sql_best[] = {
	"delete from temp.found_best",
	"delete from temp.found_passage",
	"insert into temp.found_best select version, row_number() over"
	"  (order by rank, hits desc, id), id"
	" from (select * from temp.found_hit"
	"  order by rank, hits desc, id limit 200)",
	"insert into temp.content_wanted select version from temp.found_best",
};

#define SQL_PASSAGES(place) \
	"insert or ignore into temp.found_passage select b.version," \
	"  snippet(search_record, 2, char(2), char(3), '…', 32)" \
	" from " place ".search_record t" \
	" cross join temp.found_best b on b.version = t.rowid" \
	" where t.search_record match ?1"

static const char sql_found[] =
	"insert into temp.found select ?1, b.place, b.id, r.passage, f.passage"
	" from temp.found_best b"
	" left join temp.found_passage r on r.version = b.version"
	"  and instr(r.passage, char(2))" /* not only in id and title */
	" left join temp.content_passage f on f.version = b.version";

static const char sql_note[] =
	"insert or replace into temp.found_words select ?1, ?2,"
	" (select coalesce(max(at), 0) + 1 from temp.found_words)";

/* The searches before the latest few are forgotten. */
static const char sql_forget[] =
	"delete from temp.found_words where at <="
	" (select max(at) from temp.found_words) - 16;"
	"delete from temp.found where words not in"
	" (select words from temp.found_words);";

static int settle(struct store *st, const char *words, int64_t n)
{
	int rc = query_run(st, sql_note, "si", words, n);

	return rc ? rc : store_run(st, sql_forget);
}

/* Both where the index is in the cache, and where it is here alone. */
static int run_each(struct store *st, const char *const sql[2],
	const char *query)
{
	int rc = query_run(st, sql[0], "s", query);

	return rc ? rc : query_run(st, sql[1], "s", query);
}

static int find_all(struct store *st, const char *query)
{
	static const char *const records[] = { SQL_RECORDS("cache"),
		SQL_RECORDS("temp") };
	int rc = query_run(st, "delete from temp.found_hit", "");

	if (rc == 0)
		rc = run_each(st, records, query);
	if (rc == 0)
		rc = assess_search(st, query);
	return rc ? rc : query_run(st, sql_documents, "");
}

static int show_best(struct store *st, const char *words, const char *query)
{
	static const char *const passages[] = { SQL_PASSAGES("cache"),
		SQL_PASSAGES("temp") };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(sql_best) / sizeof(*sql_best);
		i++)
		rc = query_run(st, sql_best[i], "");
	if (rc == 0)
		rc = run_each(st, passages, query);
	if (rc == 0)
		rc = assess_passages(st, query);
	return rc ? rc : query_run(st, sql_found, "s", words);
}

static int search(struct store *st, const char *words, const char *query)
{
	int64_t n = 0;
	int rc = find_all(st, query);

	if (rc == 0)
		rc = show_best(st, words, query);
	if (rc == 0)
		rc = query_one(&n, 0, st, "select count(*) from temp.found_hit",
			"");
	return rc ? rc : settle(st, words, n);
}

static int is_found(struct store *st, const char *words)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, "select 1 from temp.found_words"
		" where words = ?1", "s", words);

	return rc < 0 ? rc : query_next(q);
}

/* The query for what is not found yet; 1 when it is. */
static int ask(struct buf *query, struct store *st, const char *words)
{
	int rc = begin(st);

	if (rc == 0)
		rc = is_found(st, words);
	if (rc != 0)
		return rc;
	search_query(query, words);
	return buf_done(query);
}

/* All that begin so are put together before the first is there. */
static bool is_beginning(const char *query)
{
	return strstr(query, "\" *");
}

#define SQL_MATCHES(table) \
	"(select count(*) from (select 1 from cache." table \
	"  where " table " match ?1 limit 4096))"

static int finds_many(struct store *st, const char *query)
{
	static const char sql[] = "select " SQL_MATCHES("search_record") " + "
		SQL_MATCHES("text_part") " >= 4096";
	int64_t many = 0;
	int rc = assess_texts(st);

	if (rc == 0)
		rc = query_one(&many, 0, st, sql, "s", query);
	return rc ? rc : many != 0;
}

int view_search_is_long(struct store *st, const char *words)
{
	auto_buf query = BUF_INIT;
	int rc = ask(&query, st, words);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	return is_beginning(query.data) ? 1 : finds_many(st, query.data);
}

int view_search_give(struct buf *out, struct store *st, const char *words)
{
	static const char sql[] =
		"select json_object('words', w.words, 'n', w.n, 'rows',"
		" (select json_group_array(json_array(f.place, f.id, f.record,"
		"   f.file)) from temp.found f where f.words = w.words))"
		" from temp.found_words w where w.words = ?1";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "s", words);

	if (rc == 0)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	buf_puts(out, query_text(q, 0));
	return buf_done(out);
}

int view_search_take(struct store *st, const char *found)
{
	static const char sql[] =
		"insert or replace into temp.found select ?1 ->> '$.words',"
		" j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3"
		" from json_each(?1, '$.rows') j";
	auto_query q = NULL;
	int rc = begin(st);

	if (rc == 0)
		rc = query_run(st, sql, "s", found);
	if (rc == 0)
		rc = query_open(&q, st, "select ?1 ->> '$.words', ?1 ->> '$.n'",
			"s", found);
	if (rc == 0)
		rc = query_next(q);
	return rc == 1 ? settle(st, query_text(q, 0), query_int(q, 1)) : rc;
}

int view_search(struct store *st, const char *words)
{
	auto_buf query = BUF_INIT;
	int rc = ask(&query, st, words);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	return search(st, words, query.data);
}
