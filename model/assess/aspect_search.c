/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONTENT_MATCH: what the documents on record say of each aspect, by search;
 * and what persons attest of them. Done when somebody asks for it, never when
 * verdicts are judged.
 */
#include <errno.h>
#include <string.h>

#include "dossierfs/catalog.h"
#include "dossierfs/date.h"
#include "dossierfs/query.h"
#include "dossierfs/store.h"
#include "signal.h"

static const char tables[] =
	"create temp table if not exists content_state (seq integer not null,"
	" commit_id text not null, day text not null);"
	"create temp table if not exists aspect ("
	" clause text not null, signal text not null, aspect text not null,"
	" title text not null, query text not null,"
	" primary key (signal, aspect));"
	"create temp table if not exists content_document ("
	" document text primary key, sha256 text not null,"
	" format text not null);"
	"create temp table if not exists content_file ("
	" document text primary key, answer text not null, why text not null,"
	" sha256 text not null);"
	"create temp table if not exists content_row ("
	" signal text not null, aspect text not null, sha256 text not null,"
	" format text not null, paged integer not null, kept integer not null,"
	" part integer not null);"
	"create temp table if not exists content_hit ("
	" signal text not null, aspect text not null, document text not null,"
	" place integer not null, paged integer not null,"
	" passage text not null, primary key (signal, aspect, document));"
	"create temp table if not exists content_signal ("
	" clause text primary key, signal text not null,"
	" pattern text not null);"
	"create temp table if not exists attested (id text not null,"
	" signal text, aspect text, document text, answer text, \"by\" text,"
	" by_role text, \"on\" text, expires_on text, location text,"
	" stands text not null, recorded integer not null);"
	"create index if not exists temp.attested_aspect"
	" on attested (signal, aspect);";

static const char empty[] =
	"delete from temp.content_state; delete from temp.aspect;"
	"delete from temp.content_document; delete from temp.content_file;"
	"delete from temp.content_row; delete from temp.content_hit;"
	"delete from temp.content_signal; delete from temp.attested;";

/* An attestation holds for the bytes that were read. */
static const char attestations[] =
	"insert into temp.attested"
	" select a.id, a.signal, trim(each.value) as aspect, a.document,"
	"  a.answer, a.\"by\","
	"  a.by_role, a.\"on\", a.expires_on, a.location, case"
	"  when a.defect is not null then 'its record is defective'"
	"  when d.id is null or d.defect is not null"
	"   then 'the document''s record is defective'"
	"  when d.file_sha256 is null then 'void: the document has no file'"
	"  when e.sha256 is null"
	"   then 'void: the document''s bytes are absent'"
	"  when e.sha256 <> a.document_sha256"
	"   or d.file_sha256 <> a.document_sha256"
	"   then 'void: the document''s bytes are others now'"
	"  when a.expires_on < j.as_of"
	"   then 'expired on ' || date(a.expires_on, '+1 day')"
	"  when a.by_key = d.author_key then 'by the document''s own author'"
	"  else 'current' end as stands, a.recorded"
	" from attestation a join judged j"
	/* One aspect, or a list of them. */
	"  join json_each(iif(json_valid(a.aspect)"
	"   and json_type(a.aspect) = 'array', a.aspect,"
	"   json_array(a.aspect))) each"
	"  left join document d on d.id = a.document"
	"  left join evidence e on e.id = d.id and e.name = d.file_name";

static const char documents[] =
	"insert into temp.content_document"
	" select d.id, e.sha256, "
	TEXT_FORMAT("d.file_name", "d.file_media_type")
	"  from document d join evidence e on " TEXT_DOCUMENT;

static const char wanted[] =
	"insert or ignore into temp.text_wanted"
	" select c.sha256, c.format, d.file_name, d.file_media_type"
	"  from temp.content_document c join document d on d.id = c.document";

static const char files[] =
	"insert or ignore into temp.content_file"
	" select c.document, k.answer, k.why, c.sha256"
	"  from temp.content_document c"
	"  join temp.text_known k on k.sha256 = c.sha256 and k.format = c.format";

