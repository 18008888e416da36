/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text of documents, taken out once and kept by the digest of their bytes. A
 * reader that finds cache.db busy keeps it for itself, so that what is found
 * never depends on who else is at work. The file's row is written last, and
 * only when all its paragraphs are there; two who write the same file write
 * the same rows.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dossierfs/blob.h"
#include "dossierfs/err.h"
#include "dossierfs/hash.h"
#include "dossierfs/progress.h"
#include "dossierfs/query.h"
#include "dossierfs/store.h"
#include "signal.h"

#define SCHEMA(place) \
	"create table if not exists " place ".text_file (" \
	" sha256 text not null, format text not null," \
	" version text not null, answer text not null, why text not null," \
	" paged integer not null, unfilled integer not null," \
	" first integer not null, last integer not null," \
	" primary key (sha256, format, version));" \
	"create unique index if not exists " place ".text_file_first" \
	" on text_file (first);" \
	"create virtual table if not exists " place ".text_part" \
	" using fts5 (body, place unindexed, " TEXT_WORDS ");"

static int has_tables(struct store *st)
{
	static const char sql[] = "select 1 from cache.sqlite_schema"
		" where name = 'text_part'";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	return rc ? rc : query_next(q);
}

int text_ready(struct store *st)
{
	int rc = store_cache(st);

	if (!rc)
		rc = has_tables(st);
	if (!rc)
		rc = store_cache_make(st, SCHEMA("cache"));
	if (rc < 0)
		return rc;
	rc = store_run(st, SCHEMA("temp")
		"create temp view if not exists text_known as"
		" select *, 1 as kept from cache.text_file"
		"  where version = '" TEXT_VERSION "'"
		" union all select *, 0 from temp.text_file"
		"  where version = '" TEXT_VERSION "';"
		"create temp table if not exists text_wanted ("
		" sha256 text not null, format text not null, name text,"
		" media_type text, primary key (sha256, format)) without rowid;"
		"delete from temp.text_wanted;");
	return rc ? rc : store_cache_settle(st);
}

/* What came out of one file. */
struct found {
	struct store *st;
	char sha256[65];
	char format[8];
	struct buf text;
	struct buf why;
	enum text_answer answer;
	bool paged;
	bool kept;     /* in cache.db */
	int64_t first; /* rowids of its paragraphs */
	int64_t parts;
	int64_t row;   /* of the paragraph to come */
};

/* What is longer than any text that is taken, and is neither PDF nor zip, is
 * not read at all: a log of gigabytes costs nothing. */
static int too_long(struct store *st, const char *sha256)
{
	char head[TEXT_HEAD];
	uint64_t size;
	int fd = store_blob_open(st, sha256, &size);
	ssize_t n;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	n = read(fd, head, sizeof(head));
	close(fd);
	return size > (uint64_t)(n > 0 && text_is_packed(head, (size_t)n) ?
		TEXT_FILE_MAX : TEXT_MAX);
}

static int look_into(struct found *f, struct query *q)
{
	auto_buf bytes = BUF_INIT;
	struct text_file in = { .name = query_text(q, 2),
		.media_type = query_text(q, 3) };
	int rc = too_long(f->st, f->sha256);

	if (rc > 0) {
		f->answer = TEXT_UNREADABLE;
		buf_puts(&f->why, "it is too long");
		return buf_done(&f->why);
	}
	if (!rc)
		rc = store_blob_read(f->st, &bytes, f->sha256, TEXT_FILE_MAX);
	if (rc == -ENOENT || rc == -EUCLEAN) {
		err_clear();
		f->answer = TEXT_UNABLE;
		buf_puts(&f->why, "its bytes are absent or broken");
		return buf_done(&f->why);
	}
	in.bytes = buf_text(&bytes);
	in.len = bytes.len;
	return rc ? rc : text_extract(&f->text, &f->answer, &f->paged, &in,
		&f->why);
}

/* Forty bits of a digest tell the files of one dossier apart; keep_parts sees
 * to those that it does not. */
static int first_row(struct found *f)
{
	auto_buf name = BUF_INIT;
	char hex[HASH_HEX_MAX];
	int rc;

	buf_printf(&name, "%s %s %s", f->sha256, f->format, TEXT_VERSION);
	rc = buf_done(&name);
	if (!rc)
		rc = hash_bytes(hex, HASH_SHA256, buf_text(&name), name.len);
	if (rc)
		return rc;
	hex[10] = '\0';
	f->first = (int64_t)(strtoull(hex, NULL, 16) <<
		TEXT_PART_BITS);
	return 0;
}

static int is_taken(struct found *f)
{
	static const char sql[] = "select 1 from cache.text_file"
		" where first = ?1 and not (sha256 = ?2 and format = ?3)";
	auto_query q = NULL;
	int rc = query_open(&q, f->st, sql, "iss", f->first, f->sha256,
		f->format);

	return rc ? rc : query_next(q);
}

