/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Statements are prepared once and kept by the address of their literal. One
 * that is in use (a query inside its own rows) is prepared a second time.
 */
#include "dossierfs/query.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "dossierfs/err.h"
#include "dossierfs/foreign.h"
#include "foreign.h"

struct query {
	struct store *st;
	sqlite3_stmt *stmt;
	const char *sql;
	bool kept;
	bool busy;
	bool foreign;
};

/* Open addressing; never more than half full. */
struct kept {
	struct query **slots;
	size_t size; /* a power of two */
	size_t count;
};

enum { KEPT_FIRST = 256, CACHE_BATCH = 256 };

static size_t place(const struct kept *k, const char *sql)
{
	size_t i = ((uintptr_t)sql * 0x9e3779b97f4a7c15u) >> 17;

	for (i &= k->size - 1; k->slots[i] && k->slots[i]->sql != sql;)
		i = (i + 1) & (k->size - 1);
	return i;
}

static int kept_grow(struct kept *k)
{
	struct kept bigger = { .size = k->size ? 2 * k->size : KEPT_FIRST };

	bigger.slots = calloc(bigger.size, sizeof(*bigger.slots));
	if (!bigger.slots)
		return fail(-ENOMEM, "no memory for a query");
	bigger.count = k->count;
	for (size_t i = 0; i < k->size; i++)
		if (k->slots[i])
			bigger.slots[place(&bigger, k->slots[i]->sql)] =
				k->slots[i];
	free(k->slots);
	*k = bigger;
	return 0;
}

static int prepare(struct query **out, struct store *st, const char *sql,
	unsigned flags, const char **tail)
{
	struct query *q = calloc(1, sizeof(*q));
	int rc;

	if (!q)
		return fail(-ENOMEM, "no memory for a query");
	rc = sqlite3_prepare_v3(st->db, sql, -1, flags, &q->stmt, tail);
	if (rc != SQLITE_OK) {
		free(q);
		return db_error(st, rc, "prepare");
	}
	q->st = st;
	q->sql = sql;
	*out = q;
	return 0;
}

static void query_free(struct query *q)
{
	sqlite3_finalize(q->stmt);
	free(q);
}

void query_drop_all(struct store *st)
{
	if (!st->kept)
		return;
	for (size_t i = 0; i < st->kept->size; i++)
		if (st->kept->slots[i])
			query_free(st->kept->slots[i]);
	free(st->kept->slots);
	free(st->kept);
	st->kept = NULL;
}

static int find(struct query **out, struct store *st, const char *sql)
{
	struct kept *k = st->kept;
	size_t i;
	int rc;

	if (!k)
		k = st->kept = calloc(1, sizeof(*k));
	if (!k)
		return fail(-ENOMEM, "no memory for a query");
	if (2 * (k->count + 1) > k->size && (rc = kept_grow(k)))
		return rc;
	i = place(k, sql);
	if (k->slots[i]) {
		*out = k->slots[i];
		return (*out)->busy ? prepare(out, st, sql, 0, NULL) : 0;
	}
	rc = prepare(out, st, sql, SQLITE_PREPARE_PERSISTENT, NULL);
	if (rc)
		return rc;
	(*out)->kept = true;
	k->slots[i] = *out;
	k->count++;
	return 0;
}

static int bind_one(sqlite3_stmt *stmt, int i, char type, va_list *ap)
{
	const void *bytes;
	const char *text;

	switch (type) {
	case 's':
		text = va_arg(*ap, const char *);
		return sqlite3_bind_text(stmt, i, text, -1, SQLITE_STATIC);
	case 'i':
		return sqlite3_bind_int64(stmt, i, va_arg(*ap, int64_t));
	case 'r':
		return sqlite3_bind_double(stmt, i, va_arg(*ap, double));
	case 'b':
		bytes = va_arg(*ap, const void *);
		return sqlite3_bind_blob64(stmt, i, bytes ? bytes : "",
			va_arg(*ap, size_t), SQLITE_STATIC);
	case 't':
		text = va_arg(*ap, const char *);
		return sqlite3_bind_text64(stmt, i, text,
			va_arg(*ap, size_t), SQLITE_STATIC, SQLITE_UTF8);
	default:
		return SQLITE_MISUSE;
	}
}

static int open_bound(struct query **out, struct store *st, const char *sql,
	const char *types, va_list *ap)
{
	struct query *q;
	int rc = find(&q, st, sql);

	if (rc)
		return rc;
	q->busy = true;
	for (int i = 0; types[i] && !rc; i++)
		rc = bind_one(q->stmt, i + 1, types[i], ap);
	if (rc) {
		query_auto_close(&q);
		return db_error(st, rc, "bind");
	}
	*out = q;
	return 0;
}

int query_open(struct query **out, struct store *st, const char *sql,
	const char *types, ...)
{
	va_list ap;
	int rc;

	*out = NULL;
	va_start(ap, types);
	rc = open_bound(out, st, sql, types, &ap);
	va_end(ap);
	return rc;
}

