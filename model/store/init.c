/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a dossier: the folder, git/, blobs/ and dossier.db, which comes last
 * because it is what makes the folder a dossier.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db.h"
#include "dossierfs/derive.h"
#include "dossierfs/embed.h"
#include "dossierfs/err.h"
#include "dossierfs/hash.h"
#include "dossierfs/record.h"
#include "repo.h"
#include "version.h"

#define SCHEMA_SQL "select sql from sqlite_master where sql is not null" \
	" and name not like 'sqlite_%' order by type, name"

static int refuse_full(const char *dir)
{
	const struct dirent *e;
	bool full = false;
	DIR *d = opendir(dir);

	if (!d)
		return refuse(-errno, "%s: expected an empty folder: %s", dir,
			strerror(errno));
	while ((e = readdir(d)))
		full |= strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
	closedir(d);
	return full ? refuse(-ENOTEMPTY, "%s: expected an empty folder", dir) :
		0;
}

/* Statements name their table or index behind these words. */
static const char *const heads[] = { "create table ", "create index ",
	"drop index if exists ", "insert into ", "delete from ", "analyze " };

static void put_line(struct buf *out, const char *line, size_t len,
	const char *schema)
{
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		size_t head = strlen(heads[i]);

		if (strncmp(line, heads[i], head))
			continue;
		buf_printf(out, "%s%s.", heads[i], schema);
		line += head;
		len -= head;
		break;
	}
	buf_put(out, line, len);
}

static void put_script(struct buf *out, const char *path, const char *schema)
{
	const char *sql = embed_find(path, NULL);

	while (schema && *sql) {
		size_t len = strcspn(sql, "\n") + 1;

		put_line(out, sql, len, schema);
		sql += len;
	}
	buf_puts(out, sql);
}

static const char path_indexes[] = "model/store/indexes.sql";

void indexes_schema(struct buf *out, const char *schema)
{
	put_script(out, path_indexes, schema);
}

int indexes_digest(char hex[65])
{
	const char *sql = embed_find(path_indexes, NULL);
	char full[HASH_HEX_MAX];
	int rc = hash_bytes(full, HASH_SHA256, sql, strlen(sql));

	memcpy(hex, full, 65);
	return rc;
}

void derived_schema(struct buf *out, const char *schema)
{
	put_script(out, "model/store/derived.sql", schema);
	record_schema(out, schema);
	indexes_schema(out, schema);
}

static int make_folder(const char *dir, const char *below)
{
	auto_buf path = BUF_INIT;

	buf_printf(&path, "%s/%s", dir, below);
	if (path.err)
		return buf_done(&path);
	if (mkdir(path.data, 0777))
		return refuse(-errno, "%s: %s", path.data, strerror(errno));
	return 0;
}

static int put_digests(struct buf *out)
{
	char derived[65], indexes[65];
	int rc = indexes_digest(indexes);

	if (rc)
		return rc;
	record_schema_digest(derived);
	buf_printf(out, "insert into meta values ('derived', '%s'),"
		" ('indexes', '%s'), ('number', " META_NUMBER ");\n", derived,
		indexes);
	return 0;
}

static int run(sqlite3 *db, const char *path, const char *sql)
{
	char *why = NULL;
	int rc = sqlite3_exec(db, sql, NULL, NULL, &why);

	if (rc != SQLITE_OK)
		rc = fail(rc == SQLITE_NOMEM ? -ENOMEM : -EIO, "%s: %s", path,
			why ? why : "no memory");
	sqlite3_free(why);
	return rc;
}

