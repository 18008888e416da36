/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which documents say something, by an FTS5 query: over the text that was
 * taken out of their files, wherever it is kept.
 */
#include "dossierfs/query.h"
#include "dossierfs/store.h"
#include "dossierfs/text.h"
#include "signal.h"

static const char texts[] = "texts " TEXT_VERSION;

/* Of the documents wanted, content_part has the paragraphs. */
static const char tables[] =
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
	" version integer primary key, passage text not null);";

/* The files of documents; those that have come or changed since. */
#define SQL_WANTED(from) \
	"insert or ignore into temp.text_wanted select e.sha256, " \
	TEXT_FORMAT("d.file_name", "d.file_media_type") \
	", d.file_name, d.file_media_type from " from \
	" cross join evidence e on " TEXT_DOCUMENT
static const char all[] = SQL_WANTED("document d");
static const char since[] = SQL_WANTED(
	"(select distinct coalesce(t.owner, t.id) as id from touched t"
	"  where t.seq > ?1 and t.type in ('document', 'evidence')) x"
	" cross join document d on d.id = x.id");

/* Unless some are here alone, or could not be read and may be another time. */
static int know(struct store *st)
{
	static const char sql[] =
		"select count(*) from temp.text_wanted w where not exists"
		" (select 1 from cache.text_file k where k.sha256 = w.sha256"
		"   and k.format = w.format"
		"   and k.version = '" TEXT_VERSION "')";
	int64_t others;
	int rc = query_one(&others, 0, st, sql, "");

	if (!rc && !others)
		rc = store_know(st, texts);
	return rc ? rc : store_cache_settle(st);
}

int assess_texts(struct store *st)
{
	int64_t known;
	int rc = text_ready(st);

	if (!rc)
		rc = store_known(&known, st, texts);
	if (rc || known == store_seq(st))
		return rc;
	rc = known < 0 ? query_run(st, all, "") :
		query_run(st, since, "i", known);
	if (!rc)
		rc = text_know(st);
	return rc ? rc : know(st);
}

/* What is found in each file, and then whose it is: in the order in which that
 * was recorded, for what is asked of each stands close together then. The limit
 * keeps the order. */
#define SQL_FILES(place) \
	"select f.sha256, f.format, f.paged, count(*) as parts," \
	"  min(p.rowid) as part from " place ".text_part p" \
	" join " place ".text_file f on f.first = " TEXT_FIRST("p.rowid") \
	"  and p.rowid <= f.last and f.version = '" TEXT_VERSION "'" \
	" where p.text_part match ?1 group by f.first"
#define SQL_FOUND(place, kept) \
	"insert or ignore into temp.content_found" \
	" select d.version, d.id, f.parts, f.part, " kept ", f.paged" \
	" from (select x.version, f.* from (" SQL_FILES(place) ") f" \
	"   cross join dossier.d_document x on x.file_sha256 = f.sha256" \
	"   order by x.version limit -1) f" \
	" cross join document d on d.version = f.version" \
	" cross join evidence e on " TEXT_DOCUMENT \
	" where f.format = " TEXT_FORMAT("d.file_name", "d.file_media_type")

int assess_search(struct store *st, const char *query)
{
	static const char cache[] = SQL_FOUND("cache", "1");
	static const char temp[] = SQL_FOUND("temp", "0");
	int rc = assess_texts(st);

	if (rc == 0)
		rc = store_run(st, tables);
	if (rc == 0)
		rc = store_run(st, "delete from temp.content_found");
	if (rc == 0)
		rc = query_run(st, cache, "s", query);
	return rc == 0 ? query_run(st, temp, "s", query) : rc;
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