static bool is_kept(const struct kept *k, const char *sql)
{
	return k && k->size && k->slots[place(k, sql)];
}

bool query_ready(struct store *st, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	struct query *q;

	if (is_kept(st->kept, sql))
		return true;
	if (sqlite3_prepare_v2(st->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return false;
	sqlite3_finalize(stmt);
	return find(&q, st, sql) == 0;
}

int query_open_text(struct query **out, struct store *st, const char *sql,
	const char **tail)
{
	int rc;

	*out = NULL;
	st->guarded = true;
	rc = prepare(out, st, sql, 0, tail);
	st->guarded = false;
	if (!rc)
		(*out)->busy = true;
	return rc;
}

/* A reader's writes to the cache are committed now and then, so that other
 * processes are not kept from it. */
static int cache_wrote(struct store *st)
{
	if (st->cache_taken || ++st->cache_writes < CACHE_BATCH)
		return 0;
	return store_cache_settle(st);
}

void query_set_foreign(struct query *q)
{
	q->foreign = true;
	foreign_begin(q->st);
}

static int next_foreign(struct query *q)
{
	int rc;

	foreign_enter(q->st);
	rc = sqlite3_step(q->stmt);
	foreign_leave(q->st);
	if (rc == SQLITE_INTERRUPT && foreign_is_late(q->st))
		return refuse(-ETIME, "SQL: expected at most %d seconds of a "
			"processor", FOREIGN_SECONDS);
	if (rc == SQLITE_FULL)
		return refuse(-EINVAL, "SQL: expected at most %d MiB of "
			"temporary files", FOREIGN_DISK);
	if (rc == SQLITE_INTERRUPT)
		return refuse(-EINVAL, "SQL: expected at most %d million steps",
			FOREIGN_STEPS);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return refuse(-EINVAL, "SQL: %s", sqlite3_errmsg(q->st->db));
	return rc == SQLITE_ROW;
}

int query_next(struct query *q)
{
	struct store *st = q->st;
	bool writes;
	int rc;

	if (!q->stmt)
		return 0;
	if (st->partial)
		return query_partial(st);
	if (q->foreign)
		return next_foreign(q);
	writes = !sqlite3_stmt_readonly(q->stmt);
	st->impatient = writes && st->mode == STORE_READ;
	rc = sqlite3_step(q->stmt);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return writes ? cache_wrote(st) : 0;
	if (st->impatient && (rc & 0xff) == SQLITE_BUSY) {
		sqlite3_reset(q->stmt);
		return 0;
	}
	return db_error(st, rc, "query");
}

/* SQLite gives NULL for a cell that it has no memory to copy, too; a page
 * without it would look whole. */
static void look_for_loss(struct query *q, int column)
{
	if (sqlite3_column_type(q->stmt, column) != SQLITE_NULL &&
		sqlite3_errcode(q->st->db) == SQLITE_NOMEM)
		q->st->partial = true;
}

int query_partial(struct store *st)
{
	bool partial = st->partial;

	st->partial = false;
	return partial ? fail(-ENOMEM, "out of memory") : 0;
}

const char *query_text(struct query *q, int column)
{
	const void *text = sqlite3_column_text(q->stmt, column);

	if (!text)
		look_for_loss(q, column);
	return text;
}

const void *query_bytes(struct query *q, int column, size_t *len)
{
	const void *bytes = sqlite3_column_blob(q->stmt, column);

	*len = (size_t)sqlite3_column_bytes(q->stmt, column);
	if (!bytes)
		look_for_loss(q, column);
	return bytes ? bytes : "";
}

int64_t query_int(struct query *q, int column)
{
	return sqlite3_column_int64(q->stmt, column);
}

bool query_null(struct query *q, int column)
{
	return sqlite3_column_type(q->stmt, column) == SQLITE_NULL;
}

int query_columns(struct query *q)
{
	return sqlite3_column_count(q->stmt);
}

const char *query_column(struct query *q, int column)
{
	return sqlite3_column_name(q->stmt, column);
}

void query_auto_close(struct query **out)
{
	struct query *q = *out;

	*out = NULL;
	if (!q)
		return;
	if (!q->kept) {
		query_free(q);
		return;
	}
	sqlite3_reset(q->stmt);
	sqlite3_clear_bindings(q->stmt);
	q->busy = false;
}

int query_run(struct store *st, const char *sql, const char *types, ...)
{
	auto_query q = NULL;
	va_list ap;
	int rc;

	va_start(ap, types);
	rc = open_bound(&q, st, sql, types, &ap);
	va_end(ap);
	while (!rc && (rc = query_next(q)) > 0)
		rc = 0;
	return rc;
}

int query_one(int64_t *out, int64_t none, struct store *st, const char *sql,
	const char *types, ...)
{
	auto_query q = NULL;
	va_list ap;
	int rc;

	va_start(ap, types);
	rc = open_bound(&q, st, sql, types, &ap);
	va_end(ap);
	if (!rc)
		rc = query_next(q);
	*out = rc > 0 ? query_int(q, 0) : none;
	return rc < 0 ? rc : 0;
}
