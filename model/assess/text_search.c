/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which documents say something, by an FTS5 query: over the text that was
 * taken out of their files, wherever it is kept.
 */
#include "dossierfs/query.h"
#include "dossierfs/store.h"
#include "dossierfs/text.h"
#include "signal.h"

static const char texts[] = "said " TEXT_VERSION;

/* Who says what begins at `first`: which versions of a document and of its
 * file. Whether both count is the state's to say. In cache.db it is for the
 * numbers of one dossier.db, and one version of the reader. Of the documents
 * wanted, content_part has the paragraphs. */
static const char sql_kept[] =
	"create table if not exists cache.text_said (number text not null,"
	" first integer not null, document integer not null,"
	" evidence integer not null, paged integer not null,"
	" primary key (number, first, document, evidence)) without rowid;";
static const char tables[] =
	"create temp table if not exists text_said (first integer not null,"
	" document integer not null, evidence integer not null,"
	" paged integer not null, kept integer not null);"
	"create temp table if not exists text_pair ("
	" document integer primary key, evidence integer not null,"
	" sha256 text not null, format text not null, name text,"
	" media_type text);"
	"create temp table if not exists content_found ("
	" version integer primary key, id text not null,"
	" parts integer not null, part integer not null,"
	" kept integer not null, paged integer not null);"
	"create temp table if not exists content_wanted ("
	" version integer primary key);"
	"create temp table if not exists content_part ("
	" part integer not null, kept integer not null,"
	" version integer not null, paged integer not null,"
	" primary key (part, kept, version)) without rowid;"
	"create temp table if not exists content_passage ("
	" version integer primary key, passage text not null);"
	"delete from temp.text_said; delete from temp.text_pair;";

#define NUMBER "(select value || ' ' || '" TEXT_VERSION "'" \
	" from dossier.meta where key = 'number')"

/* Documents and their files; those that have come or changed since. */
#define SQL_PAIRS(from) \
	"insert or ignore into temp.text_pair select d.version, e.version," \
	" e.sha256, " TEXT_FORMAT("d.file_name", "d.file_media_type") \
	", d.file_name, d.file_media_type from " from \
	" cross join evidence e on " TEXT_DOCUMENT
static const char all[] = SQL_PAIRS("document d");
static const char since[] = SQL_PAIRS(
	"(select distinct coalesce(t.owner, t.id) as id from touched t"
	"  where t.seq > ?1 and t.type in ('document', 'evidence')) x"
	" cross join document d on d.id = x.id");

static const char wanted[] =
	"insert or ignore into temp.text_wanted"
	" select sha256, format, name, media_type from temp.text_pair";

/* Here, what another process kept out of the cache. */
static const char *const said[] = {
	"insert or ignore into cache.text_said"
	" select " NUMBER ", k.first, p.document, p.evidence, k.paged"
	" from temp.text_pair p cross join cache.text_file k"
	"  on k.sha256 = p.sha256 and k.format = p.format"
	"  and k.version = '" TEXT_VERSION "'",
	"insert into temp.text_said"
	" select k.first, p.document, p.evidence, k.paged, k.kept"
	" from temp.text_pair p cross join temp.text_known k"
	"  on k.sha256 = p.sha256 and k.format = p.format"
	" where not k.kept or not exists (select 1 from cache.text_said c"
	"  where c.number = " NUMBER " and c.first = k.first"
	"   and c.document = p.document and c.evidence = p.evidence)",
};

/* Unless some are here alone, or could not be read and may be another time. */
static int know(struct store *st)
{
	int64_t here;
	int rc = query_one(&here, 0, st,
		"select count(*) from temp.text_said", "");

	if (!rc && !here)
		rc = store_know(st, texts);
	return rc ? rc : store_cache_settle(st);
}

static int has_table(struct store *st)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, "select 1 from cache.sqlite_schema"
		" where name = 'text_said'", "");

	return rc ? rc : query_next(q);
}

static int ready(struct store *st)
{
	int rc = text_ready(st);

	if (!rc)
		rc = has_table(st);
	if (!rc)
		rc = store_cache_make(st, sql_kept);
	if (rc >= 0)
		rc = store_run(st, tables);
	return rc ? rc : store_cache_settle(st);
}

int assess_texts(struct store *st)
{
	int64_t known;
	int rc = ready(st);

	if (!rc)
		rc = store_known(&known, st, texts);
	if (rc || known == store_seq(st))
		return rc;
	rc = known < 0 ? query_run(st, all, "") :
		query_run(st, since, "i", known);
	if (!rc)
		rc = query_run(st, wanted, "");
	if (!rc)
		rc = text_know(st);
	for (size_t i = 0; !rc && i < sizeof(said) / sizeof(*said); i++)
		rc = query_run(st, said[i], "");
	return rc ? rc : know(st);
}

/* What is found in each file, and then by whom it is said. */
#define SQL_FILES(place) \
	"select " TEXT_FIRST("rowid") " as first, count(*) as parts," \
	"  min(rowid) as part from " place ".text_part" \
	" where text_part match ?1 group by 1"
#define SQL_FOUND(place, said, kept) \
	"insert or ignore into temp.content_found" \
	" select d.version, d.id, f.parts, f.part, " kept ", t.paged" \
	" from (" SQL_FILES(place) ") f" \
	" cross join " said " and t.first = f.first" \
	" cross join record d on d.version = t.document" \
	" where exists (select 1 from dossier.span s" \
	"  where s.version = t.evidence and s.withdrawn = 0" \
	"   and s.from_seq <= ?2 and s.to_seq > ?2)"

int assess_search(struct store *st, const char *query)
{
	static const char *const sql[] = {
		SQL_FOUND("cache", "cache.text_said t on t.number = " NUMBER,
			"1"),
		SQL_FOUND("cache", "temp.text_said t on t.kept = 1", "1"),
		SQL_FOUND("temp", "temp.text_said t on t.kept = 0", "0"),
	};
	int64_t here = 0;
	int rc = assess_texts(st);

	if (rc == 0)
		rc = store_run(st, "delete from temp.content_found");
	if (rc == 0)
		rc = query_one(&here, 0, st,
			"select count(*) from temp.text_said", "");
	for (size_t i = 0; rc == 0 && i < (here ? 3 : 1); i++)
		rc = query_run(st, sql[i], "si", query, store_seq(st));
	return rc;
}

static const char sql_parts[] =
	"insert into temp.content_part select c.part, c.kept, c.version, c.paged"
	" from temp.content_wanted w"
	" cross join temp.content_found c on c.version = w.version";

/* One query for all: of words that begin in some way it first looks up which
 * there are. */
#define SQL_PASSAGES(place, kept) \
	"insert or ignore into temp.content_passage" \
	" select c.version, iif(c.paged, 'page ', 'line ') || p.place || ': '" \
	"  || snippet(text_part, 0, char(2), char(3), '…', 32)" \
	" from " place ".text_part p cross join temp.content_part c" \
	"  on c.part = p.rowid and c.kept = " kept \
	" where p.text_part match ?1"

int assess_passages(struct store *st, const char *query)
{
	static const char cache[] = SQL_PASSAGES("cache", "1");
	static const char temp[] = SQL_PASSAGES("temp", "0");
	int rc = store_run(st, "delete from temp.content_part;"
		"delete from temp.content_passage;");

	if (rc == 0)
		rc = query_run(st, sql_parts, "");
	if (rc == 0)
		rc = query_run(st, cache, "s", query);
	if (rc == 0)
		rc = query_run(st, temp, "s", query);
	return rc ? rc : store_run(st, "delete from temp.content_wanted");
}
