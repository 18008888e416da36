/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A dossier that another version of the program wrote: its derived tables have
 * the columns of that version's record types. Whoever opens it first makes
 * them anew, in one transaction; until that ends, and if it fails, everybody
 * else sees the tables that were.
 */
#include <errno.h>

#include "dossierfs/derive.h"
#include "dossierfs/err.h"
#include "dossierfs/progress.h"
#include "version.h"

enum { TRIES = 120 }; /* of STORE_WAIT, while another makes them */

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

static int fill(struct store *st)
{
	static const char sql[] =
		"insert or replace into dossier.meta values ('derived', ?1)";
	char digest[65];
	int rc;

	record_schema_digest(digest);
	if ((rc = derive_tables(st)) || (rc = derive_anew(st)))
		return rc;
	return query_run(st, sql, "s", digest);
}

/* Every row's version is there, as it is read from there; and what does not
 * fit the cache is written to the log and read back. */
static int refill(struct store *st)
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

	if ((rc = db_script(st, begin)) || (rc = fill(st)) ||
	    (rc = db_script(st, end)))
		sqlite3_exec(st->db, "rollback", NULL, NULL, NULL);
	return rc;
}

/* The lock is had for the others' sake; they may have been faster. */
static int renew(const char *dir)
{
	auto_store st = NULL;
	bool old;
	int rc;

	if ((rc = store_connect(&st, dir, STORE_WRITE)) ||
	    (rc = store_lock(st)) || (rc = is_old(st, &old)) || !old)
		return rc;
	return refill(st);
}

static int refuse_renewal(const char *dir)
{
	return refuse(-EROFS, "%s: another version of dossierfs wrote it, and "
		"its tables cannot be made anew as it cannot be written; copy "
		"it, or run dossierfs check on it as its owner", dir);
}

int renew_if_old(struct store *st)
{
	bool old = false;
	int rc = is_old(st, &old);

	for (int i = 0; !rc && old; i++) {
		rc = renew(st->dir);
		if (rc == -EBUSY && i < TRIES) {
			progress("waiting for tables to be made anew", 0, 0);
			err_clear();
			rc = 0;
		}
		if (!rc)
			rc = is_old(st, &old);
	}
	return rc == -EROFS || rc == -EACCES || rc == -EPERM ?
		refuse_renewal(st->dir) : rc;
}
