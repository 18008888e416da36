/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which documents say something, by an FTS5 query: over the text that was
 * taken out of their files, wherever it is kept.
 */
#include "dossierfs/query.h"
#include "dossierfs/store.h"
#include "dossierfs/text.h"

static const char tables[] =
	"create index if not exists temp.content_document_file"
	" on content_document (sha256, format);"
	"create temp table if not exists content_found ("
	" document text primary key, parts integer not null,"
	" kept integer not null, part integer not null,"
	" paged integer not null) without rowid;";

#define SQL_FOUND(place, kept) \
	"insert or ignore into temp.content_found" \
	" select d.document, count(*), " kept ", min(p.rowid), f.paged" \
	"  from " place ".text_part p" \
	"  join " place ".text_file f on f.first =" \
	"   (select max(first) from " place ".text_file" \
	"     where first <= p.rowid)" \
	"   and p.rowid <= f.last" \
	"  cross join temp.content_document d" \
	"   on d.sha256 = f.sha256 and d.format = f.format" \
	" where p.text_part match ?1 and f.version = '" TEXT_VERSION "'" \
	" group by d.document"

int assess_search(struct store *st, const char *query)
{
	static const char cache[] = SQL_FOUND("cache", "1");
	static const char temp[] = SQL_FOUND("temp", "0");
	int rc = assess_content(st);

	if (rc == 0)
		rc = store_run(st, tables);
	if (rc == 0)
		rc = store_run(st, "delete from temp.content_found");
	if (rc == 0)
		rc = query_run(st, cache, "s", query);
	return rc == 0 ? query_run(st, temp, "s", query) : rc;
}

#define SQL_PASSAGE(place) \
	"select snippet(text_part, 0, char(2), char(3), '…', 32), place" \
	" from " place ".text_part where text_part match ?1 and rowid = ?2"

/* Where the passage of a document stands now. */
static int find_part(struct query **q, struct store *st, const char *document)
{
	static const char sql[] = "select kept, part, paged"
		" from temp.content_found where document = ?1";
	int rc = query_open(q, st, sql, "s", document);

	return rc == 0 ? query_next(*q) : rc;
}

int assess_passage(struct buf *out, struct store *st, const char *document,
	const char *query)
{
	static const char cache[] = SQL_PASSAGE("cache");
	static const char temp[] = SQL_PASSAGE("temp");
	auto_query part = NULL;
	auto_query q = NULL;
	int rc = find_part(&part, st, document);

	if (rc <= 0)
		return rc;
	rc = query_open(&q, st, query_int(part, 0) ? cache : temp, "si", query,
		query_int(part, 1));
	if (rc == 0)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	buf_printf(out, "%s %lld: %s", query_int(part, 2) ? "page" : "line",
		(long long)query_int(q, 1), query_text(q, 0));
	rc = buf_done(out);
	return rc < 0 ? rc : 1;
}
