/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The README.md of folders of records: what is here, how many, and a table of
 * them; and what index.json says of a record.
 */
#include <stdio.h>
#include <string.h>

#include "page.h"

enum { ROWS_MAX = 1000 };

/* The few fields that a list shows beside id and title, by type. */
struct summary {
	const char *type;
	const char *heads; /* Markdown, between bars */
	const char *names[4];
	const char *sql;   /* those columns of one record: ?1 */
};

/* clang-format off */
static const struct summary summaries[] = {
	{ "issue", "State | Level | Product | Identified",
	  { "state", "level", "product", "identified_on" },
	  "select state, severity_level, product, identified_on from issue"
	  " where id = ?1" },
	{ "update", "Security | Item | Approval | Available",
	  { "security", "item", "approval", "available_on" },
	  "select iif(security = 1, 'yes', iif(security = 0, 'no', null)),"
	  " item, approval_state, available_on from \"update\" where id = ?1" },
	{ "notification", "Sent | Channel | Audience",
	  { "sent_on", "channel", "audience" },
	  "select sent_on, channel, audience from notification where id = ?1" },
	{ "change", "Made | By | Release | Reviewed",
	  { "made_on", "author", "release", "reviewed_on" },
	  "select made_on, author, release, impact_reviewed_on from change"
	  " where id = ?1" },
	{ "notice", "Kind | Issue | Sent | Answer",
	  { "notice_kind", "issue", "sent_on", "answer" },
	  "select kind, issue, sent_on, answer_state from notice where id = ?1" },
	{ "review", "Kind | Product | Release | Held",
	  { "review_kind", "product", "release", "held_on" },
	  "select kind, product, release, held_on from review where id = ?1" },
	{ "activity", "Performed | Tool | Release | Findings",
	  { "performed_on", "tool", "release", "findings_total" },
	  "select performed_on, tool_name, release, findings_total from"
	  " activity where id = ?1" },
	{ "document", "Kind | Version | State | Approved",
	  { "document_kind", "version", "state", "approved_on" },
	  "select kind, version, state, approved_on from document where id ="
	  " ?1" },
	{ "product", "Manufacturer | Supported from | Until",
	  { "manufacturer", "supported_from", "supported_until" },
	  "select manufacturer, supported_from, supported_until from product"
	  " where id = ?1" },
	{ "release", "Product | Version | Released | Retired",
	  { "product", "version", "released_on", "retired_on" },
	  "select product, version, released_on, retired_on from release where"
	  " id = ?1" },
	{ "item", "Product | Class | Own code",
	  { "product", "class", "own_code" },
	  "select product, class, iif(own_code = 1, 'yes', iif(own_code = 0,"
	  " 'no', null)) from item where id = ?1" },
	{ "disposition", "State | Product | Issue | On",
	  { "state", "product", "issue", "on" },
	  "select state, product, issue, \"on\" from disposition where id = ?1" },
	{ "applicability", "Subject | Applicable | By | On",
	  { "subject", "applicable", "by", "on" },
	  "select subject, iif(applicable = 1, 'yes', 'no'), \"by\", \"on\""
	  " from applicability where id = ?1" },
	{ NULL, NULL, { NULL }, NULL },
};
/* clang-format on */

static const struct summary *summary_of(const char *type)
{
	const struct summary *s = summaries;

	while (s->type && strcmp(s->type, type) != 0)
		s++;
	return s->type ? s : NULL;
}

static void row(struct buf *out, struct page *p, const struct summary *s,
	struct query *r, bool defective)
{
	auto_query q = NULL;

	page_seen(p, query_int(r, 2));
	buf_printf(out, "| [%s](%s.md) | ", query_text(r, 0),
		query_text(r, 0));
	md_cell(out, query_text(r, 1));
	if (defective)
		buf_puts(out, " (defective)");
	if (s) {
		page_query(out, &q, p, s->sql, "s", query_text(r, 0));
		if (page_next(out, q))
			for (int i = 0; i < query_columns(q); i++) {
				buf_puts(out, " | ");
				md_cell(out, query_text(q, i));
			}
	}
	page_fact_end(out);
}

static void table_head(struct buf *out, const struct summary *s)
{
	int columns = 2;

	buf_printf(out, "| Id | Title | %s%s\n|", s ? s->heads : "",
		s ? " |" : "");
	for (const char *c = s ? s->heads : ""; *c; c++)
		columns += *c == '|';
	for (columns += s ? 1 : 0; columns > 0; columns--)
		buf_puts(out, "---|");
	buf_putc(out, '\n');
}

static const char sql_records[] =
	"select r.id, r.title, r.recorded from record r"
	" where r.type = ?1 and r.kind is ?2 and r.year is ?3"
	" order by r.id";

static void title_of(struct buf *out, const struct record_type *t)
{
	buf_puts(out, "# ");
	for (const char *s = t->folder; *s; s++)
		buf_putc(out, s == t->folder ? (char)(*s - 'a' + 'A') : *s);
}

