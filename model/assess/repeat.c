/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The script with which a reader repeats a rule in the sqlite3 shell: the
 * store's views, what only the program can say as values, the terms, the rule.
 */
#include <errno.h>

#include "dossierfs/assess.h"
#include "dossierfs/date.h"
#include "dossierfs/embed.h"
#include "dossierfs/err.h"
#include "dossierfs/query.h"
#include "dossierfs/scope.h"
#include "judge.h"

static int put_rows(struct buf *out, struct store *st, const char *sql)
{
	auto_query q = NULL;
	int rc = query_open_text(&q, st, sql, NULL);

	while (!rc && (rc = query_next(q)) > 0) {
		buf_printf(out, "%s\n", query_text(q, 0));
		rc = 0;
	}
	return rc;
}

static int put_values(struct buf *out, struct store *st)
{
	static const char *const rows[] = {
		"select 'insert into cvss_score values (' || quote(vector) ||"
		" ', ' || score || ');' from temp.cvss_score where vector in"
		" (select severity_cvss from issue_history) order by vector",
		"select 'insert into bill values (' || quote(sha256) || ', ' ||"
		" readable || ');' from temp.bill order by sha256",
		"select 'insert into component values (' || quote(sha256) ||"
		" ', ' || quote(purl) || ', ' || quote(name) || ', ' ||"
		" quote(version) || ');' from temp.component order by rowid",
		"select 'insert into signature_check values (' || quote(id) ||"
		" ', ' || n || ', ' || quote(answer) || ', ' || quote(why) ||"
		" ');' from temp.signature_check order by id, n",
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows) && !rc; i++)
		rc = put_rows(out, st, rows[i]);
	return rc;
}

int assess_sql(struct buf *out, struct store *st, const struct constraint *c)
{
	const char *values = embed_find("model/assess/values.sql", NULL);
	char day[DAY_TEXT];
	auto_store at = NULL;
	int rc;

	if (!c->sql || !values)
		return refuse(-ENOENT, "%s: there is no rule yet", c->id);
	rc = store_whole(&at, st);
	if (!rc)
		rc = terms_make_whole(at);
	if (rc)
		return rc;
	buf_printf(out, "-- %s as of %s. On a copy: sqlite3 dossier.db\n",
		c->rule, day_format(day, store_day(st)));
	store_views_sql(out, day, store_seq(st));
	buf_printf(out, "%s\n", values);
	rc = put_values(out, at);
	for (size_t i = 0; terms_text(i); i++)
		buf_printf(out, "%s\n", terms_text(i));
	buf_puts(out, c->sql);
	return rc ? rc : buf_done(out);
}
