/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff/<from>..<to>.md: what changed for a reader between two days, with links
 * into the trees of the two. What a surveillance audit asks for first.
 */
#include "diff.h"

#include <string.h>

#include "dossierfs/asked.h"

/* The page, and the same for what is there no more. */
struct pages {
	struct buf *out;
	struct page *p;
	struct page *old;
};

/* What of the records of one type stands under one head. */
enum shown { NEW, DECIDED, CLOSED, REPLACED, CHANGED, WITHDRAWN };

struct section {
	const char *type;
	enum shown shown;
	const char *head;
	struct page_choice of;
};

static const char *const decision[] = { "route", "disclosure", "acceptance",
	NULL };
static const char *const closing[] = { "state", "closed_on", "duplicate_of",
	NULL };
static const char *const both[] = { "route", "disclosure", "acceptance",
	"state", "closed_on", "duplicate_of", NULL };

/* clang-format off */
static const struct section issues[] = {
	{ "issue",        NEW,       "Opened",            { NULL, NULL } },
	{ "issue",        DECIDED,   "Decided",           { decision, NULL } },
	{ "issue",        CLOSED,    "Closed",            { closing, NULL } },
	{ "issue",        CHANGED,   "Otherwise changed", { NULL, decision } },
	{ "issue",        WITHDRAWN, "Withdrawn",         { NULL, NULL } },
	{ NULL, NEW, NULL, { NULL, NULL } },
};
static const struct section any[] = {
	{ NULL,           NEW,       "New",               { NULL, NULL } },
	{ NULL,           REPLACED,  "Replaced",          { NULL, NULL } },
	{ NULL,           CHANGED,   "Changed",           { NULL, NULL } },
	{ NULL,           WITHDRAWN, "Withdrawn",         { NULL, NULL } },
	{ NULL, NEW, NULL, { NULL, NULL } },
};
/* clang-format on */

static const char sql_section[] =
	"select id, old, new, recorded, closed from temp.diff_record"
	" where type = ?1 and case ?2 when 0 then what = 'new'"
	"  when 1 then decided when 2 then closed when 3 then replaced"
	"  when 4 then what = 'changed' and not replaced"
	"  else what = 'withdrawn' end order by id";

/* Of an issue that was closed that has been said already. */
static void compare(struct pages *d, struct query *q, struct buf *out,
	const struct section *s)
{
	struct page_choice of = s->of;
	auto_json a = NULL;
	auto_json b = NULL;

	if (of.but && query_int(q, 4))
		of.but = both;
	if (!query_null(q, 1))
		page_version(out, d->p, query_int(q, 1), &a);
	page_version(out, d->p, query_int(q, 2), &b);
	if (b)
		page_compare(out, a, b, &of);
}

/* A record and the fields that differ. One of which everything is said in
 * other sections is left out. */
static bool entry(struct pages *d, struct query *q, const struct section *s)
{
	auto_buf fields = BUF_INIT;

	page_seen(d->p, query_int(q, 3));
	if (s->shown == NEW || s->shown == WITHDRAWN) {
		buf_puts(d->out, "- ");
		page_ref(d->out, s->shown == NEW ? d->p : d->old,
			query_text(q, 0));
		buf_putc(d->out, '\n');
		return true;
	}
	compare(d, q, &fields, s);
	page_fail(d->out, fields.err);
	if (fields.len == 0 && s->of.but)
		return false;
	page_ref(d->out, d->p, query_text(q, 0));
	buf_puts(d->out, "\n\n");
	if (fields.len == 0)
		buf_puts(d->out, "Its files changed.\n\n");
	buf_put(d->out, fields.data, fields.len);
	return true;
}

static void section(struct pages *d, const char *type, const struct section *s,
	bool *begun)
{
	auto_buf list = BUF_INIT;
	struct pages inner = { &list, d->p, d->old };
	auto_query q = NULL;
	bool found = false;

	page_query(d->out, &q, d->p, sql_section, "si", type,
		(int64_t)s->shown);
	while (page_next(d->out, q))
		found |= entry(&inner, q, s);
	page_fail(d->out, list.err);
	if (!found)
		return;
	if (!*begun)
		buf_printf(d->out, "## %c%s\n\n",
			record_type_find(type)->folder[0] - 'a' + 'A',
			record_type_find(type)->folder + 1);
	*begun = true;
	buf_printf(d->out, "### %s\n\n", s->head);
	buf_put(d->out, list.data, list.len);
	if (s->shown == NEW || s->shown == WITHDRAWN)
		buf_putc(d->out, '\n');
}

static bool records(struct pages *d, const char *type)
{
	bool begun = false;

	for (const struct section *s = strcmp(type, "issue") ? any : issues;
		s->head; s++)
		section(d, type, s, &begun);
	return begun;
}

static const char sql_verdicts[] =
	"select constraint_id, old, new, why from temp.diff_verdict"
	" order by place, constraint_id";