int view_records(struct buf *out, struct page *p)
{
	const struct record_type *t = record_type_find(p->type);
	const struct summary *s = summary_of(p->type);
	auto_query q = NULL;
	auto_buf rows = BUF_INIT;
	long n = 0;
	long defective = 0;

	page_query(out, &q, p, sql_records, "sss", p->type, p->kind, p->year);
	while (page_next(out, q)) {
		bool defect = page_defect(out, p, query_text(q, 0));

		defective += defect;
		if (n++ < ROWS_MAX)
			row(&rows, p, s, q, defect);
		else
			page_seen(p, query_int(q, 2));
	}
	page_fail(out, rows.err);
	title_of(out, t);
	if (p->kind)
		buf_printf(out, ", %s", p->kind);
	if (p->year)
		buf_printf(out, ", %s", p->year);
	buf_printf(out, "\n\n%s\n\n%ld on record", t->what, n);
	if (defective)
		buf_printf(out, ", %ld of them defective (*.ERROR.txt)",
			defective);
	buf_puts(out, ".\n\n");
	if (n == 0)
		return page_done(out);
	table_head(out, s);
	buf_put(out, rows.data, rows.len);
	if (n > ROWS_MAX)
		buf_printf(out, "\nThe first %d; all of them are in "
			"[index.json](index.json).\n", ROWS_MAX);
	return page_done(out);
}

/* Change-sets are numbered as time passes. */
#define NEWEST \
	"(select r.recorded from record r where r.type = c.type" \
	" and r.kind is nullif(c.kind, '') and r.year is nullif(c.year, '')" \
	" order by r.seq desc limit 1)"

static const char sql_years[] =
	"select coalesce(nullif(c.year, ''), 'undated'), sum(c.n),"
	" max(" NEWEST "), sum(c.defective) from temp.page_count c"
	" where c.type = ?1 and c.kind = coalesce(?2, '')"
	" group by 1 order by 1";
static const char sql_kinds[] =
	"select c.kind, sum(c.n), max(" NEWEST "), sum(c.defective)"
	" from temp.page_count c where c.type = 'activity'"
	" group by 1 order by 1";

static void folders(struct buf *out, struct page *p, struct query *q,
	const char *head)
{
	auto_buf rows = BUF_INIT;
	long n = 0;

	while (page_next(out, q)) {
		page_seen(p, query_int(q, 2));
		n += (long)query_int(q, 1);
		buf_printf(&rows, "| [%s](%s/README.md) | %lld | %lld |\n",
			query_text(q, 0), query_text(q, 0),
			(long long)query_int(q, 1), (long long)query_int(q, 3));
	}
	page_fail(out, rows.err);
	buf_printf(out, "%ld on record.\n\n", n);
	if (n == 0)
		return;
	buf_printf(out, "| %s | Records | Defective |\n|---|---:|---:|\n",
		head);
	buf_put(out, rows.data, rows.len);
}

int view_years(struct buf *out, struct page *p)
{
	const struct record_type *t = record_type_find(p->type);
	auto_query q = NULL;

	title_of(out, t);
	if (p->kind)
		buf_printf(out, ", %s", p->kind);
	buf_printf(out, "\n\n%s Filed by the year of `%s`.\n\n", t->what,
		t->year_by);
	page_counts(out, p);
	page_query(out, &q, p, sql_years, "ss", p->type, p->kind);
	folders(out, p, q, "Year");
	return page_done(out);
}

int view_kinds(struct buf *out, struct page *p)
{
	const struct record_type *t = record_type_find(p->type);
	auto_query q = NULL;

	title_of(out, t);
	buf_printf(out, "\n\n%s Filed by kind and year.\n\n", t->what);
	page_counts(out, p);
	page_query(out, &q, p, sql_kinds, "");
	folders(out, p, q, "Kind");
	return page_done(out);
}

static void member(struct buf *out, const char *key, const char *value)
{
	buf_printf(out, ", \"%s\": ", key);
	json_string(out, value);
}

static void members(struct buf *out, struct page *p, const struct summary *s,
	const char *id)
{
	auto_query q = NULL;

	page_query(out, &q, p, s->sql, "s", id);
	if (page_next(out, q))
		for (int i = 0; i < query_columns(q); i++)
			if (!query_null(q, i))
				member(out, s->names[i], query_text(q, i));
}

/* The same words for every state in which the record is the same. */
static void summary(struct buf *out, struct page *p, const struct summary *s,
	const char *id)
{
	const char *noted = fact_noted(p->store, id);
	size_t start = out->len;

	if (noted) {
		buf_puts(out, noted);
		return;
	}
	members(out, p, s, id);
	if (!out->err)
		fact_note(p->store, id, buf_text(out) + start);
}

int view_index_fields(struct buf *out, struct page *p, const char *id)
{
	const char *defect;
	const struct summary *s;
	const struct fact *f = page_fact_of(out, p, id);

	if (!f)
		return page_done(out);
	page_seen(p, f->recorded);
	member(out, "id", id);
	member(out, "type", f->type);
	member(out, "title", f->title);
	member(out, "recorded_on", f->recorded_on);
	s = summary_of(f->type);
	defect = page_defect(out, p, id);
	if (defect)
		member(out, "defect", defect);
	if (s)
		summary(out, p, s, id);
	return page_done(out);
}