/* The first paragraph of each file that the query finds. */
#define SQL_ROWS(place, kept) \
	"insert into temp.content_row" \
	" select ?1, ?2, f.sha256, f.format, f.paged, " kept ", min(p.rowid)" \
	"  from " place ".text_part p" \
	"  join " place ".text_file f on f.first = " TEXT_FIRST("p.rowid") \
	"   and p.rowid <= f.last" \
	" where p.text_part match ?3 and exists (select 1" \
	"  from temp.text_wanted w" \
	"  where w.sha256 = f.sha256 and w.format = f.format)" \
	" group by f.sha256, f.format"

/* Around the first word found: the marks tell on which line it stands. */
#define SQL_PASSAGE(place) \
	"select highlight(text_part, 0, char(2), char(3))," \
	" snippet(text_part, 0, '', '', '…', 48), place" \
	" from " place ".text_part where text_part match ?1 and rowid = ?2"

static int64_t lines_before(const char *marked)
{
	const char *mark = strchr(marked, '\002');
	int64_t n = 0;

	for (; mark && marked < mark; marked++)
		n += *marked == '\n';
	return n;
}

static int keep_hit(struct store *st, struct query *row, const char *query)
{
	static const char cache[] = SQL_PASSAGE("cache");
	static const char temp[] = SQL_PASSAGE("temp");
	static const char insert[] =
		"insert or ignore into temp.content_hit"
		" select ?1, ?2, document, ?3, ?4, ?5 from temp.content_document"
		"  where sha256 = ?6 and format = ?7";
	bool paged = query_int(row, 4);
	auto_query q = NULL;
	int64_t place;
	int rc = query_open(&q, st, query_int(row, 5) ? cache : temp, "si",
		query, query_int(row, 6));

	if (!rc)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	place = query_int(q, 2) +
		(paged ? 0 : lines_before(query_text(q, 0)));
	return query_run(st, insert, "ssiisss", query_text(row, 0),
		query_text(row, 1), place, (int64_t)paged, query_text(q, 1),
		query_text(row, 2), query_text(row, 3));
}

static int search(struct store *st, const char *signal, const char *aspect,
	const char *query)
{
	static const char cache[] = SQL_ROWS("cache", "1");
	static const char temp[] = SQL_ROWS("temp", "0");
	static const char rows[] =
		"select signal, aspect, sha256, format, paged, kept, part"
		" from temp.content_row where signal = ?1 and aspect = ?2";
	auto_query q = NULL;
	int rc = query_run(st, cache, "sss", signal, aspect, query);

	if (!rc)
		rc = query_run(st, temp, "sss", signal, aspect, query);
	if (!rc)
		rc = query_open(&q, st, rows, "ss", signal, aspect);
	while (!rc && (rc = query_next(q)) > 0)
		rc = keep_hit(st, q, query);
	return rc;
}

/* The aspects themselves. */
static int list_aspects(struct store *st)
{
	static const char of_signal[] =
		"insert or ignore into temp.content_signal values (?1, ?2, ?3)";
	static const char of_aspect[] = "insert or ignore into temp.aspect"
		" values (?1, ?2, ?3, ?4, ?5)";
	const struct signals *all;
	int rc = signals_open(&all);

	for (size_t i = 0; !rc && i < all->n; i++) {
		const struct signal *s = &all->all[i];

		rc = query_run(st, of_signal, "sss", s->clause, s->id,
			s->pattern);
		for (size_t k = 0; !rc && k < s->n_aspects; k++)
			rc = query_run(st, of_aspect, "sssss", s->clause,
				s->id, s->aspects[k].id, s->aspects[k].title,
				buf_text(&s->aspects[k].query));
	}
	return rc;
}

int assess_aspects(struct store *st)
{
	int rc = store_run(st, tables);

	return rc ? rc : list_aspects(st);
}

/* The words of the dossier's own catalogues stand beside the program's. */
static int add_words(struct store *st)
{
	static const char sql[] =
		"update temp.aspect set query = query || ' OR ' || ?4"
		" where clause = ?1 || '/' || ?2 and aspect = ?3";
	const struct catalog_question *w;
	const struct catalog *catalog;
	int rc = catalog_open(&catalog, st);

	for (size_t i = 0; !rc && (w = catalog_question(catalog, i)); i++)
		rc = query_run(st, sql, "ssss", w->clause->standard,
			w->clause->id, w->aspect, w->query);
	return rc;
}

