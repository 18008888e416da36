/* SPDX-License-Identifier: Apache-2.0 */
/*
 * query - SQL over the views below, or over temporary tables and the cache.
 *
 * `sql` is a literal: statements are prepared once and kept by its address.
 * Values are bound, never printed into the text.
 *
 * What SQL may read are temporary views over the state looked at; rules,
 * pages and commands all use these and nothing else:
 *
 *   judged          as_of (YYYY-MM-DD), seq: one row
 *   record          id, type, title, path, sha256, body, version, seq,
 *                   recorded (epoch), recorded_on, first_on (day its first
 *                   version was recorded), first_recorded, kind and year (its
 *                   folders or NULL), defect (NULL, or the first defect in words)
 *   record_history  the same for every version recorded by then, oldest
 *                   first by seq, and withdrawn (0/1), to_on (day the next
 *                   version was recorded, or NULL), to_seq
 *   reference       version, id, pointer, type, target, dangling (0/1): what
 *                   the present versions point at
 *   evidence        id (the owning record), name, safe (as the tree shows it),
 *                   sha256, size, version, seq, recorded, recorded_on, lost
 *                   (0/1: the bytes are not in blobs/, as of the last
 *                   store_lost)
 *   file_history    id (of the record), name (NULL: an activity's findings),
 *                   sha256, size, version, seq, to_seq, recorded, recorded_on,
 *                   withdrawn; was_sha256, was_size: what stood there before,
 *                   or NULL
 *   record_change   id, seq, version, withdrawn, unread: each time that a
 *                   change-set of main's line changed a record, or, where
 *                   version is NULL, one of its files; unread says why nothing
 *                   can be read of a version, or is NULL
 *   merged          id, seq, n, commit_id, author, mail, recorded,
 *                   recorded_on, reason: of what the merge seq changed in a
 *                   record and its files, each change-set of the side that was
 *                   merged which set the same; one may stand there repeatedly
 *   defective       path, sha256, size, version, recorded, recorded_on, defect:
 *                   files among the records that can be none (no id, the id
 *                   of another file)
 *   findings_file   activity, sha256, size, version, seq, recorded
 *   finding         activity, line (from 1), fingerprint, class, rule, level,
 *                   message, location, purl, vulnerability, cvss, suppressed
 *   touched         seq, type, id, owner (of a file), withdrawn, version: what
 *                   each change-set of main's line set or withdrew; type is a
 *                   record type, evidence, findings or defect
 *   changeset       seq, n, commit_id, hash, author, mail, recorded,
 *                   recorded_on, reason, mainline
 *   <type>          id, title, version, recorded, recorded_on, first_on,
 *                   defect, and the columns of d_<type> (record.h)
 *   <type>_<list>   id (the owner), version, n, and the list's columns
 *   <type>_history, <type>_<list>_history
 *                   the same for every version recorded by then, with
 *                   from_on, to_on, seq, to_seq and, for the type, withdrawn
 *                   and learned_on (from_on, or the day before a merge on
 *                   which these bytes were recorded where they were written)
 *
 * The present views leave out withdrawn records. A defective record is in
 * them, with `defect` set.
 */
#ifndef DOSSIERFS_QUERY_H
#define DOSSIERFS_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct query;
struct store;

#define auto_query __attribute__((cleanup(query_auto_close))) struct query *

/* types: one letter an argument: s text (NULL is null), i int64_t, r double,
 * b bytes (const void *, size_t). Text and bytes are borrowed while the query
 * is open. */
int query_open(struct query **out, struct store *st, const char *sql,
	const char *types, ...);

/* Whether what the SQL reads is there: temporary tables are made when they are
 * first asked for. Where it is not, no sentence is recorded, and one that was
 * recorded before stays. */
bool query_ready(struct store *st, const char *sql);

/* query_open for SQL that is not a literal: a rule. Not kept; `tail` gets what
 * follows the first statement (may be NULL). */
int query_open_text(struct query **out, struct store *st, const char *sql,
	const char **tail);

int query_next(struct query *q); /* 1 a row, 0 the end, or negative */

/* -ENOMEM, once, when a text or bytes could not be had for lack of memory: who
 * asks for no further row asks this before he believes what he made of it. */
int query_partial(struct store *st);

/* NULL for null. Texts and bytes stand until query_next. */
const char *query_text(struct query *q, int column);
const void *query_bytes(struct query *q, int column, size_t *len);
int64_t query_int(struct query *q, int column);
bool query_null(struct query *q, int column);
int query_columns(struct query *q);
const char *query_column(struct query *q, int column);
void query_auto_close(struct query **q);

/* query_open, all its rows, close: for statements that give none. A write to
 * cache.db by a reader that finds it busy is left out and counts as done. */
int query_run(struct store *st, const char *sql, const char *types, ...);

/* The first integer that it gives, or `none`; that, too, when it fails. */
int query_one(int64_t *out, int64_t none, struct store *st, const char *sql,
	const char *types, ...);

#endif
