/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The derived rows of a version. They follow from its bytes alone and can be
 * made anew; the insert statement of each table is prepared once.
 */
#include "dossierfs/derive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dossierfs/embed.h"
#include "dossierfs/err.h"
#include "dossierfs/hash.h"
#include "dossierfs/json.h"
#include "version.h"

struct derive_row {
	const struct derived_table *table;
	sqlite3_stmt *insert;
	sqlite3_stmt *remove;
};

static int prepare_row(struct store *st, struct derive_row *row)
{
	const struct derived_table *t = row->table;
	auto_buf insert = BUF_INIT;
	auto_buf removal = BUF_INIT;
	int keys = t->list ? 2 : 1;
	int rc;

	buf_printf(&insert, "insert into dossier.\"%s\" values (?1", t->name);
	for (int i = 1; i < t->count + keys; i++)
		buf_printf(&insert, ", ?%d", i + 1);
	buf_puts(&insert, ")");
	buf_printf(&removal, "delete from dossier.\"%s\" where version = ?1",
		t->name);
	if (insert.err || removal.err)
		return fail(-ENOMEM, "no memory for a query");
	rc = sqlite3_prepare_v3(st->db, insert.data, -1,
		SQLITE_PREPARE_PERSISTENT, &row->insert, NULL);
	if (!rc)
		rc = sqlite3_prepare_v3(st->db, removal.data, -1,
			SQLITE_PREPARE_PERSISTENT, &row->remove, NULL);
	return rc ? db_error(st, rc, t->name) : 0;
}

static int rows_of(struct store *st)
{
	size_t n = 0;
	int rc = 0;

	if (st->rows)
		return 0;
	while (derived_table(n))
		n++;
	st->rows = calloc(n, sizeof(*st->rows));
	if (!st->rows)
		return fail(-ENOMEM, "no memory for queries");
	st->row_count = n;
	for (size_t i = 0; i < n && !rc; i++) {
		st->rows[i].table = derived_table(i);
		rc = prepare_row(st, &st->rows[i]);
	}
	if (rc)
		derive_drop_all(st);
	return rc;
}

void derive_drop_all(struct store *st)
{
	for (size_t i = 0; i < st->row_count; i++) {
		sqlite3_finalize(st->rows[i].insert);
		sqlite3_finalize(st->rows[i].remove);
	}
	free(st->rows);
	st->rows = NULL;
	st->row_count = 0;
}

static int run(struct store *st, sqlite3_stmt *stmt, const char *what)
{
	int rc = sqlite3_step(stmt);

	sqlite3_reset(stmt);
	return rc == SQLITE_DONE ? 0 : db_error(st, rc, what);
}

static void bind_value(sqlite3_stmt *stmt, int i,
	const struct derived_value *v)
{
	switch (v->kind) {
	case DERIVED_TEXT:
		sqlite3_bind_text(stmt, i, v->text, -1, SQLITE_STATIC);
		break;
	case DERIVED_INT:
		sqlite3_bind_int64(stmt, i, v->integer);
		break;
	case DERIVED_REAL:
		sqlite3_bind_double(stmt, i, v->real);
		break;
	default:
		sqlite3_bind_null(stmt, i);
	}
}

struct deriving {
	struct store *st;
	int64_t version;
};

static int add_row(const struct derived_table *table, int64_t n,
	const struct derived_value *values, void *arg)
{
	const struct deriving *d = arg;
	struct derive_row *row = d->st->rows;
	int column = 1;

	while (row->table != table)
		row++;
	sqlite3_bind_int64(row->insert, column++, d->version);
	if (n >= 0)
		sqlite3_bind_int64(row->insert, column++, n);
	for (int i = 0; i < table->count; i++)
		bind_value(row->insert, column++, &values[i]);
	return run(d->st, row->insert, table->name);
}

