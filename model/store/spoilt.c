/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cache that is damaged is made empty, in the way that SQLite has for it,
 * which other processes that look at it survive. What is no database any more,
 * or cannot be emptied, is removed: who looks at it meets the damage, too.
 */
#include "db.h"

#include <string.h>
#include <unistd.h>

#include "dossierfs/err.h"

bool is_spoilt(int rc)
{
	return (rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB;
}

static int note(void *arg, int columns, char **value, char **name)
{
	bool *whole = arg;

	(void)name;
	*whole = columns == 1 && value[0] && strcmp(value[0], "ok") == 0;
	return 0;
}

static int make_empty(sqlite3 *db)
{
	int rc = sqlite3_db_config(db, SQLITE_DBCONFIG_RESET_DATABASE, 1, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, "vacuum", NULL, NULL, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_RESET_DATABASE, 0, NULL);
	return rc;
}

static int count(void *arg, int columns, char **value, char **name)
{
	(void)columns;
	(void)value;
	(void)name;
	++*(int *)arg;
	return 0;
}

/* A file that was cut down to nothing is a whole database without tables. */
static int check(sqlite3 *db, bool *whole)
{
	int numbers = 0;
	int rc = sqlite3_exec(db, "pragma quick_check(1)", note, whole, NULL);

	if (rc == SQLITE_OK && *whole)
		*whole = sqlite3_exec(db, "select number from made", count,
			&numbers, NULL) == SQLITE_OK && numbers;
	return rc;
}

/* What FTS5 keeps in its tables the check takes for any other bytes. */
static int look(sqlite3 *db, bool certain, bool *renewed)
{
	bool whole = false;
	int rc = certain ? SQLITE_CORRUPT : check(db, &whole);

	*renewed = false;
	if (rc == SQLITE_OK ? whole : !is_spoilt(rc))
		return SQLITE_OK;
	rc = make_empty(db);
	*renewed = rc == SQLITE_OK;
	return rc;
}

static bool remove_all(const char *path)
{
	static const char *const more[] = { "-wal", "-shm" };
	auto_buf name = BUF_INIT;

	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++) {
		buf_cut(&name, 0);
		buf_printf(&name, "%s%s", path, more[i]);
		if (!name.err)
			unlink(name.data);
	}
	return unlink(path) == 0;
}

bool cache_renew(const char *path, bool certain)
{
	sqlite3 *db = NULL;
	bool renewed = false;
	int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE |
		SQLITE_OPEN_NOFOLLOW, NULL);

	if (rc == SQLITE_OK)
		rc = look(db, certain, &renewed);
	sqlite3_close_v2(db);
	/* Busy is also what has no write-ahead log any more, as its readers
	 * believe: it was cut down to nothing. */
	return is_spoilt(rc) || (rc & 0xff) == SQLITE_BUSY ? remove_all(path) :
		renewed;
}