static int make_database(sqlite3 *db, const char *path)
{
	auto_buf derived = BUF_INIT;
	auto_buf header = BUF_INIT;
	int rc;

	buf_printf(&header, "pragma application_id = %d;"
		"pragma user_version = %d;"
		"pragma journal_mode = wal;", STORE_APPLICATION, STORE_VERSION);
	derived_schema(&derived, NULL);
	if ((rc = put_digests(&derived)) || (rc = buf_done(&derived)) ||
	    (rc = buf_done(&header)) ||
	    (rc = run(db, path, "begin")) ||
	    (rc = run(db, path, embed_find("model/store/schema.sql", NULL))) ||
	    (rc = run(db, path, derived.data)) ||
	    (rc = run(db, path, "commit")))
		return rc;
	return run(db, path, header.data);
}

static int digest_of(sqlite3 *db, char hex[65])
{
	char full[HASH_HEX_MAX];
	auto_buf all = BUF_INIT;
	sqlite3_stmt *stmt;
	const void *sql;
	int rc = sqlite3_prepare_v2(db, SCHEMA_SQL, -1, &stmt, NULL);

	while (rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW) {
		sql = sqlite3_column_text(stmt, 0);
		if (!sql)
			rc = SQLITE_NOMEM;
		else
			buf_printf(&all, "%s\n", (const char *)sql);
	}
	int ended = sqlite3_finalize(stmt);
	rc = rc ? rc : ended;
	if (rc != SQLITE_OK)
		return fail((rc & 0xff) == SQLITE_NOMEM ? -ENOMEM : -EIO,
			"cannot read the schema");
	if ((rc = buf_done(&all)))
		return rc;
	rc = hash_bytes(full, HASH_SHA256, buf_text(&all), all.len);
	memcpy(hex, full, 65);
	return rc;
}

int schema_digest(char hex[65])
{
	static const char name[] = ":memory:";
	auto_buf derived = BUF_INIT;
	sqlite3 *db = NULL;
	int rc = sqlite3_open(name, &db) ? fail(-ENOMEM, "no memory") : 0;

	derived_schema(&derived, NULL);
	if (!rc && !(rc = buf_done(&derived)) &&
	    !(rc = run(db, name, embed_find("model/store/schema.sql", NULL))) &&
	    !(rc = run(db, name, derived.data)))
		rc = digest_of(db, hex);
	sqlite3_close(db);
	return rc;
}

static int with_database(const char *dir, int flags,
	int (*fn)(sqlite3 *db, const char *path))
{
	auto_buf path = BUF_INIT;
	sqlite3 *db = NULL;
	int rc;

	buf_printf(&path, "%s/dossier.db", dir);
	if (path.err)
		return buf_done(&path);
	rc = sqlite3_open_v2(path.data, &db, flags | SQLITE_OPEN_READWRITE |
		SQLITE_OPEN_NOMUTEX, NULL);
	rc = rc ? fail(-EIO, "%s: %s", path.data, sqlite3_errmsg(db)) :
		fn(db, path.data);
	sqlite3_close(db);
	return rc;
}

int derive_tables(struct store *st)
{
	static const char tables[] =
		"select name from dossier.sqlite_schema"
		" where type = 'table'"
		"   and (name = 'span' or substr(name, 1, 2) = 'd_')";
	auto_buf sql = BUF_INIT;
	auto_query q = NULL;
	int rc = query_open(&q, st, tables, "");

	while (!rc && (rc = query_next(q)) > 0) {
		rc = 0;
		buf_printf(&sql, "drop table dossier.\"%s\";\n",
			query_text(q, 0));
	}
	query_auto_close(&q);
	derived_schema(&sql, "dossier");
	return rc || (rc = buf_done(&sql)) ? rc : db_script(st, sql.data);
}

int store_init(const char *dir)
{
	auto_buf git = BUF_INIT;
	int rc;

	if (mkdir(dir, 0777) && errno != EEXIST)
		return refuse(-errno, "%s: %s", dir, strerror(errno));
	buf_printf(&git, "%s/git", dir);
	if ((rc = refuse_full(dir)) || (rc = buf_done(&git)) ||
	    (rc = make_folder(dir, "blobs")) || (rc = repo_make(git.data)))
		return rc;
	return with_database(dir, SQLITE_OPEN_CREATE, make_database);
}
