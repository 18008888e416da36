/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The folders of by/: which values there are, without finding all issues that
 * have each. One issue is enough, so most are found by an index.
 */
#include <string.h>

#include "dossierfs/asked.h"
#include "dossierfs/assess.h"
#include "dossierfs/name.h"
#include "filter.h"
#include "page.h"

static const char sql_make[] =
	"create temp table if not exists filter_name (name text primary key)"
	" without rowid;"
	"create temp table if not exists filter_name_state ("
	" seq integer not null, day integer not null);";

static int add(struct store *st, const char *name)
{
	auto_buf safe = BUF_INIT;
	const char *value = strchr(name, '=') + 1;

	buf_put(&safe, name, (size_t)(value - name));
	name_safe(&safe, value);
	return safe.err ? buf_done(&safe) : query_run(st,
		"insert or ignore into temp.filter_name values (?1)", "s",
		safe.data);
}

static int add_all(struct store *st, const char *sql)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, sql, "");

	while (rc == 0 && (rc = query_next(q)) == 1)
		rc = add(st, query_text(q, 0));
	return rc < 0 ? rc : 0;
}

static int there(struct store *st)
{
	auto_query q = NULL;
	int rc = query_open(&q, st, "select 1 from temp.filter_name_state"
		" where seq = ?1 and day = ?2", "ii", store_seq(st),
		(int64_t)store_day(st));

	return rc < 0 ? rc : query_next(q);
}

int view_filter_names(struct store *st)
{
	int rc = query_ready(st, "select 1 from temp.filter_name_state") ?
		there(st) : store_run(st, sql_make);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = store_run(st, "delete from temp.filter_name;"
		"delete from temp.filter_name_state;");
	if (rc == 0)
		rc = assess(st, NULL);
	for (const struct filter_field *f = filter_fields; rc == 0 && f->name;
		f++)
		rc = add_all(st, f->there);
	return rc ? rc : query_run(st, "insert into temp.filter_name_state"
		" values (?1, ?2)", "ii", store_seq(st),
		(int64_t)store_day(st));
}