static bool verdicts(struct pages *d)
{
	auto_query q = NULL;
	bool begun = false;

	page_query(d->out, &q, d->p, sql_verdicts, "");
	while (page_next(d->out, q)) {
		if (!begun)
			buf_puts(d->out, "## Verdicts\n\n| Constraint | Before "
				"| Now | Why |\n|---|---|---|---|\n");
		begun = true;
		buf_puts(d->out, "| ");
		page_constraint(d->out, d->p, query_text(q, 0));
		for (int i = 1; i < 4; i++) {
			buf_puts(d->out, " | ");
			md_cell(d->out, query_text(q, i));
		}
		page_fact_end(d->out);
	}
	if (begun)
		buf_putc(d->out, '\n');
	return begun;
}

static const char sql_members[] =
	"select m.constraint_id, m.record, m.id, m.old, m.new, m.why"
	" from temp.diff_member m left join temp.verdict v"
	"  on v.constraint_id = m.constraint_id"
	" order by v.place, m.constraint_id, m.id";

/* What the verdicts are made of. */
static bool members(struct pages *d)
{
	auto_query q = NULL;
	bool begun = false;

	page_query(d->out, &q, d->p, sql_members, "");
	while (page_next(d->out, q)) {
		const char *record = query_text(q, 1);

		if (!begun)
			buf_puts(d->out, "## Members of verdicts\n\n"
				"| Constraint | Member | Before | Now | Why |\n"
				"|---|---|---|---|---|\n");
		begun = true;
		buf_puts(d->out, "| ");
		page_constraint(d->out, d->p, query_text(q, 0));
		buf_puts(d->out, " | ");
		if (record && strcmp(record, query_text(q, 2)) == 0)
			page_id(d->out, d->p, record);
		else
			md_cell(d->out, query_text(q, 2));
		for (int i = 3; i < 6; i++) {
			buf_puts(d->out, " | ");
			md_cell(d->out, query_text(q, i));
		}
		page_fact_end(d->out);
	}
	if (begun)
		buf_putc(d->out, '\n');
	return begun;
}

static void end(struct buf *out, const struct diff_end *e)
{
	buf_putc(out, '[');
	md_text(out, e->word);
	buf_printf(out, "](../%sREADME.md) (", e->below);
	if (strcmp(e->word, e->date) != 0)
		buf_printf(out, "%s, ", e->date);
	buf_printf(out, "state %lld)", (long long)store_seq(e->store));
}

static void top(struct buf *out, const struct diff_end *from,
	const struct diff_end *to)
{
	buf_puts(out, "# What changed from ");
	md_text(out, from->word);
	buf_puts(out, " to ");
	md_text(out, to->word);
	buf_puts(out, "\n\nFrom ");
	end(out, from);
	buf_puts(out, " to ");
	end(out, to);
	buf_puts(out, ", each as recorded by the end of the day and judged "
		"for it by the rules of this version of the program.\n\n");
}

/* What an audit asks for first; then the other types. */
static const char *const first[] = { "issue", "update", "notification",
	"document", "release", "review" };

static bool all_records(struct pages *d)
{
	size_t n = sizeof(first) / sizeof(*first);
	bool found = false;

	for (size_t i = 0; i < n; i++)
		found |= records(d, first[i]);
	for (const struct record_type *t = record_types; t->name; t++) {
		bool was = false;

		for (size_t i = 0; i < n; i++)
			was |= strcmp(first[i], t->name) == 0;
		if (!was)
			found |= records(d, t->name);
	}
	return found;
}

int view_diff(struct buf *out, struct page *p)
{
	struct diff_end from;
	struct diff_end to;
	struct page old = *p;
	struct pages d = { out, p, &old };
	bool found;

	diff_ends(p, &from, &to);
	page_fail(out, diff_fill(p));
	if (out->err)
		return page_done(out);
	p->below = to.below;
	old.below = from.below;
	old.store = p->before;
	page_seen_all(out, p);
	page_seen(p, (int64_t)store_day(p->store) * 86400);
	top(out, &from, &to);
	found = verdicts(&d);
	found |= all_records(&d);
	found |= members(&d);
	if (!found)
		buf_puts(out, "Nothing.\n");
	return page_done(out);
}

int view_diffs(struct buf *out, struct page *p)
{
	page_seen_all(out, p);
	buf_puts(out, "# What changed between two dates\n\n"
		"`diff/<from>..<to>.md` says what changed for a reader "
		"between two dates: verdicts, issues opened, decided and "
		"closed, updates, notifications, documents, releases, reviews "
		"and whatever else was recorded. `diff/<from>..<to>.json` says "
		"the same in data. Each of the two is a date "
		"(`2025-06-30`), a month (`2025-06`, its last day) or a "
		"release (the day it went out), as in [at](../at/README.md). "
		"Such files are there by their name and not listed.\n");
	return page_done(out);
}
