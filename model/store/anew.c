/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Derived tables made anew from the versions: when the program's record types
 * are others than those that the dossier was last written with, and to prove
 * in fsck that the tables say what the versions say.
 *
 * What is wrong with a record and which file is one follow from the record
 * types, too, and are settled again on the way.
 */
#include <errno.h>
#include <string.h>

#include "dossierfs/blob.h"
#include "dossierfs/date.h"
#include "dossierfs/derive.h"
#include "dossierfs/err.h"
#include "dossierfs/progress.h"
#include "version.h"

static int count(size_t *all, struct store *st, const char *sql)
{
	int64_t n = 0;
	int rc = query_one(&n, 0, st, sql, "");

	*all = (size_t)n;
	return rc;
}

/* Files in a folder of records that named no type, and do now. */
static int reclaim(struct store *st)
{
	static const char sql[] =
		"select entry, id from dossier.entry where type = 'defect'";
	static const char move[] =
		"update dossier.version set entry = ?2 where entry = ?1";
	static const char drop[] =
		"delete from dossier.entry where type = 'defect'"
		"   and not exists (select 1 from dossier.version v"
		"         where v.entry = entry.entry)";
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	while (!rc && (rc = query_next(q)) > 0) {
		auto_claim claim = { 0 };
		int64_t entry;

		rc = claim_read(&claim, query_text(q, 1));
		if (rc || !claim.type)
			continue;
		rc = claim_entry(&entry, st, &claim);
		if (!rc)
			rc = query_run(st, move, "ii", query_int(q, 0), entry);
	}
	query_auto_close(&q);
	return rc ? rc : query_run(st, drop, "");
}

/* The bytes in git of a record that was not canonical. Where they are lost
 * fsck says so, and the record stands for them. */
static int read_bytes(struct buf *out, struct store *st, struct query *q)
{
	int rc = store_blob_read(st, out, query_text(q, 3), OBJECT_MAX);

	if (rc != -ENOENT && rc != -EUCLEAN)
		return rc;
	err_clear();
	buf_put(out, query_text(q, 5), strlen(query_text(q, 5)));
	return buf_done(out);
}

static int derive_body(struct store *st, struct query *q)
{
	struct version_was was = {
		.canonical = query_int(q, 2),
		.defect = query_null(q, 4) ? "" : query_text(q, 4),
	};
	struct version v = {
		.path = query_text(q, 1),
		.recorded_day = day_of(query_int(q, 6)),
	};
	auto_buf bytes = BUF_INIT;
	int rc;

	was.body = v.bytes = query_bytes(q, 5, &was.body_len);
	v.len = was.body_len;
	if (!was.canonical) {
		if ((rc = read_bytes(&bytes, st, q)))
			return rc;
		v.bytes = buf_text(&bytes);
		v.len = bytes.len;
	}
	return version_restate(st, query_int(q, 0), &v, &was);
}

static int derive_bodies(struct store *st)
{
	static const char counted[] = "select count(*) from dossier.version";
	static const char sql[] =
		"select v.version, v.path, v.canonical, v.sha256, v.defect,"
		"       coalesce(v.body, ''), c.recorded"
		"  from dossier.version v"
		"  cross join dossier.entry e on e.entry = v.entry"
		"   and e.type not in"
		"       ('findings', 'evidence', 'foreign', 'defect')"
		"  cross join dossier.changeset c on c.n = v.changeset"
		" where v.oid is not null"
		" order by v.version";
	auto_query q = NULL;
	size_t all;
	int rc = count(&all, st, counted);

	if (!rc)
		rc = query_open(&q, st, sql, "");
	while (!rc && (rc = query_next(q)) > 0) {
		progress("making tables anew, versions",
			(size_t)query_int(q, 0), all);
		rc = derive_body(st, q);
	}
	return rc;
}

/* Lost bytes have no lines; fsck names them. */
static int derive_file(struct store *st, const char *sha256)
{
	auto_buf lines = BUF_INIT;
	int rc = store_blob_read(st, &lines, sha256, OBJECT_MAX);

	if (rc == -ENOENT || rc == -EUCLEAN) {
		err_clear();
		return 0;
	}
	return rc ? rc : derive_findings(st, sha256, buf_text(&lines),
		lines.len);
}

static int derive_lines(struct store *st)
{
	static const char sql[] =
		"select distinct v.sha256"
		"  from dossier.version v"
		"  join dossier.entry e on e.entry = v.entry"
		" where e.type = 'findings'"
		"   and v.sha256 is not null"
		" order by v.sha256";
	auto_query q = NULL;
	size_t done = 0;
	int rc = query_open(&q, st, sql, "");

	while (!rc && (rc = query_next(q)) > 0) {
		progress("making tables anew, files of findings", done++, 0);
		rc = derive_file(st, query_text(q, 0));
	}
	return rc;
}

static int derive_spans(struct store *st)
{
	static const char counted[] =
		"select count(*) from dossier.changeset where mainline = 1";
	static const char sql[] =
		"select n, seq, recorded"
		"  from dossier.changeset"
		" where mainline = 1"
		" order by seq";
	auto_query q = NULL;
	size_t done = 0, all;
	int rc = count(&all, st, counted);

	if (!rc)
		rc = query_open(&q, st, sql, "");
	while (!rc && (rc = query_next(q)) > 0) {
		progress("making tables anew, change-sets", done++, all);
		rc = span_apply(st, query_int(q, 0), query_int(q, 1),
			query_int(q, 2));
	}
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
	auto_buf make = BUF_INIT;
	int rc;

	if ((rc = empty_tables(st)) || (rc = indexes_drop(st, &make)) ||
	    (rc = reclaim(st)) || (rc = derive_bodies(st)) ||
	    (rc = derive_lines(st)) || (rc = derive_spans(st)))
		return rc;
	return indexes_make(st, &make);
}
