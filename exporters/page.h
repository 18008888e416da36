/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page - what the Markdown pages share: heads, links to records, tables of
 * fields, verdicts, history.
 *
 * A failure marks the buf that is written to; later calls do nothing, and
 * page_done gives it to the caller.
 */
#ifndef EXPORTERS_PAGE_H
#define EXPORTERS_PAGE_H

#include <stdbool.h>

#include "dossierfs/json.h"
#include "dossierfs/md.h"
#include "dossierfs/record.h"
#include "dossierfs/store.h"
#include "dossierfs/view.h"

/* Marks the page as failed unless it is already, or rc is none. */
void page_fail(struct buf *out, int rc);
int page_done(const struct buf *out);

/* A query for a page; a failure marks it and gives no rows. One that has failed
 * asks nothing more: what is said is what went wrong first. */
bool page_next(struct buf *out, struct query *q);
#define page_query(out, q, p, ...) \
	page_fail(out, (out)->err ? 0 : \
		query_open(q, (p)->store, __VA_ARGS__))

/* What is shown was recorded then; or: everything on record is looked at. */
void page_seen(struct page *p, int64_t recorded);
void page_seen_all(struct buf *out, struct page *p);

/* What judging sees of the records is looked at, and nothing else. */
void page_seen_judged(struct buf *out, struct page *p);

/* The page's record, checked against its digest. NULL when it failed. Who does
 * not go on to page_top says page_seen of it. */
const struct json *page_record(struct buf *out, struct page *p,
	struct json **rec, const struct record_type **type);

/* What is kept of a record: NULL when there is no such, or the page failed. */
const struct fact *page_fact_of(struct buf *out, struct page *p,
	const char *id);

/* "../" as often as it takes to the root. */
void page_up(struct buf *out, const struct page *p);

/* [id](its page), with its title behind it or without; an id of nothing on
 * record is said to be so. */
void page_ref(struct buf *out, struct page *p, const char *id);
void page_id(struct buf *out, struct page *p, const char *id);

/* Ids of a list, without titles, separated by commas; "–" for none. */
void page_ids(struct buf *out, struct page *p, const struct json *list);

/* The name, and the role behind it; "–" for none. */
void page_person(struct buf *out, const struct json *person);

/* The same from columns. */
void page_name(struct buf *out, const char *name, const char *role);

/* Heading and the line under it: type, dates, links to JSON and history.
 * Whether the record is sound: a defective one is shown field by field, for
 * what it says need not be what its fields mean. */
bool page_top(struct buf *out, struct page *p, const struct json *rec);

/* "| label | " and " |": a row of a table of facts between them. */
void page_fact(struct buf *out, const char *label);
void page_fact_end(struct buf *out);
void page_fact_text(struct buf *out, const char *label, const char *value);

/* Every field that is there, known or not, but those whose path begins with
 * one of `skip` (ended by NULL; may be NULL). */
void page_fields(struct buf *out, struct page *p,
	const struct record_type *type, const struct json *rec,
	const char *const *skip);

/* One value as its field says it is to be read. */
void page_value(struct buf *out, struct page *p, const struct field *f,
	const struct json *value);

/* A version of a record; of one that cannot be read, damaged or no JSON, the
 * page says so, and *rec is NULL. The caller frees it. */
int page_version(struct buf *out, struct page *p, int64_t version,
	struct json **rec);

/* A table of the fields in which two versions differ, of which one may be
 * NULL; how many. Of all members, or of those chosen by lists ended by NULL. */
struct page_choice {
	const char *const *only; /* NULL: every one */
	const char *const *but;  /* NULL: none is left out */
};
int page_compare(struct buf *out, const struct json *a, const struct json *b,
	const struct page_choice *of);

/* Recorded files, records that name this one, verdicts over it, changes. */
void page_files(struct buf *out, struct page *p);
void page_named_by(struct buf *out, struct page *p);
void page_verdicts(struct buf *out, struct page *p);
void page_changes(struct buf *out, struct page *p);

/* What closes every record's page: the four above. */
void page_end(struct buf *out, struct page *p);

/* "met", "partly" … as it is shown. */
void page_verdict(struct buf *out, const char *verdict);

/* A row a constraint: of a clause ("iec-81001-5-1/9.5") and its parts, or of
 * all when it is NULL. What was judged is read. */
void page_status(struct buf *out, struct page *p, const char *clause);

/* Fills the temporary table `page_count` (type, kind, year, n, defective) with
 * how many records there are; kind and year are '' where there are none. */
void page_counts(struct buf *out, struct page *p);

/* What is wrong with a record, or NULL: on pages that ask it of many. */
const char *page_defect(struct buf *out, struct page *p, const char *id);

/* Judges; a failure marks the page. page_judge_all is for pages that look at
 * every member: they are as young as what is judged and the last term. */
void page_judge(struct buf *out, struct page *p);
void page_judge_all(struct buf *out, struct page *p);

/* The day on which a verdict says that a term ended, or null; the day after is
 * the first on which a page says so. */
#define PAGE_TERM(why) "iif(instr(" why ", 'ended on ') > 0, substr(" why "," \
	" instr(" why ", 'ended on ') + 9, 10), null)"
void page_seen_term(struct page *p, const char *ended_on);

/* Link to the page of a constraint ("9.5-7"). */
void page_constraint(struct buf *out, const struct page *p, const char *id);

#endif
