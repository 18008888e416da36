/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQL from outside. The authorizer alone cannot say whether a table is read
 * through a published view, for a common table expression may bear a view's
 * name; so the names are resolved where there is nothing but what is published,
 * and the same names mean the same in the store.
 */
#include "dossierfs/foreign.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "db.h"
#include "dossierfs/embed.h"
#include "dossierfs/err.h"
#include "dossierfs/record.h"
#include "foreign.h"
#include "heap.h"
#include "version.h"

/* Bytes that SQLite may take while it compiles: a query that doubles with every
 * name is stopped by this. Steps between two looks: one of them may go through a
 * text of FOREIGN_TEXT for each byte of another. */
enum { COMPILE_BYTES = 128 << 20, LOOK = 100 };

/* Functions that only look at their arguments. */
static const char *const harmless[] = {
	"abs", "avg", "char", "coalesce", "count", "cume_dist", "date",
	"datetime", "dense_rank", "first_value", "format", "glob",
	"group_concat", "hex", "ifnull", "iif", "instr", "json", "json_array",
	"json_array_length", "json_each", "json_extract", "json_group_array",
	"json_group_object", "json_object", "json_quote", "json_tree",
	"json_type", "json_valid", "julianday", "lag", "last_value", "lead",
	"length", "like", "lower", "ltrim", "max", "min", "nth_value", "ntile",
	"nullif", "percent_rank", "printf", "quote", "rank", "replace",
	"round", "row_number", "rtrim", "sign", "strftime", "substr",
	"substring", "sum", "time", "total", "trim", "typeof", "unicode",
	"upper", "->", "->>",
};

static bool is_harmless(const char *function)
{
	for (size_t i = 0; i < sizeof(harmless) / sizeof(*harmless); i++)
		if (!strcasecmp(harmless[i], function))
			return true;
	return false;
}

/* SQLite's own tables, which are there in every database. */
static bool is_internal(const char *table)
{
	return !strncasecmp(table, "sqlite_", 7) ||
		!strncasecmp(table, "pragma_", 7) ||
		!strcasecmp(table, "dbstat") ||
		!strcasecmp(table, "bytecode") ||
		!strcasecmp(table, "tables_used");
}

