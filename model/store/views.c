/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The views of a connection: all of them temporary, made when it is opened.
 */
#include <errno.h>

#include "dossierfs/err.h"
#include "dossierfs/scope.h"
#include "view.h"

static const struct views any_views = { .schema = "dossier",
	.now = VIEWS_NOW "()", .of = VIEWS_OF_ANY };

static const char judged[] =
	"create temp table judged (as_of text, seq integer);\n"
	"create temp table blob_lost (sha256 text primary key);\n";

static const char defects[] =
	"create temp table own_defect ("
	" version integer primary key, defect text);"
	"create temp table defect_found ("
	" version integer primary key, defect text);";

void store_views_sql(struct buf *out, const char *as_of, int64_t seq)
{
	const struct views v = { .schema = "main",
		.now = "(select seq from judged)", .of = VIEWS_OF_ANY };
	char name[VIEW_NAME];

	buf_puts(out, judged);
	buf_printf(out, "insert into judged values ('%s', %lld);\n", as_of,
		(long long)seq);
	for (size_t i = 0; view_name(name, i); i++) {
		buf_printf(out, "create temp view \"%s\" as ", name);
		view_put(out, i, &v);
		buf_puts(out, ";\n");
	}
}

static void judged_seq(sqlite3_context *call, int n, sqlite3_value **args)
{
	const struct store *st = sqlite3_user_data(call);

	(void)n;
	(void)args;
	sqlite3_result_int64(call, st->seq);
}

/* Every view asks for the state several times, and each time to read it in a
 * table would cost as much as the rest of a query for one record. */
int views_tell_seq(struct store *st)
{
	return sqlite3_create_function(st->db, VIEWS_NOW, 0, SQLITE_UTF8 |
		SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, st, judged_seq, NULL,
		NULL) == SQLITE_OK ? 0 : fail(-ENOMEM, "no memory for a "
		"function");
}

/* As `create temp view` would, which compiles each of them twice, and more
 * besides, so that to make all took longer than what a command is for. With
 * another number of its schema SQLite reads what stands there. */
static int put_view_of(struct store *st, const char *name, const char *text)
{
	static const char put[] =
		"insert into sqlite_temp_schema"
		" values ('view', ?1, ?1, 0, 'create view \"' || ?1 || '\" as '"
		"  || ?2)";

	return query_run(st, put, "ss", name, text);
}

static int put_schema(struct store *st, enum views_of of)
{
	const struct views v = { .schema = "dossier", .now = VIEWS_NOW "()",
		.of = of };
	char name[VIEW_NAME];
	int rc = 0;

	for (size_t i = 0; !rc && view_name(name, i); i++) {
		auto_buf sql = BUF_INIT;

		view_put(&sql, i, &v);
		rc = buf_done(&sql);
		if (!rc)
			rc = put_view_of(st, name, buf_text(&sql));
	}
	return rc;
}

/* The view that the function asks. */
static int put_told(struct store *st)
{
	auto_buf sql = BUF_INIT;
	int rc;

	view_put_told(&sql, &any_views);
	rc = buf_done(&sql);
	if (!rc)
		rc = views_tell_defect(st);
	return rc ? rc : put_view_of(st, "told", buf_text(&sql));
}

int views_make(struct store *st, enum views_of of)
{
	static const char begin[] =
		"insert into judged values (null, -1);"
		"pragma writable_schema = on; begin;";
	static const char end[] =
		"commit; pragma temp.schema_version = 1000;"
		"pragma writable_schema = off;";
	int rc = views_tell_seq(st);

	if (!rc)
		rc = db_script(st, judged);
	if (!rc && of == VIEWS_OF_ALL)
		rc = db_script(st, defects);
	if (!rc)
		rc = db_script(st, begin);
	if (!rc)
		rc = put_schema(st, of);
	if (!rc && of == VIEWS_OF_FOCUS)
		rc = put_told(st);
	return rc ? rc : db_script(st, end);
}

int views_find_defects(struct store *st)
{
	auto_buf sql = BUF_INIT;

	view_put_search(&sql, &any_views);
	return sql.err ? buf_done(&sql) : db_script(st, sql.data);
}

static int copy_rows(struct store *to, struct store *from, const char *all,
	const char *put)
{
	auto_query q = NULL;
	int rc = query_open(&q, from, all, "");

	while (!rc && (rc = query_next(q)) > 0)
		rc = query_run(to, put, "is", query_int(q, 0),
			query_text(q, 1));
	return rc;
}

int views_take_defects(struct store *st, struct store *from)
{
	int rc = copy_rows(st, from,
		"select version, defect from temp.own_defect",
		"insert into temp.own_defect values (?1, ?2)");

	return rc ? rc : copy_rows(st, from,
		"select version, defect from temp.defect_found",
		"insert into temp.defect_found values (?1, ?2)");
}
