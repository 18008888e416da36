/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view - a page: from records to bytes.
 *
 * A view is a function of the state that the store looks at and of what the
 * path says. It does no I/O but through the store, knows no clock and no
 * locale, and writes the same bytes on every machine.
 */
#ifndef DOSSIERFS_VIEW_H
#define DOSSIERFS_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "dossierfs/buf.h"
#include "dossierfs/fact.h"

struct store;

/* What the path says; NULL where it says nothing. All are checked: the record
 * is there, the clause is in the catalogue. */
struct page {
	struct store *store;
	const char *standard;   /* "iec-81001-5-1" */
	const char *clause;     /* "9.5" */
	const char *constraint; /* as files are named: "9.5-07" */
	const char *gap;        /* file name without .md */
	const char *type;       /* record type: "issue" */
	const char *kind;       /* of an activity: "sast" */
	const char *year;       /* "2024" or "undated" */
	const char *id;
	const char *file;       /* safe name of a recorded file, or a digest */
	const char *product;
	const char *release;
	const char *folder;     /* of a record type: "issues" */
	const char *value;      /* of a field of issues: "level=high" */
	const char *filter;     /* more of them, with slashes between */
	const char *words;      /* that are searched for */
	const char *moment;     /* of at/: a release or a month */
	const char *from;       /* of diff/: two of those, or days */
	const char *to;
	struct store *before;   /* of diff/: the state compared with */
	const char *below;      /* where links to records lead, behind the
				   root: "at/2025-06-30/"; NULL: there */
	int depth;              /* folders above: "../" so often is the root */
	int64_t shown;          /* raised to the latest recorded time shown */
	int defects;            /* page_defect's: whether they are listed */
};

typedef int view_fn(struct buf *out, struct page *p);

/* The root of the tree and of the folders of record types. */
view_fn view_root, view_revision, view_status, view_status_json, view_metrics,
	view_metrics_json, view_types, view_years, view_kinds, view_records,
	view_files, view_defects;

/* One record: its page by type, and what every record has. */
view_fn view_record, view_product, view_release, view_item, view_issue,
	view_update, view_activity;
view_fn view_record_json, view_history, view_error, view_sums, view_defect;

/* A product's folder and a release's. */
view_fn view_product_home, view_releases, view_release_home, view_open_issues;

/* Clauses. */
view_fn view_standards, view_standard, view_clause, view_clause_json,
	view_clause_status, view_clause_status_json, view_defence, view_signals,
	view_signals_json, view_gaps, view_gap, view_constraints, view_constraint,
	view_constraint_json, view_constraint_sql, view_judged, view_naming;

/* Judges, and fills the temporary table judged_turned (clause, folder, id):
 * what came to judged_record (assess.h) or went, since this was last called on
 * the connection. Does nothing when that was for this state and day. */
int view_judge(struct store *st);

/* Fills the temporary table naming (release, type, id, recorded) with the
 * records that name the release, and keeps those of a few. */
int view_named(struct store *st, const char *release);

/* Raises p->shown as pages do that look at all verdicts. */
int view_seen_verdicts(struct page *p);

/* Whether the temporary table page_defect (id …) lists the records of this
 * state that are defective: 1, 0 when all records would have to be looked at
 * first, or negative. */
int view_defective(struct store *st);

/* The path of the page of record `id` from the root, "" when there is none
 * ("issues/2024/ISS-1.md"). */
int view_path(struct buf *out, struct store *st, const char *id);

/* The target of a link to the page of the page's record: up to the root, and
 * down from there. */
view_fn view_target;

/* The same for a record that was looked up already; kind and year may be
 * NULL. suffix is ".md", ".json", "" … */
void view_place(struct buf *out, const char *type, const char *kind,
	const char *year, const char *id, const char *suffix);

/* Appends the members of an index.json row that say what record `id` is:
 * `, "id": …, "type": …, "title": …` and its key fields. */
int view_index_fields(struct buf *out, struct page *p, const char *id);

#endif
