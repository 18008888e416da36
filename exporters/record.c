/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every record has: a page from the table of its fields, its JSON, what
 * is wrong with it, its files.
 */
#include <string.h>

#include "dossierfs/date.h"
#include "page.h"

int view_record(struct buf *out, struct page *p)
{
	auto_json rec = NULL;
	const struct record_type *type;

	if (!page_record(out, p, &rec, &type))
		return page_done(out);
	page_top(out, p, rec);
	page_fields(out, p, type, rec, NULL);
	page_end(out, p);
	return page_done(out);
}

/* The bytes as they are recorded, after their digest was looked at. */
int view_record_json(struct buf *out, struct page *p)
{
	const struct fact *f;

	page_fail(out, store_record(p->store, p->id, out));
	f = page_fact_of(out, p, p->id);
	if (f)
		page_seen(p, f->recorded);
	return page_done(out);
}

/* Plain text: what is foreign in it is made one line and shown as it is but
 * for control characters. */
static void plain(struct buf *out, const char *s)
{
	for (; s && *s; s++)
		buf_putc(out, (unsigned char)*s < 0x20 || *s == 0x7f ? ' ' : *s);
}

static const char sql_error[] =
	"select defect, recorded, recorded_on, path from record where id = ?1";
static const char sql_dangling[] =
	"select pointer, type, target from reference"
	" where id = ?1 and dangling = 1 order by pointer";

static int own_defect(const char *pointer, const char *expected, void *arg)
{
	struct buf *out = arg;

	buf_puts(out, "- ");
	plain(out, pointer);
	buf_puts(out, ": expected ");
	plain(out, expected);
	buf_putc(out, '\n');
	return 0;
}

static void dangling(struct buf *out, struct page *p)
{
	auto_query q = NULL;

	page_query(out, &q, p, sql_dangling, "s", p->id);
	while (page_next(out, q)) {
		buf_printf(out, "- %s: names the %s ", query_text(q, 0),
			query_text(q, 1));
		plain(out, query_text(q, 2));
		buf_puts(out, ", which is not on record\n");
	}
}

/* A file that could not be read as JSON left a record of its id alone; then
 * the first defect says all. */
static void own_defects(struct buf *out, struct page *p, const char *first,
	int32_t day)
{
	auto_json rec = NULL;
	const struct record_type *type;
	size_t start = out->len;

	if (!page_record(out, p, &rec, &type))
		return;
	record_check(type, rec, day, own_defect, out);
	if (strncmp(first, "/: ", 3) != 0)
		return;
	if (!out->err)
		buf_cut(out, start);
	buf_puts(out, "- ");
	plain(out, first);
	buf_putc(out, '\n');
}

int view_error(struct buf *out, struct page *p)
{
	auto_query q = NULL;

	page_query(out, &q, p, sql_error, "s", p->id);
	if (!page_next(out, q))
		return page_done(out);
	buf_printf(out, "%s was recorded on %s with a defect. It is kept and "
		"shown; it proves nothing.\n\n", p->id, query_text(q, 2));
	page_seen(p, query_int(q, 1));
	own_defects(out, p, query_text(q, 0), day_of(query_int(q, 1)));
	dangling(out, p);
	buf_puts(out, "\nIn git: ");
	plain(out, query_text(q, 3));
	buf_puts(out, "\n");
	return page_done(out);
}

static const char sql_defective[] =
	"select path, defect, recorded, recorded_on, size from defective"
	" where sha256 = ?1 order by path";

int view_defect(struct buf *out, struct page *p)
{
	auto_query q = NULL;

	page_query(out, &q, p, sql_defective, "s", p->file);
	while (page_next(out, q)) {
		page_seen(p, query_int(q, 2));
		buf_puts(out, "File in git: ");
		plain(out, query_text(q, 0));
		buf_printf(out, "\nRecorded on: %s\nBytes: %lld\nSHA-256: %s\n"
			"Defect: ", query_text(q, 3),
			(long long)query_int(q, 4), p->file);
		plain(out, query_text(q, 1));
		buf_puts(out, "\n\n");
	}
	buf_puts(out, "The file is kept. It is no record, and no rule reads "
		"it.\n");
	return page_done(out);
}

static const char sql_defects[] =
	"select path, sha256, defect, recorded, recorded_on from defective"
	" order by path limit 1000";

int view_defects(struct buf *out, struct page *p)
{
	auto_query q = NULL;

	buf_puts(out, "# Defects\n\nFiles that came by git and can be no "
		"record, for instance because their id cannot be a file name."
		"\n\n| File in git | Recorded | What is wrong |\n"
		"|---|---|---|\n");
	page_query(out, &q, p, sql_defects, "");
	while (page_next(out, q)) {
		auto_buf target = BUF_INIT;

		page_seen(p, query_int(q, 3));
		buf_printf(&target, "%s.txt", query_text(q, 1));
		page_fail(out, target.err);
		buf_puts(out, "| ");
		md_link(out, query_text(q, 0), buf_text(&target));
		buf_printf(out, " | %s | ", query_text(q, 4));
		md_cell(out, query_text(q, 2));
		page_fact_end(out);
	}
	return page_done(out);
}

int view_files(struct buf *out, struct page *p)
{
	const struct fact *f = page_fact_of(out, p, p->id);
	auto_query q = NULL;

	buf_puts(out, "# Files of ");
	buf_printf(out, "[%s](../%s.md)", p->id, p->id);
	if (f) {
		page_seen(p, f->recorded);
		buf_puts(out, ": ");
		md_text(out, f->title);
	}
	buf_puts(out, "\n\nThe bytes as they were recorded. Names are made safe "
		"for every system.\n\n| File | Recorded as | Bytes | SHA-256 |\n"
		"|---|---|---:|---|\n");
	page_query(out, &q, p, "select safe, name, size, sha256, recorded"
		" from evidence where id = ?1 order by safe", "s", p->id);
	while (page_next(out, q)) {
		page_seen(p, query_int(q, 4));
		buf_puts(out, "| ");
		md_link(out, query_text(q, 0), query_text(q, 0));
		buf_puts(out, " | ");
		md_cell(out, query_text(q, 1));
		buf_printf(out, " | %lld | `%s` |\n",
			(long long)query_int(q, 2), query_text(q, 3));
	}
	return page_done(out);
}

/* sha256sum's format; the names are those in the folder. */
int view_sums(struct buf *out, struct page *p)
{
	auto_query q = NULL;

	page_query(out, &q, p, "select sha256, safe, recorded from evidence"
		" where id = ?1 order by safe", "s", p->id);
	while (page_next(out, q)) {
		page_seen(p, query_int(q, 2));
		buf_printf(out, "%s  %s\n", query_text(q, 0), query_text(q, 1));
	}
	return page_done(out);
}
