/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The indexes that filling the derived tables does not read. Where all is
 * filled they are dropped before and made when the tables are full: in order
 * rather than row by row. With an index SQLite forgets what derived.sql told
 * the planner of it, so that is kept aside.
 */
#include "dossierfs/progress.h"
#include "version.h"

int indexes_drop(struct store *st, struct buf *make)
{
	static const char kept[] =
		"create temp table stat_kept as"
		" select * from dossier.sqlite_stat1";
	static const char sql[] =
		"select name, substr(sql, length('create index ') + 1)"
		"  from dossier.sqlite_schema"
		" where type = 'index'"
		"   and (tbl_name = 'span' or substr(tbl_name, 1, 2) = 'd_')"
		"   and sql like 'create index %'"
		"   and name not in ('span_entry', 'span_owner')"
		" order by name";
	auto_buf drop = BUF_INIT;
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	while (!rc && (rc = query_next(q)) > 0) {
		rc = 0;
		buf_printf(&drop, "drop index dossier.\"%s\";",
			query_text(q, 0));
		buf_printf(make, "create index dossier.%s;", query_text(q, 1));
	}
	query_auto_close(&q);
	if (rc || (rc = buf_done(make)) || (rc = buf_done(&drop)) ||
	    (rc = db_script(st, kept)))
		return rc;
	return db_script(st, buf_text(&drop));
}

int indexes_make(struct store *st, const struct buf *make)
{
	static const char stat[] =
		"delete from dossier.sqlite_stat1;"
		"insert into dossier.sqlite_stat1 select * from stat_kept;"
		"drop table temp.stat_kept;";
	int rc;

	progress("making indexes", 0, 0);
	rc = db_script(st, buf_text(make));
	return rc ? rc : db_script(st, stat);
}