static int keep_part(int64_t place, const char *text, void *arg)
{
	static const char cache[] = "insert or replace into cache.text_part"
		" (rowid, body, place) values (?1, ?2, ?3)";
	static const char temp[] = "insert or replace into temp.text_part"
		" (rowid, body, place) values (?1, ?2, ?3)";
	struct found *f = arg;

	f->parts++;
	return query_run(f->st, f->kept ? cache : temp, "isi", f->row++, text,
		place);
}

#define SQL_KEEP(place) \
	"insert or ignore into " place ".text_file" \
	" select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9" \
	"  where (select count(*) from " place ".text_part" \
	"          where rowid between ?8 and ?9) = ?9 - ?8 + 1"

static int keep_file(struct found *f)
{
	static const char *const answers[] = { "read", "unreadable", "unable" };
	static const char cache[] = SQL_KEEP("cache");
	static const char temp[] = SQL_KEEP("temp");
	bool unfilled = f->answer == TEXT_READ &&
		(!f->parts || text_is_unfilled(buf_text(&f->text), f->text.len));

	return query_run(f->st, f->kept ? cache : temp, "sssssiiii", f->sha256,
		f->format, TEXT_VERSION, answers[f->answer], buf_text(&f->why),
		(int64_t)f->paged, (int64_t)unfilled, f->first,
		f->first + f->parts - 1);
}

static int keep_parts(struct found *f, bool kept)
{
	int rc;

	f->kept = kept;
	f->row = f->first;
	f->parts = 0;
	rc = text_parts(&f->text, f->paged, keep_part, f);
	return rc ? rc : keep_file(f);
}

static int is_known(struct found *f)
{
	static const char sql[] = "select 1 from temp.text_known"
		" where sha256 = ?1 and format = ?2";
	auto_query q = NULL;
	int rc = query_open(&q, f->st, sql, "ss", f->sha256, f->format);

	return rc ? rc : query_next(q);
}

/* For this connection alone, behind what it has. */
static int keep_here(struct found *f)
{
	static const char sql[] = "select first from temp.text_file"
		" order by first desc limit 1";
	auto_query q = NULL;
	int rc = query_open(&q, f->st, sql, "");

	if (!rc)
		rc = query_next(q);
	if (rc < 0)
		return rc;
	f->first = (rc == 1 ? query_int(q, 0) : 0) + (1 << TEXT_PART_BITS);
	rc = keep_parts(f, false);
	if (!rc)
		rc = is_known(f);
	if (!rc)
		return fail(-EIO, "the text of %s could not be kept", f->sha256);
	return rc < 0 ? rc : 0;
}

/* What cannot be told here may be told elsewhere or later: it is not kept. */
static int keep(struct found *f)
{
	bool taken;
	int rc = first_row(f);

	if (rc || (rc = is_taken(f)) < 0)
		return rc;
	taken = rc > 0;
	rc = 0;
	if (!taken && f->answer != TEXT_UNABLE)
		rc = keep_parts(f, true);
	if (!rc)
		rc = is_known(f);
	if (rc)
		return rc < 0 ? rc : 0;
	return keep_here(f);
}

/* The file that was looked at last. */
struct file_at {
	char sha256[65];
	char format[8];
};

/* The next file that is wanted and not known: 1, 0 none, or negative. */
static int know_next(struct store *st, struct file_at *at)
{
	static const char sql[] =
		"select w.sha256, w.format, w.name, w.media_type"
		" from temp.text_wanted w"
		" where (w.sha256, w.format) > (?1, ?2) and not exists (select 1"
		"  from temp.text_known k"
		"  where k.sha256 = w.sha256 and k.format = w.format)"
		" order by w.sha256, w.format limit 1";
	struct found f = { .st = st, .text = BUF_INIT, .why = BUF_INIT };
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "ss", at->sha256, at->format);

	if (!rc)
		rc = query_next(q);
	if (rc <= 0)
		return rc;
	if (strlen(query_text(q, 0)) != 64)
		return fail(-EUCLEAN, "a document's file has no SHA-256");
	memcpy(f.sha256, query_text(q, 0), 65);
	strcpy(f.format, strcmp(query_text(q, 1), "html") ? "text" : "html");
	memcpy(at->sha256, f.sha256, sizeof(at->sha256));
	memcpy(at->format, f.format, sizeof(at->format));
	rc = look_into(&f, q);
	query_auto_close(&q);
	q = NULL;
	if (!rc)
		rc = keep(&f);
	buf_free(&f.text);
	buf_free(&f.why);
	return rc ? rc : 1;
}

int text_know(struct store *st)
{
	enum { BATCH = 64 }; /* files between which others may write */
	struct file_at at = { "", "" };
	int rc = 1;

	for (int n = 0; rc > 0; n++) {
		int begun = n % BATCH ? 0 : store_cache_anew(st);

		if (n % BATCH == 0)
			progress("reading documents", (size_t)n, 0);
		rc = begun ? begun : know_next(st, &at);
	}
	if (!rc)
		rc = store_cache_settle(st);
	/* What another process kept in the meantime is needed once only. */
	return rc ? rc : store_run(st, "delete from temp.text_file where exists"
		" (select 1 from cache.text_file c"
		"   where c.sha256 = text_file.sha256"
		"     and c.format = text_file.format"
		"     and c.version = text_file.version)");
}