int foreign_authorize(int action, const char *a, const char *b,
	const char *schema, const char *inside, bool published)
{
	bool tree = a && (!strcmp(a, "json_each") || !strcmp(a, "json_tree"));

	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return b && (is_harmless(b) || (inside && !published &&
			!strcmp(b, VIEWS_NOW))) ? SQLITE_OK : SQLITE_DENY;
	case SQLITE_READ:
		if (!a || is_internal(a))
			return SQLITE_DENY;
		if (tree || (schema && !strcmp(schema, "temp")))
			return SQLITE_OK;
		/* Rows are counted and no column is read: SQLite names no
		 * view then, and the schema only where the SQL does. */
		if (b && !*b && (!schema || !published))
			return SQLITE_OK;
		return inside && !published ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

static int authorize_published(void *arg, int action, const char *a,
	const char *b, const char *schema, const char *inside)
{
	(void)arg;
	return foreign_authorize(action, a, b, schema, inside, true);
}

static void close_db(sqlite3 **db)
{
	sqlite3_close_v2(*db);
}

#define auto_db __attribute__((cleanup(close_db))) sqlite3 *

static void finalize(sqlite3_stmt **stmt)
{
	sqlite3_finalize(*stmt);
}

#define auto_stmt __attribute__((cleanup(finalize))) sqlite3_stmt *

static int run(sqlite3 *db, const char *sql)
{
	if (!sql || sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return fail(-EIO, "the tables of rules cannot be made: %s",
			sqlite3_errmsg(db));
	return 0;
}

static int open_memory(sqlite3 **out)
{
	if (sqlite3_open_v2(":memory:", out, SQLITE_OPEN_READWRITE |
		SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return fail(-ENOMEM, "no memory for a connection");
	return run(*out, "pragma temp_store = memory");
}

/* An empty dossier as a rule sees it. */
static int make_empty(sqlite3 *db, const char *const *scripts)
{
	auto_buf sql = BUF_INIT;
	int rc = run(db, embed_find("model/store/schema.sql", NULL));

	derived_schema(&sql, NULL);
	store_views_sql(&sql, "1970-01-01", -1);
	if (!rc)
		rc = buf_done(&sql);
	if (!rc)
		rc = run(db, buf_text(&sql));
	for (; !rc && *scripts; scripts++)
		rc = run(db, *scripts);
	return rc;
}

int foreign_tables(struct buf *out, const char *const *scripts)
{
	static const char sql[] =
		"select printf('create temp table \"%w\" (%s);', s.name,"
		" (select group_concat(printf('\"%w\"', c.name))"
		"    from pragma_table_info(s.name) c))"
		" from sqlite_temp_schema s where s.type in ('table', 'view')"
		" order by s.name";
	auto_db db = NULL;
	auto_stmt stmt = NULL;
	int rc = open_memory(&db);

	if (!rc)
		rc = make_empty(db, scripts);
	if (!rc && sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		rc = fail(-EIO, "the tables of rules cannot be listed: %s",
			sqlite3_errmsg(db));
	while (!rc && sqlite3_step(stmt) == SQLITE_ROW)
		buf_printf(out, "%s\n",
			(const char *)sqlite3_column_text(stmt, 0));
	return rc ? rc : buf_done(out);
}

static void set_limits(sqlite3 *db)
{
	sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_limit(db, SQLITE_LIMIT_COMPOUND_SELECT, 50);
	sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 200);
	sqlite3_limit(db, SQLITE_LIMIT_COLUMN, 500);
	sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, FOREIGN_SQL);
	sqlite3_limit(db, SQLITE_LIMIT_VARIABLE_NUMBER, 0);
}

/* The connection to compile on, with the tables and nothing else. */
static int open_published(sqlite3 **out, const char *tables)
{
	int rc = open_memory(out);

	if (!rc)
		rc = run(*out, tables);
	if (rc)
		return rc;
	set_limits(*out);
	sqlite3_set_authorizer(*out, authorize_published, NULL);
	return 0;
}

static int prepare_bounded(sqlite3 *db, const char *sql, sqlite3_stmt **stmt,
	const char **tail)
{
	int rc;

	heap_bound(COMPILE_BYTES);
	rc = sqlite3_prepare_v3(db, sql, -1, 0, stmt, tail);
	heap_bound(0);
	return rc;
}

bool foreign_column(const char *column, const char *name)
{
	size_t len = name ? strcspn(name, "?") : 0;

	if (!column || !name)
		return !column && (!name || name[len]);
	return strlen(column) == len && !strncmp(column, name, len);
}

static int check_columns(sqlite3_stmt *stmt, const char *const *names)
{
	int n = sqlite3_column_count(stmt);

	for (int i = 0; i < n || names[i]; i++) {
		const char *name = names[i] ? names[i] : "no column";

		if (!foreign_column(i < n ? sqlite3_column_name(stmt, i) : NULL,
			names[i]))
			return refuse(-EINVAL, "SQL: expected %.*s in place %d",
				(int)strcspn(name, "?"), name, i + 1);
	}
	return 0;
}

static int compile(sqlite3 *db, const char *sql, const char *const *columns,
	const char **tail)
{
	auto_stmt stmt = NULL;
	int rc = prepare_bounded(db, sql, &stmt, tail);

	if (rc == SQLITE_NOMEM)
		return refuse(-EINVAL, "SQL: it is too large when compiled");
	if (rc != SQLITE_OK)
		return refuse(-EINVAL, "SQL: %s", sqlite3_errmsg(db));
	if (stmt && (!sqlite3_stmt_readonly(stmt) ||
			    sqlite3_stmt_isexplain(stmt)))
		return refuse(-EINVAL, "SQL: expected select statements alone");
	return stmt ? check_columns(stmt, columns) : 0;
}

int foreign_check(const char *tables, const char *sql,
	const char *const *first, const char *const *second, const char **tail)
{
	const char *more = NULL;
	auto_db db = NULL;
	int rc;

	if (strlen(sql) >= FOREIGN_SQL)
		return refuse(-EINVAL, "SQL: expected at most %d bytes",
			FOREIGN_SQL);
	if (strcasestr(sql, "'now'"))
		return refuse(-EINVAL, "SQL: expected as_of of the view "
			"judged, not the day of the clock");
	rc = open_published(&db, tables);
	if (!rc)
		rc = compile(db, sql, first, tail);
	if (!rc && **tail)
		rc = compile(db, *tail, second, &more);
	if (!rc && more && more[strspn(more, " \t\r\n;")])
		rc = refuse(-EINVAL, "SQL: expected two statements at most, "
			"for members and for what is reported");
	return rc;
}

int foreign_open(struct query **out, struct store *st, const char *sql)
{
	static const struct foreign_bounds bounds = {
		.steps = FOREIGN_STEPS * INT64_C(1000000),
		.time = FOREIGN_SECONDS * INT64_C(1000000000),
		.disk = FOREIGN_DISK * INT64_C(1048576),
	};

	return foreign_open_within(out, st, sql, &bounds);
}

int foreign_open_within(struct query **out, struct store *st, const char *sql,
	const struct foreign_bounds *bounds)
{
	int rc;

	st->foreign = true;
	rc = query_open_text(out, st, sql, NULL);
	st->foreign = false;
	st->foreign_bounds = *bounds;
	if (!rc)
		query_set_foreign(*out);
	return rc;
}

/* Nanoseconds that a processor spent on this thread. */
static int64_t spent(void)
{
	struct timespec t = { 0 };

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

bool foreign_is_late(const struct store *st)
{
	return st->foreign_spent > st->foreign_bounds.time;
}

/* Counts over all calls of a query; nonzero ends it. */
static int look(void *arg)
{
	struct store *st = arg;
	int64_t at = spent();

	st->foreign_spent += at - st->foreign_since;
	st->foreign_since = at;
	return ++st->foreign_looks > st->foreign_bounds.steps / LOOK ||
		foreign_is_late(st);
}

void foreign_begin(struct store *st)
{
	st->foreign_looks = 0;
	st->foreign_spent = 0;
	st->foreign_files = (struct temporary){
		.left = st->foreign_bounds.disk, .day = store_day(st) };
}

void foreign_enter(struct store *st)
{
	st->foreign = true;
	st->foreign_since = spent();
	temporary_bound(&st->foreign_files);
	st->length = sqlite3_limit(st->db, SQLITE_LIMIT_LENGTH, FOREIGN_TEXT);
	sqlite3_progress_handler(st->db, LOOK, look, st);
}

void foreign_leave(struct store *st)
{
	temporary_bound(NULL);
	sqlite3_progress_handler(st->db, 0, NULL, NULL);
	sqlite3_limit(st->db, SQLITE_LIMIT_LENGTH, st->length);
	st->foreign = false;
}