static int add_reference(const char *pointer, const char *wanted,
	const char *target, void *arg)
{
	static const char sql[] =
		"insert into dossier.d_reference values (?1, ?2, ?3, ?4)";
	const struct deriving *d = arg;

	return query_run(d->st, sql, "isss", d->version, pointer, wanted,
		target);
}

int derive_record(struct store *st, int64_t version,
	const struct record_type *type, const struct json *record,
	const char *id, bool fits)
{
	static const char sql[] =
		"insert into dossier.d_record (version, title, kind, year,"
		" fits) values (?1, ?2, ?3, ?4, ?5)";
	struct deriving d = { st, version };
	const char *title = json_text_at(record, "title");
	char year[8];
	int rc = rows_of(st);

	if (rc)
		return rc;
	rc = query_run(st, sql, "isssi", version, title && *title ? title : id,
		record_kind(type, record), record_year(type, record, year),
		(int64_t)fits);
	if (rc || !fits)
		return rc;
	rc = record_derive(type, record, add_row, &d);
	return rc ? rc : record_references(type, record, add_reference, &d);
}

int derive_remove(struct store *st, int64_t version)
{
	static const char record[] =
		"delete from dossier.d_record where version = ?1";
	static const char reference[] =
		"delete from dossier.d_reference where version = ?1";
	int rc = rows_of(st);

	if (rc || (rc = query_run(st, record, "i", version)) ||
	    (rc = query_run(st, reference, "i", version)))
		return rc;
	for (size_t i = 0; i < st->row_count && !rc; i++) {
		sqlite3_bind_int64(st->rows[i].remove, 1, version);
		rc = run(st, st->rows[i].remove, st->rows[i].table->name);
	}
	return rc;
}

/* The columns of d_finding after its key. */
static const char *const finding_fields[] = { "fingerprint", "class", "rule",
	"level", "message", "location", "purl", "vulnerability", "cvss",
	"suppressed" };

enum { FINDING_FIELDS = sizeof(finding_fields) / sizeof(*finding_fields) };

/* A text as it is, another value as its JSON, nothing for null or false. */
static const char *finding_value(struct buf *room, const struct json *value)
{
	if (json_text(value))
		return json_text(value);
	if (json_kind(value) == JSON_NULL ||
	    (json_kind(value) == JSON_BOOL && !json_true(value)))
		return NULL;
	json_line(room, value);
	return buf_text(room);
}

static int derive_finding(struct store *st, const char *sha256, int64_t line,
	const char *text, size_t len)
{
	static const char sql[] =
		"insert into dossier.d_finding (sha256, line, fingerprint,"
		" class, rule, level, message, location, purl, vulnerability,"
		" cvss, suppressed) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
		" ?9, ?10, ?11, ?12)";
	struct buf room[FINDING_FIELDS] = { 0 };
	const char *v[FINDING_FIELDS];
	auto_json finding = NULL;
	int rc = json_parse(&finding, text, len, 0);

	if (rc == -ENOMEM)
		return rc;
	if (rc) { /* said in the version's defect */
		err_clear();
		return 0;
	}
	for (int i = 0; i < FINDING_FIELDS; i++)
		v[i] = finding_value(&room[i],
			json_get(finding, finding_fields[i]));
	rc = query_run(st, sql, "sissssssssss", sha256, line, v[0], v[1], v[2],
		v[3], v[4], v[5], v[6], v[7], v[8], v[9]);
	for (int i = 0; i < FINDING_FIELDS; i++)
		buf_free(&room[i]);
	return rc;
}

int derive_findings(struct store *st, const char *sha256, const void *lines,
	size_t len)
{
	static const char sql[] =
		"select 1 from dossier.d_finding where sha256 = ?1 limit 1";
	const char *at = lines, *end = at + len;
	int64_t known;
	int rc = query_one(&known, 0, st, sql, "s", sha256);

	if (rc || known)
		return rc;
	for (int64_t line = 1; at < end && !rc; line++) {
		const char *next = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)((next ? next : end) - at);

		rc = derive_finding(st, sha256, line, at, n);
		at += n + 1;
	}
	return rc;
}
