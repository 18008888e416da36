/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Derived tables made anew: when the program's record types give another
 * schema than the dossier was last written with, and to prove in fsck that
 * they say what the versions say.
 */
#include <errno.h>
#include <string.h>

#include "dossierfs/derive.h"
#include "dossierfs/err.h"
#include "dossierfs/json.h"
#include "version.h"

static int derive_body(struct store *st, struct query *q)
{
	const struct record_type *type = record_type_find(query_text(q, 1));
	auto_json record = NULL;
	const char *body;
	size_t len;
	int rc;

	if (!type)
		return fail(-EUCLEAN, "version %lld: no record type %s",
			(long long)query_int(q, 0), query_text(q, 1));
	body = query_bytes(q, 3, &len);
	rc = json_parse(&record, body, len, 0);
	if (rc)
		return fail(-EUCLEAN, "version %lld: no record",
			(long long)query_int(q, 0));
	return derive_record(st, query_int(q, 0), type, record,
		query_text(q, 2), claim_fits(record, type, query_text(q, 2)));
}

static int derive_bodies(struct store *st)
{
	static const char sql[] =
		"select v.version, e.type, e.id, v.body"
		"  from dossier.version v"
		"  join dossier.entry e on e.entry = v.entry"
		" where v.body is not null"
		" order by v.version";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	while (!rc && (rc = query_next(q)) > 0)
		rc = derive_body(st, q);
	return rc;
}

static int derive_lines(struct store *st)
{
	static const char sql[] =
		"select distinct v.sha256"
		"  from dossier.version v"
		"  join dossier.entry e on e.entry = v.entry"
		" where e.type = 'findings'"
		"   and v.sha256 is not null";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	while (!rc && (rc = query_next(q)) > 0) {
		auto_buf lines = BUF_INIT;

		rc = store_blob_read(st, &lines, query_text(q, 0), OBJECT_MAX);
		if (!rc)
			rc = derive_findings(st, query_text(q, 0),
				buf_text(&lines), lines.len);
	}
	return rc;
}

static int derive_spans(struct store *st)
{
	static const char sql[] =
		"select n, seq, recorded"
		"  from dossier.changeset"
		" where mainline = 1"
		" order by seq";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	while (!rc && (rc = query_next(q)) > 0)
		rc = span_apply(st, query_int(q, 0), query_int(q, 1),
			query_int(q, 2));
	return rc;
}

static int empty_tables(struct store *st)
{
	const struct derived_table *t;
	auto_buf sql = BUF_INIT;

	buf_puts(&sql, "delete from dossier.span;"
		"delete from dossier.d_record;"
		"delete from dossier.d_reference;"
		"delete from dossier.d_finding;");
	for (size_t i = 0; (t = derived_table(i)); i++)
		buf_printf(&sql, "delete from dossier.\"%s\";", t->name);
	return sql.err ? buf_done(&sql) : db_script(st, sql.data);
}

int derive_anew(struct store *st)
{
	int rc;

	if ((rc = empty_tables(st)) || (rc = derive_bodies(st)) ||
	    (rc = derive_lines(st)))
		return rc;
	return derive_spans(st);
}

static int is_old(struct store *st, bool *old)
{
	static const char sql[] =
		"select value = ?1 from dossier.meta where key = 'derived'";
	char digest[65];
	int64_t same;
	int rc;

	record_schema_digest(digest);
	rc = query_one(&same, 0, st, sql, "s", digest);
	*old = !same;
	return rc;
}

/* The digest comes last: a crash before it means to begin again. */
static int refill(struct store *st)
{
	static const char sql[] =
		"insert or replace into dossier.meta values ('derived', ?1)";
	char digest[65];
	int rc;

	record_schema_digest(digest);
	if ((rc = db_script(st, "begin immediate")) ||
	    (rc = derive_anew(st)) ||
	    (rc = query_run(st, sql, "s", digest)) ||
	    (rc = db_script(st, "commit")))
		sqlite3_exec(st->db, "rollback", NULL, NULL, NULL);
	return rc;
}

/* A reader has it done by a writer. */
static int renew_elsewhere(struct store *st)
{
	auto_store writer = NULL;
	int rc = store_open(&writer, st->dir, STORE_WRITE);

	return rc ? err_in(rc, "its tables are of another version of "
		"dossierfs and must be made anew") : 0;
}

int derive_if_old(struct store *st)
{
	bool old;
	int rc = is_old(st, &old);

	if (rc || !old)
		return rc;
	if (st->mode == STORE_READ)
		return renew_elsewhere(st);
	rc = store_lock(st);
	if (!rc)
		rc = derive_tables(st->dir);
	if (!rc)
		rc = refill(st);
	store_unlock(st);
	return rc;
}
