/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame: the terms of terms-frame.sql, which most changes leave as they
 * are. A scope has it from one judging to the next; cache.db keeps the last
 * one made, for scopes that have none yet.
 */
#include <string.h>

#include "dossierfs/blob.h"
#include "dossierfs/embed.h"
#include "dossierfs/err.h"
#include "dossierfs/hash.h"
#include "dossierfs/query.h"
#include "dossierfs/sbom.h"
#include "dossierfs/scope.h"
#include "judge.h"

static const char path[] = "model/assess/terms-frame.sql";

/* What the script makes. */
static const char *const tables[] = {
	"policy_default", "policy_said", "policy_term", "policy_now",
	"product_now", "release_now", "product_in_support",
	"release_in_support", "dated_bill", "bill_in_support", "item_class",
	"item_now",
};

enum { TABLES = sizeof(tables) / sizeof(*tables) };

/* Where they stand: made, and kept. */
struct place {
	const char *schema, *prefix;
};

static const struct place made = { "temp", "" };
static const struct place kept = { "cache", "frame_" };

/* Of which state it was made, and from what; whether it is the one kept. */
#define MARK "seq integer, as_of text, commit_id text, lost text, bills integer"

static const char mark_made[] =
	"create temp table if not exists frame_made (" MARK ", kept integer)";
static const char mark_kept[] =
	"create table if not exists cache.frame_kept (" MARK ","
	" program text, n integer)";

/* Of an earlier state on main's line and the same day, since when nothing came
 * that the frame stands on: records of its types and those that they name, for
 * they are defective when these are gone; nor files that may be such; nor was
 * an SBOM read. */
#define BILLS \
	"(select count(*) from cache.bill where reader = '" SBOM_READER "')"
static const char sql_stands[] =
	"select 1 from temp.frame_made m join judged j"
	"  on j.as_of = m.as_of and j.seq >= m.seq"
	" where m.lost = ?1 and m.bills = " BILLS
	"   and exists (select 1 from dossier.changeset c where c.seq = m.seq"
	"     and c.mainline = 1 and c.commit_id = m.commit_id)"
	"   and not exists (select 1 from dossier.span s"
	"     where s.from_seq > m.seq and s.from_seq <= j.seq"
	"       and (s.type in ('policy', 'product', 'release', 'item', 'defect')"
	"         or exists (select 1 from dossier.d_reference r"
	"              cross join dossier.span f on f.version = r.version"
	"              where r.target = coalesce(s.owner, s.id) and f.type in"
	"                ('policy', 'product', 'release', 'item'))))";

static int stands(struct store *at, const char *lost)
{
	auto_query q = NULL;
	int rc = query_open(&q, at, sql_stands, "s", lost);

	return rc ? rc : query_next(q);
}

static int forget(struct store *at)
{
	return query_run(at, "delete from temp.frame_made", "");
}

static int note(struct store *at, const char *lost)
{
	static const char sql[] = "insert into temp.frame_made"
		" select seq, as_of, ?1, ?2, " BILLS ", 0 from judged";
	int rc = forget(at);

	return rc ? rc : query_run(at, sql, "ss", store_commit_id(at), lost);
}

/* Another program may make another frame of the same records. */
static int digest_program(char hex[HASH_HEX_MAX])
{
	const char *sql = embed_find(path, NULL);
	auto_buf text = BUF_INIT;

	buf_printf(&text, "%s %s\n%s\n", ASSESS_VERSION, SBOM_READER,
		sql ? sql : "");
	store_views_sql(&text, "", 0);
	return text.err ? buf_done(&text) :
		hash_bytes(hex, HASH_SHA256, text.data, text.len);
}

/* "create table …" and its indexes, as they are in one place, for another. */
static int put_shape(struct buf *out, struct store *at, const char *table,
	const struct place *from, const struct place *to)
{
	auto_buf sql = BUF_INIT;
	auto_query q = NULL;
	int rc;

	buf_printf(&sql, "select type = 'table', substr(name, %d),"
		" substr(sql, instr(sql, '(')) from %s.sqlite_schema"
		" where tbl_name = '%s%s' and sql is not null"
		" order by type desc", (int)strlen(from->prefix) + 1,
		from->schema, from->prefix, table);
	rc = buf_done(&sql);
	if (!rc)
		rc = query_open_text(&q, at, buf_text(&sql), NULL);
	while (!rc && (rc = query_next(q)) > 0) {
		bool is_table = query_int(q, 0);

		buf_printf(out, "create %s %s.%s%s%s%s%s %s;",
			is_table ? "table" : "index", to->schema, to->prefix,
			query_text(q, 1), is_table ? "" : " on ",
			is_table ? "" : to->prefix, is_table ? "" : table,
			query_text(q, 2));
		rc = 0;
	}
	return rc;
}

static void put_rows(struct buf *out, const char *table,
	const struct place *from, const struct place *to)
{
	buf_printf(out, "insert into %s.%s%s select * from %s.%s%s;",
		to->schema, to->prefix, table, from->schema, from->prefix,
		table);
}

/* How many rows there are in all. */
static int count(int64_t *n, struct store *at, const struct place *of)
{
	auto_buf sql = BUF_INIT;
	auto_query q = NULL;
	int rc;

	buf_puts(&sql, "select 0");
	for (size_t i = 0; i < TABLES; i++)
		buf_printf(&sql, " + (select count(*) from %s.%s%s)",
			of->schema, of->prefix, tables[i]);
	rc = buf_done(&sql);
	if (!rc)
		rc = query_open_text(&q, at, buf_text(&sql), NULL);
	if (!rc)
		rc = query_next(q);
	*n = rc > 0 ? query_int(q, 0) : -1;
	return rc < 0 ? rc : 0;
}