static int search_all(struct store *st)
{
	static const char sql[] = "select signal, aspect, query"
		" from temp.aspect order by signal, aspect";
	auto_query q = NULL;
	int rc = list_aspects(st);

	if (!rc)
		rc = add_words(st);
	if (!rc)
		rc = query_open(&q, st, sql, "");
	while (!rc && (rc = query_next(q)) > 0)
		rc = search(st, query_text(q, 0), query_text(q, 1),
			query_text(q, 2));
	return rc;
}

static int is_there(struct store *st, const char *day)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, "select 1 from temp.content_state"
		" where seq = ?1 and commit_id = ?2 and day = ?3", "iss",
		store_seq(st), store_commit_id(st), day);

	return rc ? rc : query_next(q);
}

/* What was found holds on while no document and nothing said of one changes,
 * and all could be read: what could not may be there now. */
static int go_on(struct store *st, const char *day)
{
	static const char sql[] =
		"update temp.content_state as s set seq = ?1, commit_id = ?2"
		" where s.seq < ?1 and s.day = ?3"
		"   and exists (select 1 from changeset c where c.seq = s.seq"
		"        and c.mainline = 1 and c.commit_id = s.commit_id)"
		"   and not exists (select 1 from touched t where t.seq > s.seq"
		"        and t.type in ('document', 'evidence', 'attestation',"
		"         'catalog'))"
		"   and not exists (select 1 from temp.content_file f"
		"        where f.answer <> 'read')";

	return query_run(st, sql, "iss", store_seq(st), store_commit_id(st),
		day);
}

static int find_all(struct store *st)
{
	int rc = text_ready(st);

	if (!rc)
		rc = store_run(st, empty);
	if (!rc)
		rc = query_run(st, documents, "");
	if (!rc)
		rc = query_run(st, wanted, "");
	if (!rc)
		rc = text_know(st);
	if (!rc)
		rc = query_run(st, files, "");
	if (!rc)
		rc = search_all(st);
	return rc ? rc : query_run(st, attestations, "");
}

int assess_content(struct store *st)
{
	char text[DAY_TEXT];
	const char *day = day_format(text, store_day(st));
	int rc = store_run(st, tables);

	if (!rc)
		rc = go_on(st, day);
	if (!rc)
		rc = is_there(st, day);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = find_all(st);
	return rc ? rc : query_run(st, "insert into temp.content_state"
		" values (?1, ?2, ?3)", "iss", store_seq(st),
		store_commit_id(st), day);
}

/* The paragraphs of one document, wherever they are kept. */
static const char sql_text[] =
	"select f.paged, p.place, p.body from temp.content_document c"
	" join cache.text_file f on f.sha256 = c.sha256"
	"  and f.format = c.format and f.version = '" TEXT_VERSION "'"
	" join cache.text_part p on p.rowid between f.first and f.last"
	" where c.document = ?1"
	" union all select f.paged, p.place, p.body"
	" from temp.content_document c"
	" join temp.text_file f on f.sha256 = c.sha256"
	"  and f.format = c.format and f.version = '" TEXT_VERSION "'"
	" join temp.text_part p on p.rowid between f.first and f.last"
	" where c.document = ?1";

int assess_text(struct buf *out, struct store *st, const char *document)
{
	size_t from = out->len;
	auto_query q = NULL;
	int rc = assess_content(st);

	if (!rc)
		rc = query_open(&q, st, sql_text, "s", document);
	while (!rc && (rc = query_next(q)) > 0) {
		buf_printf(out, "%s %lld: ", query_int(q, 0) ? "page" : "line",
			(long long)query_int(q, 1));
		for (const char *s = query_text(q, 2); s && *s; s++)
			buf_putc(out, *s == '\n' ? ' ' : *s);
		buf_putc(out, '\n');
		rc = 0;
	}
	if (!rc)
		rc = buf_done(out);
	return rc ? rc : out->len > from ? 0 : -ENOENT;
}
