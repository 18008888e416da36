/* SPDX-License-Identifier: Apache-2.0 */
/*
 * query - SQL over the views of store.h, or over temporary tables and the
 * cache.
 *
 * `sql` is a literal: statements are prepared once and kept by its address.
 * Values are bound, never printed into the text.
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

/* The same for SQL that is not a literal: a rule. Not kept; `tail` gets what
 * follows the first statement (may be NULL). */
int query_open_text(struct query **out, struct store *st, const char *sql,
	const char **tail);

int query_next(struct query *q); /* 1 a row, 0 the end, or negative */
/* NULL for null. Texts and bytes stand until query_next. */
const char *query_text(struct query *q, int column);
const void *query_bytes(struct query *q, int column, size_t *len);
int64_t query_int(struct query *q, int column);
double query_real(struct query *q, int column);
bool query_null(struct query *q, int column);
int query_columns(struct query *q);
const char *query_column(struct query *q, int column);
void query_auto_close(struct query **q);

/* query_open, all its rows, close: for statements that give none. A write to
 * cache.db by a reader that finds it busy is left out and counts as done. */
int query_run(struct store *st, const char *sql, const char *types, ...);

#endif
