/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every page needs: its record, links to others, a head.
 */
#include "page.h"

#include <errno.h>
#include <string.h>

#include "dossierfs/assess.h"
#include "dossierfs/err.h"

void page_fail(struct buf *out, int rc)
{
	if (rc < 0 && !out->err)
		out->err = rc;
}

int page_done(const struct buf *out)
{
	return out->err == -ENOMEM ? buf_done(out) : out->err;
}

bool page_next(struct buf *out, struct query *q)
{
	int rc = out->err || !q ? 0 : query_next(q);

	page_fail(out, rc);
	return rc == 1;
}

void page_seen(struct page *p, int64_t recorded)
{
	if (recorded > p->shown)
		p->shown = recorded;
}

static const char sql_last[] =
	"select recorded from changeset where mainline = 1"
	" order by seq desc limit 1";

void page_seen_all(struct buf *out, struct page *p)
{
	auto_query q = NULL;

	page_query(out, &q, p, sql_last, "");
	if (page_next(out, q))
		page_seen(p, query_int(q, 0));
}

void page_seen_judged(struct buf *out, struct page *p)
{
	int64_t recorded = 0;
	int64_t seq;

	if (!out->err)
		page_fail(out, assess_moved(&seq, &recorded, p->store));
	page_seen(p, recorded);
}

const struct json *page_record(struct buf *out, struct page *p,
	struct json **rec, const struct record_type **type)
{
	auto_buf text = BUF_INIT;
	int rc = store_record(p->store, p->id, &text);

	*rec = NULL;
	*type = record_type_find(p->type);
	if (rc == 0)
		rc = json_parse(rec, buf_text(&text), text.len, 0);
	page_fail(out, rc);
	return out->err ? NULL : *rec;
}

void page_up(struct buf *out, const struct page *p)
{
	for (int i = 0; i < p->depth; i++)
		buf_puts(out, "../");
	if (p->below)
		buf_printf(out, "%s", p->below);
}

void view_place(struct buf *out, const char *type, const char *kind,
	const char *year, const char *id, const char *suffix)
{
	const struct record_type *t = record_type_find(type);

	buf_puts(out, t ? t->folder : "");
	if (kind)
		buf_printf(out, "/%s", kind);
	if (year)
		buf_printf(out, "/%s", year);
	buf_printf(out, "/%s%s", id, suffix);
}

static void put_place(struct buf *out, const struct fact *f, const char *id,
	const char *suffix)
{
	view_place(out, f->type, f->kind, f->year, id, suffix);
}

int view_path(struct buf *out, struct store *st, const char *id)
{
	const struct fact *f;
	int rc = fact_find(&f, st, id);

	if (rc == 1)
		put_place(out, f, id, ".md");
	return rc < 0 ? rc : 0;
}

int view_target(struct buf *out, struct page *p)
{
	const struct fact *f;
	int rc = fact_find(&f, p->store, p->id);

	if (rc <= 0)
		return rc < 0 ? rc : -ENOENT;
	page_seen(p, f->recorded);
	page_up(out, p);
	put_place(out, f, p->id, ".md");
	return 0;
}

const struct fact *page_fact_of(struct buf *out, struct page *p,
	const char *id)
{
	const struct fact *f = NULL;

	if (!out->err)
		page_fail(out, fact_find(&f, p->store, id));
	return f;
}

static void ref(struct buf *out, struct page *p, const char *id, bool title)
{
	const struct fact *f;

	if (!id || !*id) {
		md_cell(out, id);
		return;
	}
	f = page_fact_of(out, p, id);
	if (!f) {
		md_text(out, id);
		buf_puts(out, " (not on record)");
		return;
	}
	buf_putc(out, '[');
	md_text(out, id);
	buf_puts(out, "](");
	page_up(out, p);
	put_place(out, f, id, ".md)");
	if (!title)
		return;
	if (strcmp(f->title, id) != 0) {
		buf_putc(out, ' ');
		md_text(out, f->title);
	}
	page_seen(p, f->recorded);
}

void page_ref(struct buf *out, struct page *p, const char *id)
{
	ref(out, p, id, true);
}

void page_id(struct buf *out, struct page *p, const char *id)
{
	ref(out, p, id, false);
}

void page_ids(struct buf *out, struct page *p, const struct json *list)
{
	const char *between = "";

	for (const struct json *j = json_first(list); j; j = json_next(j)) {
		const char *id = json_text(j);

		if (!id)
			continue;
		buf_puts(out, between);
		page_id(out, p, id);
		between = ", ";
	}
	if (!*between)
		buf_puts(out, "–");
}

void page_name(struct buf *out, const char *name, const char *role)
{
	md_cell(out, name);
	if (name && role && *role) {
		buf_puts(out, " (");
		md_text(out, role);
		buf_putc(out, ')');
	}
}

void page_person(struct buf *out, const struct json *person)
{
	if (json_kind(person) == JSON_OBJECT)
		page_name(out, json_text_at(person, "name"),
			json_text_at(person, "role"));
	else
		md_cell(out, json_text(person));
}

void page_fact(struct buf *out, const char *label)
{
	buf_printf(out, "| %s | ", label);
}

void page_fact_end(struct buf *out)
{
	buf_puts(out, " |\n");
}

void page_fact_text(struct buf *out, const char *label, const char *value)
{
	page_fact(out, label);
	md_cell(out, value);
	page_fact_end(out);
}

static const char sql_top[] =
	"select exists (select 1 from record_change h where h.id = ?1"
	"  and h.seq <> r.seq),"
	" exists (select 1 from evidence e where e.id = r.id)"
	" from record r where r.id = ?1";

/* "issue" as a reader says it: "Issue", "install_base": "Install base". */
static void type_name(struct buf *out, const char *type)
{
	buf_putc(out, (char)(type[0] - 'a' + 'A'));
	for (const char *s = type + 1; *s; s++)
		buf_putc(out, *s == '_' ? ' ' : *s);
}

/* The line under the head. */
static void dates(struct buf *out, struct page *p, bool changed, bool files)
{
	const struct fact *f = page_fact_of(out, p, p->id);

	if (!f)
		return;
	page_seen(p, f->recorded);
	type_name(out, p->type);
	buf_printf(out, " · recorded %s", f->first_on);
	if (changed)
		buf_printf(out, ", this version %s", f->recorded_on);
	buf_printf(out, " · [JSON](%s.json)", p->id);
	if (changed)
		buf_printf(out, " · [history](%s.history.md)", p->id);
	if (files)
		buf_printf(out, " · [files](%s/README.md)", p->id);
	buf_puts(out, "\n\n");
}

static bool is_sound(struct buf *out, const struct page *p)
{
	const char *defect;
	int rc = fact_defect(&defect, p->store, p->id);

	page_fail(out, rc);
	if (!defect)
		return rc == 1;
	buf_printf(out, "**This record is [defective](%s.ERROR.txt) and "
		"proves nothing:** ", p->id);
	md_text(out, defect);
	buf_puts(out, "\n\n");
	return false;
}

bool page_top(struct buf *out, struct page *p, const struct json *rec)
{
	auto_query q = NULL;
	const char *title = json_text_at(rec, "title");

	buf_puts(out, "# ");
	md_text(out, p->id);
	if (title && strcmp(title, p->id) != 0) {
		buf_puts(out, ": ");
		md_text(out, title);
	}
	buf_puts(out, "\n\n");
	page_query(out, &q, p, sql_top, "s", p->id);
	if (page_next(out, q))
		dates(out, p, query_int(q, 0), query_int(q, 1));
	return !out->err && is_sound(out, p);
}
