/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What in cache.db covers a whole state, so that of a later one only what was
 * recorded since is looked at. A commit is the same everywhere, but a
 * dossier.db numbers versions its own way: it has a number itself.
 */
#include "db.h"

static const char sql_make[] =
	"create table if not exists cache.known (what text not null,"
	" number text not null, seq integer not null,"
	" commit_id text not null, unique (what, number, seq, commit_id));";

static int is_made(struct store *st)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, "select 1 from cache.sqlite_schema"
		" where name = 'known'", "");

	return rc ? rc : query_next(q);
}

int store_known(int64_t *seq, struct store *st, const char *what)
{
	static const char sql[] =
		"select coalesce(max(k.seq), -1) from cache.known k"
		" cross join dossier.changeset c on c.seq = k.seq"
		"  and c.mainline = 1 and c.commit_id = k.commit_id"
		" where k.what = ?1 and k.seq <= ?2 and k.number ="
		"  (select value from dossier.meta where key = 'number')";
	int rc = store_cache(st);

	*seq = -1;
	if (!rc)
		rc = is_made(st);
	return rc <= 0 ? rc :
		query_one(seq, -1, st, sql, "si", what, store_seq(st));
}

int store_know(struct store *st, const char *what)
{
	static const char know[] =
		"insert or ignore into cache.known select ?1, m.value, ?2, ?3"
		" from dossier.meta m where m.key = 'number'";
	static const char forget[] =
		"delete from cache.known where what = ?1 and rowid not in"
		" (select rowid from cache.known where what = ?1"
		"   order by rowid desc limit 16)";
	int rc = is_made(st);

	if (!rc)
		rc = store_cache_make(st, sql_make);
	if (rc >= 0)
		rc = query_run(st, know, "sis", what, store_seq(st),
			store_commit_id(st));
	return rc ? rc : query_run(st, forget, "s", what);
}