/* 1 when this program keeps one, and nothing of it is missing. */
static int is_kept(struct store *at)
{
	static const char sql[] =
		"select n from cache.frame_kept where program = ?1";
	char program[HASH_HEX_MAX];
	auto_query q = NULL;
	int64_t n = -1;
	int rc = digest_program(program);

	if (!rc)
		rc = query_open(&q, at, sql, "s", program);
	if (!rc)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	rc = count(&n, at, &kept);
	return rc ? rc : n == query_int(q, 0);
}

static int take_rows(struct store *at)
{
	auto_buf sql = BUF_INIT;
	int rc = 0;

	for (size_t i = 0; i < TABLES && !rc; i++) {
		rc = put_shape(&sql, at, tables[i], &kept, &made);
		put_rows(&sql, tables[i], &kept, &made);
	}
	if (!rc)
		rc = buf_done(&sql);
	return rc ? rc : store_run(at, buf_text(&sql));
}

/* 1 when it was kept and stands. */
static int take(struct store *at, const char *lost)
{
	static const char mark[] = "insert into temp.frame_made"
		" select seq, as_of, commit_id, lost, bills, 1"
		"  from cache.frame_kept";
	int rc = is_kept(at);

	if (rc > 0)
		rc = query_run(at, mark, "");
	else
		return rc;
	if (!rc)
		rc = stands(at, lost);
	if (rc <= 0)
		return rc;
	rc = take_rows(at);
	return rc ? rc : 1;
}

static int drop(struct store *at, const struct place *of)
{
	auto_buf sql = BUF_INIT;

	for (size_t i = 0; i < TABLES; i++)
		buf_printf(&sql, "drop table if exists %s.%s%s;", of->schema,
			of->prefix, tables[i]);
	return sql.err ? buf_done(&sql) : store_run(at, buf_text(&sql));
}

int frame_make(struct store *at)
{
	char lost[65];
	int rc = store_lost(at, lost);

	if (!rc)
		rc = query_run(at, mark_made, "");
	if (!rc)
		rc = assess_script(at, path);
	return rc ? rc : note(at, lost);
}

/* What cannot be taken from the cache is made: it may be damaged. */
int frame_take(struct store *at)
{
	char lost[65];
	int rc = store_lost(at, lost);

	if (!rc)
		rc = query_run(at, mark_made, "");
	if (rc)
		return rc;
	rc = take(at, lost);
	if (rc > 0)
		return 0;
	err_clear();
	if (rc < 0)
		rc = drop(at, &made);
	return rc ? rc : frame_make(at);
}

bool frame_is_made(struct store *at)
{
	return query_ready(at, "select 1 from temp.frame_made");
}

/* What most changes leave as it is stays from one judging to the next. */
int frame_renew(struct store *at)
{
	char lost[65];
	int rc = store_lost(at, lost);

	if (!rc)
		rc = stands(at, lost);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = forget(at);
	if (!rc)
		rc = script_fill(at, path);
	return rc ? rc : note(at, lost);
}

/* Room for the rows, made anew where another program's are. */
static int clear(struct buf *out, struct store *at)
{
	int rc = is_kept(at);

	if (rc > 0) {
		for (size_t i = 0; i < TABLES; i++)
			buf_printf(out, "delete from %s.%s%s;", kept.schema,
				kept.prefix, tables[i]);
		return 0;
	}
	err_clear();
	rc = drop(at, &kept);
	for (size_t i = 0; i < TABLES && !rc; i++)
		rc = put_shape(out, at, tables[i], &made, &kept);
	return rc;
}

static int put_mark(struct store *at)
{
	static const char empty[] = "delete from cache.frame_kept";
	static const char sql[] = "insert into cache.frame_kept"
		" select seq, as_of, commit_id, lost, bills, ?1, ?2"
		"  from temp.frame_made";
	static const char is[] = "update temp.frame_made set kept = 1";
	char program[HASH_HEX_MAX];
	int64_t n = 0;
	int rc = digest_program(program);

	if (!rc)
		rc = count(&n, at, &made);
	if (!rc)
		rc = query_run(at, empty, "");
	if (!rc)
		rc = query_run(at, sql, "si", program, n);
	return rc ? rc : query_run(at, is, "");
}

static int keep_rows(struct store *at)
{
	auto_buf sql = BUF_INIT;
	int rc = store_run(at, mark_kept);

	if (!rc)
		rc = clear(&sql, at);
	for (size_t i = 0; i < TABLES; i++)
		put_rows(&sql, tables[i], &made, &kept);
	if (!rc)
		rc = buf_done(&sql);
	if (!rc)
		rc = store_run(at, buf_text(&sql));
	return rc ? rc : put_mark(at);
}

static int is_fresh(struct store *at)
{
	static const char sql[] = "select 1 from temp.frame_made where not kept";
	auto_query q = NULL;
	int rc = query_open(&q, at, sql, "");

	return rc ? rc : query_next(q);
}

int frame_keep(struct store *at)
{
	int rc = store_cache_shared(at) ? is_fresh(at) : 0;

	if (rc > 0)
		rc = store_cache_take(at);
	else
		return rc;
	if (rc)
		return rc;
	rc = keep_rows(at);
	return rc ? (store_cache_free(at, false), rc) :
		store_cache_free(at, true);
}
