/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A dossier that another version of the program wrote: its derived tables have
 * the columns of that version's record types, or it lacks an index. Whoever
 * opens it first makes them anew, in one transaction; until that ends, and if
 * it fails, everybody else sees the tables that were.
 */
#include <errno.h>

#include "dossierfs/derive.h"
#include "dossierfs/err.h"
#include "dossierfs/progress.h"
#include "version.h"

enum { TRIES = 120 }; /* of STORE_WAIT, while another makes them */

/* What is of another version: the tables, or indexes alone, or it has no number
 * yet. */
struct old {
	bool tables, indexes, number;
};

static int find_old(struct store *st, struct old *old)
{
	static const char sql[] =
		"select count(*) from dossier.meta"
		" where key = ?1 and value = ?2";
	char derived[65], indexes[65];
	int64_t tables = 0, same = 0, numbered = 0;
	int rc = indexes_digest(indexes);

	record_schema_digest(derived);
	if (!rc)
		rc = query_one(&tables, 0, st, sql, "ss", "derived", derived);
	if (!rc)
		rc = query_one(&same, 0, st, sql, "ss", "indexes", indexes);
	if (!rc)
		rc = query_one(&numbered, 0, st, "select count(*)"
			" from dossier.meta where key = 'number'", "");
	*old = (struct old){ !tables, !same, !numbered };
	return rc;
}

static bool is_old(const struct old *old)
{
	return old->tables || old->indexes || old->number;
}

static int note(struct store *st, const struct old *old)
{
	static const char sql[] =
		"insert or replace into dossier.meta values (?1, ?2)";
	char digest[65];
	int rc = indexes_digest(digest);

	if (!rc)
		rc = query_run(st, sql, "ss", "indexes", digest);
	if (!rc)
		rc = query_run(st, "insert or ignore into dossier.meta"
			" values ('number', " META_NUMBER ")", "");
	if (rc || !old->tables)
		return rc;
	record_schema_digest(digest);
	return query_run(st, sql, "ss", "derived", digest);
}

static int fill(struct store *st, const struct old *old)
{
	auto_buf sql = BUF_INIT;
	int rc;

	if (old->tables) {
		if ((rc = derive_tables(st)) || (rc = derive_anew(st)))
			return rc;
	} else if (old->indexes) {
		progress("making indexes", 0, 0);
		indexes_schema(&sql, "dossier");
		if ((rc = buf_done(&sql)) ||
		    (rc = db_script(st, buf_text(&sql))))
			return rc;
	}
	return note(st, old);
}

/* Every row's version is there, as it is read from there; and what does not
 * fit the cache is written to the log and read back. */
static int refill(struct store *st, const struct old *old)
{
	static const char begin[] =
		"pragma foreign_keys = off;"
		"pragma main.cache_size = -32768;"
		"pragma dossier.cache_size = -65536;"
		"begin immediate";
	static const char end[] =
		"commit;"
		"pragma dossier.wal_checkpoint(passive)";
	int rc;

	if ((rc = db_script(st, begin)) || (rc = fill(st, old)) ||
	    (rc = db_script(st, end)))
		sqlite3_exec(st->db, "rollback", NULL, NULL, NULL);
	return rc;
}

/* The lock is had for the others' sake; they may have been faster. */
static int renew(const char *dir)
{
	auto_store st = NULL;
	struct old old;
	int rc;

	if ((rc = store_connect(&st, dir, STORE_WRITE)) ||
	    (rc = store_lock(st)) || (rc = find_old(st, &old)))
		return rc;
	return is_old(&old) ? refill(st, &old) : 0;
}

static int refuse_renewal(const char *dir)
{
	return refuse(-EROFS, "%s: another version of dossierfs wrote it, and "
		"its tables cannot be made anew as it cannot be written; copy "
		"it, or run dossierfs check on it as its owner", dir);
}

static bool is_closed(int rc)
{
	return rc == -EROFS || rc == -EACCES || rc == -EPERM;
}

int renew_if_old(struct store *st)
{
	struct old old = { 0 };
	int rc = find_old(st, &old);

	for (int i = 0; !rc && is_old(&old); i++) {
		rc = renew(st->dir);
		if (is_closed(rc) && !old.tables) {
			err_clear();
			return 0;
		}
		if (rc == -EBUSY && i < TRIES) {
			progress("waiting for tables to be made anew", 0, 0);
			err_clear();
			rc = 0;
		}
		if (!rc)
			rc = find_old(st, &old);
	}
	return is_closed(rc) ? refuse_renewal(st->dir) : rc;
}
